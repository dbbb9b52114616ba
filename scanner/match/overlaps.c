#include "scanner/match/overlaps.h"

/* "*" is every identifier. The first row that names a pair, in either order, holds. */
static const struct {
    const char *winner, *other;
    bool both; /* nobody wins */
} rows[] = {
    /* A person, a place, a cookie: what else stands in the same bytes is a fact of its own. */
    {"NAME", "*", true},
    {"ADDRESS", "*", true},
    {"HTTP_COOKIE", "*", true},
    /* One number in several roles. */
    {"SPAIN_DNI_NUMBER", "SPAIN_NIF_NUMBER", true},
    {"SPAIN_DNI_NUMBER", "SPAIN_DRIVERS_LICENSE", true},
    {"SPAIN_NIF_NUMBER", "SPAIN_DRIVERS_LICENSE", true},
    {"SPAIN_NIE_NUMBER", "SPAIN_DRIVERS_LICENSE", true},
    {"FRANCE_NATIONAL_IDENTIFICATION_NUMBER", "FRANCE_HEALTH_INSURANCE_NUMBER", true},
    {"FINLAND_EUROPEAN_HEALTH_INSURANCE_NUMBER", "EUROPEAN_HEALTH_INSURANCE_CARD_NUMBER", true},
    /* A number within a longer one of a shape that says more. */
    {"MEDICAL_DEVICE_UDI", "CREDIT_CARD_NUMBER", false},
    {"MEDICAL_DEVICE_UDI", "CREDIT_CARD_NUMBER_(NO_KEYWORD)", false},
    {"USA_HEALTH_INSURANCE_CLAIM_NUMBER", "USA_SOCIAL_SECURITY_NUMBER", false},
    /* The same cards, with a keyword and without: never counted twice. */
    {"CREDIT_CARD_NUMBER", "CREDIT_CARD_NUMBER_(NO_KEYWORD)", false},
};

static bool names(const char *pattern, const struct mgp_identifier *identifier)
{
    return strcmp(pattern, "*") == 0 || strcmp(pattern, identifier->id) == 0;
}

enum mgp_overlap mgp_overlap_of(const struct mgp_identifier *first, const struct mgp_identifier *second)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        bool in_order = names(rows[i].winner, first) && names(rows[i].other, second);
        bool reversed = names(rows[i].winner, second) && names(rows[i].other, first);
        if (!in_order && !reversed) continue;
        if (rows[i].both) return MGP_OVERLAP_BOTH;
        return in_order ? MGP_OVERLAP_FIRST : MGP_OVERLAP_SECOND;
    }
    return MGP_OVERLAP_BY_STRENGTH;
}
