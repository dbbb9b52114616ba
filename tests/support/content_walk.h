/* Walks an object's windows, checks what must always hold, and writes all values down so that two walks can
 * be compared. The includer defines REQUIRE(condition), which does not return when the condition is false. */
#ifndef MGP_TESTS_CONTENT_WALK_H
#define MGP_TESTS_CONTENT_WALK_H

#include "base/buffer.h"
#include "base/utf8.h"
#include "scanner/content/content.h"
#include "memory_object.h"

/* Rules by what a name holds; enough to tell labels apart. */
static bool test_label(const void *context, struct mgp_slice name, struct mgp_rule_set_bits *bits)
{
    static const struct {
        const char *text;
        size_t rule;
    } words[] = {{"ssn", 3}, {"card", 70}, {"id", 511}};
    bool is_any = false;
    if (context) ++*(size_t *)(uintptr_t)context;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (mgp_slice_find(name, mgp_slice_text(words[i].text), 0) == SIZE_MAX) continue;
        mgp_bit_set(bits, words[i].rule);
        is_any = true;
    }
    return is_any;
}

/* A value as it was, after the layout has moved on. */
struct kept_value {
    struct mgp_value value;
    size_t core_raw_begin, core_raw_end; /* in the window */
    size_t text;                         /* where its text begins in the walk's texts */
    struct mgp_labels labels;
};

struct walk {
    bool by_offset;     /* ask value_at for every offset of every window */
    size_t offset_step; /* only for every n-th; 0: every */
    bool no_places;
    struct mgp_buffer out;  /* what was seen */
    struct mgp_buffer core; /* all the running text */
    size_t windows, values;
    struct mgp_buffer texts; /* of the window's values */
    struct kept_value *kept;
    size_t kept_count, kept_capacity;
    struct mgp_arena arena;
};

static void walk_clear(struct walk *walk)
{
    mgp_buffer_clear(&walk->out);
    mgp_buffer_clear(&walk->core);
    mgp_buffer_clear(&walk->texts);
    mgp_arena_clear(&walk->arena);
    free(walk->kept);
    *walk = (struct walk){0};
}

static void keep_value(struct walk *walk, const struct mgp_value *value)
{
    MGP_GROW(walk->kept, walk->kept_count, walk->kept_capacity);
    struct kept_value *kept = &walk->kept[walk->kept_count++];
    const uint32_t *map = value->map;
    kept->value = *value;
    /* A quote that was closed at once stands before the first byte of text, and belongs to the cell. */
    bool starts = value->is_first && value->core_begin == 0;
    kept->core_raw_begin = value->raw_offset + (starts ? 0
                                                : map  ? map[value->core_begin]
                                                       : value->core_begin);
    kept->core_raw_end = value->raw_offset + (map ? map[value->core_end] : value->core_end);
    kept->text = walk->texts.len;
    if (value->labels) kept->labels = *value->labels;
    mgp_buffer_append(&walk->texts, value->text);
}

static void require_sound(struct mgp_layout *layout, const struct mgp_value *value)
{
    struct mgp_slice window = mgp_layout_window(layout);
    REQUIRE(value->raw_offset + value->raw.len <= window.len);
    REQUIRE(value->raw.ptr == window.ptr + value->raw_offset);
    REQUIRE(value->text.len > 0);
    REQUIRE(value->core_begin < value->core_end && value->core_end <= value->text.len);
    REQUIRE(mgp_utf8_is_valid(value->text));
    if (!value->map) {
        REQUIRE(value->text.ptr == value->raw.ptr && value->text.len == value->raw.len);
        return;
    }
    REQUIRE(value->map[value->text.len] == value->raw.len);
    for (size_t i = 0; i < value->text.len; i++) {
        REQUIRE(value->map[i] <= value->map[i + 1]);
    }
}

