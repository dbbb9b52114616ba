#include "scanner/content/structure.h"

#if defined(__x86_64__)
#include <emmintrin.h>

static inline __m128i is_byte(__m128i bytes, char byte)
{
    return _mm_cmpeq_epi8(bytes, _mm_set1_epi8(byte));
}

static inline __m128i either(__m128i a, __m128i b)
{
    return _mm_or_si128(a, b);
}

static inline uint64_t gather(__m128i bytes, unsigned shift)
{
    return (uint64_t)(uint32_t)_mm_movemask_epi8(bytes) << shift;
}

static void mark_csv(const uint8_t *text, size_t count, uint8_t delimiter, struct mgp_csv_marks *out)
{
    for (size_t block = 0; block < count; block++) {
        struct mgp_csv_marks marks = {0};
        for (unsigned shift = 0; shift < MGP_STRUCTURE_BYTES; shift += 16) {
            const uint8_t *from = text + block * MGP_STRUCTURE_BYTES + shift;
            __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)from);
            marks.quote |= gather(is_byte(bytes, '"'), shift);
            marks.delimiter |= gather(is_byte(bytes, (char)delimiter), shift);
            marks.feed |= gather(is_byte(bytes, '\n'), shift);
            marks.carriage_return |= gather(is_byte(bytes, '\r'), shift);
        }
        out[block] = marks;
    }
}

static void mark_json(const uint8_t *text, size_t count, struct mgp_json_marks *out)
{
    const __m128i bracket_bit = _mm_set1_epi8(0x20), last_control = _mm_set1_epi8(0x1F);
    for (size_t block = 0; block < count; block++) {
        struct mgp_json_marks marks = {0};
        for (unsigned shift = 0; shift < MGP_STRUCTURE_BYTES; shift += 16) {
            const uint8_t *from = text + block * MGP_STRUCTURE_BYTES + shift;
            __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)from);
            __m128i bracket = either(bytes, bracket_bit); /* [ and ] as { and } */
            __m128i feed = is_byte(bytes, '\n');
            __m128i brackets = either(is_byte(bracket, '{'), is_byte(bracket, '}'));
            __m128i marks_between = either(is_byte(bytes, ':'), is_byte(bytes, ','));
            __m128i blanks = either(is_byte(bytes, ' '), either(is_byte(bytes, '\t'), is_byte(bytes, '\r')));
            marks.quote |= gather(is_byte(bytes, '"'), shift);
            marks.backslash |= gather(is_byte(bytes, '\\'), shift);
            marks.operators|= gather(either(brackets, marks_between), shift);
            marks.blank |= gather(either(blanks, feed), shift);
            marks.feed |= gather(feed, shift);
            marks.control |= gather(_mm_cmpeq_epi8(_mm_max_epu8(bytes, last_control), last_control), shift);
        }
        out[block] = marks;
    }
}

const struct mgp_structure_kernel mgp_structure_sse2 = {mark_csv, mark_json, false};
#endif
