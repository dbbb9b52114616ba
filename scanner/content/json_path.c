/* jsonPath as Macie writes it: .name for plain names, ['name'] for others, [0] for elements. */
#include "base/utf8.h"
#include "scanner/content/json_text.h"

#define DOTS "..."

static bool is_letter(uint8_t byte)
{
    uint8_t letter = byte | 0x20;
    return (letter >= 'a' && letter <= 'z') || byte == '_';
}

static bool is_plain_name(struct mgp_slice name)
{
    bool is_plain = name.len > 0 && is_letter(name.ptr[0]);
    for (size_t i = 1; is_plain && i < name.len; i++) {
        is_plain = is_letter(name.ptr[i]) || (name.ptr[i] >= '0' && name.ptr[i] <= '9');
    }
    return is_plain;
}

/* The last characters of a name. */
static struct mgp_slice tail(struct mgp_slice name, size_t characters)
{
    size_t at = name.len;
    while (at > 0 && characters > 0) {
        at = mgp_utf8_previous(name, at);
        characters--;
    }
    return mgp_slice_sub(name, at, name.len);
}

size_t mgp_json_shorten_name(struct mgp_slice name, char *out)
{
    size_t dots = 0;
    if (mgp_utf8_count(name) > MGP_JSON_MAX_NAME) {
        dots = strlen(DOTS);
        memcpy(out, DOTS, dots);
        name = tail(name, MGP_JSON_MAX_NAME - dots);
    }
    if (name.len > 0) memcpy(out + dots, name.ptr, name.len);
    return dots + name.len;
}

/* A quote and a backslash get a backslash; control characters, of which NUL would end the text, are \u escapes. */
static void write_quoted(struct mgp_buffer *out, struct mgp_slice name)
{
    mgp_buffer_text(out, "['");
    for (size_t i = 0; i < name.len; i++) {
        uint8_t byte = name.ptr[i];
        if (byte < 0x20) {
            mgp_buffer_format(out, "\\u%04x", byte);
            continue;
        }
        if (byte == '\'' || byte == '\\') mgp_buffer_byte(out, '\\');
        mgp_buffer_byte(out, byte);
    }
    mgp_buffer_text(out, "']");
}

/* The decimal digits of an index; returns how many. */
static size_t write_index(uint8_t *out, uint64_t index)
{
    size_t count = 1;
    for (uint64_t rest = index / 10; rest > 0; rest /= 10) {
        count++;
    }
    for (size_t i = count; i > 0; i--) {
        out[i - 1] = (uint8_t)('0' + index % 10);
        index /= 10;
    }
    return count;
}

/* [index], for which there are MOST_INDEX bytes of room at out; returns its size. */
enum { MOST_INDEX = 22 };
static size_t write_element(uint8_t *out, uint64_t index)
{
    size_t digits = write_index(out + 1, index);
    out[0] = '[';
    out[1 + digits] = ']';
    return digits + 2;
}

static void write_step(struct mgp_buffer *out, const struct mgp_json_step *step, struct mgp_slice name)
{
    if (step->is_index) {
        mgp_buffer_reserve(out, MOST_INDEX);
        out->len += write_element(out->ptr + out->len, step->index);
    } else if (is_plain_name(name)) {
        mgp_buffer_byte(out, '.');
        mgp_buffer_append(out, name);
    } else {
        write_quoted(out, name);
    }
}

static size_t characters_of(struct mgp_buffer *written)
{
    return mgp_utf8_count(mgp_buffer_slice(written));
}

