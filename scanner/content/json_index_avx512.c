#include "scanner/content/json_blocks.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define TARGET_AVX512 "avx512f,avx512bw,avx512vl,avx512vbmi,avx512vbmi2,bmi,bmi2,popcnt,pclmul"
#define AVX512        __attribute__((target(TARGET_AVX512), always_inline)) static inline

/* For the low six bits of a byte, the byte of a set that has these; no two of a set have the same. Where there is none
 * stands one that has others. */
static const uint8_t operators[64] = {
    [0] = 1, [','] = ',', [':'] = ':', ['[' & 63] = '[', [']' & 63] = ']', ['{' & 63] = '{', ['}' & 63] = '}',
};
static const uint8_t blanks[64] = {[0] = 1, [' '] = ' ', ['\t'] = '\t', ['\n'] = '\n', ['\r'] = '\r'};
static const uint8_t places[64] = {
    0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21,
    22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43,
    44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63,
};

AVX512 uint64_t find(__m512i bytes, char byte)
{
    return _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8(byte));
}

AVX512 uint64_t find_any(__m512i bytes, const uint8_t set[64])
{
    return _mm512_cmpeq_epi8_mask(bytes, _mm512_permutexvar_epi8(bytes, _mm512_loadu_si512(set)));
}

AVX512 struct mgp_json_marks mark(const uint8_t *text)
{
    __m512i bytes = _mm512_loadu_si512(text);
    return (struct mgp_json_marks){
        .quote = find(bytes, '"'),
        .backslash = find(bytes, '\\'),
        .operators = find_any(bytes, operators),
        .blank = find_any(bytes, blanks),
        .feed = find(bytes, '\n'),
        .control = _mm512_cmplt_epu8_mask(bytes, _mm512_set1_epi8(0x20)),
    };
}

/* mgp_prefix_xor: a product without carries. */
AVX512 uint64_t prefix_xor(uint64_t bits)
{
    __m128i product = _mm_clmulepi64_si128(_mm_cvtsi64_si128((long long)bits), _mm_set1_epi8((char)0xFF), 0);
    return (uint64_t)_mm_cvtsi128_si64(product);
}

/* Appends the places of bits, sixteen at a time: most blocks have fewer than that. */
AVX512 uint32_t *list_tokens(uint32_t *out, uint64_t bits, uint32_t base)
{
    uint32_t *end = out + _mm_popcnt_u64(bits);
    __m512i found = _mm512_maskz_compress_epi8(bits, _mm512_loadu_si512(places)), bases = _mm512_set1_epi32((int)base);
    _mm512_storeu_si512(out, _mm512_add_epi32(bases, _mm512_cvtepu8_epi32(_mm512_castsi512_si128(found))));
    if (__builtin_expect(end - out <= 16, 1)) return end;
    _mm512_storeu_si512(out + 16, _mm512_add_epi32(bases, _mm512_cvtepu8_epi32(_mm512_extracti32x4_epi32(found, 1))));
    if (end - out <= 32) return end;
    _mm512_storeu_si512(out + 32, _mm512_add_epi32(bases, _mm512_cvtepu8_epi32(_mm512_extracti32x4_epi32(found, 2))));
    _mm512_storeu_si512(out + 48, _mm512_add_epi32(bases, _mm512_cvtepu8_epi32(_mm512_extracti32x4_epi32(found, 3))));
    return end;
}

__attribute__((target(TARGET_AVX512))) uint32_t *mgp_json_read_avx512(struct mgp_json_index *index, const uint8_t *text,
                                                                      size_t count)
{
    uint32_t *out = index->tokens;
    struct mgp_json_carry carry = index->carry;
    const uint32_t base = (uint32_t)(index->batch_block * MGP_STRUCTURE_BYTES);
    for (size_t i = 0; i < count; i++) {
        struct mgp_json_marks marks = mark(text + i * MGP_STRUCTURE_BYTES);
        uint64_t quotes = mgp_json_block_quotes(&marks, &carry);
        struct mgp_json_block block = mgp_json_block_read(&marks, quotes, prefix_xor(quotes), index->are_lines, &carry);
        mgp_json_block_keep(index, i, &block);
        out = list_tokens(out, block.tokens, base + (uint32_t)(i * MGP_STRUCTURE_BYTES));
    }
    index->carry = carry;
    return out;
}
#endif
