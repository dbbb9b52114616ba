#include "notifier/rule/target_path.h"

#define INDEX_MAX_DIGITS 9

static bool is_name_byte(uint8_t c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
           c == '/';
}

/* After a dot. */
static const char *read_name(struct mgp_slice text, size_t *at, struct mgp_path_part *part)
{
    size_t first = *at;
    if (*at < text.len && text.ptr[*at] == '*') {
        ++*at;
        *part = (struct mgp_path_part){.kind = MGP_PATH_ANY};
        return NULL;
    }
    while (*at < text.len && is_name_byte(text.ptr[*at])) ++*at;
    if (*at == first) return "a '.' must be followed by a name of letters, digits, '-', '_' and '/', or by '*'";
    *part = (struct mgp_path_part){.kind = MGP_PATH_NAME, .name = mgp_slice_sub(text, first, *at)};
    return NULL;
}

/* After an opening bracket. */
static const char *read_index(struct mgp_slice text, size_t *at, struct mgp_path_part *part)
{
    size_t first = *at, value = 0;
    *part = (struct mgp_path_part){.kind = MGP_PATH_ANY};
    if (*at < text.len && text.ptr[*at] == '*') {
        ++*at;
    } else {
        for (; *at < text.len && text.ptr[*at] >= '0' && text.ptr[*at] <= '9' && *at - first < INDEX_MAX_DIGITS; ++*at)
            value = value * 10 + (size_t)(text.ptr[*at] - '0');
        if (*at == first) return "only [n] and [*] may stand in brackets: names are written with a dot";
        *part = (struct mgp_path_part){.kind = MGP_PATH_INDEX, .index = value};
    }
    if (*at >= text.len || text.ptr[*at] != ']') return "only [n] and [*] may stand in brackets";
    ++*at;
    return NULL;
}

const char *mgp_target_path_read(struct mgp_arena *arena, struct mgp_slice text, struct mgp_target_path *out)
{
    struct mgp_target_path path = {0};
    if (text.len == 0 || text.ptr[0] != '$') return "must begin with '$'";
    if (text.len > MGP_TARGET_PATH_MAX) return "must have at most 256 characters";
    text = mgp_arena_copy(arena, text);
    path.parts = mgp_arena_alloc(arena, text.len * sizeof *path.parts);
    for (size_t at = 1; at < text.len; path.count++) {
        uint8_t c = text.ptr[at++];
        const char *fault = c == '.'   ? read_name(text, &at, &path.parts[path.count])
                            : c == '[' ? read_index(text, &at, &path.parts[path.count])
                                       : "must go on with '.' or '['";
        if (fault) return fault;
        path.has_any = path.has_any || path.parts[path.count].kind == MGP_PATH_ANY;
    }
    *out = path;
    return NULL;
}

static const struct mgp_json *find_name(const struct mgp_json *json, struct mgp_slice name)
{
    if (!mgp_json_is(json, MGP_JSON_OBJECT)) return NULL;
    for (size_t i = json->count; i-- > 0;)
        if (mgp_slice_equal(json->names[i], name)) return json->items[i];
    return NULL;
}

static const struct mgp_json *take_part(const struct mgp_path_part *part, const struct mgp_json *json)
{
    if (part->kind == MGP_PATH_NAME) return find_name(json, part->name);
    return mgp_json_is(json, MGP_JSON_ARRAY) && part->index < json->count ? json->items[part->index] : NULL;
}

const struct mgp_json *mgp_target_path_find(const struct mgp_target_path *path, const struct mgp_json *event)
{
    for (size_t i = 0; event && i < path->count; i++) event = take_part(&path->parts[i], event);
    return event;
}

struct list {
    const struct mgp_target_path *path;
    struct mgp_slice text;
    struct mgp_buffer *out;
    bool has_items;
};

static void add_items(struct list *list, const struct mgp_json *json, size_t from)
{
    for (; json && from < list->path->count; from++) {
        if (list->path->parts[from].kind == MGP_PATH_ANY) break;
        json = take_part(&list->path->parts[from], json);
    }
    if (!json) return;
    if (from == list->path->count) {
        if (list->has_items) mgp_buffer_byte(list->out, ',');
        list->has_items = true;
        mgp_append_compact(list->out, mgp_slice_sub(list->text, json->offset, json->end));
        return;
    }
    for (size_t i = 0; i < json->count; i++) add_items(list, json->items[i], from + 1);
}

void mgp_target_path_list(const struct mgp_target_path *path, const struct mgp_json *event, struct mgp_slice text,
                          struct mgp_buffer *out)
{
    struct list list = {.path = path, .text = text, .out = out};
    mgp_buffer_byte(out, '[');
    add_items(&list, event, 0);
    mgp_buffer_byte(out, ']');
}

void mgp_append_compact(struct mgp_buffer *out, struct mgp_slice json)
{
    bool in_string = false;
    for (size_t i = 0; i < json.len; i++) {
        uint8_t c = json.ptr[i];
        if (c == '"') in_string = !in_string;
        if (!in_string && (c == ' ' || c == '\t' || c == '\n' || c == '\r')) continue;
        mgp_buffer_byte(out, c);
        if (in_string && c == '\\' && i + 1 < json.len) mgp_buffer_byte(out, json.ptr[++i]);
    }
}
