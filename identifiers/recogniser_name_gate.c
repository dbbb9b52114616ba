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

/* The letters of a word at an offset, and how many: its key, if it has ASCII letters only. */
static size_t read_letters(struct mgp_slice text, size_t at, uint64_t *letters)
{
    uint64_t bytes = mgp_gate_load(text, at) | MGP_EVERY_BYTE(0x20);
    unsigned run = mgp_gate_run(mgp_gate_range(bytes, 'a', 'z'));
    size_t end = at + run;
    while (run == 8 && end < text.len && end - at <= MGP_NAME_MAX_WORD && mgp_is_ascii_letter(text.ptr[end])) {
        end++;
    }
    *letters = mgp_gate_first(bytes, run);
    return end - at;
}

/* Could the word at an offset be a given name? One with hyphens, apostrophes or accents could. */
static bool may_be_given(struct mgp_slice text, size_t at)
{
    uint64_t letters;
    size_t length = read_letters(text, at, &letters), end = at + length;
    if (end < text.len && is_part_of_word(text.ptr[end])) return true;
    return length > 0 && mgp_name_first_word(letters, length);
}

enum second { SECOND_NONE, SECOND_SMALL, SECOND_CAPITAL };

/* What stands behind a first word: a word with a capital at its begin or at that of a part (al-Hassan), one that goes
 * into a name only behind a given name (a particle, mcDonald), or neither. */
static enum second look_at_second(struct mgp_slice text, size_t at)
{
    if (at >= text.len) return SECOND_NONE;
    if (mgp_name_may_be_capital(text.ptr[at])) return SECOND_CAPITAL;
    if (mgp_name_cannot_follow(text, at)) return SECOND_NONE;
    bool has_capital = false;
    for (size_t end = at; end < text.len && end - at <= MGP_NAME_MAX_WORD && is_part_of_word(text.ptr[end]); end++) {
        uint8_t byte = text.ptr[end];
        if (byte >= 0x80 || byte == '-' || byte == '\'') return SECOND_CAPITAL;
        has_capital = has_capital || (byte & 0x20) == 0;
    }
    uint64_t letters;
    size_t length = read_letters(text, at, &letters);
    return has_capital || mgp_name_may_be_particle(letters, length) ? SECOND_SMALL : SECOND_NONE;
}

/* Can the word before an offset vouch for what begins there: a title, "by", or a word in capitals, which may have a
 * title before it? */
static bool may_vouch_before(struct mgp_slice text, size_t at)
{
    struct mgp_name_word word;
    size_t end, begin = mgp_name_word_before(text, at, &end);
    if (begin + 1 < end && (uint8_t)(text.ptr[begin] - 'A') < 26) return true;
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
    if (!mgp_name_read_word(text, at, NULL, &word) || !mgp_name_may_be_vouched(&word)) return false;
    return has_mail || may_vouch_before(text, at);
}

/* A blank stands behind the first word, at end. */
static bool may_go_on(struct mgp_slice text, size_t at, size_t end, bool is_given)
{
    size_t second = end + 1 < text.len && text.ptr[end + 1] == ' ' ? end + 2 : end + 1;
    if (is_no_break_blank(text, second)) return is_given || may_be_vouched(text, at, second + 2);
    switch (look_at_second(text, second)) {
    case SECOND_CAPITAL:
        return is_given || may_be_vouched(text, at, second);
    case SECOND_SMALL:
        return is_given;
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

bool mgp_name_may_begin_with(struct mgp_slice text, size_t at, size_t letters, size_t start)
{
    size_t end = at + letters;
    bool is_ascii = end < text.len && !is_part_of_word(text.ptr[end]);
    while (end < text.len && is_part_of_word(text.ptr[end])) {
        if (is_no_break_blank(text, end)) return true;
        if (++end - at > MGP_NAME_MAX_WORD) return false;
    }
    if (end >= text.len) return false;
    bool is_joined = at > 0 && (text.ptr[at - 1] == '-' || text.ptr[at - 1] == '\''); /* al-Hassan Ali */
    switch (text.ptr[end]) {
    case ' ':
        if (letters == 1 || is_joined || !is_ascii) return may_go_on(text, at, end, true);
        return may_go_on(text, at, end, mgp_name_is_given_start(start) && may_be_given(text, at));
    case ',':
        return may_be_reversed(text, end);
    case '.':
        return end - at <= 3 && may_follow_initial(text, end); /* an initial may have an accent */
    default:
        return false;
    }
}
