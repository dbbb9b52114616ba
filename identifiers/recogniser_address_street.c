/* Street lines: number and name (12 High Street, 12 bis rue de la Paix), name and number (Via Roma 12, Calle Mayor,
 * 12, Hauptstraße 12, Am Markt 5), or a post office box. Of the words before a place (recogniser_address_words.c) the
 * evidence nearest to the place counts. Words are counted from the nearest: the next one has a smaller index. */
#include "identifiers/recogniser_address_internal.h"

enum { MAX_NAME_WORDS = 7, MAX_LEFT_WORDS = 4 };

/* Instead of an index: there is no such word. */
#define NONE SIZE_MAX

static bool is(const struct mgp_street_line *line, size_t index, enum mgp_street_mark mark)
{
    return line->marks[mark] >> index & 1;
}

static bool is_street(const struct mgp_street_line *line, size_t index)
{
    return is(line, index, MGP_STREET_TYPE) || is(line, index, MGP_STREET_SUFFIXED);
}

/* The first word of the same part: the line's first, or one with a comma or line's end before it. */
static size_t part_begin(const struct mgp_street_line *line, size_t index)
{
    uint32_t parted = line->marks[MGP_STREET_PARTED] >> index;
    return parted ? index + (size_t)__builtin_ctz(parted) : line->count - 1;
}

static bool has_number_before(const struct mgp_street_line *line, size_t index)
{
    uint32_t numbers = line->marks[MGP_STREET_NUMBER] >> index >> 1;
    return numbers && index + 1 + (size_t)__builtin_ctz(numbers) <= part_begin(line, index);
}

/* Behind the word: in the same part, or the first of the next. */
static size_t next_in_part(const struct mgp_street_line *line, size_t index, bool may_cross)
{
    if (index == 0) return NONE;
    bool is_far = is(line, index - 1, may_cross ? MGP_STREET_PARTED_TWICE : MGP_STREET_PARTED);
    return is_far ? NONE : index - 1;
}

static bool is_same_part(const struct mgp_street_line *line, size_t index, size_t later)
{
    return part_begin(line, later) >= index;
}

/* From the first word of a street's name on, or NONE: is a kind of street named? */
static bool names_street(const struct mgp_street_line *line, size_t index, size_t *words)
{
    for (*words = 0; index != NONE && *words < MAX_NAME_WORDS; index = next_in_part(line, index, false)) {
        if (is(line, index, MGP_STREET_NUMBER) && *words > 0) break;
        ++*words;
        if (is_street(line, index)) return true;
        if (is(line, index, MGP_STREET_UNIT) && !is(line, index, MGP_STREET_SIDE)) break;
    }
    return false;
}

/* No number stands before the word in its part, here and in is_name_first.
 * 12 High Street, 12 rue de la Paix, 12, rue de la Paix, One Microsoft Way. Without a kind of street: 12 Broadview. */
static bool is_number_first(const struct mgp_street_line *line, size_t index, bool *is_sure)
{
    size_t words, next = next_in_part(line, index, true);
    bool is_number = is(line, index, MGP_STREET_NUMBER);
    if (next != NONE && is(line, next, MGP_STREET_UNIT) && !is(line, next, MGP_STREET_CAPITAL))
        next = next_in_part(line, next, true); /* 12 bis */
    if (next != NONE && !is_same_part(line, index, next) && !is(line, next, MGP_STREET_TYPE)) return false;
    *is_sure = names_street(line, next, &words);
    return *is_sure || (is_number && !is(line, index, MGP_STREET_YEAR) && words > 0 && words < MAX_NAME_WORDS);
}

static bool has_number_behind(const struct mgp_street_line *line, size_t index, size_t least_words)
{
    size_t words = 0;
    for (size_t next; (next = next_in_part(line, index, words >= least_words)) != NONE; index = next) {
        if (is(line, next, MGP_STREET_NUMBER)) return words >= least_words;
        if (is(line, next, MGP_STREET_UNIT)) return false; /* whose number it is */
        if (is(line, next, MGP_STREET_PARTED) || ++words > MAX_NAME_WORDS) return false;
    }
    return false;
}

/* Via Roma 12, Calle Mayor, 12; Am Alten Markt 5; Hauptstraße 12; Lange Straße 12. */
static bool is_name_first(const struct mgp_street_line *line, size_t index, size_t *first)
{
    bool is_before = is(line, index, MGP_STREET_TYPE) || is(line, index, MGP_STREET_BEFORE);
    *first = index;
    if (is_before && has_number_behind(line, index, 1)) return true;
    if (!is_street(line, index) || !has_number_behind(line, index, 0)) return false;
    size_t begin = part_begin(line, index);
    while (*first < begin && *first - index < MAX_LEFT_WORDS && is(line, *first + 1, MGP_STREET_CAPITAL)) {
        ++*first;
    }
    return *first > index || is(line, index, MGP_STREET_SUFFIXED);
}

/* PO Box 12, Postfach 12 34 56, BP 12, Casella Postale 12. */
static bool is_box(const struct mgp_street_line *line, size_t index, size_t *first)
{
    *first = index;
    if (!is(line, index, MGP_STREET_BOX) || !has_number_behind(line, index, 0)) return false;
    size_t begin = part_begin(line, index);
    while (*first < begin && *first - index < 2 && is(line, *first + 1, MGP_STREET_CAPITAL)) {
        ++*first;
    }
    return true;
}

