#include "scanner/match/keyword_starts.h"

#include "base/utf8.h"
#include "identifiers/keyword_letters.h"

/* Custom keywords are shorter; what stands behind does not change how one begins. */
#define MAX_ELEMENTS 64

/* A keyword, character by character: a letter in lower case, or one of these. */
enum element_kind { GAP = 1, OTHER = 2 }; /* GAP: of blanks, dashes, an apostrophe; may be left out */
#define ACCENT 0x80                       /* on a letter: the text may have it in one character, or behind the letter */

struct elements {
    uint8_t items[MAX_ELEMENTS];
    uint8_t bytes[MAX_ELEMENTS]; /* of OTHER: the first of the character */
    size_t count;
};

static bool is_letter(uint32_t c)
{
    return c >= 'a' && c <= 'z';
}

static void append(struct elements *elements, uint8_t element, uint8_t byte)
{
    if (elements->count == MAX_ELEMENTS) return;
    elements->bytes[elements->count] = byte;
    elements->items[elements->count++] = element;
}

static void append_character(struct elements *elements, uint32_t c)
{
    uint32_t parts[MGP_KEYWORD_LETTERS];
    size_t count = mgp_keyword_letters(c, parts);
    for (size_t i = 0; i < count; i++) {
        bool has_last = elements->count > 0 && elements->count < MAX_ELEMENTS;
        if (mgp_is_mark(parts[i])) {
            if (has_last && elements->items[elements->count - 1] > OTHER)
                elements->items[elements->count - 1] |= ACCENT;
        } else if (parts[i] == '\'') {
            append(elements, GAP, 0);
        } else {
            append(elements, is_letter(parts[i]) ? (uint8_t)parts[i] : OTHER,
                   parts[i] < 0x80 ? (uint8_t)parts[i] : 0x80);
        }
    }
}

/* Keywords lose gaps at their end, managed ones ASCII punctuation, too. */
static bool is_droppable(const struct elements *elements, size_t at, bool is_managed)
{
    uint8_t byte = elements->bytes[at];
    bool is_punctuation = elements->items[at] == OTHER && byte < 0x80 && !mgp_codepoint_is_word(byte);
    return elements->items[at] == GAP || (is_managed && is_punctuation);
}

static void read_elements(struct mgp_slice keyword, bool is_managed, struct elements *out)
{
    uint32_t c;
    size_t size;
    out->count = 0;
    for (size_t at = 0; (size = mgp_utf8_decode(keyword.ptr + at, keyword.len - at, &c)) > 0; at += size) {
        uint8_t lower = keyword.ptr[at] | 0x20;
        if (is_letter(lower)) { /* nearly every character is one, and stands for itself */
            append(out, lower, lower);
            continue;
        }
        bool is_dropped = out->count == 0 && is_managed && !mgp_codepoint_is_word(c);
        if (is_dropped || c < ' ') continue;
        if (!mgp_keyword_is_gap(c)) append_character(out, c);
        else if (out->count > 0) append(out, GAP, 0);
    }
    while (out->count > 0 && is_droppable(out, out->count - 1, is_managed)) {
        out->count--;
    }
}

/* What a keyword's text begins with. */
struct run {
    uint8_t letters[MGP_RUN_LETTERS];
    size_t count;
    enum mgp_start_class class;
};

static uint64_t number_of(const uint8_t *letters, size_t count)
{
    uint64_t number = 0;
    for (size_t i = 0; i < count; i++) {
        number |= (uint64_t)letters[i] << (8 * i);
    }
    return number;
}

static void put_next(struct mgp_keyword_starts *starts, uint64_t letters, uint32_t next)
{
    size_t hash = mgp_next_hash(letters, next);
    starts->nexts[hash / 64] |= (uint64_t)1 << (hash % 64);
}

/* The run may end before a capital or a digit. */
static void put_last(struct mgp_pair_tables *tables, const uint8_t *letters, size_t count)
{
    if (count <= MGP_PAIR_LEVELS) tables->lasts[letters[count - 1] & 31] |= (uint8_t)(1u << (count - 1));
}

/* letters: in lower case. behind: what may follow them, of classes that are no letters. */
static void put_pairs(struct mgp_pair_tables *tables, const uint8_t *letters, size_t count, uint32_t behind, bool ends)
{
    for (size_t i = 0; i < count && i < MGP_PAIR_LEVELS; i++) {
        uint32_t classes = i + 1 < count ? MGP_PAIR_ONLY(letters[i + 1] & 31) : behind;
        mgp_pair_set_add_classes(&tables->starts[i], letters[i], classes);
    }
    _Static_assert(MGP_PAIR_LEVELS < MGP_RUN_LETTERS, "the last of eight letters is not looked at");
    if (ends) put_last(tables, letters, count);
}

/* behind: as for put_pairs; MGP_PAIR_ANY if a keyword ends with the run. One of fewer than MGP_RUN_LETTERS is followed
 * by something else. */
