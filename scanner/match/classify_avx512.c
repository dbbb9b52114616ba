#include "scanner/match/classify.h"

#if defined(__x86_64__)
#include "scanner/match/bit_rows_avx512.h"

/* A byte's class, looked up in a table of all 128 bytes of ASCII that two registers hold. Bits 6 and 7 are the byte's
 * own; what some of the others mean depends on bit 6, which letters have and digits have not. */
enum {
    WORD = 1,      /* a letter, a digit */
    SPECIAL = 2,   /* + 0 */
    CAPITAL = 2,
    JOINT = 4,     /* + - / _ */
    EDGE = 8,      /* tab, line feed, carriage return, blank, * , > | */
    SEPARATOR = 16, /* blank - */
    LINK = 32,     /* ' , - . */
};

#define EIGHT(class) class, class, class, class, class, class, class, class
#define LETTERS(class) EIGHT(class), EIGHT(class), EIGHT(class), class, class

static const uint8_t classes[128] __attribute__((aligned(64))) = {
    EIGHT(0), 0, EDGE, EDGE, 0, 0, EDGE, 0, 0, EIGHT(0), EIGHT(0), /* control characters */
    SEPARATOR | EDGE, 0, 0, 0, 0, 0, 0, LINK,                      /* blank ! " # $ % & ' */
    0, 0, EDGE, SPECIAL | JOINT,                                   /* ( ) * + */
    LINK | EDGE, SEPARATOR | JOINT | LINK, LINK, JOINT,            /* , - . / */
    WORD | SPECIAL, WORD, WORD, WORD, WORD, WORD, WORD, WORD,      /* 0 to 7 */
    WORD, WORD, 0, 0, 0, 0, EDGE, 0,                               /* 8 9 : ; < = > ? */
    0, LETTERS(WORD | CAPITAL), 0, 0, 0, 0, JOINT,                 /* @ A to Z [ \ ] ^ _ */
    0, LETTERS(WORD), 0, EDGE, 0, 0, 0,                            /* ` a to z { | } ~ and delete */
};

#define BLOCKS_AT_A_TIME 8
#define ALL              0xFF

/* What _mm512_ternarylogic_epi64 takes: is (a b c) one of those for which the bit is set? */
enum { A_AND_B_NOT_C = 0x40, A_NOT_B_NOT_C = 0x10, A_OR_B_AND_C = 0xF8 };

MGP_ROWS void store_words(uint64_t *words, __mmask8 wanted, __m512i value)
{
    if (wanted == ALL) _mm512_storeu_si512(words, value);
    else _mm512_mask_storeu_epi64(words, wanted, value);
}

/* Writes eight blocks' bitmaps, or the first of them. rows: bit n of their classes. */
MGP_ROWS void store_bitmaps(const __m512i rows[8], __mmask8 wanted, struct mgp_bitmaps *out, size_t at)
{
    __m512i word = rows[0], from_at = rows[6], beyond = rows[7];
    store_words(out->letter + at, wanted, _mm512_ternarylogic_epi64(word, from_at, beyond, A_AND_B_NOT_C));
    store_words(out->digit + at, wanted, _mm512_ternarylogic_epi64(word, from_at, beyond, A_NOT_B_NOT_C));
    store_words(out->upper + at, wanted, _mm512_ternarylogic_epi64(rows[1], from_at, beyond, A_AND_B_NOT_C));
    store_words(out->special + at, wanted, _mm512_ternarylogic_epi64(rows[1], from_at, beyond, A_NOT_B_NOT_C));
    store_words(out->sign + at, wanted, _mm512_ternarylogic_epi64(from_at, word, beyond, A_NOT_B_NOT_C));
    store_words(out->joint + at, wanted, _mm512_andnot_si512(beyond, rows[2]));
    store_words(out->edge + at, wanted, _mm512_andnot_si512(beyond, rows[3]));
    store_words(out->separator + at, wanted, _mm512_andnot_si512(beyond, rows[4]));
    store_words(out->link + at, wanted, _mm512_andnot_si512(beyond, rows[5]));
    store_words(out->high + at, wanted, beyond);
    store_words(out->lead + at, wanted, _mm512_and_si512(beyond, from_at));
}

/* count: of blocks, BLOCKS_AT_A_TIME at most. */
MGP_ROWS void classify_blocks(const uint8_t *text, size_t count, struct mgp_bitmaps *out, size_t at)
{
    const __m512i low = _mm512_load_si512(classes), high = _mm512_load_si512(classes + 64);
    const __m512i own_bits = _mm512_set1_epi8((char)0xC0);
    __m512i turned[BLOCKS_AT_A_TIME], rows[8];
    for (size_t block = 0; block < BLOCKS_AT_A_TIME; block++) {
        __m512i bytes = _mm512_setzero_si512();
        if (block < count) bytes = _mm512_loadu_si512(text + block * MGP_BLOCK_BYTES);
        __m512i of = _mm512_permutex2var_epi8(low, bytes, high);
        turned[block] = mgp_turn_bits(_mm512_ternarylogic_epi64(of, bytes, own_bits, A_OR_B_AND_C));
    }
    mgp_four_rows(turned, 0, rows);
    mgp_four_rows(turned, 4, rows + 4);
    store_bitmaps(rows, (__mmask8)((1u << count) - 1), out, at);
}

MGP_ROWS_TARGET void mgp_classify_avx512(const uint8_t *text, size_t count, struct mgp_bitmaps *out, size_t at)
{
    size_t done = 0;
    for (; done + BLOCKS_AT_A_TIME <= count; done += BLOCKS_AT_A_TIME) {
        classify_blocks(text + done * MGP_BLOCK_BYTES, BLOCKS_AT_A_TIME, out, at + done);
    }
    if (done < count) classify_blocks(text + done * MGP_BLOCK_BYTES, count - done, out, at + done);
}
#endif
