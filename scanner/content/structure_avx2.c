#include "scanner/content/structure.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define AVX2 __attribute__((target("avx2"), always_inline)) static inline

/* A run of 64 bytes. */
struct run {
    __m256i low, high;
};

AVX2 struct run load(const uint8_t *from)
{
    return (struct run){_mm256_loadu_si256((const __m256i *)(const void *)from),
                        _mm256_loadu_si256((const __m256i *)(const void *)(from + 32))};
}

AVX2 uint64_t gather(__m256i low, __m256i high)
{
    return (uint32_t)_mm256_movemask_epi8(low) | (uint64_t)(uint32_t)_mm256_movemask_epi8(high) << 32;
}

AVX2 uint64_t find(struct run run, char byte)
{
    __m256i wanted = _mm256_set1_epi8(byte);
    return gather(_mm256_cmpeq_epi8(run.low, wanted), _mm256_cmpeq_epi8(run.high, wanted));
}

/* Bytes that equal the entry of table for their low four bits; none above 0x7F does. */
AVX2 uint64_t find_any(struct run run, __m256i table)
{
    return gather(_mm256_cmpeq_epi8(run.low, _mm256_shuffle_epi8(table, run.low)),
                  _mm256_cmpeq_epi8(run.high, _mm256_shuffle_epi8(table, run.high)));
}

AVX2 __m256i twice(__m128i table)
{
    return _mm256_broadcastsi128_si256(table);
}

__attribute__((target("avx2"))) static void mark_csv(const uint8_t *text, size_t count, uint8_t delimiter,
                                                     struct mgp_csv_marks *out)
{
    for (size_t block = 0; block < count; block++) {
        struct run run = load(text + block * MGP_STRUCTURE_BYTES);
        out[block] = (struct mgp_csv_marks){
            .quote = find(run, '"'),
            .delimiter = find(run, (char)delimiter),
            .feed = find(run, '\n'),
            .carriage_return = find(run, '\r'),
        };
    }
}

__attribute__((target("avx2"))) static void mark_json(const uint8_t *text, size_t count, struct mgp_json_marks *out)
{
    /* Where no byte is wanted stands one that has other low bits. { and }, [ and ] have the same ones. */
    const __m256i braces = twice(_mm_setr_epi8(1, 0, 0, 0, 0, 0, 0, 0, 0, 0, ':', '{', ',', '}', 0, 0));
    const __m256i brackets = twice(_mm_setr_epi8(1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, '[', 0, ']', 0, 0));
    const __m256i blanks = twice(_mm_setr_epi8(' ', 0, 0, 0, 0, 0, 0, 0, 0, '\t', '\n', 0, 0, '\r', 0, 0));
    const __m256i last_control = _mm256_set1_epi8(0x1F);
    for (size_t block = 0; block < count; block++) {
        struct run run = load(text + block * MGP_STRUCTURE_BYTES);
        out[block] = (struct mgp_json_marks){
            .quote = find(run, '"'),
            .backslash = find(run, '\\'),
            .operators = find_any(run, braces) | find_any(run, brackets),
            .blank = find_any(run, blanks),
            .feed = find(run, '\n'),
            .control = gather(_mm256_cmpeq_epi8(_mm256_max_epu8(run.low, last_control), last_control),
                              _mm256_cmpeq_epi8(_mm256_max_epu8(run.high, last_control), last_control)),
        };
    }
}

const struct mgp_structure_kernel mgp_structure_avx2 = {mark_csv, mark_json, true};
#endif
