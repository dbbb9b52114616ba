/* The part of the finder that looks at characters beyond ASCII, block by block. Their leads are read all at
 * once, into bitmaps; what has a branch for each follows for the few that are left. */
#include "base/cpu.h"
#include "base/utf8.h"
#include "identifiers/recogniser_gates.h"
#include "identifiers/written_form.h"
#include "scanner/match/finder_internal.h"

#define CAPITAL_SHARP_S 0x1E9E /* keywords.c counts it among the capitals */

void mgp_read_leads_portable(const struct mgp_high_letters *high, const uint8_t *text, uint64_t bits,
                             struct mgp_leads *out)
{
    struct mgp_leads leads = *out; /* a copy, for what the loop writes could be what it reads */
    for (; bits; bits &= bits - 1) {
        unsigned bit = (unsigned)__builtin_ctzll(bits);
        uint64_t here = bits & -bits, kinds = high->kinds[mgp_high_pair(text[bit], text[bit + 1])];
        if (text[bit] == 0xE2 && text[bit + 1] == 0x80) {
            if (mgp_is_plain_mark(text[bit + 2])) kinds &= ~(uint64_t)MGP_HIGH_FOLD;
            if (text[bit + 2] == MGP_APOSTROPHE_THIRD) kinds &= ~(uint64_t)MGP_HIGH_BREAKS;
        }
        leads.letter |= kinds & MGP_HIGH_LETTER ? here : 0;
        leads.capital |= kinds & MGP_HIGH_CAPITAL ? here : 0;
        leads.closer |= kinds & MGP_HIGH_CLOSER ? here : 0;
        leads.fold |= kinds & MGP_HIGH_FOLD ? here : 0;
        leads.begins |= kinds & MGP_HIGH_BEGINS ? here : 0;
        leads.begins_anywhere |= kinds & MGP_HIGH_BEGINS_ANYWHERE ? here : 0;
        leads.breaks |= kinds & MGP_HIGH_BREAKS ? here : 0;
    }
    *out = leads;
}

mgp_read_leads *mgp_read_leads_choose(void)
{
#if defined(__x86_64__)
    enum mgp_cpu cpu = mgp_cpu_choose();
    if (cpu == MGP_CPU_AVX512) return mgp_read_leads_avx512;
    if (cpu == MGP_CPU_AVX2) return mgp_read_leads_avx2;
#endif
#if defined(__aarch64__)
    if (mgp_cpu_choose() == MGP_CPU_NEON) return mgp_read_leads_neon;
#endif
    return mgp_read_leads_portable;
}

/* Those of the leads with which a keyword can begin. */
static uint64_t keep_beginnings(const struct mgp_high_letters *high, const uint8_t *text, uint64_t bits)
{
    uint64_t kept = 0;
    for (; bits; bits &= bits - 1) {
        unsigned bit = (unsigned)__builtin_ctzll(bits);
        bool may_begin = mgp_high_may_begin_finely(high, text + bit) && mgp_high_may_begin(high, text + bit);
        kept |= (uint64_t)may_begin << bit;
    }
    return kept;
}

bool mgp_finder_is_behind_letter(const struct mgp_finder *finder, struct mgp_slice text, size_t at)
{
    if (at == 0 || text.ptr[at - 1] < 0x80) return at > 0 && is_letter(text.ptr[at - 1]);
    if (at < 2) return false;
    const uint8_t *before = text.ptr + at - 2;
    return before[0] >= 0xC2 && before[0] < 0xE0 && (before[1] & 0xC0) == 0x80 &&
           finder->high.kinds[mgp_high_pair(before[0], before[1])] & MGP_HIGH_LETTER;
}

/* The places behind letters. */
static uint64_t places_behind_letters(const struct mgp_block *b, uint64_t letters)
{
    uint64_t ends = (letters << 1) & b->high & ~b->lead; /* of those of two bytes */
    return (b->letter | ends) << 1 | b->behind;
}

