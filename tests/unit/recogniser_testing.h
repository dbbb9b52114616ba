/* What the tests of the recognisers share: collecting results, and asking in pieces. */
#ifndef MGP_TESTS_RECOGNISER_TESTING_H
#define MGP_TESTS_RECOGNISER_TESTING_H

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buffer.h"
#include "identifiers/recogniser.h"

struct results {
    struct mgp_recognition *items;
    size_t count, capacity;
};

/* Every candidate of [from, until), as a matcher asks for them. */
static inline void collect(enum mgp_recogniser_id id, const struct mgp_value_view *view, size_t from,
                           size_t until, size_t offset, struct results *out)
{
    struct mgp_recognition found = {0};
    while (mgp_recognise(id, view, from, until, &found)) {
        cr_assert(found.begin >= from && found.begin < until && found.end > found.begin);
        cr_assert(found.end <= view->text.len);
        from = found.begin + 1;
        found.begin += offset;
        found.end += offset;
        MGP_GROW(out->items, out->count, out->capacity);
        out->items[out->count++] = found;
    }
}

static inline struct results collect_all(enum mgp_recogniser_id id, struct mgp_slice text)
{
    struct mgp_value_view view = {.text = text, .begins_value = true, .ends_value = true};
    struct results results = {0};
    collect(id, &view, 0, text.len, 0, &results);
    return results;
}

/* The same, asked for in pieces of which each sees no more than it is promised. */
static inline struct results collect_in_pieces(enum mgp_recogniser_id id, struct mgp_slice text, size_t piece)
{
    size_t span = (id == MGP_RECOGNISER_KEY_BLOCK ? MGP_MAX_KEY_SPAN : MGP_MAX_SPAN) + MGP_MAX_LOOK_BEHIND;
    struct results results = {0};
    for (size_t from = 0; from < text.len; from += piece) {
        size_t until = text.len - from > piece ? from + piece : text.len;
        size_t begin = from > MGP_MAX_LOOK_BEHIND ? from - MGP_MAX_LOOK_BEHIND : 0;
        size_t end = text.len - until > span ? until + span : text.len;
        uint8_t *copy = malloc(end - begin); /* exact, so that a sanitizer sees a step outside */
        memcpy(copy, text.ptr + begin, end - begin);
        struct mgp_value_view view = {.text = mgp_slice_of(copy, end - begin),
                                      .begins_value = begin == 0,
                                      .ends_value = end == text.len};
        collect(id, &view, from - begin, until - begin, begin, &results);
        free(copy);
    }
    return results;
}

static inline void assert_same_in_pieces(enum mgp_recogniser_id id, struct mgp_slice text)
{
    static const size_t pieces[] = {1, 7, 64, 1000, 70000};
    struct results whole = collect_all(id, text);
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        if (text.len / pieces[i] > 3000) continue;
        struct results parts = collect_in_pieces(id, text, pieces[i]);
        cr_assert_eq(parts.count, whole.count, "%zu results in pieces of %zu, %zu in one", parts.count,
                     pieces[i], whole.count);
        for (size_t k = 0; k < whole.count; k++) {
            cr_assert(parts.items[k].begin == whole.items[k].begin &&
                      parts.items[k].end == whole.items[k].end &&
                      parts.items[k].variant == whole.items[k].variant);
        }
        free(parts.items);
    }
    free(whole.items);
}

/* The results that do not overlap an earlier one, joined by '|'. */
static inline const char *found_in(enum mgp_recogniser_id id, const struct mgp_value_view *view)
{
    static struct mgp_buffer buffer;
    struct results results = {0};
    mgp_buffer_clear(&buffer);
    collect(id, view, 0, view->text.len, 0, &results);
    size_t end = 0;
    for (size_t i = 0; i < results.count; i++) {
        if (results.items[i].begin < end) continue;
        if (buffer.len) mgp_buffer_byte(&buffer, '|');
        end = results.items[i].end;
        mgp_buffer_append(&buffer, mgp_slice_sub(view->text, results.items[i].begin, end));
    }
    free(results.items);
    return mgp_buffer_string(&buffer);
}

static inline const char *found_in_text(enum mgp_recogniser_id id, const char *text)
{
    struct mgp_value_view view = {.text = mgp_slice_text(text), .begins_value = true, .ends_value = true};
    return found_in(id, &view);
}

/* pattern again and again, size bytes of it. */
static inline struct mgp_slice repeated(const char *pattern, size_t size)
{
    char *text = malloc(size);
    size_t len = strlen(pattern);
    for (size_t i = 0; i < size; i++) {
        text[i] = pattern[i % len];
    }
    return mgp_slice_of(text, size);
}

#endif