static bool same_labels(const struct mgp_labels *a, const struct mgp_labels *b)
{
    if (memcmp(&a->bits, &b->bits, sizeof a->bits) != 0) return false;
    for (size_t rule = 0; rule < MGP_MAX_RULES; rule++) {
        if (mgp_bit_is_set(&a->bits, rule) && a->depth[rule] != b->depth[rule]) return false;
    }
    return true;
}

static void require_same(const struct walk *walk, const struct kept_value *kept,
                         const struct mgp_value *value)
{
    const struct mgp_value *other = &kept->value;
    REQUIRE(value->kind == other->kind);
    REQUIRE(value->raw_offset == other->raw_offset && value->raw.len == other->raw.len);
    REQUIRE(value->text.len == other->text.len);
    REQUIRE(memcmp(value->text.ptr, walk->texts.ptr + kept->text, value->text.len) == 0);
    REQUIRE(value->core_begin == other->core_begin && value->core_end == other->core_end);
    REQUIRE(value->is_first == other->is_first && value->is_last == other->is_last);
    REQUIRE(value->row == other->row && value->column == other->column);
    REQUIRE(!value->map == !other->map && !value->labels == !other->labels);
    if (value->labels) REQUIRE(same_labels(value->labels, &kept->labels));
}

static void require_value_at(struct walk *walk, struct mgp_layout *layout, size_t offset, size_t *index)
{
    while (*index < walk->kept_count && walk->kept[*index].core_raw_end <= offset) {
        ++*index;
    }
    while (*index > 0 && walk->kept[*index - 1].core_raw_end > offset) {
        --*index;
    }
    const struct kept_value *kept = *index < walk->kept_count ? &walk->kept[*index] : NULL;
    bool is_covered = kept && kept->core_raw_begin <= offset;
    struct mgp_value value;
    bool is_there = mgp_layout_value_at(layout, offset, &value);
    REQUIRE(is_there == is_covered);
    if (is_there) {
        require_sound(layout, &value);
        require_same(walk, kept, &value);
    }
}

static void require_values_at(struct walk *walk, struct mgp_layout *layout)
{
    size_t len = mgp_layout_window(layout).len, step = walk->offset_step ? walk->offset_step : 1, index = 0;
    for (size_t offset = 0; offset <= len; offset += step) {
        require_value_at(walk, layout, offset, &index);
    }
    if (len > 512) return;
    for (size_t offset = len + 1; offset-- > 0;) {
        require_value_at(walk, layout, offset, &index);
    }
}

static void write_labels(struct walk *walk, const struct mgp_labels *labels)
{
    for (size_t rule = 0; labels && rule < MGP_MAX_RULES; rule++) {
        if (!mgp_bit_is_set(&labels->bits, rule)) continue;
        mgp_buffer_format(&walk->out, " #%zu^%d", rule, labels->depth[rule]);
    }
}

static void write_place(struct walk *walk, const struct mgp_place *place)
{
    switch (place->kind) {
    case MGP_PLACE_LINES:
        mgp_buffer_format(&walk->out, " lines %llu-%llu:%llu", (unsigned long long)place->start_line,
                          (unsigned long long)place->end_line, (unsigned long long)place->start_column);
        break;
    case MGP_PLACE_CELL:
        mgp_buffer_format(&walk->out, " cell %llu,%llu %s", (unsigned long long)place->row,
                          (unsigned long long)place->column, place->column_name ? place->column_name : "-");
        break;
    case MGP_PLACE_RECORD:
        mgp_buffer_format(&walk->out, " record %llu %s", (unsigned long long)place->record_index,
                          place->json_path ? place->json_path : "-");
        break;
    }
}

