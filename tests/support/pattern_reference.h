/* Matching as event-ruler describes it, slow and obviously right: the event as a list of (path, value, elements of
 * arrays that it lies in), and all choices of values tried. Held against the program's own way by tests and fuzzing. */
#ifndef MGP_TESTS_SUPPORT_PATTERN_REFERENCE_H
#define MGP_TESTS_SUPPORT_PATTERN_REFERENCE_H

#include "base/buffer.h"
#include "notifier/rule/pattern_tree.h"

#define REFERENCE_MAX_LEAVES 300
#define REFERENCE_MAX_ELEMENTS 24 /* arrays in one another */
#define REFERENCE_MAX_STEPS 200000

struct reference_element {
    const struct mgp_json *array;
    size_t index;
};

struct reference_elements {
    struct reference_element items[REFERENCE_MAX_ELEMENTS];
    size_t count;
};

struct reference_leaf {
    struct mgp_slice path;
    const struct mgp_json *value;
    struct reference_elements elements;
};

struct reference {
    struct mgp_arena arena;
    struct reference_leaf leaves[REFERENCE_MAX_LEAVES];
    size_t count, steps;
    bool is_over;
};

static void reference_flatten(struct reference *reference, const struct mgp_json *json, struct mgp_buffer *path,
                              bool is_root, struct reference_elements elements)
{
    size_t length = path->len;
    if (reference->is_over) return;
    if (json->type == MGP_JSON_OBJECT) {
        for (size_t i = 0; i < json->count; i++) {
            bool is_overridden = false;
            for (size_t k = i + 1; k < json->count; k++)
                if (mgp_slice_equal(json->names[k], json->names[i])) is_overridden = true;
            if (is_overridden) continue;
            if (!is_root) mgp_buffer_byte(path, '.');
            mgp_buffer_append(path, json->names[i]);
            reference_flatten(reference, json->items[i], path, false, elements);
            path->len = length;
        }
    } else if (json->type == MGP_JSON_ARRAY) {
        for (size_t i = 0; i < json->count; i++) {
            const struct mgp_json *item = json->items[i];
            struct reference_elements inner = elements;
            if (item->type == MGP_JSON_OBJECT || item->type == MGP_JSON_ARRAY) {
                if (inner.count == REFERENCE_MAX_ELEMENTS) reference->is_over = true;
                else inner.items[inner.count++] = (struct reference_element){json, i};
            }
            reference_flatten(reference, item, path, is_root, inner);
        }
    } else if (reference->count == REFERENCE_MAX_LEAVES) {
        reference->is_over = true;
    } else {
        struct mgp_slice copy = mgp_arena_copy(&reference->arena, mgp_buffer_slice(path));
        reference->leaves[reference->count++] = (struct reference_leaf){copy, json, elements};
    }
}

static bool reference_merge(const struct reference_elements *so_far, const struct reference_elements *more,
                            struct reference_elements *out)
{
    *out = *so_far;
    for (size_t i = 0; i < more->count; i++) {
        bool is_known = false;
        for (size_t k = 0; k < so_far->count; k++) {
            if (so_far->items[k].array != more->items[i].array) continue;
            if (so_far->items[k].index != more->items[i].index) return false;
            is_known = true;
        }
        if (is_known) continue;
        if (out->count == REFERENCE_MAX_ELEMENTS) return false;
        out->items[out->count++] = more->items[i];
    }
    return true;
}

static bool reference_from(struct reference *reference, const struct mgp_combination *combination, size_t at,
                           const struct reference_elements *so_far)
{
    struct reference_elements merged;
    struct mgp_match match = {0};
    bool is_absent = true;
    if (at == combination->count) return true;
    const struct mgp_pattern_field *field = combination->fields[at];
    for (size_t i = 0; i < reference->count && !reference->is_over; i++) {
        const struct reference_leaf *leaf = &reference->leaves[i];
        if (++reference->steps > REFERENCE_MAX_STEPS) reference->is_over = true;
        if (!mgp_slice_equal(leaf->path, field->path)) continue;
        if (so_far->count + leaf->elements.count > REFERENCE_MAX_ELEMENTS) reference->is_over = true;
        if (!reference_merge(so_far, &leaf->elements, &merged)) continue;
        is_absent = false;
        if (mgp_field_matches(&match, field, leaf->value) && reference_from(reference, combination, at + 1, &merged))
            return true;
    }
    return is_absent && field->may_be_absent && reference_from(reference, combination, at + 1, so_far);
}

/* False where the event is too much for it; then *matched says nothing. */
static bool reference_match(const struct mgp_pattern *pattern, const struct mgp_json *event, bool *matched)
{
    struct reference *reference = mgp_calloc(1, sizeof *reference);
    struct reference_elements none = {0};
    struct mgp_buffer path = {0};
    *matched = false;
    if (event->type == MGP_JSON_OBJECT) {
        reference_flatten(reference, event, &path, true, none);
        for (size_t i = 0; i < pattern->count && !*matched && !reference->is_over; i++)
            *matched = reference_from(reference, &pattern->combinations[i], 0, &none);
    }
    bool is_done = !reference->is_over;
    mgp_buffer_clear(&path);
    mgp_arena_clear(&reference->arena);
    free(reference);
    return is_done;
}

#endif
