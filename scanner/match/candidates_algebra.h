/* The algebra of candidates.h over words of bitmaps: those of one block, of which compilers make vectors, or where a
 * kernel says so before it includes this (ALGEBRA_LANES and what it is with) those of several at once. Each kernel is
 * these functions, compiled for an instruction set. */
#ifndef MGP_SCANNER_CANDIDATES_ALGEBRA_H
#define MGP_SCANNER_CANDIDATES_ALGEBRA_H

#include "scanner/match/candidates.h"
#include "scanner/match/shapes.h"

#ifndef ALGEBRA_LANES
#define ALGEBRA       __attribute__((always_inline)) static inline
#define ALGEBRA_LANES 1
typedef uint64_t row;

ALGEBRA row load(const uint64_t *words)
{
    return *words;
}

ALGEBRA void store(uint64_t *words, row value)
{
    *words = value;
}

/* The bits n bytes on, where `behind` is of the next block; n is neither 0 nor 64. */
ALGEBRA row bits_on(row here, row behind, unsigned n)
{
    return here >> n | behind << (64 - n);
}

/* A bit for each block: has it any? */
ALGEBRA uint64_t has_any(row bits)
{
    return bits != 0;
}
#endif

#define BLOCKS_AT_A_TIME 8

/* The bits of a block and of the one behind it. */
struct span {
    row here, behind;
};

ALGEBRA struct span span_at(const uint64_t *words, size_t block)
{
    return (struct span){load(words + block), load(words + block + 1)};
}

/* The bits n bytes on; 0 beyond the block behind. */
ALGEBRA struct span ahead(struct span bits, unsigned n)
{
    return (struct span){bits_on(bits.here, bits.behind, n), bits.behind >> n};
}

ALGEBRA struct span both(struct span a, struct span b)
{
    return (struct span){a.here & b.here, a.behind & b.behind};
}

ALGEBRA struct span either(struct span a, struct span b)
{
    return (struct span){a.here | b.here, a.behind | b.behind};
}

ALGEBRA struct span without(struct span a, struct span b)
{
    return (struct span){a.here & ~b.here, a.behind & ~b.behind};
}

ALGEBRA row behind(const uint64_t *words, size_t block, unsigned n)
{
    if (n == 0) return load(words + block);
    return bits_on(load(words + block), load(words + block + 1), n);
}

/* The bits one byte before. */
ALGEBRA row before(const uint64_t *words, size_t block)
{
    return bits_on(load(words + block - 1), load(words + block), 63);
}

/* Places reached so far, and those with a long enough run of bytes behind them to be reached over. */
struct reached {
    struct span places, over;
};

ALGEBRA struct reached reach_on(struct reached reached, unsigned n)
{
    return (struct reached){either(reached.places, both(reached.over, ahead(reached.places, n))),
                            both(reached.over, ahead(reached.over, n))};
}

/* Places from which a place of `to` is reached over up to 16 bytes of `over`, or that many of these stand there. */
ALGEBRA struct span reach(struct span to, struct span over)
{
    struct reached reached = {both(over, ahead(to, 1)), over};
    reached = reach_on(reached, 1);
    reached = reach_on(reached, 2);
    reached = reach_on(reached, 4);
    reached = reach_on(reached, 8);
    return either(reached.places, reached.over);
}

/* Capitals before which a word may end, and with which another may begin: in camelCase, or of the last word of
 * XMLFile. */
ALGEBRA row camel_at(const struct mgp_bitmaps *maps, size_t block)
{
    row lower_behind = behind(maps->letter, block, 1) & ~behind(maps->upper, block, 1);
    return load(maps->upper + block) & (~before(maps->upper, block) | lower_behind | behind(maps->high, block, 1));
}

/* Letters at which a word begins: behind anything but a letter, and in camelCase. */
ALGEBRA row word_starts_at(const struct mgp_bitmaps *maps, size_t block, row camel)
{
    return load(maps->letter + block) & (~before(maps->letter, block) | camel);
}

/* Is there something that may be compared as a letter of ASCII within a run's length? */
ALGEBRA row before_disguised_at(const struct mgp_pair_maps *pairs, size_t block)
{
    struct span disguised = ahead(span_at(pairs->disguised, block), 1);
    disguised = either(disguised, ahead(disguised, 1));
    disguised = either(disguised, ahead(disguised, 2));
    return either(disguised, ahead(disguised, 4)).here;
}

/* Starts of words whose letters are possible so far, and those that need no more of them. */
struct possible {
    row alive, done;
};

