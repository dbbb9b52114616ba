/* Postal codes by their shape alone: five digits, ZIP+4, the four of Australia, British and Canadian ones. */
#include "identifiers/recogniser_address_internal.h"

/* Bytes that make a code a part of something else: before it; behind it; behind it where a letter or digit follows. */
enum { BEFORE = 1, BEHIND = 2, BEHIND_GOING_ON = 4 };
static const uint8_t joints[256] = {
    ['.'] = BEFORE | BEHIND_GOING_ON,         [':'] = BEFORE | BEHIND_GOING_ON,
    ['-'] = BEHIND_GOING_ON,                  ['$'] = BEFORE,
    ['#'] = BEFORE,                           ['_'] = BEFORE | BEHIND | BEHIND_GOING_ON,
    ['/'] = BEFORE | BEHIND | BEHIND_GOING_ON, ['\\'] = BEFORE | BEHIND | BEHIND_GOING_ON,
    ['+'] = BEFORE | BEHIND | BEHIND_GOING_ON, ['='] = BEFORE | BEHIND | BEHIND_GOING_ON,
    ['&'] = BEFORE | BEHIND | BEHIND_GOING_ON, ['%'] = BEFORE | BEHIND | BEHIND_GOING_ON,
    ['@'] = BEFORE | BEHIND | BEHIND_GOING_ON,
};

/* The code's edges: no letter, digit or part of a number beside it. */
static bool is_free(struct mgp_slice text, size_t begin, size_t end)
{
    if (mgp_utf8_is_word_before(text, begin) || mgp_utf8_is_word_at(text, end)) return false;
    if (begin > 0 && joints[text.ptr[begin - 1]] & BEFORE) return false;
    if (end >= text.len) return true;
    bool goes_on = end + 1 < text.len && mgp_address_is_word(text.ptr[end + 1]);
    return !(joints[text.ptr[end]] & (goes_on ? BEHIND_GOING_ON : BEHIND));
}

/* 4 or 5 digits, which begin here; ZIP+4. */
static bool read_digits(struct mgp_slice text, size_t begin, struct mgp_address_code *code)
{
    size_t count = mgp_address_count_digits(text, begin);
    *code = (struct mgp_address_code){
        .kind = count == 5 ? MGP_CODE_FIVE : MGP_CODE_AUSTRALIAN, .begin = begin, .end = begin + count};
    if (count != 5 && count != 4) return false;
    bool has_hyphen = code->end < text.len && text.ptr[code->end] == '-';
    if (count == 5 && has_hyphen && mgp_address_count_digits(text, code->end + 1) == 4) {
        code->kind = MGP_CODE_ZIP4;
        code->end += 5;
    }
    return is_free(text, code->begin, code->end);
}

/* The second half of a British code (1AA) or a Canadian one (1A1) at an offset, one blank before it allowed. */
static size_t inward_end(struct mgp_slice text, size_t at, bool is_canadian)
{
    if (at < text.len && (text.ptr[at] == ' ' || (is_canadian && text.ptr[at] == '-'))) at++;
    bool is_good = mgp_address_digit_at(text, at) && mgp_address_letter_at(text, at + 1) &&
                   (is_canadian ? mgp_address_digit_at(text, at + 2) : mgp_address_letter_at(text, at + 2));
    return is_good ? at + 3 : 0;
}

/* A1A 1A1; A9 9AA, A99 9AA, A9A 9AA, AA9 9AA, AA99 9AA, AA9A 9AA. Begins with the letters before the digit here. */
static bool read_letters(struct mgp_slice text, size_t digit, struct mgp_address_code *code)
{
    size_t begin = digit;
    while (begin > 0 && digit - begin < 3 && mgp_is_ascii_letter(text.ptr[begin - 1])) {
        begin--;
    }
    if (begin == digit || digit - begin > 2) return false;
    code->begin = begin;
    code->kind = MGP_CODE_CANADIAN;
    code->end = digit - begin == 1 && mgp_address_letter_at(text, digit + 1) ? inward_end(text, digit + 2, true) : 0;
    if (!code->end) {
        size_t outward = digit + 1;
        if (mgp_address_digit_at(text, outward) && (!mgp_address_letter_at(text, outward + 1))) {
            if (inward_end(text, outward + 1, false)) outward++; /* A99 9AA, not A9 9AA */
        } else if (mgp_address_letter_at(text, outward)) {
            outward++;
        }
        code->kind = MGP_CODE_BRITISH;
        code->end = inward_end(text, outward, false);
    }
    return code->end && is_free(text, code->begin, code->end);
}

bool mgp_address_next_code(struct mgp_slice text, size_t from, size_t until, struct mgp_address_code *code)
{
    for (size_t at = from; at < until + 2 && at < text.len; at++) {
        if (!mgp_is_digit(text.ptr[at])) continue;
        bool is_first = at == 0 || !mgp_is_digit(text.ptr[at - 1]);
        if (!is_first) continue;
        bool is_behind_letter = at > 0 && mgp_is_ascii_letter(text.ptr[at - 1]);
        bool is_code = is_behind_letter ? read_letters(text, at, code) : read_digits(text, at, code);
        if (is_code && code->begin >= from && code->begin < until) return true;
    }
    return false;
}

bool mgp_address_read_code(struct mgp_slice text, size_t digits, struct mgp_address_code *code)
{
    bool is_behind_letter = digits > 0 && mgp_is_ascii_letter(text.ptr[digits - 1]);
    return is_behind_letter ? read_letters(text, digits, code) : read_digits(text, digits, code);
}
