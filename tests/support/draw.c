#include "draw.h"

#include "base/utf8.h"

enum { MAX_DRAWN = 600 }; /* bytes: repeats of repeats end here with their minimum */

uint64_t draw_below(uint64_t *random, uint64_t limit)
{
    *random ^= *random << 13;
    *random ^= *random >> 7;
    *random ^= *random << 17;
    return (*random >> 16) % limit;
}

static unsigned draw_byte(const uint64_t bytes[4], uint64_t *random)
{
    static const uint64_t printable[4] = {~(uint64_t)0 << 32, ~(uint64_t)0 >> 1, 0, 0};
    uint64_t preferred[4];
    bool is_any = false;
    for (size_t i = 0; i < 4; i++) {
        preferred[i] = bytes[i] & printable[i];
        is_any = is_any || preferred[i];
    }
    const uint64_t *set = is_any ? preferred : bytes;
    unsigned byte = (unsigned)draw_below(random, 256);
    while (!mgp_byte_is_in(set, byte)) {
        byte = (byte + 1) % 256;
    }
    return byte;
}

static uint32_t draw_count(const struct mgp_regex_node *node, const struct mgp_buffer *out, uint64_t *random)
{
    uint32_t most = node->max;
    if (most == MGP_TREE_UNBOUNDED) most = node->min + (uint32_t)(draw_below(random, 8) ? 6 : 40);
    if (most == node->min || out->len > MAX_DRAWN) return node->min;
    switch (draw_below(random, 4)) {
    case 0:
        return node->min;
    case 1:
        return most;
    default:
        return node->min + (uint32_t)draw_below(random, most - node->min + 1);
    }
}

void draw_string(struct mgp_buffer *out, const struct mgp_regex_node *tree, uint64_t *random)
{
    const struct mgp_regex_node *child = tree->first_child;
    switch (tree->kind) {
    case MGP_NODE_BYTES:
        mgp_buffer_byte(out, (uint8_t)draw_byte(tree->bytes, random));
        return;
    case MGP_NODE_SEQUENCE:
        for (; child; child = child->next_sibling) {
            draw_string(out, child, random);
        }
        return;
    case MGP_NODE_ALTERNATIVE: {
        size_t count = 0;
        for (const struct mgp_regex_node *one = child; one; one = one->next_sibling) {
            count++;
        }
        for (size_t skip = draw_below(random, count); skip > 0; skip--) {
            child = child->next_sibling;
        }
        draw_string(out, child, random);
        return;
    }
    case MGP_NODE_REPEAT:
        for (uint32_t left = draw_count(tree, out, random); left > 0; left--) {
            draw_string(out, child, random);
        }
        return;
    }
}

void draw_near_miss(struct mgp_buffer *text, uint64_t *random)
{
    static const char bytes[] = "0123456789 -./_,:+aAzZkKsSxX@#=\t\xC3\xA9";
    uint8_t byte = (uint8_t)bytes[draw_below(random, sizeof bytes - 1)];
    size_t at = draw_below(random, text->len + 1);
    uint64_t what = draw_below(random, 3);
    if (what == 0 || text->len < 2) {
        mgp_buffer_byte(text, 0);
        memmove(text->ptr + at + 1, text->ptr + at, text->len - 1 - at);
        text->ptr[at] = byte;
    } else if (what == 1) {
        text->ptr[at % text->len] = byte;
    } else {
        at %= text->len;
        memmove(text->ptr + at, text->ptr + at + 1, text->len - 1 - at);
        text->len--;
    }
}

void draw_mend_utf8(struct mgp_buffer *text)
{
    struct mgp_buffer mended = {0};
    struct mgp_slice rest = mgp_buffer_slice(text), head;
    while (mgp_slice_cut(&rest, mgp_utf8_valid_prefix(rest), &head)) {
        mgp_buffer_append(&mended, head);
        if (rest.len == 0) break;
        mgp_buffer_text(&mended, "\xC3\xA9");
        mgp_slice_cut(&rest, 1, &head);
    }
    mgp_buffer_clear(text);
    *text = mended;
}
