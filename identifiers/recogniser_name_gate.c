/* Where a name could begin (recogniser_gates.h), asked where the bytes around the first word do not settle
 * it. What is said of a place holds for names in running text that begin there; a value that is a name and
 * nothing else has such a place at its given name, or at the surname before its comma. */
#include "identifiers/recogniser_name_internal.h"

static bool is_part_of_word(uint8_t byte)
{
    return mgp_is_ascii_letter(byte) || byte >= 0x80 || byte == '\'' || byte == '-';
}

static bool is_no_break_blank(struct mgp_slice text, size_t at)
{
    return mgp_has_at(text, at, "\xC2\xA0");
}

/* first: the first letters of a word's key, as mgp_name_gate_letters has them. */
static bool is_given_key(uint64_t first, size_t length)
{
    size_t start = mgp_name_start_of_letters(mgp_gate_first(first, MGP_NAME_START_LETTERS));
    return mgp_name_is_given_start(start) && mgp_name_first_word(first, length);
}

/* Could the word at an offset be a given name? One with hyphens or apostrophes could. */
static bool may_be_given(struct mgp_slice text, size_t at)
{
    char key[MGP_NAME_KEY_SIZE];
    struct mgp_name_letters letters;
    if (at >= text.len || !is_part_of_word(text.ptr[at])) return false;
    return !mgp_name_read_letters(text, at, key, &letters) || is_given_key(letters.first, letters.key_len);
}

enum second { SECOND_NONE, SECOND_SMALL, SECOND_CAPITAL };

/* What stands behind a first word: a word with a capital at its begin or at that of a part (al-Hassan), one that goes
 * into a name only behind a given name (a particle, mcDonald), or neither. */
static enum second look_at_second(struct mgp_slice text, size_t at)
{
    char key[MGP_NAME_KEY_SIZE];
    struct mgp_name_letters letters;
    if (at >= text.len) return SECOND_NONE;
    if ((uint8_t)(text.ptr[at] - 'A') < 26) return SECOND_CAPITAL;
    if (mgp_name_cannot_follow(text, at)) return SECOND_NONE;
    if (!mgp_name_read_letters(text, at, key, &letters) || letters.is_first_upper) return SECOND_CAPITAL;
    return letters.has_upper_within || mgp_name_may_be_particle(letters.first, letters.key_len) ? SECOND_SMALL
                                                                                                 : SECOND_NONE;
}

/* Can the word before an offset vouch for what begins there: a title, "by", or a word in capitals, which may have a
 * title before it? */
static bool may_vouch_before(struct mgp_slice text, size_t at)
{
    char key[MGP_NAME_KEY_SIZE];
    struct mgp_name_letters letters;
    struct mgp_name_word word;
    size_t end, begin = mgp_name_word_before(text, at, &end);
    if (begin + 1 < end && (uint8_t)(text.ptr[begin] - 'A') < 26) return true;
    if (begin >= end) return false;
    if (mgp_name_read_letters(text, begin, key, &letters) && !letters.is_first_upper && !letters.has_upper_within) {
        return mgp_slice_is(mgp_slice_of(key, letters.key_len), "by") ||
               mgp_name_look_up(key, letters.key_len) & MGP_NAME_TITLE;
    }
    return mgp_name_read_word_before(text, at, &word) &&
           (mgp_name_is_capital(&word) || word.flags & MGP_NAME_TITLE ||
            mgp_slice_is(mgp_slice_of(word.key, word.key_len), "by"));
}

/* Could what stands around two words vouch for them, of which the second begins at second? A mail address behind, or
 * what stands before. */
static bool may_be_vouched(struct mgp_slice text, size_t at, size_t second)
{
    struct mgp_name_word word;
    size_t end = second + mgp_gate_run(mgp_gate_range(mgp_gate_load(text, second) | MGP_EVERY_BYTE(0x20), 'a', 'z'));
    while (end < text.len && end - second <= MGP_NAME_MAX_WORD && is_part_of_word(text.ptr[end]) &&
           !is_no_break_blank(text, end)) {
        end++;
    }
    size_t behind = mgp_name_skip_gap(text, end);
    bool has_mail = behind && text.ptr[behind] == '<';
    if (!has_mail && (at == 0 || (text.ptr[at - 1] != ' ' && text.ptr[at - 1] != 0xA0))) return false;
    return (has_mail || may_vouch_before(text, at)) && mgp_name_read_word(text, at, NULL, &word) &&
           mgp_name_may_be_vouched(&word);
}

/* The first word of what may be a name. */
struct first_word {
    size_t at, end;
    bool is_ascii; /* letters of ASCII alone: so many, with this mgp_name_start_of_letters */
    size_t letters, start;
};

