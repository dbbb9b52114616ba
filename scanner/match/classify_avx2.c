#include "scanner/match/classify.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define AVX2 __attribute__((target("avx2"), always_inline)) static inline

/* A byte's class is what its two halves have in common in the tables below: a bit stands for all bytes whose lower half
 * is in one set and whose upper half in another. Letters take two such pairs of sets, and so do others; their bits are
 * neighbours, so that one addition of a byte to itself brings the lower bit to the upper's place. */
enum {
    LETTER_A = 0x80, /* 41-4F, 61-6F */
    LETTER_P = 0x40, /* 50-5A, 70-7A */
    JOINT_A = 0x20,  /* + - / */
    JOINT_P = 0x10,  /* _ */
    PLUS = 0x08,
    ZERO = 0x04,
    DIGIT = 0x02,
    SEPARATOR = 0x01, /* blank - */
};

/* By the lower half of a byte. */
#define LOWER_0     ZERO | DIGIT | SEPARATOR | LETTER_P
#define LOWER_DIGIT DIGIT | LETTER_A | LETTER_P
#define LOWER_A     LETTER_A | LETTER_P
#define LOWER_B     LETTER_A | JOINT_A | PLUS
#define LOWER_C     LETTER_A
#define LOWER_D     LETTER_A | JOINT_A | SEPARATOR
#define LOWER_F     LETTER_A | JOINT_A | JOINT_P
#define LOWER_TABLE                                                                                                    \
    (char)(LOWER_0), (char)(LOWER_DIGIT), (char)(LOWER_DIGIT), (char)(LOWER_DIGIT), (char)(LOWER_DIGIT),               \
        (char)(LOWER_DIGIT), (char)(LOWER_DIGIT), (char)(LOWER_DIGIT), (char)(LOWER_DIGIT), (char)(LOWER_DIGIT),       \
        (char)(LOWER_A), (char)(LOWER_B), (char)(LOWER_C), (char)(LOWER_D), (char)(LOWER_C), (char)(LOWER_F)

/* By its upper half; nothing from 0x80 on. */
#define UPPER_TABLE                                                                                                    \
    0, 0, JOINT_A | PLUS | SEPARATOR, ZERO | DIGIT, (char)LETTER_A, LETTER_P | JOINT_P, (char)LETTER_A, LETTER_P, 0,   \
        0, 0, 0, 0, 0, 0, 0

/* The top bits of the bytes. */
AVX2 uint64_t gather(__m256i low, __m256i high)
{
    return (uint32_t)_mm256_movemask_epi8(low) | (uint64_t)(uint32_t)_mm256_movemask_epi8(high) << 32;
}

AVX2 __m256i classes_of(__m256i bytes)
{
    const __m256i lower = _mm256_setr_epi8(LOWER_TABLE, LOWER_TABLE);
    const __m256i upper = _mm256_setr_epi8(UPPER_TABLE, UPPER_TABLE);
    const __m256i half = _mm256_set1_epi8(0x0F);
    __m256i upper_half = _mm256_and_si256(_mm256_srli_epi16(bytes, 4), half);
    return _mm256_and_si256(_mm256_shuffle_epi8(lower, _mm256_and_si256(bytes, half)),
                            _mm256_shuffle_epi8(upper, upper_half));
}

/* Bit n of each byte as its top bit. */
#define BIT(classes, n) _mm256_slli_epi16(classes, 7 - (n))
/* The same for bit n or the one below it. */
#define EITHER(classes, n) BIT(_mm256_or_si256(classes, _mm256_add_epi8(classes, classes)), n)

/* The bytes ' , - and . are told by their lower half. */
AVX2 __m256i links_of(__m256i bytes)
{
    const __m256i links = _mm256_setr_epi8(1, 0, 0, 0, 0, 0, 0, '\'', 0, 0, 0, 0, ',', '-', '.', 0, 1, 0, 0, 0, 0, 0, 0,
                                           '\'', 0, 0, 0, 0, ',', '-', '.', 0);
    return _mm256_cmpeq_epi8(_mm256_shuffle_epi8(links, bytes), bytes);
}

/* All bytes but tab, line feed, carriage return, blank, * , > and |: these have a bit of their upper half in both. */
AVX2 __m256i no_edges_of(__m256i bytes)
{
    const __m128i lower = _mm_setr_epi8(2, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1 | 2, 0, 2 | 8, 1, 4, 0);
    const __m128i upper = _mm_setr_epi8(1, 0, 2, 4, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0);
    const __m256i half = _mm256_set1_epi8(0x0F);
    __m256i upper_half = _mm256_and_si256(_mm256_srli_epi16(bytes, 4), half);
    __m256i by_lower =
        _mm256_shuffle_epi8(_mm256_broadcastsi128_si256(lower), _mm256_and_si256(bytes, half));
    __m256i by_upper = _mm256_shuffle_epi8(_mm256_broadcastsi128_si256(upper), upper_half);
    return _mm256_cmpeq_epi8(_mm256_and_si256(by_lower, by_upper), _mm256_setzero_si256());
}

__attribute__((target("avx2"))) void mgp_classify_avx2(const uint8_t *text, size_t count, struct mgp_bitmaps *out,
                                                       size_t at)
{
    for (size_t block = 0; block < count; block++, at++) {
        const uint8_t *from = text + block * MGP_BLOCK_BYTES;
        __m256i a = _mm256_loadu_si256((const __m256i *)(const void *)from);
        __m256i b = _mm256_loadu_si256((const __m256i *)(const void *)(from + 32));
        __m256i in_a = classes_of(a), in_b = classes_of(b);
        uint64_t letter = gather(EITHER(in_a, 7), EITHER(in_b, 7)), high = gather(a, b);
        uint64_t lower_case = gather(BIT(a, 5), BIT(b, 5)), bit_6 = gather(BIT(a, 6), BIT(b, 6));
        out->letter[at] = letter;
        out->upper[at] = letter & ~lower_case;
        out->digit[at] = gather(BIT(in_a, 1), BIT(in_b, 1));
        out->high[at] = high;
        out->lead[at] = high & bit_6;
        out->separator[at] = gather(BIT(in_a, 0), BIT(in_b, 0));
        out->special[at] = gather(EITHER(in_a, 3), EITHER(in_b, 3));
        out->joint[at] = gather(EITHER(in_a, 5), EITHER(in_b, 5));
        out->link[at] = gather(links_of(a), links_of(b));
        out->sign[at] = bit_6 & ~high & ~letter;
        out->edge[at] = ~gather(no_edges_of(a), no_edges_of(b));
    }
}
#endif
