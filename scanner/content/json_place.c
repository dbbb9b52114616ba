/* JSON: where a value stands, as a finding says it. */
#include "scanner/content/layout_json.h"
#include "scanner/content/swar.h"

/* --- steps --------------------------------------------------------------------------------------------- */

/* A name for a path: as it stands there, or decoded and shortened in arena. */
static struct mgp_slice path_name(struct mgp_json_layout *layout, struct mgp_slice raw, struct mgp_arena *arena)
{
    if (raw.len == 0 || (raw.len <= MGP_JSON_MAX_NAME && !memchr(raw.ptr, '\\', raw.len))) return raw;
    char shortened[MGP_JSON_MAX_NAME_BYTES];
    struct mgp_value name = {.raw = raw, .text = raw};
    if (memchr(raw.ptr, '\\', raw.len)) mgp_json_decode(&layout->path_decoded, &name);
    return mgp_arena_copy(arena, mgp_slice_of(shortened, mgp_json_shorten_name(name.text, shortened)));
}

/* Fills steps from the open containers. False if a name among them is marked. Decoded names are kept in
 * arena. */
static bool collect_steps(struct mgp_json_layout *layout, const struct mgp_json_seek *seek,
                          struct mgp_arena *arena, struct mgp_json_step *steps)
{
    for (size_t level = 0; level < seek->depth; level++) {
        const struct mgp_json_frame *frame = &seek->frames[level];
        const struct mgp_json_kept_name *kept = &layout->kept[level];
        steps[level] = (struct mgp_json_step){.is_index = frame->is_array, .index = frame->index};
        if (frame->is_array) continue;
        if (frame->is_kept ? kept->is_marked : mgp_json_is_marked(layout, frame->name)) return false;
        struct mgp_slice raw = mgp_slice_of(layout->base.window.ptr + frame->name, frame->name_len);
        steps[level].name = frame->is_kept ? mgp_slice_of(kept->text, kept->len) : path_name(layout, raw, arena);
    }
    return true;
}

/* --- values that are gone to --------------------------------------------------------------------------- */

/* What the path of steps depends on, as words. False if these are more than are remembered. */
static bool make_key(const struct mgp_json_step *steps, size_t count, struct mgp_json_path_key *key)
{
    key->count = 0;
    for (size_t i = 0; i < count; i++) {
        size_t name_words = steps[i].is_index ? 0 : steps[i].name.len / 8 + 1;
        if (key->count + 1 + name_words > MGP_JSON_PATH_WORDS) return false;
        key->words[key->count++] = steps[i].is_index ? steps[i].index << 1 | 1 : steps[i].name.len << 1;
        if (steps[i].name.len > 0)
            key->count += mgp_swar_read(steps[i].name.ptr, steps[i].name.len, key->words + key->count);
    }
    return true;
}

static struct mgp_json_usual_path *usual_path(struct mgp_json_layout *layout, const struct mgp_json_path_key *key)
{
    uint64_t hash = 0;
    for (size_t i = 0; i < key->count; i++) {
        hash = (hash ^ key->words[i]) * 0x9E3779B97F4A7C15u;
        hash ^= hash >> 32;
    }
    if (!layout->usual_paths) layout->usual_paths = mgp_calloc(MGP_JSON_USUAL_PATHS, sizeof *layout->usual_paths);
    return &layout->usual_paths[hash % MGP_JSON_USUAL_PATHS];
}

static bool are_equal(const struct mgp_json_path_key *a, const struct mgp_json_path_key *b)
{
    return a->count == b->count && memcmp(a->words, b->words, a->count * sizeof *a->words) == 0;
}

/* Records have the same few paths again and again. Valid until the next call. */
static struct mgp_slice find_path(struct mgp_json_layout *layout, const struct mgp_json_step *steps, size_t count)
{
    struct mgp_json_path_key key;
    bool is_short = make_key(steps, count, &key) && key.count > 0;
    struct mgp_json_usual_path *known = is_short ? usual_path(layout, &key) : NULL;
    if (known && are_equal(&known->key, &key)) return mgp_slice_of(known->text, known->len);
    layout->path.len = 0;
    mgp_json_write_path(&layout->path, steps, count);
    struct mgp_slice path = mgp_buffer_slice(&layout->path);
    if (known && path.len <= sizeof known->text) {
        known->key = key;
        known->len = path.len;
        memcpy(known->text, path.ptr, path.len);
    }
    return path;
}

static const char *path_at(struct mgp_json_layout *layout, const struct mgp_json_seek *seek, struct mgp_arena *arena)
{
    struct mgp_json_step steps[MGP_JSON_MAX_LEVELS];
    struct mgp_arena names = {0};
    const char *text = NULL;
    if (collect_steps(layout, seek, &names, steps)) text = mgp_arena_text(arena, find_path(layout, steps, seek->depth));
    mgp_arena_clear(&names);
    return text;
}