static bool is_joint_alone(const struct mgp_street_line *line, size_t index)
{
    for (enum mgp_street_mark kind = MGP_STREET_TYPE; kind < MGP_STREET_KINDS; kind++) {
        if (is(line, index, kind) != (kind == MGP_STREET_JOINT)) return false;
    }
    return true;
}

/* Names and a number, of no known kind of street (Stretto Fabia 52), or a kind without a number (rue Victor Hugo),
 * and nothing behind them. Sure only beside a place that is known to go with its code. */
static bool is_last_part(const struct mgp_street_line *line, size_t *first)
{
    if (line->count == 0) return false;
    bool has_number = is(line, 0, MGP_STREET_NUMBER) && !is(line, 0, MGP_STREET_YEAR);
    size_t last = has_number ? 1 : 0;
    if (last == line->count || (has_number && is(line, 0, MGP_STREET_PARTED_TWICE))) return false;
    size_t begin = part_begin(line, last), words = begin - last + 1;
    bool has_other = line->marks[MGP_STREET_NUMBER] >> last & (((uint64_t)1 << words) - 1);
    if (words < 2 || words > MAX_NAME_WORDS || has_other) return false;
    *first = begin;
    if (!has_number) return is(line, begin, MGP_STREET_TYPE);
    return is(line, begin, MGP_STREET_CAPITAL) && !is_joint_alone(line, begin - 1);
}

/* A part of a building before the street's line belongs to it: Flat 2, 12 High Street. */
static size_t with_unit_before(const struct mgp_street_line *line, size_t first)
{
    if (first + 1 == line->count || !is(line, first, MGP_STREET_PARTED) || is(line, first, MGP_STREET_PARTED_TWICE))
        return first;
    size_t begin = part_begin(line, first + 1);
    bool is_unit = is(line, begin, MGP_STREET_UNIT) && is(line, begin, MGP_STREET_CAPITAL);
    return is_unit ? begin : first;
}

/* The words with which a street line of each form may begin. */
struct begins {
    uint32_t names, boxes, numbers;
};

static struct begins begins_of(const struct mgp_street_line *line)
{
    const uint32_t *marks = line->marks;
    return (struct begins){
        .names = marks[MGP_STREET_TYPE] | marks[MGP_STREET_SUFFIXED] | marks[MGP_STREET_BEFORE],
        .boxes = marks[MGP_STREET_BOX],
        .numbers = marks[MGP_STREET_NUMBER] | (marks[MGP_STREET_COUNT_WORD] & marks[MGP_STREET_CAPITAL])};
}

/* Behind the first number of a part only a box may begin: what may be passed over on the way from a word that has a
 * number before it, in the same part. */
static uint32_t behind_first_number(const struct mgp_street_line *line, size_t index)
{
    uint32_t part = (uint32_t)(((uint64_t)2 << part_begin(line, index)) - 1);
    uint32_t numbers = line->marks[MGP_STREET_NUMBER] & part;
    return ((uint32_t)1 << (31 - __builtin_clz(numbers))) - 1;
}

static struct mgp_address_street find_in_line(const struct mgp_street_line *line, bool may_be_lower)
{
    struct mgp_address_street weak = {.begin = SIZE_MAX};
    struct begins begins = begins_of(line);
    size_t first;
    for (uint32_t left = begins.names | begins.boxes | begins.numbers; left;) {
        size_t index = (size_t)__builtin_ctz(left);
        bool is_sure = true, is_behind_number = has_number_before(line, index);
        left &= left - 1;
        bool is_found = (!is_behind_number && begins.names >> index & 1 && is_name_first(line, index, &first)) ||
                        (begins.boxes >> index & 1 && is_box(line, index, &first));
        if (!is_found && is_behind_number) {
            left &= begins.boxes | ~behind_first_number(line, index);
            continue;
        }
        if (!is_found) {
            first = index;
            if (!(begins.numbers >> index & 1) || !is_number_first(line, index, &is_sure)) continue;
        }
        if (is_sure)
            return (struct mgp_address_street){mgp_street_begin(line, with_unit_before(line, first)), true};
        if (weak.begin == SIZE_MAX) weak.begin = mgp_street_begin(line, first);
    }
    if (weak.begin == SIZE_MAX && !may_be_lower && is_last_part(line, &first))
        weak = (struct mgp_address_street){mgp_street_begin(line, first), true};
    return weak;
}

struct mgp_address_street mgp_address_find_street(const struct mgp_value_view *view, size_t lowest, size_t before,
                                                  bool may_be_lower)
{
    struct mgp_street_words own;
    struct mgp_street_words *words = view->addresses ? &view->addresses->words : &own;
    struct mgp_street_line line;
    if (before <= lowest || view->text.ptr[before - 1] == '\n') /* an empty line lies between */
        return (struct mgp_address_street){.begin = SIZE_MAX};
    own.text = mgp_slice_of(NULL, 0);
    own.known = NULL;
    mgp_street_read_line(words, view->text, lowest, before, may_be_lower, &line);
    return find_in_line(&line, may_be_lower);
}
