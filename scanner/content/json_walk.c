#include "scanner/content/json_walk.h"

#include <assert.h>

static size_t take(struct mgp_json_walk *walk)
{
    return walk->taken = mgp_json_index_take(&walk->index);
}

void mgp_json_walk_note(struct mgp_json_walk *walk, struct mgp_json_entry entry)
{
    MGP_GROW(walk->entries, walk->entry_count, walk->entry_capacity);
    walk->entries[walk->entry_count++] = entry;
}

/* The path of the value at the place at hand. */
static uint32_t current_path(struct mgp_json_walk *walk)
{
    const struct mgp_json_check *check = walk->check;
    if (check->depth == 0) return MGP_JSON_PATH_ROOT;
    const struct mgp_json_frame *frame = &check->frames[check->depth - 1];
    const struct mgp_json_level *level = &walk->levels[check->depth - 1];
    if (!frame->is_array) return mgp_json_names_path(&walk->names, level->path, level->member);
    if (frame->index >= MGP_JSON_MAX_PATH_ELEMENTS) return MGP_JSON_PATH_UNKNOWN;
    return mgp_json_paths_find(&walk->names.paths, level->path, mgp_json_element_step(frame->index));
}

static void note_value(struct mgp_json_walk *walk, size_t at, uint16_t set, uint32_t path, bool has_escapes)
{
    struct mgp_json_entry entry = {.at = (uint32_t)at, .path = path, .set = set, .has_escapes = has_escapes};
    mgp_json_walk_note(walk, entry);
}

static void note_record(struct mgp_json_walk *walk, size_t at)
{
    MGP_GROW(walk->records, walk->record_count, walk->record_capacity);
    walk->records[walk->record_count++] = (uint32_t)at;
}

/* --- scalars ------------------------------------------------------------------------------------------- */

static bool is_digit(uint8_t byte)
{
    return byte >= '0' && byte <= '9';
}

