#include "notifier/rule/nearest_name.h"

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

size_t mgp_name_distance(struct mgp_slice a, struct mgp_slice b)
{
    size_t row[MGP_NEAREST_MAX + 1];
    if (a.len > MGP_NEAREST_MAX || b.len > MGP_NEAREST_MAX) return SIZE_MAX;
    for (size_t j = 0; j <= b.len; j++) row[j] = j;
    for (size_t i = 0; i < a.len; i++) {
        size_t diagonal = row[0];
        row[0] = i + 1;
        for (size_t j = 0; j < b.len; j++) {
            bool same = mgp_slice_equal_caseless(mgp_slice_sub(a, i, i + 1), mgp_slice_sub(b, j, j + 1));
            size_t best = smaller(diagonal + !same, smaller(row[j], row[j + 1]) + 1);
            diagonal = row[j + 1];
            row[j + 1] = best;
        }
    }
    return row[b.len];
}