/* Those of the leads whose character, of three bytes, is a capital. */
static uint64_t keep_capitals(const uint8_t *text, uint64_t bits)
{
    uint64_t kept = 0;
    for (; bits; bits &= bits - 1) {
        unsigned bit = (unsigned)__builtin_ctzll(bits);
        uint32_t c = 0;
        mgp_utf8_decode(text + bit, 4, &c);
        kept |= (uint64_t)(mgp_codepoint_is_upper(c) || c == CAPITAL_SHARP_S) << bit;
    }
    return kept;
}

/* Those of the leads whose character stands for one of ASCII. */
static uint64_t keep_written_forms(const uint8_t *text, uint64_t bits)
{
    uint64_t kept = 0;
    for (; bits; bits &= bits - 1) {
        unsigned bit = (unsigned)__builtin_ctzll(bits);
        uint8_t ascii;
        kept |= (uint64_t)(mgp_written_form(mgp_slice_of(text + bit, 3), &ascii) > 0) << bit;
    }
    return kept;
}

/* May what begins in front of at and goes on there be the first word of a name? What goes on for more than eight bytes
 * may, and what has a C2, the lead of a blank that does not break. */
static bool may_end_first_word(struct mgp_slice text, size_t at)
{
    uint64_t bytes = mgp_gate_load(text, at);
    unsigned run = mgp_gate_run(mgp_name_parts_of_word(bytes));
    if (run == 8 || mgp_gate_first(mgp_gate_find(bytes, 0xC2), run)) return true;
    uint8_t behind = (uint8_t)(bytes >> (8 * run));
    return behind == ' ' || behind == ',' || behind == '.';
}

/* The places from which only parts of words follow up to what may stand behind the first word of a name
 * (mgp_name_may_begin_with). no_break: where blanks that do not break may be; breaks: MGP_HIGH_BREAKS. */
static uint64_t before_name_ends(struct mgp_slice text, size_t begin, const struct mgp_block *b, uint64_t no_break,
                                 uint64_t breaks)
{
    uint64_t blank = b->separator & ~b->joint, hyphen = b->separator & b->joint;
    uint64_t comma = b->link & b->edge, apostrophe_or_dot = b->link & ~b->edge & ~hyphen;
    uint64_t part = b->letter | (b->high & ~breaks) | hyphen | apostrophe_or_dot;
    uint64_t ends = blank | comma | apostrophe_or_dot | no_break;
    uint64_t last = part & (uint64_t)1 << (MGP_BLOCK_BYTES - 1);
    if (last && may_end_first_word(text, begin + MGP_BLOCK_BYTES)) ends |= last;
    for (unsigned step = 1; step < MGP_BLOCK_BYTES; step *= 2) {
        ends |= part & ends >> step;
        part &= part >> step;
    }
    return ends;
}

static uint64_t keep_names(struct mgp_slice text, size_t begin, uint64_t bits)
{
    uint64_t kept = 0;
    for (; bits; bits &= bits - 1) {
        unsigned bit = (unsigned)__builtin_ctzll(bits);
        kept |= (uint64_t)mgp_name_may_begin_with(text, begin + bit, 0, 0) << bit;
    }
    return kept;
}

struct mgp_high_spots mgp_finder_look_at_leads(const struct mgp_finder *finder, struct mgp_slice text,
                                               size_t begin, const uint8_t *bytes, const struct mgp_block *b,
                                               const struct mgp_leads *leads)
{
    const struct mgp_high_letters *high = &finder->high;
    uint64_t behind = places_behind_letters(b, leads->letter);
    uint64_t capitals = leads->capital | keep_capitals(bytes, leads->closer);
    uint64_t begins = leads->begins_anywhere | (leads->begins & (capitals | ~behind));
    uint64_t folds = keep_written_forms(bytes, leads->fold), may_be_named = 0;
    if (finder->wants_names) may_be_named = before_name_ends(text, begin, b, folds, leads->breaks);
    return (struct mgp_high_spots){
        .may_be_named = may_be_named,
        .names = keep_names(text, begin, capitals & ~behind & may_be_named),
        .keywords = keep_beginnings(high, bytes, begins),
        .folds = folds,
    };
}
