#include "identifiers/catalogue.h"

#include <assert.h>

/* The compiler has sorted the table by id. */
const struct mgp_identifier *mgp_catalogue_find(struct mgp_slice id)
{
    size_t low = 0, high = mgp_catalogue_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = mgp_slice_compare(id, mgp_slice_text(mgp_catalogue[middle].id));
        if (order == 0) return &mgp_catalogue[middle];
        if (order < 0) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return NULL;
}

size_t mgp_catalogue_index(const struct mgp_identifier *identifier)
{
    uintptr_t distance = (uintptr_t)identifier - (uintptr_t)mgp_catalogue;
    if (distance < mgp_catalogue_count * sizeof *mgp_catalogue) return distance / sizeof *mgp_catalogue;
    const struct mgp_identifier *original = mgp_catalogue_find(mgp_slice_text(identifier->id));
    assert(original);
    return (size_t)(original - mgp_catalogue);
}

const char *mgp_category_name(enum mgp_category category)
{
    switch (category) {
    case MGP_CREDENTIALS:
        return "CREDENTIALS";
    case MGP_FINANCIAL_INFORMATION:
        return "FINANCIAL_INFORMATION";
    case MGP_PERSONAL_INFORMATION:
        return "PERSONAL_INFORMATION";
    case MGP_CUSTOM_IDENTIFIER:
        return "CUSTOM_IDENTIFIER";
    }
    assert(false);
    return "";
}
