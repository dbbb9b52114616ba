#include "scanner/match/classify.h"

#if defined(__x86_64__)
#include <emmintrin.h>

/* Bytes in [first, first + span]. */
static inline __m128i in_range(__m128i bytes, char first, char span)
{
    __m128i distance = _mm_sub_epi8(bytes, _mm_set1_epi8(first));
    return _mm_cmpeq_epi8(_mm_min_epu8(distance, _mm_set1_epi8(span)), distance);
}

static inline __m128i is_either(__m128i bytes, char one, char other)
{
    return _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(one)), _mm_cmpeq_epi8(bytes, _mm_set1_epi8(other)));
}

static inline uint64_t gather(__m128i bytes, unsigned shift)
{
    return (uint64_t)(uint32_t)_mm_movemask_epi8(bytes) << shift;
}

void mgp_classify_sse2(const uint8_t *text, size_t count, struct mgp_bitmaps *out, size_t at)
{
    const __m128i case_bit = _mm_set1_epi8(0x20);
    for (size_t block = 0; block < count; block++, at++) {
        uint64_t letter = 0, upper = 0, digit = 0, high = 0, lead = 0, separator = 0, special = 0, joint = 0, link = 0,
                 beyond = 0, edge = 0;
        for (unsigned shift = 0; shift < MGP_BLOCK_BYTES; shift += 16) {
            __m128i bytes = _mm_loadu_si128(
                (const __m128i *)(const void *)(text + block * MGP_BLOCK_BYTES + shift));
            letter |= gather(in_range(_mm_or_si128(bytes, case_bit), 'a', 25), shift);
            upper |= gather(in_range(bytes, 'A', 25), shift);
            digit |= gather(in_range(bytes, '0', 9), shift);
            high |= gather(bytes, shift);
            lead |= gather(in_range(bytes, (char)0xC0, 0x3F), shift);
            separator |= gather(is_either(bytes, ' ', '-'), shift);
            special |= gather(is_either(bytes, '+', '0'), shift);
            joint |= gather(_mm_or_si128(is_either(bytes, '+', '/'), is_either(bytes, '-', '_')), shift);
            link |= gather(_mm_or_si128(in_range(bytes, ',', 2), _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\''))), shift);
            __m128i blank = _mm_or_si128(in_range(bytes, '\t', 1), is_either(bytes, '\r', ' '));
            edge |= gather(_mm_or_si128(_mm_or_si128(blank, is_either(bytes, '*', ',')), is_either(bytes, '>', '|')),
                           shift);
            beyond |= gather(in_range(bytes, '@', 0x3F), shift);
        }
        out->letter[at] = letter;
        out->upper[at] = upper;
        out->digit[at] = digit;
        out->high[at] = high;
        out->lead[at] = lead;
        out->separator[at] = separator;
        out->special[at] = special;
        out->joint[at] = joint;
        out->link[at] = link;
        out->sign[at] = beyond & ~letter;
        out->edge[at] = edge;
    }
}
#endif
