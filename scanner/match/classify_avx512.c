#include "scanner/match/classify.h"

#if defined(__x86_64__)
#include <immintrin.h>

/* A byte's class, looked up in a table of all 128 bytes of ASCII that two registers hold. */
enum {
    LETTER = 1,
    EDGE = 2,      /* tab, line feed, carriage return, blank, * , > | */
    DIGIT = 4,
    SEPARATOR = 8, /* blank - */
    SPECIAL = 16,  /* + 0 */
    JOINT = 32,    /* + - / _ */
    LINK = 64,     /* ' , - . */
    SIGN = 128,    /* what is no letter, from @ on */
};

#define EIGHT(class) class, class, class, class, class, class, class, class
#define LETTERS EIGHT(LETTER), EIGHT(LETTER), EIGHT(LETTER), LETTER, LETTER

static const uint8_t classes[128] __attribute__((aligned(64))) = {
    EIGHT(0), 0, EDGE, EDGE, 0, 0, EDGE, 0, 0, EIGHT(0), EIGHT(0), /* control characters */
    SEPARATOR | EDGE, 0, 0, 0, 0, 0, 0, LINK,                      /* blank ! " # $ % & ' */
    0, 0, EDGE, SPECIAL | JOINT,                                   /* ( ) * + */
    LINK | EDGE, SEPARATOR | JOINT | LINK, LINK, JOINT,            /* , - . / */
    DIGIT | SPECIAL, DIGIT, DIGIT, DIGIT, DIGIT, DIGIT, DIGIT, DIGIT, /* 0 to 7 */
    DIGIT, DIGIT, 0, 0, 0, 0, EDGE, 0,                                /* 8 9 : ; < = > ? */
    SIGN, LETTERS, SIGN, SIGN, SIGN, SIGN, JOINT | SIGN,              /* @ A to Z [ \ ] ^ _ */
    SIGN, LETTERS, SIGN, SIGN | EDGE, SIGN, SIGN, SIGN,               /* ` a to z { | } ~ and delete */
};

#define AVX512 __attribute__((target("avx512f,avx512bw,avx512vl,avx512vbmi")))

AVX512 void mgp_classify_avx512(const uint8_t *text, size_t count, struct mgp_bitmaps *out, size_t at)
{
    const __m512i low = _mm512_load_si512(classes), high = _mm512_load_si512(classes + 64);
    for (size_t block = 0; block < count; block++, at++) {
        __m512i bytes = _mm512_loadu_si512(text + block * MGP_BLOCK_BYTES);
        uint64_t beyond = _mm512_movepi8_mask(bytes);
        __m512i of = _mm512_maskz_permutex2var_epi8(~beyond, low, bytes, high);
        uint64_t letter = _mm512_test_epi8_mask(of, _mm512_set1_epi8(LETTER));
        out->letter[at] = letter;
        out->upper[at] = letter & ~_mm512_test_epi8_mask(bytes, _mm512_set1_epi8(0x20));
        out->digit[at] = _mm512_test_epi8_mask(of, _mm512_set1_epi8(DIGIT));
        out->high[at] = beyond;
        out->lead[at] = _mm512_mask_test_epi8_mask(beyond, bytes, _mm512_set1_epi8(0x40));
        out->separator[at] = _mm512_test_epi8_mask(of, _mm512_set1_epi8(SEPARATOR));
        out->special[at] = _mm512_test_epi8_mask(of, _mm512_set1_epi8(SPECIAL));
        out->joint[at] = _mm512_test_epi8_mask(of, _mm512_set1_epi8(JOINT));
        out->link[at] = _mm512_test_epi8_mask(of, _mm512_set1_epi8(LINK));
        out->edge[at] = _mm512_test_epi8_mask(of, _mm512_set1_epi8(EDGE));
        out->sign[at] = _mm512_movepi8_mask(of);
    }
}
#endif
