#include "scanner/match/overlaps.h"

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

#include "identifiers/labels.h"

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

/* For each identifier of the catalogue: a bit for each row that names it as the winner, and as the other. */
static struct roles {
    uint16_t winner, other;
} roles[MGP_MAX_RULES];
static pthread_once_t roles_once = PTHREAD_ONCE_INIT;
static atomic_bool has_roles;
static_assert(ROW_COUNT <= 16, "a row is a bit of struct roles");

static bool names(const char *pattern, const struct mgp_identifier *identifier)
{
    return strcmp(pattern, "*") == 0 || strcmp(pattern, identifier->id) == 0;
}

static void assign_roles(void)
{
    assert(mgp_catalogue_count <= MGP_MAX_RULES);
    for (size_t i = 0; i < mgp_catalogue_count; i++) {
        for (size_t row = 0; row < ROW_COUNT; row++) {
            roles[i].winner |= (uint16_t)((unsigned)names(rows[row].winner, &mgp_catalogue[i]) << row);
            roles[i].other |= (uint16_t)((unsigned)names(rows[row].other, &mgp_catalogue[i]) << row);
        }
    }
    atomic_store_explicit(&has_roles, true, memory_order_release);
}

enum mgp_overlap mgp_overlap_of(const struct mgp_identifier *first, const struct mgp_identifier *second)
{
    if (!atomic_load_explicit(&has_roles, memory_order_acquire)) pthread_once(&roles_once, assign_roles);
    const struct roles *a = &roles[mgp_catalogue_index(first)], *b = &roles[mgp_catalogue_index(second)];
    unsigned in_order = a->winner & b->other, reversed = b->winner & a->other;
    if ((in_order | reversed) == 0) return MGP_OVERLAP_BY_STRENGTH;
    unsigned row = (unsigned)__builtin_ctz(in_order | reversed);
    if (rows[row].both) return MGP_OVERLAP_BOTH;
    return in_order >> row & 1 ? MGP_OVERLAP_FIRST : MGP_OVERLAP_SECOND;
}