static bool is_blank(uint8_t byte)
{
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

/* Beyond the digits at at; at if there are none. */
static size_t pass_digits(struct mgp_slice text, size_t at)
{
    for (; at + 8 <= text.len; at += 8) {
        uint64_t others = mgp_swar_not_digits(mgp_swar_load(text.ptr + at));
        if (others) return at + mgp_swar_first(others);
    }
    while (at < text.len && is_digit(text.ptr[at])) {
        at++;
    }
    return at;
}

/* Beyond the number that text, from at on, begins with; 0 if it does not. */
static size_t pass_number(struct mgp_slice text, size_t at)
{
    at += text.ptr[at] == '-';
    size_t digits = at;
    at = digits < text.len && text.ptr[digits] == '0' ? digits + 1 : pass_digits(text, digits);
    if (at == digits) return 0;
    if (at < text.len && text.ptr[at] == '.') {
        digits = at + 1;
        at = pass_digits(text, digits);
        if (at == digits) return 0;
    }
    if (at < text.len && (text.ptr[at] | 0x20) == 'e') {
        digits = at + 1;
        if (digits < text.len) digits += text.ptr[digits] == '+' || text.ptr[digits] == '-';
        at = pass_digits(text, digits);
        if (at == digits) return 0;
    }
    return at;
}

static size_t pass_literal(struct mgp_slice text, size_t at, const char *literal, size_t size)
{
    return text.len - at >= size && memcmp(text.ptr + at, literal, size) == 0 ? at + size : 0;
}

/* Most numbers: sixteen characters at most, all of them digits, but for one point between two digits. False also where
 * it cannot be told so. */
static bool is_usual_number(struct mgp_slice text, size_t at, size_t size)
{
    if (size > 16 || text.len - at < 16) return false;
    uint32_t others = mgp_swar_bits(mgp_swar_not_digits(mgp_swar_load(text.ptr + at))) |
                      mgp_swar_bits(mgp_swar_not_digits(mgp_swar_load(text.ptr + at + 8))) << 8;
    others &= ((uint32_t)1 << size) - 1;
    size_t point = others ? (size_t)__builtin_ctz(others) : size;
    if (text.ptr[at] == '0' && point != 1) return false;
    if (!others) return true;
    return (others & (others - 1)) == 0 && text.ptr[at + point] == '.' && point > 0 && point + 1 < size;
}

/* Is what stands at at, up to the next token or a blank before it, a number or a literal? */
static bool is_scalar_sound(struct mgp_slice text, size_t at, size_t next)
{
    size_t end;
    if (is_usual_number(text, at, next - at)) return true;
    switch (text.ptr[at]) {
    case 't': end = pass_literal(text, at, "true", 4); break;
    case 'f': end = pass_literal(text, at, "false", 5); break;
    case 'n': end = pass_literal(text, at, "null", 4); break;
    default: end = pass_number(text, at);
    }
    return end > 0 && (end == next || is_blank(text.ptr[end]));
}

/* Is the value not true, false or null? */
static bool is_given(uint8_t byte)
{
    return byte == '"' || byte == '-' || is_digit(byte);
}

/* --- strings ------------------------------------------------------------------------------------------- */

/* Is the string at at, which has odd bytes, sound and closed before next? Passes them. */
static bool pass_odd_string(struct mgp_json_walk *walk, size_t at, size_t next)
{
    size_t end;
    if (!mgp_json_check_string(mgp_slice_sub(walk->index.text, 0, next), at + 1, &end)) return false;
    mgp_json_index_pass_odd(&walk->index, end);
    return true;
}

/* The string at at; next is the token behind it. */
static bool pass_string(struct mgp_json_walk *walk, size_t at, size_t next, bool *is_odd)
{
    *is_odd = walk->index.odd <= next;
    if (*is_odd && !pass_odd_string(walk, at, next)) return false;
    return next - at <= MGP_LONG_VALUE;
}

/* --- structure ----------------------------------------------------------------------------------------- */

/* Is the token behind a string or scalar there, so that this is whole? */
static bool is_whole(const struct mgp_json_walk *walk, size_t next)
{
    return next < walk->index.size || (walk->is_last && walk->index.are_lines);
}

/* What values at the place at hand have. */
static uint16_t current_set(const struct mgp_json_walk *walk)
{
    return walk->check->depth > 0 ? walk->levels[walk->check->depth - 1].set : 0;
}

static void begin_root(struct mgp_json_walk *walk, size_t at)
{
    struct mgp_json_check *check = walk->check;
    if (check->depth > 0) return;
    check->documents++;
    if (!walk->index.are_lines) note_record(walk, at);
}

static void end_value(struct mgp_json_check *check)
{
    check->expects = check->depth == 0 ? MGP_JSON_MORE_ROOTS : MGP_JSON_COMMA;
}

static bool open_container(struct mgp_json_walk *walk, size_t at, bool is_array)
{
    struct mgp_json_check *check = walk->check;
    if (check->depth == MGP_JSON_MAX_LEVELS) return false;
    begin_root(walk, at);
    const struct mgp_json_level *above = check->depth > 0 ? &walk->levels[check->depth - 1] : NULL;
    uint16_t context = above ? above->set : 0;
    uint32_t owner = !above ? 0 : above->member ? above->member : above->owner;
    uint32_t path = current_path(walk);
    walk->levels[check->depth] = (struct mgp_json_level){context, context, owner, 0, path};
    check->frames[check->depth++] = (struct mgp_json_frame){.is_array = is_array};
    check->expects = is_array ? MGP_JSON_FIRST_VALUE : MGP_JSON_FIRST_NAME;
    walk->at = take(walk);
    return true;
}

static void close_container(struct mgp_json_walk *walk)
{
    walk->check->depth--;
    end_value(walk->check);
    walk->at = take(walk);
}

/* The string or scalar at at. */
static bool read_plain(struct mgp_json_walk *walk, size_t at)
{
    struct mgp_slice text = walk->index.text;
    uint16_t set = current_set(walk);
    size_t next = take(walk);
    bool is_odd = false, is_value = true;
    if (!is_whole(walk, next)) return false;
    if (text.ptr[at] == '"') {
        if (!pass_string(walk, at, next, &is_odd)) return false;
    } else {
        if (next - at > MGP_LONG_VALUE || !is_scalar_sound(mgp_slice_sub(text, 0, next), at, next)) return false;
        is_value = is_given(text.ptr[at]);
    }
    if (is_odd || (set > 0 && is_value)) note_value(walk, at, set, current_path(walk), is_odd);
    begin_root(walk, at);
    end_value(walk->check);
    walk->at = next;
    return true;
}

static bool read_value(struct mgp_json_walk *walk, size_t at)
{
    if (at == walk->index.size) return false;
    uint8_t byte = walk->index.text.ptr[at];
    if (byte == '{' || byte == '[') return open_container(walk, at, byte == '[');
    return byte != '\n' && read_plain(walk, at);
}

/* The member of the name at at, if it is the one that came after the member after last time; else 0. */
static uint32_t guess_member(const struct mgp_json_walk *walk, const struct mgp_json_level *level, uint32_t after,
                             size_t at)
{
    const struct mgp_json_member *members = walk->names.members;
    uint32_t guess = after ? members[after].next_member : members[level->owner].first_member;
    return mgp_json_names_is(&walk->names, guess, level->context, walk->index.text, at + 1) ? guess : 0;
}

/* The member of the name at at: most often the one that came here last time. */
static uint32_t find_member(struct mgp_json_walk *walk, const struct mgp_json_level *level, size_t at, size_t colon)
{
    struct mgp_json_names *names = &walk->names;
    struct mgp_slice text = walk->index.text;
    uint32_t guess = guess_member(walk, level, level->member, at);
    if (guess > 0) return guess;
    size_t end = mgp_json_string_end(mgp_slice_sub(text, 0, colon), at + 1);
    uint32_t member = mgp_json_names_find(names, level->context, text, at + 1, end);
    if (level->member) names->members[level->member].next_member = member;
    else names->members[level->owner].first_member = member;
    return member;
}

/* The name at at, its colon and its value, or as much of this as its opening. */
static bool read_member(struct mgp_json_walk *walk, size_t at)
{
    struct mgp_json_check *check = walk->check;
    struct mgp_json_frame *frame = &check->frames[check->depth - 1];
    struct mgp_json_level *level = &walk->levels[check->depth - 1];
    struct mgp_slice text = walk->index.text;
    bool is_odd;
    if (text.ptr[at] != '"') return false;
    size_t colon = take(walk);
    if (colon == walk->index.size || text.ptr[colon] != ':' || !pass_string(walk, at, colon, &is_odd)) return false;
    uint32_t member = find_member(walk, level, at, colon);
    walk->is_full = member == 0;
    if (walk->is_full) return false;
    level->member = member;
    level->set = walk->names.members[member].set;
    frame->name = at + 1;
    frame->has_name = true;
    frame->is_kept = false;
    size_t entries = walk->entry_count;
    if (is_odd) {
        struct mgp_json_entry entry = {.at = (uint32_t)at, .is_name = true, .has_escapes = true};
        mgp_json_walk_note(walk, entry);
    }
    if (read_value(walk, take(walk))) return true;
    walk->entry_count = entries;
    return false;
}

/* --- the usual ----------------------------------------------------------------------------------------- */

/* Tokens that a member takes, the comma behind it and the next name included. */
#define MEMBER_TOKENS 4

/* Is the value at at, with the token at next behind it, one that needs no closer look? Strings that hold nothing odd,
 * and sound scalars. */
static inline bool is_usual_value(const struct mgp_json_index *index, size_t at, size_t next)
{
    if (index->odd <= next) return false;
    uint8_t byte = index->text.ptr[at];
    if (byte == '"') return true;
    return byte != '{' && byte != '[' && is_scalar_sound(index->text, at, next);
}

/* Takes what read_usual_members has read, up to the token at hand, with name as the current one. */
static void take_members(struct mgp_json_walk *walk, size_t name, uint32_t member, bool is_over)
{
    struct mgp_json_check *check = walk->check;
    struct mgp_json_frame *frame = &check->frames[check->depth - 1];
    struct mgp_json_level *level = &walk->levels[check->depth - 1];
    level->member = member;
    level->set = walk->names.members[member].set;
    frame->name = name + 1;
    frame->has_name = true;
    frame->is_kept = false;
    check->expects = is_over ? MGP_JSON_COMMA : MGP_JSON_NAME;
    walk->taken = walk->at;
}

/* Reads members as long as their names are those that came last time and their values usual, from the name at hand
 * on. False if there is none. Does nothing that read_member would not do. A value and the token behind it are of one
 * batch, so none of them is long. */
static bool read_usual_members(struct mgp_json_walk *walk)
{
    struct mgp_json_index *index = &walk->index;
    const struct mgp_json_level *level = &walk->levels[walk->check->depth - 1];
    const struct mgp_json_member *members = walk->names.members;
    const uint8_t *text = index->text.ptr;
    const uint32_t *next = index->next;
    const size_t limit = walk->limit;
    size_t at = walk->at, name = SIZE_MAX;
    uint32_t member = 0;
    uint32_t guess = level->member ? members[level->member].next_member : members[level->owner].first_member;
    bool is_over = false;
    while (!is_over && index->end - next >= MEMBER_TOKENS && at < limit) {
        size_t colon = next[0], value = next[1], behind = next[2];
        if (text[at] != '"' || text[colon] != ':') break;
        if (!mgp_json_names_is(&walk->names, guess, level->context, index->text, at + 1)) break;
        if (!is_usual_value(index, value, behind)) break;
        if (members[guess].set > 0 && is_given(text[value])) {
            uint32_t path = mgp_json_names_path(&walk->names, level->path, guess);
            note_value(walk, value, members[guess].set, path, false);
        }
        name = at;
        member = guess;
        guess = members[member].next_member;
        is_over = text[behind] != ',';
        at = is_over ? behind : next[3];
        next += is_over ? 3 : 4;
    }
    if (name == SIZE_MAX) return false;
    walk->at = at;
    index->next = next;
    take_members(walk, name, member, is_over);
    return true;
}

/* Reads elements of an array as long as their values are usual, from the one at hand on. False if there is none. */
static bool read_usual_elements(struct mgp_json_walk *walk)
{
    struct mgp_json_index *index = &walk->index;
    struct mgp_json_frame *frame = &walk->check->frames[walk->check->depth - 1];
    uint16_t set = walk->levels[walk->check->depth - 1].set;
    const uint32_t *next = index->next;
    const uint8_t *text = index->text.ptr;
    size_t at = walk->at;
    while (index->end - next >= 2 && at < walk->limit && text[next[0]] == ',' &&
           next[0] - at <= MGP_LONG_VALUE && is_usual_value(index, at, next[0])) {
        if (set > 0 && is_given(text[at])) note_value(walk, at, set, current_path(walk), false);
        frame->index++;
        at = next[1];
        next += 2;
    }
    if (next == index->next) return false;
    walk->check->expects = MGP_JSON_VALUE;
    walk->at = walk->taken = at;
    index->next = next;
    return true;
}

/* --- tokens -------------------------------------------------------------------------------------------- */

/* Behind a value in a container. */
static bool read_comma(struct mgp_json_walk *walk, uint8_t byte)
{
    struct mgp_json_check *check = walk->check;
    struct mgp_json_frame *frame = &check->frames[check->depth - 1];
    if (byte == ',') {
        frame->index += frame->is_array;
        check->expects = frame->is_array ? MGP_JSON_VALUE : MGP_JSON_NAME;
        walk->at = take(walk);
        return true;
    }
    if (byte != (frame->is_array ? ']' : '}')) return false;
    close_container(walk);
    return true;
}

/* Reads what begins with the token at hand. */
static bool read_token(struct mgp_json_walk *walk, uint8_t byte)
{
    switch (walk->check->expects) {
    case MGP_JSON_COMMA: return read_comma(walk, byte);
    case MGP_JSON_FIRST_NAME:
        if (byte == '}') return close_container(walk), true;
        return read_usual_members(walk) || read_member(walk, walk->at);
    case MGP_JSON_NAME: return read_usual_members(walk) || read_member(walk, walk->at);
    case MGP_JSON_FIRST_VALUE:
        if (byte == ']') return close_container(walk), true;
        return read_usual_elements(walk) || read_value(walk, walk->at);
    case MGP_JSON_VALUE: return read_usual_elements(walk) || read_value(walk, walk->at);
    case MGP_JSON_ROOT: return read_value(walk, walk->at);
    case MGP_JSON_MORE_ROOTS: return (byte == '{' || byte == '[') && open_container(walk, walk->at, byte == '[');
    case MGP_JSON_COLON: break; /* between windows only; then the checker goes on */
    }
    return false;
}

enum mgp_json_walked mgp_json_walk_run(struct mgp_json_walk *walk, size_t limit)
{
    const struct mgp_json_index *index = &walk->index;
    walk->limit = limit;
    for (;;) {
        size_t at = walk->at;
        bool is_over = at == index->size;
        uint8_t byte = is_over ? '\n' : index->text.ptr[at];
        if (index->are_lines && byte == '\n') {
            bool is_complete = mgp_json_check_is_complete(walk->check) && (!is_over || walk->is_last);
            return is_complete ? MGP_JSON_WALKED_LINE : MGP_JSON_STUCK;
        }
        if (is_over || at >= limit) return MGP_JSON_WALKED_FAR;
        if (!read_token(walk, byte)) return MGP_JSON_STUCK;
    }
}

/* --- pieces and lines ---------------------------------------------------------------------------------- */

/* What is said above the window is remembered by the layout. */
static void derive_levels(struct mgp_json_walk *walk, const struct mgp_rule_set_bits *const bits[])
{
    uint16_t context = 0;
    for (size_t i = 0; i < walk->check->depth; i++) {
        const struct mgp_json_frame *frame = &walk->check->frames[i];
        uint16_t set = context;
        bool has_room = frame->is_array || mgp_json_names_derive(&walk->names, context, bits[i], &set);
        assert(has_room);
        (void)has_room;
        walk->levels[i] = (struct mgp_json_level){.context = context, .set = set};
        context = set;
    }
}

void mgp_json_walk_start(struct mgp_json_walk *walk, struct mgp_slice text, size_t size, bool are_lines,
                         const struct mgp_rule_set_bits *const bits[])
{
    walk->entry_count = walk->record_count = 0;
    walk->is_full = false;
    mgp_json_names_begin(&walk->names);
    derive_levels(walk, bits);
    mgp_json_index_start(&walk->index, text, size, are_lines);
    walk->at = take(walk);
}

bool mgp_json_walk_pass_line(struct mgp_json_walk *walk)
{
    const struct mgp_json_index *index = &walk->index;
    walk->at = walk->taken;
    while (walk->at < index->size && index->text.ptr[walk->at] != '\n') {
        walk->at = take(walk);
    }
    return walk->at < index->size || walk->is_last;
}

void mgp_json_walk_begin_line(struct mgp_json_walk *walk)
{
    if (walk->at < walk->index.size) note_record(walk, walk->at);
    mgp_json_index_pass_odd(&walk->index, walk->at + 1);
    walk->at = take(walk);
    mgp_json_check_reset(walk->check, walk->at);
}

void mgp_json_walk_clear(struct mgp_json_walk *walk)
{
    mgp_json_index_clear(&walk->index);
    mgp_json_names_clear(&walk->names);
    free(walk->entries);
    free(walk->records);
}
