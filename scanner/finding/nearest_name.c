#include "scanner/finding/nearest_name.h"

#define LONGEST 64 /* longer names are not compared; ours are shorter */

static uint8_t lower(uint8_t c)
{
    return c >= 'A' && c <= 'Z' ? (uint8_t)(c | 0x20) : c;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Edit distance with swaps of neighbours (optimal string alignment); three rows of the table are kept. */
static size_t edit_distance(struct mgp_slice a, struct mgp_slice b)
{
    size_t rows[3][LONGEST + 1];
    for (size_t j = 0; j <= b.len; j++) {
        rows[0][j] = j;
    }
    for (size_t i = 1; i <= a.len; i++) {
        size_t *row = rows[i % 3], *above = rows[(i + 2) % 3];
        row[0] = i;
        for (size_t j = 1; j <= b.len; j++) {
            bool is_same = lower(a.ptr[i - 1]) == lower(b.ptr[j - 1]);
            row[j] = least(least(above[j], row[j - 1]) + 1, above[j - 1] + (is_same ? 0 : 1));
            if (i > 1 && j > 1 && lower(a.ptr[i - 1]) == lower(b.ptr[j - 2]) &&
                lower(a.ptr[i - 2]) == lower(b.ptr[j - 1])) {
                row[j] = least(row[j], rows[(i + 1) % 3][j - 2] + 1);
            }
        }
    }
    return rows[a.len % 3][b.len];
}

const char *mgp_nearest_name(struct mgp_slice name, const char *const *candidates, size_t count)
{
    const char *nearest = NULL;
    size_t best = name.len / 3 + 1;
    if (name.len > LONGEST) return NULL;
    for (size_t i = 0; i < count; i++) {
        struct mgp_slice candidate = mgp_slice_text(candidates[i]);
        if (candidate.len > LONGEST) continue;
        size_t distance = edit_distance(name, candidate);
        if (distance >= best) continue;
        best = distance;
        nearest = candidates[i];
    }
    return nearest;
}
