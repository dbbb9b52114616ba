/* JSON by its index: of the values of a window, those that must not be passed over were noted when it was walked;
 * others are found around the offset that is asked for. */
#include "scanner/content/layout_json.h"

void mgp_json_beyond_start(struct mgp_json_layout *layout)
{
    layout->beyond = (struct mgp_json_beyond){.asked = SIZE_MAX};
}

static size_t scalar_end(const struct mgp_json_layout *layout, size_t at)
{
    struct mgp_slice window = layout->base.window;
    while (at < window.len && !mgp_json_is_structure(window.ptr[at])) {
        at++;
    }
    return at;
}

/* The string that the byte at at is of. */
static void find_string(struct mgp_json_layout *layout, size_t at)
{
    struct mgp_json_beyond *beyond = &layout->beyond;
    const uint64_t *strings = layout->walk.index.strings;
    beyond->found_at = mgp_bitmap_run_begin(strings, at);
    beyond->found_begin = beyond->found_at + 1;
    beyond->found_end = mgp_bitmap_next_clear(strings, at, layout->base.part_end);
}

/* The scalar that the byte at at is of. False if it is no number. */
static bool find_number(struct mgp_json_layout *layout, size_t at)
{
    struct mgp_json_beyond *beyond = &layout->beyond;
    const uint8_t *window = layout->base.window.ptr;
    size_t begin = at;
    while (begin > beyond->position && !mgp_json_is_structure(window[begin - 1])) {
        begin--;
    }
    beyond->found_at = beyond->found_begin = begin;
    beyond->found_end = scalar_end(layout, at);
    return window[begin] != 't' && window[begin] != 'f' && window[begin] != 'n';
}

/* Finds the first value that ends beyond from. It is the answer for all offsets up to its end. */
static void find_value(struct mgp_json_layout *layout, size_t from)
{
    struct mgp_json_beyond *beyond = &layout->beyond;
    const uint8_t *window = layout->base.window.ptr;
    if (beyond->asked <= from && from < beyond->found_end) return;
    beyond->asked = from;
    for (size_t at = from; at < layout->base.part_end;) {
        if (mgp_bitmap_has(layout->walk.index.strings, at)) {
            find_string(layout, at);
            if (beyond->found_end > beyond->found_begin) return;
            at = beyond->found_end + 1;
        } else if (mgp_json_is_structure(window[at])) {
            at++;
        } else {
            if (find_number(layout, at)) return;
            at = beyond->found_end;
        }
    }
    beyond->found_at = beyond->found_begin = beyond->found_end = SIZE_MAX;
}

/* The record of the token at at. Tokens come in ascending order. */
static uint64_t record_of(struct mgp_json_layout *layout, size_t at)
{
    struct mgp_json_beyond *beyond = &layout->beyond;
    const struct mgp_json_walk *walk = &layout->walk;
    while (beyond->records < walk->record_count && walk->records[beyond->records] <= at) {
        beyond->records++;
    }
    return mgp_json_record(layout, layout->start.documents + beyond->records, layout->start.line + beyond->records);
}

/* Does a colon follow the string that ends at end? */
static bool is_name(const struct mgp_json_layout *layout, size_t end)
{
    struct mgp_slice window = layout->base.window;
    size_t at = end + 1;
    while (at < window.len && window.ptr[at] <= ' ') {
        at++;
    }
    return at < window.len && window.ptr[at] == ':';
}

static void give_found(struct mgp_json_layout *layout, struct mgp_value *out)
{
    struct mgp_json_beyond *beyond = &layout->beyond;
    bool is_string = beyond->found_begin > beyond->found_at;
    bool names = is_string && is_name(layout, beyond->found_end);
    mgp_value_set_plain(out, &layout->base, names ? MGP_VALUE_NAME : MGP_VALUE_FIELD, beyond->found_begin,
                        beyond->found_end);
    out->row = record_of(layout, beyond->found_at);
    if (names) layout->last_name = beyond->found_begin;
    beyond->position = beyond->found_end + is_string;
}

/* False if it is an empty string. */
static bool give_entry(struct mgp_json_layout *layout, const struct mgp_json_entry *entry, struct mgp_value *out)
{
    struct mgp_json_beyond *beyond = &layout->beyond;
    uint64_t row = record_of(layout, entry->at);
    if (entry->is_bad_line) {
        *out = mgp_json_bad_line(layout, entry->at, &beyond->position);
        out->row = row;
        return true;
    }
    bool is_string = layout->base.window.ptr[entry->at] == '"';
    size_t begin = entry->at + (size_t)is_string;
    size_t end = is_string ? mgp_bitmap_next_clear(layout->walk.index.strings, begin, layout->base.part_end)
                           : scalar_end(layout, begin);
    beyond->position = end + is_string;
    if (begin == end) return false;
    mgp_value_set_plain(out, &layout->base, entry->is_name ? MGP_VALUE_NAME : MGP_VALUE_FIELD, begin, end);
    if (entry->has_escapes) mgp_json_decode(&layout->eager.decoded, out);
    if (entry->set > 0) out->labels = &layout->walk.names.sets[entry->set];
    out->row = row;
    if (entry->is_name) layout->last_name = begin;
    return true;
}

bool mgp_json_beyond_next(struct mgp_json_layout *layout, size_t offset, struct mgp_value *out)
{
    struct mgp_json_beyond *beyond = &layout->beyond;
    const struct mgp_json_walk *walk = &layout->walk;
    for (;;) {
        bool has_entry = beyond->next_entry < walk->entry_count;
        const struct mgp_json_entry *entry = has_entry ? &walk->entries[beyond->next_entry] : NULL;
        size_t from = offset > beyond->position ? offset : beyond->position;
        bool is_next = entry && entry->at <= from; /* what ends beyond from does not begin before it */
        if (!is_next) find_value(layout, from);
        if (is_next || (entry && entry->at <= beyond->found_at)) {
            beyond->next_entry++;
            if (give_entry(layout, entry, out)) return true;
            continue;
        }
        if (beyond->found_at == SIZE_MAX) return false;
        give_found(layout, out);
        return true;
    }
}