/* Looks at the letter behind n others, and at its pair with the next. */
ALGEBRA struct possible next_letter(const struct mgp_bitmaps *maps, const struct mgp_pair_maps *pairs,
                                    const uint64_t *camel, size_t block, struct possible words, unsigned n)
{
    row goes_on = behind(maps->letter, block, n), may_end = behind(pairs->lasts[n - 1], block, n - 1);
    row is_barred = behind(pairs->barred[n > 1], block, n);
    words.done |= words.alive & ~goes_on & ~is_barred & (~behind(maps->digit, block, n) | may_end);
    words.alive &= goes_on;
    words.done |= words.alive & behind(pairs->lasts[n], block, n) & behind(camel, block, n + 1);
    words.alive &= behind(pairs->starts[n], block, n);
    return words;
}

/* Of the starts of words those whose letters, pair by pair, can begin a run that is looked for, up to where the run
 * ends: before anything but letters, digits and characters that are barred or, behind the last letter of a keyword,
 * before a digit or capital. */
ALGEBRA row possible_words(const struct mgp_bitmaps *maps, const struct mgp_pair_maps *pairs, const uint64_t *camel,
                           size_t block, row starts)
{
    struct possible words = {starts & load(pairs->starts[0] + block), starts & before_disguised_at(pairs, block)};
    words.done |= starts & load(pairs->lasts[0] + block) & behind(camel, block, 1);
    _Static_assert(MGP_PAIR_LEVELS == 4, "each level is looked at");
    words = next_letter(maps, pairs, camel, block, words, 1);
    words = next_letter(maps, pairs, camel, block, words, 2);
    words = next_letter(maps, pairs, camel, block, words, 3);
    return words.done | words.alive;
}

/* Where a word begins with a capital and what stands behind it can follow the first word of a name
 * (mgp_name_may_begin): a hyphen, apostrophe, dot or byte of 0x80 and more; a comma before a blank or such a byte; or
 * one or two blanks and a capital, such a byte, or a small letter of a particle or of a word that does not just end. */
ALGEBRA row name_starts_at(const struct mgp_bitmaps *maps, const struct mgp_pair_maps *pairs, size_t block)
{
    struct span letter = span_at(maps->letter, block), upper = span_at(maps->upper, block);
    struct span high = span_at(maps->high, block), edge = span_at(maps->edge, block);
    struct span comma = both(span_at(maps->link, block), edge), link = without(span_at(maps->link, block), edge);
    struct span blank = without(span_at(maps->separator, block), span_at(maps->joint, block));
    struct span lower = without(letter, upper), capital = either(upper, high);
    struct span odd_end = either(either(capital, link), span_at(maps->sign, block));
    struct span small = both(lower, reach(odd_end, lower));
    if (pairs) small = either(small, both(lower, span_at(pairs->particles, block)));
    else small = lower;
    struct span second = either(capital, small);
    struct span gap = both(blank, either(ahead(second, 1), both(ahead(blank, 1), ahead(second, 2))));
    comma = both(comma, ahead(either(blank, high), 1));
    struct span first = reach(either(either(gap, link), either(comma, high)), letter);
    row word_before = before(maps->letter, block) | before(maps->digit, block);
    return upper.here & ~word_before & first.here;
}

/* Digits at which a number of 13 digits or more begins, blanks and dashes within. */
ALGEBRA row card_starts_at(const struct mgp_bitmaps *maps, size_t block)
{
    struct span run = either(span_at(maps->digit, block), span_at(maps->separator, block));
    run = both(run, ahead(run, 1));
    run = both(run, ahead(run, 2));
    run = both(run, ahead(run, 4));
    run = both(run, ahead(run, 5));
    return load(maps->digit + block) & ~before(maps->digit, block) & ~before(maps->letter, block) & run.here;
}

/* Two letters and a digit, with a separator between or none. */
ALGEBRA row iban_starts_at(const struct mgp_bitmaps *maps, size_t block)
{
    row word_before = before(maps->letter, block) | before(maps->digit, block);
    row digit = behind(maps->digit, block, 2) | behind(maps->digit, block, 3);
    return load(maps->letter + block) & ~word_before & behind(maps->letter, block, 1) & digit;
}

/* Digits that could be the first of a postal code (mgp_address_may_be_at): four or five of them beside what may stand
 * there, or one behind a letter that begins a British or Canadian code: its inward part, a digit, a letter, a letter or
 * digit and no more, follows one to three bytes on. */
ALGEBRA row code_starts_at(const struct mgp_bitmaps *maps, size_t block)
{
    struct span digit = span_at(maps->digit, block), letter = span_at(maps->letter, block);
    struct span word = either(digit, letter);
    struct span gap = span_at(maps->separator, block), edge = span_at(maps->edge, block);
    row first = digit.here & ~before(maps->digit, block), letter_before = before(maps->letter, block);
    row four = ahead(digit, 1).here & ahead(digit, 2).here & ahead(digit, 3).here, fifth = ahead(digit, 4).here;
    row edge_behind = fifth & ahead(either(edge, span_at(maps->high, block)), 5).here;
    row is_number = four & ~(fifth & ahead(digit, 5).here) & (before(maps->edge, block) | edge_behind);
    struct span inward = without(both(both(digit, ahead(letter, 1)), ahead(word, 2)), ahead(word, 3));
    row is_code = ahead(inward, 1).here | (ahead(either(word, gap), 1).here & ahead(inward, 2).here) |
                       (ahead(word, 1).here & ahead(gap, 2).here & ahead(inward, 3).here);
    return first & ((~letter_before & is_number) | (letter_before & is_code));
}

