#include "identifiers/value_list.h"

#include "base/utf8.h"
#include "identifiers/written_form.h"

#define GATE_BITS 12

struct mgp_value_list {
    const char *const *values;
    uint64_t gate[(1 << GATE_BITS) / 64]; /* by how values begin and end */
};

static bool is_separator(uint8_t c)
{
    return c == ' ' || c == '-' || c == '.' || c == '/';
}

/* The next character that counts, in lower case, or -1. */
static int next_of_value(struct mgp_slice value, size_t *at)
{
    while (*at < value.len) {
        uint8_t c = value.ptr[*at];
        size_t size = c < 0x80 ? 0 : mgp_written_form(mgp_slice_sub(value, *at, value.len), &c);
        *at += size ? size : 1;
        if (!is_separator(c)) return (int)(uint8_t)mgp_codepoint_fold(c);
    }
    return -1;
}

static bool is_same_value(struct mgp_slice a, struct mgp_slice b)
{
    size_t at_a = 0, at_b = 0;
    for (;;) {
        int of_a = next_of_value(a, &at_a), of_b = next_of_value(b, &at_b);
        if (of_a != of_b) return false;
        if (of_a < 0) return true;
    }
}

/* No byte is a separator, and all are ASCII: at least '0', below 0x80. */
static bool are_plain(uint32_t four)
{
    return (((four - 0x30303030u) | four) & 0x80808080u) == 0;
}

/* The first two characters that count, and the last two. False if there are fewer than four. */
static bool find_ends(struct mgp_slice value, uint32_t *four)
{
    size_t begin = 0, end = value.len;
    uint8_t ends[4];
    for (size_t i = 0; i < 2; i++) {
        while (begin < end && is_separator(value.ptr[begin])) {
            begin++;
        }
        while (begin < end && is_separator(value.ptr[end - 1])) {
            end--;
        }
        if (end - begin < 2) return false;
        ends[i] = value.ptr[begin++];
        ends[3 - i] = value.ptr[--end];
    }
    memcpy(four, ends, sizeof ends);
    return (*four & 0x80808080u) == 0;
}

/* Where the gate has its bit for a value: made of its first and last characters, the case of letters aside. False
 * where they are not all ASCII, or there are too few. */
static bool gate_of(struct mgp_slice value, unsigned *out)
{
    uint32_t four = 0;
    if (value.len < 4) return false;
    memcpy(&four, value.ptr, 2);
    memcpy((uint8_t *)&four + 2, value.ptr + value.len - 2, 2);
    if (!are_plain(four) && !find_ends(value, &four)) return false;
    *out = (four & 0x1F1F1F1Fu) * 0x9E3779B1u >> (32 - GATE_BITS);
    return true;
}

const struct mgp_value_list *mgp_value_list_create(struct mgp_arena *arena, const char *const *values)
{
    if (!values || !values[0]) return NULL;
    struct mgp_value_list *list = mgp_arena_alloc(arena, sizeof *list);
    list->values = values;
    for (size_t i = 0; values[i]; i++) {
        unsigned bit;
        if (gate_of(mgp_slice_text(values[i]), &bit)) {
            list->gate[bit / 64] |= (uint64_t)1 << (bit % 64);
        } else {
            memset(list->gate, 0xFF, sizeof list->gate);
        }
    }
    return list;
}

/* Can two values be the same by their first bytes, where these are no separators and ASCII? */
static bool may_be_same(const char *listed, struct mgp_slice value)
{
    uint8_t a = (uint8_t)listed[0], b = value.len > 0 ? value.ptr[0] : 0;
    bool are_plain_bytes = a >= '0' && a < 0x80 && b >= '0' && b < 0x80;
    return !are_plain_bytes || (a | 0x20) == (b | 0x20);
}

bool mgp_value_list_holds(const struct mgp_value_list *list, struct mgp_slice value)
{
    unsigned bit;
    if (gate_of(value, &bit) && !(list->gate[bit / 64] >> (bit % 64) & 1)) return false;
    for (size_t i = 0; list->values[i]; i++) {
        const char *listed = list->values[i];
        if (may_be_same(listed, value) && is_same_value(mgp_slice_text(listed), value)) return true;
    }
    return false;
}
