#include "net/ini.h"

#include "base/utf8.h"

static bool is_blank(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static struct mgp_slice trimmed(struct mgp_slice text)
{
    while (text.len > 0 && is_blank(text.ptr[text.len - 1])) text.len--;
    while (text.len > 0 && is_blank(text.ptr[0])) text = mgp_slice_sub(text, 1, text.len);
    return text;
}

/* Without a comment: one that fills the line, or that stands behind a blank. */
static struct mgp_slice without_comment(struct mgp_slice line)
{
    for (size_t i = 0; i < line.len; i++) {
        bool is_mark = line.ptr[i] == '#' || line.ptr[i] == ';';
        if (is_mark && (i == 0 || is_blank(line.ptr[i - 1]))) return mgp_slice_sub(line, 0, i);
    }
    return line;
}

static enum mgp_status fail_line(struct mgp_error *error, const char *path, size_t line, const char *what)
{
    struct mgp_buffer shown = {0};
    mgp_append_printable(&shown, mgp_slice_text(path));
    mgp_fail(error, MGP_INVALID, "%.200s:%zu: %s", mgp_buffer_string(&shown), line, what);
    mgp_buffer_clear(&shown);
    return MGP_INVALID;
}

/* The name in the brackets, its blanks run together and quotes gone: [profile "dev"] is profile dev. */
static const char *section_name(struct mgp_ini *ini, struct mgp_slice inner)
{
    struct mgp_buffer name = {0};
    inner = trimmed(inner);
    for (size_t i = 0; i < inner.len; i++) {
        if (inner.ptr[i] == '"' || inner.ptr[i] == '\'') continue;
        if (is_blank(inner.ptr[i]) && name.len > 0 && name.ptr[name.len - 1] == ' ') continue;
        mgp_buffer_byte(&name, is_blank(inner.ptr[i]) ? ' ' : inner.ptr[i]);
    }
    const char *text = mgp_arena_text(&ini->arena, mgp_buffer_slice(&name));
    mgp_buffer_clear(&name);
    return text;
}

static const char *begin_section(struct mgp_ini *ini, struct mgp_slice inner)
{
    const char *name = section_name(ini, inner);
    MGP_GROW(ini->sections, ini->section_count, ini->section_capacity);
    ini->sections[ini->section_count++] = name;
    return name;
}

static const char *setting_name(struct mgp_ini *ini, const char *parent, struct mgp_slice name)
{
    struct mgp_buffer whole = {0};
    if (parent) mgp_buffer_format(&whole, "%s.", parent);
    for (size_t i = 0; i < name.len; i++) {
        uint8_t c = name.ptr[i];
        mgp_buffer_byte(&whole, c >= 'A' && c <= 'Z' ? (uint8_t)(c - 'A' + 'a') : c);
    }
    const char *text = mgp_arena_text(&ini->arena, mgp_buffer_slice(&whole));
    mgp_buffer_clear(&whole);
    return text;
}

/* Where a line stands: its section, and the setting with no value that nested ones belong to. */
struct position {
    const char *section, *parent;
};

/* What is wrong, or NULL. */
static const char *read_setting(struct mgp_ini *ini, struct position *position, struct mgp_slice line, bool is_nested)
{
    size_t equals = mgp_slice_find(line, MGP_LITERAL("="), 0);
    if (!position->section) return "a setting before the first [section]";
    if (equals == SIZE_MAX) return "neither a [section] nor a setting: write name = value";
    struct mgp_slice name = trimmed(mgp_slice_sub(line, 0, equals));
    struct mgp_slice value = trimmed(mgp_slice_sub(line, equals + 1, line.len));
    if (name.len == 0) return "a setting without a name";
    if (memchr(line.ptr, '\0', line.len)) return "a NUL in a setting";
    bool nests = is_nested && position->parent;
    MGP_GROW(ini->settings, ini->setting_count, ini->setting_capacity);
    struct mgp_ini_setting *setting = &ini->settings[ini->setting_count++];
    setting->section = position->section;
    setting->name = setting_name(ini, nests ? position->parent : NULL, name);
    setting->value = mgp_slice_dup(value);
    if (!nests) position->parent = value.len == 0 ? setting->name : NULL;
    return NULL;
}

static const char *read_line(struct mgp_ini *ini, struct position *position, struct mgp_slice line)
{
    bool is_nested = line.len > 0 && is_blank(line.ptr[0]);
    struct mgp_slice text = trimmed(without_comment(line));
    if (text.len == 0) return NULL;
    if (text.ptr[0] != '[') return read_setting(ini, position, text, is_nested);
    if (text.ptr[text.len - 1] != ']') return "a section without its closing ]";
    if (memchr(text.ptr, '\0', text.len)) return "a NUL in a section's name";
    *position = (struct position){.section = begin_section(ini, mgp_slice_sub(text, 1, text.len - 1))};
    return NULL;
}

enum mgp_status mgp_ini_parse(struct mgp_ini *ini, const char *path, struct mgp_slice text, struct mgp_error *error)
{
    struct position position = {0};
    size_t number = 1;
    if (mgp_slice_starts_with(text, MGP_LITERAL("\xEF\xBB\xBF"))) text = mgp_slice_sub(text, 3, text.len);
    for (size_t at = 0; at < text.len; number++) {
        size_t end = mgp_slice_find(text, MGP_LITERAL("\n"), at);
        if (end == SIZE_MAX) end = text.len;
        const char *fault = read_line(ini, &position, mgp_slice_sub(text, at, end));
        if (fault) return fail_line(error, path, number, fault);
        at = end + 1;
    }
    return MGP_OK;
}

bool mgp_ini_has_section(const struct mgp_ini *ini, const char *section)
{
    for (size_t i = 0; i < ini->section_count; i++)
        if (strcmp(ini->sections[i], section) == 0) return true;
    return false;
}

const char *mgp_ini_find(const struct mgp_ini *ini, const char *section, const char *name)
{
    for (size_t i = ini->setting_count; i > 0; i--) {
        const struct mgp_ini_setting *setting = &ini->settings[i - 1];
        if (strcmp(setting->section, section) == 0 && strcmp(setting->name, name) == 0) return setting->value;
    }
    return NULL;
}

void mgp_ini_clear(struct mgp_ini *ini)
{
    for (size_t i = 0; i < ini->setting_count; i++) {
        mgp_wipe(ini->settings[i].value, strlen(ini->settings[i].value));
        free(ini->settings[i].value);
    }
    free(ini->settings);
    free(ini->sections);
    mgp_arena_clear(&ini->arena);
    *ini = (struct mgp_ini){0};
}