static void put_run(struct mgp_keyword_starts *starts, const struct run *run, uint32_t behind)
{
    bool ends = behind == MGP_PAIR_ANY;
    if (run->count == 0) return;
    uint64_t letters = number_of(run->letters, run->count);
    size_t hash = mgp_run_hash(letters);
    put_next(starts, letters, MGP_NEXT_IS_ANY);
    put_pairs(&starts->pairs, run->letters, run->count, behind, ends);
    uint64_t *word = &starts->runs[hash / 16];
    unsigned shift = hash % 16 * 4;
    uint64_t class = *word >> shift & MGP_RUN_CLASS;
    if (run->class > class) class = run->class;
    *word = (*word & ~((uint64_t)MGP_RUN_CLASS << shift)) | class << shift;
    if (ends) *word |= (uint64_t)MGP_RUN_ENDS << shift;
    starts->known[hash / 32] |= (uint32_t)1 << (hash % 32);
    if (!ends || run->count == MGP_RUN_LETTERS) return;
    size_t first = run->letters[0] & 0x1F, second = run->count > 1 ? run->letters[1] & 0x1F : 0;
    for (; second < 32; second += run->count > 1 ? 32 : 1) { /* behind one letter anything may stand */
        starts->short_pairs[(first | second << 5) / 32] |= (uint32_t)1 << ((first | second << 5) % 32);
    }
}

/* With what letters may the text go on behind the run, which ends before elements[at]? Gaps are passed over. */
static void put_nexts(struct mgp_keyword_starts *starts, const struct run *run, const struct elements *elements,
                      size_t at)
{
    uint64_t letters = number_of(run->letters, run->count);
    uint8_t next[MGP_NEXT_LETTERS];
    size_t count = 0;
    for (; at < elements->count && elements->items[at] != OTHER && count < MGP_NEXT_LETTERS; at++) {
        if (elements->items[at] != GAP) next[count++] = elements->items[at] & (uint8_t)~ACCENT;
    }
    if (count > 0 || at == elements->count) put_next(starts, letters, (uint32_t)number_of(next, count));
    else put_next(starts, letters, MGP_NEXT_IS_OTHER | elements->bytes[at]);
}

void mgp_keyword_starts_add(struct mgp_keyword_starts *starts, struct mgp_slice keyword, bool is_managed,
                            enum mgp_start_class class)
{
    struct elements elements;
    struct run run = {.class = class};
    read_elements(keyword, is_managed, &elements);
    size_t i = 0;
    for (; i < elements.count && run.count < MGP_RUN_LETTERS; i++) {
        uint8_t element = elements.items[i];
        if (element == OTHER) {
            uint32_t as_it_is = MGP_PAIR_ONLY(mgp_pair_class(elements.bytes[i]));
            put_run(starts, &run, as_it_is | MGP_PAIR_ONLY(MGP_PAIR_HIGH)); /* full-width */
            put_next(starts, number_of(run.letters, run.count), MGP_NEXT_IS_OTHER | elements.bytes[i]);
            bool is_digit = elements.bytes[i] >= '0' && elements.bytes[i] <= '9';
            if (is_digit && run.count > 0) put_last(&starts->pairs, run.letters, run.count);
            return;
        }
        if (element == GAP) {
            if (run.count > 0) {
                put_run(starts, &run, MGP_PAIR_ONLY(MGP_PAIR_GAP) | MGP_PAIR_ONLY(MGP_PAIR_HIGH));
                put_nexts(starts, &run, &elements, i + 1);
            }
            continue;
        }
        if (element & ACCENT) put_run(starts, &run, MGP_PAIR_ONLY(MGP_PAIR_HIGH));
        run.letters[run.count++] = element & (uint8_t)~ACCENT;
        if (element & ACCENT) put_run(starts, &run, MGP_PAIR_ONLY(MGP_PAIR_HIGH));
    }
    put_run(starts, &run, i < elements.count ? 0 : MGP_PAIR_ANY);
    if (i < elements.count) put_nexts(starts, &run, &elements, i);
}

void mgp_keyword_starts_add_mark(struct mgp_keyword_starts *starts, const char *letters)
{
    size_t count = strlen(letters);
    uint64_t run = number_of((const uint8_t *)letters, count < MGP_RUN_LETTERS ? count : MGP_RUN_LETTERS);
    size_t hash = mgp_run_hash(run);
    put_next(starts, run, MGP_NEXT_IS_ANY);
    put_pairs(&starts->pairs, (const uint8_t *)letters, count, MGP_PAIR_ANY, false);
    starts->runs[hash / 16] |= (uint64_t)MGP_RUN_MARK << (hash % 16 * 4);
    starts->known[hash / 32] |= (uint32_t)1 << (hash % 32);
}

void mgp_keyword_starts_add_token(struct mgp_keyword_starts *starts, const char letters[3])
{
    starts->token = (uint32_t)number_of((const uint8_t *)letters, 3);
    /* As if a keyword ended before the capital. */
    put_pairs(&starts->pairs, (const uint8_t *)letters, 2, MGP_PAIR_ANY, true);
}