static void write_value(struct walk *walk, struct mgp_layout *layout, const struct mgp_value *value)
{
    static const char *const kinds[] = {"text", "cell", "header", "field", "name"};
    struct mgp_place place;
    mgp_buffer_format(&walk->out, "%s %llu,%llu <", kinds[value->kind], (unsigned long long)value->row,
                      (unsigned long long)value->column);
    mgp_buffer_append(&walk->out, mgp_slice_sub(value->text, value->core_begin, value->core_end));
    mgp_buffer_format(&walk->out, "> %zu %d%d @%llu", value->text.len, value->is_first, value->is_last,
                      (unsigned long long)mgp_value_offset(layout, value, value->core_begin));
    write_labels(walk, value->labels);
    if (!walk->no_places) {
        mgp_layout_place(layout, value, value->core_begin, value->core_end, &walk->arena, &place);
        write_place(walk, &place);
    }
    mgp_buffer_byte(&walk->out, '\n');
}

/* Running text of a document: its cores are put together, and the places are those of single characters. */
static void write_running_text(struct walk *walk, struct mgp_layout *layout, const struct mgp_value *value)
{
    REQUIRE(mgp_layout_offset(layout) + value->core_begin == walk->core.len);
    REQUIRE(value->is_first == (mgp_layout_offset(layout) == 0));
    REQUIRE(value->is_first || value->core_begin >= MGP_CONTEXT_BEFORE);
    REQUIRE(value->is_last || value->text.len - value->core_end >= MGP_CONTEXT_AFTER);
    for (size_t at = value->core_begin; at < value->core_end && !walk->no_places; at++) {
        struct mgp_place place;
        if ((value->text.ptr[at] & 0xC0) == 0x80) continue;
        size_t end = at + 1 + (mgp_layout_offset(layout) + at) % 5;
        if (end > value->text.len) end = value->text.len;
        mgp_layout_place(layout, value, at, end, &walk->arena, &place);
        write_place(walk, &place);
    }
    mgp_buffer_append(&walk->core, mgp_slice_sub(value->text, value->core_begin, value->core_end));
}

static void walk_window(struct walk *walk, struct mgp_layout *layout, bool is_running_text)
{
    struct mgp_value value;
    walk->windows++;
    walk->kept_count = walk->texts.len = 0;
    while (mgp_layout_next(layout, &value)) {
        walk->values++;
        require_sound(layout, &value);
        if (walk->by_offset) keep_value(walk, &value);
        if (is_running_text) {
            write_running_text(walk, layout, &value);
        } else {
            write_value(walk, layout, &value);
        }
        mgp_arena_reset(&walk->arena);
    }
    REQUIRE(!mgp_layout_next(layout, &value));
    if (walk->by_offset) require_values_at(walk, layout);
}

/* May next_beyond pass over it? A doubled quote of CSV hides no place at which anything begins. */
static bool may_be_passed(const struct mgp_value *value, size_t offset)
{
    bool is_cell = value->kind == MGP_VALUE_CELL || value->kind == MGP_VALUE_HEADER;
    return value->raw_offset + value->raw.len <= offset && !value->labels && (is_cell || !value->map);
}

/* The offset to ask for after value: what the caller's spots would be. random 0: always 0. */
static size_t next_offset(size_t offset, const struct mgp_value *value, uint32_t *random)
{
    if (*random == 0) return 0;
    size_t end = value->raw_offset + value->raw.len;
    *random = *random * 1664525 + 1013904223;
    if (offset < end) offset = end;
    return offset + (*random >> 24) % (1 + (*random >> 20) % 64);
}

/* Requires that next_beyond gives what next gave, in order, but for values that it may pass over. Windows of both are
 * the same. */
static void require_beyond(struct walk *walk, struct mgp_layout *layout, size_t offset, uint32_t *random)
{
    struct mgp_value value = {0};
    size_t index = 0;
    for (;;) {
        bool is_there = mgp_layout_next_beyond(layout, offset, &value);
        while (index < walk->kept_count && (!is_there || walk->kept[index].value.raw_offset != value.raw_offset ||
                                            walk->kept[index].value.core_begin != value.core_begin)) {
            struct mgp_value passed = walk->kept[index].value;
            passed.labels = passed.labels ? &walk->kept[index].labels : NULL;
            REQUIRE(may_be_passed(&passed, offset));
            index++;
        }
        if (!is_there) break;
        REQUIRE(index < walk->kept_count);
        require_sound(layout, &value);
        require_same(walk, &walk->kept[index++], &value);
        offset = next_offset(offset, &value, random);
    }
    REQUIRE(!mgp_layout_next_beyond(layout, offset, &value));
}