/* Writes a step into at most max characters, its name cut further where escapes make it longer than that. */
static void write_fitting(struct mgp_buffer *out, const struct mgp_json_step *step, size_t max)
{
    char shortened[MGP_JSON_MAX_NAME_BYTES];
    struct mgp_slice name = step->name;
    if (!step->is_index) name = mgp_slice_of(shortened, mgp_json_shorten_name(name, shortened));
    for (;;) {
        out->len = 0;
        write_step(out, step, name);
        size_t written = characters_of(out);
        if (written <= max) return;
        char again[MGP_JSON_MAX_NAME_BYTES];
        size_t dots = strlen(DOTS), over = written - max, count = mgp_utf8_count(name);
        struct mgp_slice rest = tail(name, count > over / 6 + 1 + dots ? count - over / 6 - 1 - dots : 0);
        memcpy(again, DOTS, dots);
        memcpy(again + dots, rest.ptr, rest.len);
        memcpy(shortened, again, dots + rest.len);
        name = mgp_slice_of(shortened, dots + rest.len);
    }
}

/* The steps from first on, as they are written in full. */
static size_t first_that_fits(const struct mgp_json_step *steps, size_t count, struct mgp_buffer *scratch)
{
    const size_t root = 1, cut_root = 3; /* "$", "$.." */
    size_t used = 0, first = count, fits_cut = count;
    while (first > 0 && root + used <= MGP_JSON_MAX_PATH) {
        write_fitting(scratch, &steps[first - 1], MGP_JSON_MAX_PATH - cut_root);
        used += characters_of(scratch);
        first--;
        if (cut_root + used <= MGP_JSON_MAX_PATH) fits_cut = first;
    }
    return root + used <= MGP_JSON_MAX_PATH ? 0 : fits_cut;
}

/* Are all bytes of name written as they stand, in quotes? */
static bool is_quotable(struct mgp_slice name)
{
    for (size_t i = 0; i < name.len; i++) {
        uint8_t byte = name.ptr[i];
        if (byte < 0x20 || byte >= 0x7F || byte == '\'' || byte == '\\') return false;
    }
    return true;
}

/* A step that is written as it stands, in ASCII, at out, where there is room for MOST_AROUND bytes more than its name
 * has. Returns its size; 0 if it is not one of them. */
enum { MOST_AROUND = MOST_INDEX };
static size_t write_simple_step(uint8_t *out, const struct mgp_json_step *step)
{
    struct mgp_slice name = step->name;
    if (step->is_index) return write_element(out, step->index);
    if (is_plain_name(name)) {
        out[0] = '.';
        memcpy(out + 1, name.ptr, name.len);
        return 1 + name.len;
    }
    if (!is_quotable(name)) return 0;
    memcpy(out, "['", 2);
    if (name.len > 0) memcpy(out + 2, name.ptr, name.len);
    memcpy(out + 2 + name.len, "']", 2);
    return 4 + name.len;
}

/* Most paths are short and plain: nothing has to be measured. False, with nothing written, if this one is not. */
static bool write_simple(struct mgp_buffer *out, const struct mgp_json_step *steps, size_t count)
{
    size_t size = 1;
    mgp_buffer_reserve(out, MGP_JSON_MAX_PATH);
    uint8_t *path = out->ptr + out->len;
    path[0] = '$';
    for (size_t i = 0; i < count; i++) {
        if (size + steps[i].name.len + MOST_AROUND > MGP_JSON_MAX_PATH) return false;
        size_t more = write_simple_step(path + size, &steps[i]);
        if (more == 0) return false;
        size += more;
    }
    out->len += size;
    return true;
}

void mgp_json_write_path(struct mgp_buffer *out, const struct mgp_json_step *steps, size_t count)
{
    if (write_simple(out, steps, count)) return;
    struct mgp_buffer step = {0};
    size_t first = first_that_fits(steps, count, &step);
    mgp_buffer_text(out, first > 0 ? "$.." : "$");
    for (size_t i = first; i < count; i++) {
        write_fitting(&step, &steps[i], MGP_JSON_MAX_PATH - 3);
        struct mgp_slice written = mgp_buffer_slice(&step);
        bool is_after_dots = first > 0 && i == first && written.ptr[0] == '.';
        mgp_buffer_append(out, mgp_slice_sub(written, is_after_dots, written.len));
    }
    mgp_buffer_clear(&step);
}
