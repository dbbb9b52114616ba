/* Any bytes, made UTF-8, through every recogniser: spans lie inside, come in order, and are the same when
 * asked for in pieces that see no more than they are promised, and when what was read is remembered. The first byte
 * chooses piece and label. */
#include <stdio.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "identifiers/recogniser.h"

#define REQUIRE(condition)                                                                                   \
    do {                                                                                                     \
        if (!(condition)) {                                                                                  \
            fprintf(stderr, "not so: " #condition);                                                          \
            abort();                                                                                         \
        }                                                                                                    \
    } while (0)

static struct mgp_slice cut(struct mgp_slice text, size_t begin, size_t end)
{
    uint8_t *copy = malloc(end - begin + 1);
    REQUIRE(copy);
    memcpy(copy, text.ptr + begin, end - begin);
    return mgp_slice_of(copy, end - begin);
}

/* The next result at or after from, asked for piece by piece. */
static bool next_in_pieces(enum mgp_recogniser_id id, const struct mgp_value_view *whole, size_t from,
                           size_t piece, struct mgp_recognition *out)
{
    size_t span = (id == MGP_RECOGNISER_KEY_BLOCK ? MGP_MAX_KEY_SPAN : MGP_MAX_SPAN) + MGP_MAX_LOOK_BEHIND;
    bool is_found = false;
    for (size_t len = whole->text.len; from < len && !is_found; from += piece) {
        size_t until = len - from > piece ? from + piece : len;
        size_t begin = from > MGP_MAX_LOOK_BEHIND ? from - MGP_MAX_LOOK_BEHIND : 0;
        size_t end = len - until > span ? until + span : len;
        struct mgp_value_view view = {.text = cut(whole->text, begin, end),
                                      .begins_value = whole->begins_value && begin == 0,
                                      .ends_value = whole->ends_value && end == len,
                                      .is_labelled = whole->is_labelled};
        is_found = mgp_recognise(id, &view, from - begin, until - begin, out);
        free((void *)view.text.ptr);
        if (!is_found) continue;
        out->begin += begin;
        out->end += begin;
    }
    return is_found;
}

/* The same as next_in_pieces, with memories. */
static bool next_remembered(enum mgp_recogniser_id id, const struct mgp_value_view *whole, size_t from,
                            const struct mgp_value_view *memories, struct mgp_recognition *out)
{
    struct mgp_value_view view = *whole;
    view.names = memories->names;
    view.addresses = memories->addresses;
    return mgp_recognise(id, &view, from, view.text.len, out);
}

static void check(enum mgp_recogniser_id id, const struct mgp_value_view *view, size_t piece,
                  const struct mgp_value_view *memories)
{
    struct mgp_recognition found = {0}, other = {0};
    size_t from = 0, len = view->text.len;
    while (mgp_recognise(id, view, from, len, &found)) {
        REQUIRE(next_remembered(id, view, from, memories, &other));
        REQUIRE(other.begin == found.begin && other.end == found.end && other.variant == found.variant);
        REQUIRE(found.begin >= from && found.begin < found.end && found.end <= len);
        REQUIRE(found.end - found.begin <=
                (id == MGP_RECOGNISER_KEY_BLOCK ? MGP_MAX_KEY_SPAN : MGP_MAX_SPAN));
        REQUIRE(next_in_pieces(id, view, from, piece, &other));
        REQUIRE(other.begin == found.begin && other.end == found.end && other.variant == found.variant);
        from = found.begin + 1;
    }
    REQUIRE(!next_in_pieces(id, view, from, piece, &other));
    REQUIRE(!next_remembered(id, view, from, memories, &other));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) return 0;
    struct mgp_value_view view = {.text = cut(mgp_slice_of(data, size), 1, size),
                                  .begins_value = !(data[0] & 1),
                                  .ends_value = !(data[0] & 2),
                                  .is_labelled = data[0] & 4};
    uint8_t *bytes = (uint8_t *)view.text.ptr;
    for (size_t at = 0; at < view.text.len; at++) {
        at += mgp_utf8_valid_prefix(mgp_slice_sub(view.text, at, view.text.len));
        if (at < view.text.len) bytes[at] = '?';
    }
    size_t piece = (size_t)(data[0] >> 3) * 37 + 1;
    if (view.text.len / piece > 500) piece = view.text.len / 500 + 1;
    struct mgp_value_view memories = {.names = mgp_name_memory_create(), .addresses = mgp_address_memory_create()};
    for (int id = MGP_RECOGNISER_CARD; id < MGP_RECOGNISER_COUNT; id++) {
        check((enum mgp_recogniser_id)id, &view, piece, &memories);
    }
    mgp_name_memory_destroy(memories.names);
    mgp_address_memory_destroy(memories.addresses);
    free(bytes);
    return 0;
}