/* Leaves the offsets out of what write_value wrote, for a comparison with what does not know them. No value may hold
 * an @. */
static inline void drop_offsets(struct mgp_buffer *text)
{
    size_t kept = 0;
    for (size_t at = 0; at < text->len; at++) {
        if (text->ptr[at] == ' ' && at + 1 < text->len && text->ptr[at + 1] == '@') {
            at += 2;
            while (at < text->len && text->ptr[at] >= '0' && text->ptr[at] <= '9') {
                at++;
            }
        }
        text->ptr[kept++] = text->ptr[at];
    }
    text->len = kept;
}

/* How an object is to be walked. */
struct walk_setup {
    const char *key;
    size_t window_bytes, chunk;
    bool as_text;
    size_t *labeller_calls; /* NULL: not counted */
};

/* An object that is open for walking. */
struct opened {
    struct memory_object object;
    struct mgp_reader reader;
    struct mgp_labeller labeller;
    struct mgp_content *content;
};

static void open_object(struct opened *opened, struct mgp_slice bytes, const struct walk_setup *setup)
{
    *opened = (struct opened){.object = {bytes, 0, setup->chunk}, .labeller = {setup->labeller_calls, test_label}};
    opened->reader = (struct mgp_reader){&opened->object, memory_read};
    struct mgp_content_options options = {mgp_slice_text(setup->key), setup->as_text, setup->window_bytes,
                                          &opened->labeller};
    enum mgp_status status = mgp_content_open(&opened->reader, &options, &opened->content, NULL);
    REQUIRE(status == MGP_OK);
}

static inline enum mgp_status walk_object(struct walk *walk, struct mgp_slice bytes, const struct walk_setup *setup,
                                          struct mgp_content_type *type)
{
    struct opened opened;
    struct mgp_layout *layout = NULL;
    enum mgp_status status;
    open_object(&opened, bytes, setup);
    struct mgp_content *content = opened.content;
    if (type) *type = *mgp_content_type(content);
    bool is_running_text = mgp_content_type(content)->format == MGP_FORMAT_TEXT;
    while ((status = mgp_content_next(content, &layout, NULL)) == MGP_OK && layout) {
        walk_window(walk, layout, is_running_text);
    }
    REQUIRE(!layout);
    REQUIRE(mgp_content_next(content, &layout, NULL) == status && !layout);
    REQUIRE(mgp_content_bytes_read(content) == opened.object.at);
    mgp_content_destroy(content);
    return status;
}

/* Walks the object twice at the same time, by next and by next_beyond from first_offset on, and compares. */
static inline void walk_beyond(struct mgp_slice bytes, const struct walk_setup *setup, size_t first_offset,
                               uint32_t random)
{
    struct opened all, some;
    struct walk walk = {.by_offset = true};
    struct mgp_layout *layout = NULL, *other = NULL;
    open_object(&all, bytes, setup);
    open_object(&some, bytes, setup);
    do {
        struct mgp_value value;
        enum mgp_status status = mgp_content_next(all.content, &layout, NULL);
        REQUIRE(mgp_content_next(some.content, &other, NULL) == status && !layout == !other);
        if (!layout) break;
        REQUIRE(mgp_layout_window(layout).len == mgp_layout_window(other).len);
        walk.kept_count = walk.texts.len = 0;
        while (mgp_layout_next(layout, &value)) {
            keep_value(&walk, &value);
        }
        if (!mgp_layout_is_text(other)) require_beyond(&walk, other, first_offset, &random);
    } while (layout);
    mgp_content_destroy(all.content);
    mgp_content_destroy(some.content);
    walk_clear(&walk);
}

#endif