/* Could the first word, before a blank, begin a name without anything that vouches for it: as a given name or an
 * initial? */
static bool may_be_first(struct mgp_slice text, const struct first_word *word)
{
    size_t at = word->at;
    bool is_joined = at > 0 && (text.ptr[at - 1] == '-' || text.ptr[at - 1] == '\''); /* al-Hassan Ali */
    if (is_joined || word->end - at <= (word->is_ascii ? 1 : 2)) return true;
    if (!word->is_ascii) return may_be_given(text, at);
    if (!mgp_name_is_given_start(word->start)) return false;
    uint64_t bytes = mgp_gate_load(text, at) | MGP_EVERY_BYTE(0x20);
    unsigned first = word->letters < 8 ? (unsigned)word->letters : 8;
    return mgp_name_first_word(mgp_gate_first(bytes, first), word->letters);
}

/* A blank stands behind the first word. */
static bool may_go_on(struct mgp_slice text, const struct first_word *word)
{
    size_t end = word->end, second = end + 1 < text.len && text.ptr[end + 1] == ' ' ? end + 2 : end + 1;
    if (is_no_break_blank(text, second)) return may_be_first(text, word) || may_be_vouched(text, word->at, second + 2);
    switch (look_at_second(text, second)) {
    case SECOND_CAPITAL:
        return may_be_first(text, word) || may_be_vouched(text, word->at, second);
    case SECOND_SMALL:
        return may_be_first(text, word);
    default:
        return false;
    }
}

/* A comma stands behind the first word, at end: then a given name must follow. */
static bool may_be_reversed(struct mgp_slice text, size_t end)
{
    size_t next = mgp_name_skip_gap(text, end + 1);
    return next && may_be_given(text, next);
}

/* A dot stands behind an initial, at end. What follows it, or a comma behind it, may do so without a blank. */
static bool may_follow_initial(struct mgp_slice text, size_t end)
{
    bool has_comma = end + 1 < text.len && text.ptr[end + 1] == ',';
    size_t behind = has_comma ? end + 2 : end + 1, next = mgp_name_skip_gap(text, behind);
    if (!next) next = behind;
    return has_comma ? may_be_given(text, next) : look_at_second(text, next) != SECOND_NONE;
}

/* Do as many initials with their dots follow, one blank or none between, as a name has words? Then none begins here. */
static bool are_all_initials(struct mgp_slice text, size_t at)
{
    for (size_t i = 0; i < MGP_NAME_MAX_WORDS; i++) {
        if (at + 2 >= text.len || (uint8_t)(text.ptr[at] - 'A') >= 26 || text.ptr[at + 1] != '.') return false;
        at += text.ptr[at + 2] == ' ' ? 3 : 2;
    }
    return true;
}

/* The first blank that does not break among so many bytes from an offset on, or the end of these. */
static size_t find_no_break_blank(struct mgp_slice text, size_t at, unsigned count)
{
    size_t end = at + count;
    while (at < end && !is_no_break_blank(text, at)) {
        at++;
    }
    return at;
}

/* Just past the word that begins at an offset, or its first 61 bytes or more. *is_hard: a blank that does not break is
 * there. */
static size_t end_of_word(struct mgp_slice text, size_t at, bool *is_hard)
{
    size_t end = at;
    for (unsigned run = 8; run == 8 && end - at <= MGP_NAME_MAX_WORD; end += run) {
        uint64_t bytes = mgp_gate_load(text, end);
        run = mgp_gate_run(mgp_name_parts_of_word(bytes));
        size_t blank = mgp_gate_find(bytes, 0xC2) ? find_no_break_blank(text, end, run) : end + run;
        *is_hard = blank < end + run;
        if (*is_hard) return blank;
    }
    return end;
}

bool mgp_name_may_begin_with(struct mgp_slice text, size_t at, size_t letters, size_t start)
{
    bool is_hard = false;
    size_t end = at + letters;
    struct first_word word = {at, end, end < text.len && !is_part_of_word(text.ptr[end]), letters, start};
    if (!word.is_ascii) end = word.end = end_of_word(text, at, &is_hard);
    if (is_hard) return true;
    if (end - at > MGP_NAME_MAX_WORD || end >= text.len) return false;
    switch (text.ptr[end]) {
    case ' ':
        return may_go_on(text, &word);
    case ',':
        return may_be_reversed(text, end);
    case '.':
        /* an initial may have an accent */
        return end - at <= 3 && !are_all_initials(text, at) && may_follow_initial(text, end);
    default:
        return false;
    }
}