ALGEBRA row anchors_at(const struct mgp_bitmaps *maps, size_t block)
{
    row word_before = before(maps->letter, block) | before(maps->digit, block);
    return load(maps->special + block) & (~word_before | ~load(maps->digit + block)) & behind(maps->digit, block, 1);
}

/* The first bytes of what makes text dense (shapes.h) by itself. */
ALGEBRA row run_starts_at(const struct mgp_bitmaps *maps, size_t block)
{
    struct span digit = span_at(maps->digit, block), capitals = either(span_at(maps->upper, block), digit);
    struct span token = either(either(span_at(maps->letter, block), digit), span_at(maps->joint, block));
    _Static_assert(MGP_DENSE_CAPITALS == 2 + 2 && MGP_DENSE_TOKEN == 16 + 4, "the steps add up to the lengths");
    capitals = both(capitals, ahead(capitals, 1));
    capitals = both(capitals, ahead(capitals, 2));
    token = both(token, ahead(token, 1));
    token = both(token, ahead(token, 2));
    token = both(token, ahead(token, 4));
    token = both(token, ahead(token, 8));
    token = both(token, ahead(token, 4));
    return capitals.here | token.here;
}

ALGEBRA void find_words(const struct mgp_bitmaps *maps, const struct mgp_pair_maps *pairs, const uint64_t *camel,
                        size_t i, struct mgp_candidates *restrict out)
{
    row starts = word_starts_at(maps, i + 1, load(camel + i + 1));
    store(out->words + i, pairs ? possible_words(maps, pairs, camel, i + 1, starts) : starts);
    store(out->names + i, name_starts_at(maps, pairs, i + 1));
}

ALGEBRA void find_others(const struct mgp_bitmaps *maps, const struct mgp_pair_maps *pairs, size_t i,
                         struct mgp_candidates *restrict out)
{
    row cards = card_starts_at(maps, i + 1), codes = code_starts_at(maps, i + 1), anchors = anchors_at(maps, i + 1);
    row ibans = iban_starts_at(maps, i + 1);
    if (pairs) ibans &= load(pairs->countries + i + 1);
    store(out->cards + i, cards);
    store(out->ibans + i, ibans);
    store(out->codes + i, codes);
    store(out->anchors + i, anchors);
    store(out->others + i, load(out->names + i) | cards | ibans | codes | anchors);
    store(out->runs + i, run_starts_at(maps, i + 1));
}

ALGEBRA void note_blocks(const struct mgp_bitmaps *maps, size_t count, struct mgp_candidates *restrict out)
{
    uint64_t with_others = 0, with_run = 0, with_high = 0, with_lead = 0, all = ~(uint64_t)0 >> (64 - count);
    _Static_assert(MGP_CHUNK_BLOCKS == 64, "a bit for each block");
    for (size_t i = 0; i < count; i += ALGEBRA_LANES) {
        with_others |= has_any(load(out->others + i)) << i;
        with_run |= has_any(load(out->runs + i)) << i;
        with_high |= has_any(load(maps->high + i + 1)) << i;
        with_lead |= has_any(load(maps->lead + i + 1)) << i;
    }
    out->blocks_with_others = (with_others | with_lead) & all;
    out->blocks_with_run = with_run & all;
    out->blocks_with_high = with_high & all;
}

ALGEBRA void find_candidates(const struct mgp_bitmaps *maps, const struct mgp_pair_maps *pairs, size_t count,
                             struct mgp_candidates *restrict out)
{
    uint64_t camel[MGP_BITMAP_BLOCKS];
    for (size_t from = 1; from <= count + 1; from += BLOCKS_AT_A_TIME) {
        for (size_t block = from; block < from + BLOCKS_AT_A_TIME; block += ALGEBRA_LANES) {
            store(camel + block, camel_at(maps, block));
        }
    }
    for (size_t from = 0; from < count; from += BLOCKS_AT_A_TIME) {
        for (size_t i = from; i < from + BLOCKS_AT_A_TIME; i += ALGEBRA_LANES) {
            find_words(maps, pairs, camel, i, out);
        }
        for (size_t i = from; i < from + BLOCKS_AT_A_TIME; i += ALGEBRA_LANES) {
            find_others(maps, pairs, i, out);
        }
    }
    note_blocks(maps, count, out);
}

#endif