/* --- values that were noted by the walk ------------------------------------------------------------------ */

/* The path of a value as it was noted; UNKNOWN if it was not. Values come in ascending order; others cost more. */
static uint32_t noted_path(struct mgp_json_layout *layout, const struct mgp_value *value)
{
    const struct mgp_json_walk *walk = &layout->walk;
    bool is_string = value->raw_offset > 0 && layout->base.window.ptr[value->raw_offset - 1] == '"';
    size_t token = value->raw_offset - is_string, at = layout->place_entry;
    if (at > 0 && walk->entries[at - 1].at >= token) at = 0;
    while (at < walk->entry_count && walk->entries[at].at < token) {
        at++;
    }
    layout->place_entry = at;
    bool is_noted = at < walk->entry_count && walk->entries[at].at == token;
    return is_noted ? walk->entries[at].path : MGP_JSON_PATH_UNKNOWN;
}

/* Fills steps with those of a path, the last of them last. Returns how many they are. */
static size_t list_steps(struct mgp_json_layout *layout, uint32_t path, struct mgp_arena *arena,
                         struct mgp_json_step *steps)
{
    const struct mgp_json_names *names = &layout->walk.names;
    const struct mgp_json_known_path *known = names->paths.items;
    size_t count = 0;
    for (uint32_t at = path; at != MGP_JSON_PATH_ROOT; at = known[at].above) {
        count++;
    }
    for (size_t i = count; i > 0; i--, path = known[path].above) {
        uint32_t step = known[path].step, number = step >> 1;
        steps[i - 1] = (struct mgp_json_step){.is_index = step & 1, .index = number};
        if (steps[i - 1].is_index) continue;
        const struct mgp_json_member *member = &names->members[number];
        steps[i - 1].name = path_name(layout, mgp_slice_of(member->name, member->name_len), arena);
    }
    return count;
}

/* The text of a path that is known. Valid until the next call. */
static struct mgp_slice known_text(struct mgp_json_layout *layout, uint32_t path)
{
    struct mgp_json_paths *paths = &layout->walk.names.paths;
    if (paths->items[path].text.ptr) return paths->items[path].text;
    struct mgp_json_step steps[MGP_JSON_MAX_LEVELS];
    struct mgp_arena names = {0};
    size_t count = list_steps(layout, path, &names, steps);
    layout->path.len = 0;
    mgp_json_write_path(&layout->path, steps, count);
    mgp_arena_clear(&names);
    mgp_json_paths_keep_text(paths, path, mgp_buffer_slice(&layout->path));
    return mgp_buffer_slice(&layout->path);
}

/* --- places -------------------------------------------------------------------------------------------- */

static void place_bad_line(struct mgp_json_layout *layout, const struct mgp_value *value, size_t begin,
                           struct mgp_place *out)
{
    if (layout->place_offset != value->raw_offset) {
        layout->place_offset = value->raw_offset;
        mgp_line_cursor_start(&layout->bad_line, (struct mgp_line_position){value->row + 1, 1});
    }
    struct mgp_line_position start = mgp_line_cursor_seek(&layout->bad_line, value->text, begin);
    *out = (struct mgp_place){.kind = MGP_PLACE_LINES,
                              .start_line = start.line,
                              .end_line = start.line,
                              .start_column = start.column};
}

/* Marked names are rare; they are looked for by going to the value. */
static const char *path_of(struct mgp_json_layout *layout, const struct mgp_value *value, struct mgp_arena *arena)
{
    bool may_be_noted = layout->is_indexed && layout->mark_count == 0;
    uint32_t path = may_be_noted ? noted_path(layout, value) : MGP_JSON_PATH_UNKNOWN;
    if (path != MGP_JSON_PATH_UNKNOWN) return mgp_arena_text(arena, known_text(layout, path));
    if (!layout->is_string_window && layout->place_offset != value->raw_offset) {
        mgp_json_seek_value(layout, &layout->places, value);
        layout->place_offset = value->raw_offset;
    }
    return path_at(layout, &layout->places, arena);
}

void mgp_json_place(struct mgp_layout *base, const struct mgp_value *value, size_t begin, size_t end,
                    struct mgp_arena *arena, struct mgp_place *out)
{
    (void)end; /* it is in the same value */
    struct mgp_json_layout *layout = (struct mgp_json_layout *)base;
    if (value->kind == MGP_VALUE_TEXT) {
        place_bad_line(layout, value, begin, out);
        return;
    }
    *out = (struct mgp_place){.kind = MGP_PLACE_RECORD, .record_index = value->row};
    if (value->kind != MGP_VALUE_FIELD) return;
    out->json_path = path_of(layout, value, arena);
}
