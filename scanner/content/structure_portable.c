/* Eight bytes at a time in a 64-bit word; a multiplication gathers the eight top bits. */
#include "scanner/content/structure.h"
#include "scanner/content/swar.h"

/* The top bits as eight bits. */
static uint64_t gather(uint64_t tops)
{
    return (tops >> 7) * 0x0102040810204080u >> 56;
}

static uint64_t find(uint64_t eight, uint8_t byte)
{
    return gather(mgp_swar_match_exact(eight, byte));
}

static void mark_csv(const uint8_t *text, size_t count, uint8_t delimiter, struct mgp_csv_marks *out)
{
    for (size_t block = 0; block < count; block++) {
        struct mgp_csv_marks marks = {0};
        for (unsigned shift = 0; shift < 64; shift += 8) {
            uint64_t eight = mgp_swar_load(text + block * MGP_STRUCTURE_BYTES + shift);
            marks.quote |= find(eight, '"') << shift;
            marks.delimiter |= find(eight, delimiter) << shift;
            marks.feed |= find(eight, '\n') << shift;
            marks.carriage_return |= find(eight, '\r') << shift;
        }
        out[block] = marks;
    }
}

static void mark_json(const uint8_t *text, size_t count, struct mgp_json_marks *out)
{
    for (size_t block = 0; block < count; block++) {
        struct mgp_json_marks marks = {0};
        for (unsigned shift = 0; shift < 64; shift += 8) {
            uint64_t eight = mgp_swar_load(text + block * MGP_STRUCTURE_BYTES + shift);
            uint64_t bracket = eight | MGP_SWAR_ONES * 0x20; /* [ and ] as { and } */
            uint64_t feed = find(eight, '\n');
            marks.quote |= find(eight, '"') << shift;
            marks.backslash |= find(eight, '\\') << shift;
            marks.operators|=(find(bracket, '{') | find(bracket, '}') | find(eight, ':') | find(eight, ',')) << shift;
            marks.blank |= (find(eight, ' ') | find(eight, '\t') | find(eight, '\r') | feed) << shift;
            marks.feed |= feed << shift;
            uint64_t low = eight & ~MGP_SWAR_HIGHS, above = low + MGP_SWAR_ONES * (0x80 - 0x20);
            marks.control |= gather(~above & ~eight & MGP_SWAR_HIGHS) << shift;
        }
        out[block] = marks;
    }
}

const struct mgp_structure_kernel mgp_structure_portable = {mark_csv, mark_json, false};
