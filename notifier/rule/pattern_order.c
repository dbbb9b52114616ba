#include <stdlib.h>

#include "notifier/rule/pattern_tree.h"

/* Compares paths part by part, so that what lies below a path follows it at once. */
static int compare_parts(struct mgp_slice a, struct mgp_slice b)
{
    size_t common = a.len < b.len ? a.len : b.len;
    for (size_t i = 0; i < common; i++) {
        if (a.ptr[i] == b.ptr[i]) continue;
        if (a.ptr[i] == '.') return -1;
        if (b.ptr[i] == '.') return 1;
        return a.ptr[i] < b.ptr[i] ? -1 : 1;
    }
    return a.len == b.len ? 0 : a.len < b.len ? -1 : 1;
}

static int by_path(const void *a, const void *b)
{
    const struct mgp_pattern_field *const *x = a, *const *y = b;
    int order = mgp_slice_compare((*x)->path, (*y)->path);
    return order ? order : ((*x)->offset > (*y)->offset) - ((*x)->offset < (*y)->offset);
}

static int by_index(const void *a, const void *b)
{
    const struct mgp_pattern_field *const *x = a, *const *y = b;
    return ((*x)->index > (*y)->index) - ((*x)->index < (*y)->index);
}

struct path {
    struct mgp_slice text;
    uint32_t index;
};

static int by_parts(const void *a, const void *b)
{
    return compare_parts(((const struct path *)a)->text, ((const struct path *)b)->text);
}

/* The part of a path that begins at an offset. */
static struct mgp_slice part_at(struct mgp_slice path, size_t at)
{
    struct mgp_slice rest = mgp_slice_sub(path, at, path.len);
    const uint8_t *dot = rest.len ? memchr(rest.ptr, '.', rest.len) : NULL;
    return dot ? mgp_slice_of(rest.ptr, (size_t)(dot - rest.ptr)) : rest;
}

struct steps {
    struct mgp_pattern_step *items;
    size_t count, capacity;
};

/* Makes the children of a step from paths that are the same up to an offset, and what lies below them. */
static void add_children(struct steps *steps, uint32_t parent, const struct path *paths, size_t count, size_t at)
{
    uint32_t first = (uint32_t)steps->count;
    for (size_t i = 0; i < count; i++) {
        struct mgp_slice name = part_at(paths[i].text, at);
        bool ends = at + name.len == paths[i].text.len;
        if (steps->count > first && mgp_slice_equal(steps->items[steps->count - 1].name, name)) continue;
        MGP_GROW(steps->items, steps->count, steps->capacity);
        steps->items[steps->count++] =
            (struct mgp_pattern_step){.name = name, .begin = (uint32_t)at,
                                      .path_index = ends ? paths[i].index : MGP_NO_PATH};
    }
    steps->items[parent].first_child = first;
    steps->items[parent].child_count = (uint32_t)steps->count - first;

    size_t from = 0;
    for (uint32_t child = first; from < count; child++) {
        struct mgp_slice name = steps->items[child].name;
        size_t to = from;
        while (to < count && mgp_slice_equal(part_at(paths[to].text, at), name)) to++;
        size_t below = from + (steps->items[child].path_index != MGP_NO_PATH);
        if (below < to) add_children(steps, child, paths + below, to - below, at + name.len + 1);
        from = to;
    }
}

static void make_steps(struct mgp_pattern *pattern)
{
    struct path *paths = mgp_malloc(pattern->path_count * sizeof *paths);
    struct steps steps = {0};
    for (size_t i = 0; i < pattern->field_count; i++) {
        const struct mgp_pattern_field *field = pattern->fields[i];
        paths[field->path_index] = (struct path){field->path, field->path_index};
    }
    qsort(paths, pattern->path_count, sizeof *paths, by_parts);
    MGP_GROW(steps.items, steps.count, steps.capacity);
    steps.items[steps.count++] = (struct mgp_pattern_step){.path_index = MGP_NO_PATH};
    add_children(&steps, 0, paths, pattern->path_count, 0);
    pattern->steps = steps.items;
    pattern->step_count = steps.count;
    free(paths);
}

void mgp_pattern_order(struct mgp_pattern *pattern)
{
    if (pattern->field_count == 0) return;
    qsort(pattern->fields, pattern->field_count, sizeof *pattern->fields, by_path);
    for (size_t i = 0; i < pattern->field_count; i++) {
        bool is_same = i > 0 && mgp_slice_equal(pattern->fields[i]->path, pattern->fields[i - 1]->path);
        if (!is_same) pattern->path_count++;
        pattern->fields[i]->index = (uint32_t)i;
        pattern->fields[i]->path_index = (uint32_t)pattern->path_count - 1;
    }
    for (size_t i = 0; i < pattern->count; i++) {
        struct mgp_combination *combination = &pattern->combinations[i];
        qsort(combination->fields, combination->count, sizeof *combination->fields, by_index);
    }
    make_steps(pattern);
}
