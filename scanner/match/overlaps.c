#include "scanner/match/overlaps.h"

#include <assert.h>

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

#define ROW_COUNT (sizeof rows / sizeof *rows)

static_assert(ROW_COUNT <= 16, "a row is a bit of struct mgp_overlap_roles");

static bool names(const char *pattern, const struct mgp_identifier *identifier)
{
    return strcmp(pattern, "*") == 0 || strcmp(pattern, identifier->id) == 0;
}

struct mgp_overlap_roles mgp_overlap_roles_of(const struct mgp_identifier *identifier)
{
    struct mgp_overlap_roles roles = {0, 0};
    for (size_t row = 0; row < ROW_COUNT; row++) {
        roles.winner |= (uint16_t)((unsigned)names(rows[row].winner, identifier) << row);
        roles.other |= (uint16_t)((unsigned)names(rows[row].other, identifier) << row);
    }
    return roles;
}

enum mgp_overlap mgp_overlap_by_row(struct mgp_overlap_roles first, struct mgp_overlap_roles second)
{
    unsigned in_order = first.winner & second.other, reversed = second.winner & first.other;
    assert(in_order | reversed);
    unsigned row = (unsigned)__builtin_ctz(in_order | reversed);
    if (rows[row].both) return MGP_OVERLAP_BOTH;
    return in_order >> row & 1 ? MGP_OVERLAP_FIRST : MGP_OVERLAP_SECOND;
}
