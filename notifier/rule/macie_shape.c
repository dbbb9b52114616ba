#include "notifier/rule/macie_shape.h"

#include <math.h>

#include "notifier/rule/nearest_name.h"

#define S MGP_SHAPE_STRING
#define N MGP_SHAPE_NUMBER
#define B MGP_SHAPE_BOOL
#define Z MGP_SHAPE_NULL
#define C MGP_SHAPE_CLASSIFICATION
#define P MGP_SHAPE_POLICY
#define CP MGP_SHAPE_BOTH
#define ROW(path, types, categories, values) {path, types, categories, values, -INFINITY, INFINITY, false},
#define NUMBERS(path, categories, low, high) {path, N, categories, NULL, low, high, true},
#define DECIMALS(path, categories, low, high) {path, N, categories, NULL, low, high, false},
#define EMPTY(path) {path, 0, CP, NULL, 0, 0, false},
const struct mgp_shape_row mgp_macie_shape[] = {
#include "notifier/rule/macie_shape.def"
};
const size_t mgp_macie_shape_count = sizeof mgp_macie_shape / sizeof *mgp_macie_shape;

const struct mgp_shape_row *mgp_shape_find(struct mgp_slice path)
{
    for (size_t i = 0; i < mgp_macie_shape_count; i++)
        if (mgp_slice_is(path, mgp_macie_shape[i].path)) return &mgp_macie_shape[i];
    return NULL;
}

bool mgp_shape_is_object(struct mgp_slice path)
{
    for (size_t i = 0; i < mgp_macie_shape_count; i++) {
        struct mgp_slice other = mgp_slice_text(mgp_macie_shape[i].path);
        if (other.len > path.len && other.ptr[path.len] == '.' && mgp_slice_starts_with(other, path)) return true;
    }
    return false;
}

static struct mgp_slice last_part(struct mgp_slice path)
{
    size_t at = path.len;
    while (at > 0 && path.ptr[at - 1] != '.') at--;
    return mgp_slice_sub(path, at, path.len);
}

/* Is path what remains of longer when some of its parts are left out? */
static bool leaves_out_parts(struct mgp_slice path, struct mgp_slice longer)
{
    while (path.len > 0) {
        struct mgp_slice a = last_part(path), b = last_part(longer);
        if (longer.len == 0) return false;
        longer = mgp_slice_sub(longer, 0, longer.len - b.len - (b.len < longer.len));
        if (mgp_slice_equal_caseless(a, b)) path = mgp_slice_sub(path, 0, path.len - a.len - (a.len < path.len));
    }
    return true;
}

/* Parts left out are the likeliest slip, then another way to the same last part, then letters. */
static size_t cost_of_slip(struct mgp_slice path, struct mgp_slice other)
{
    size_t distance = mgp_name_distance(path, other);
    if (leaves_out_parts(path, other)) return other.len - path.len;
    if (mgp_slice_equal_caseless(last_part(path), last_part(other))) return MGP_NEAREST_MAX + distance;
    return distance > 3 && distance > path.len / 8 ? SIZE_MAX : 4 * distance;
}

const struct mgp_shape_row *mgp_shape_nearest(struct mgp_slice path)
{
    const struct mgp_shape_row *nearest = NULL;
    size_t best = SIZE_MAX;
    if (path.len == 0 || path.len > MGP_NEAREST_MAX) return NULL;
    for (size_t i = 0; i < mgp_macie_shape_count; i++) {
        size_t cost = cost_of_slip(path, mgp_slice_text(mgp_macie_shape[i].path));
        if (cost >= best) continue;
        best = cost;
        nearest = &mgp_macie_shape[i];
    }
    return nearest;
}

bool mgp_shape_next_value(const char **rest, struct mgp_slice *value)
{
    if (!*rest || !**rest) return false;
    size_t length = strcspn(*rest, "|");
    *value = mgp_slice_of(*rest, length);
    *rest += length + ((*rest)[length] == '|');
    return true;
}
