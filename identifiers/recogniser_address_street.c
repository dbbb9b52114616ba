/* Street lines: number and name (12 High Street, 12 bis rue de la Paix), name and number (Via Roma 12, Calle Mayor,
 * 12, Hauptstraße 12, Am Markt 5), or a post office box. The text before a place is cut into words; what no address
 * holds (a word in lower case, most punctuation, an empty line) throws away what came before it. Of what is left
 * the evidence nearest to the place counts. */
#include "identifiers/recogniser_address_internal.h"

enum {
    MAX_TOKENS = 32,
    MAX_NAME_WORDS = 7,
    MAX_LEFT_WORDS = 4,
    MAX_HOUSE_NUMBER = 13, /* bytes: 12345a-12345b */
};

enum word_kind {
    TYPE = 1 << 0,
    SUFFIXED = 1 << 1, /* ends as a German street does: Hauptstraße, Kirchweg */
    BEFORE = 1 << 2,
    UNIT = 1 << 3,
    BOX = 1 << 4,
    SIDE = 1 << 5,
    JOINT = 1 << 6,
    COUNT_WORD = 1 << 7, /* One Microsoft Way */
};

struct token {
    size_t begin, end;
    unsigned kinds;
    unsigned part;  /* counted from the first: a comma or a line's end begins another */
    bool is_number; /* 12, 12a, 12-14, 12/3 */
    bool is_judged; /* kinds are known: most words are thrown away before anybody asks */
    bool is_capital;
};

struct tokens {
    struct token items[MAX_TOKENS];
    size_t count;
    unsigned part;
};

static bool is_suffixed(struct mgp_slice key)
{
    static const struct {
        char letters[9];
        uint8_t length;
    } suffixes[] = {{"strasse", 7}, {"str", 3},   {"weg", 3},    {"platz", 5}, {"gasse", 5},    {"allee", 5},
                    {"ring", 4},    {"damm", 4},  {"ufer", 4},   {"steig", 5}, {"graben", 6},   {"markt", 5},
                    {"chaussee", 8}, {"stieg", 5}, {"pfad", 4},  {"tor", 3}};
    for (size_t i = 0; i < sizeof suffixes / sizeof suffixes[0]; i++) {
        size_t length = suffixes[i].length;
        if (key.len > length && key.ptr[key.len - 1] == (uint8_t)suffixes[i].letters[length - 1] &&
            memcmp(key.ptr + key.len - length, suffixes[i].letters, length) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_count_word(struct mgp_slice key)
{
    static const char words[][8] = {"one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"};
    char letters[8] = {0};
    if (key.len < 3 || key.len > 5) return false;
    memcpy(letters, key.ptr, key.len);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (memcmp(letters, words[i], sizeof letters) == 0) return true;
    }
    return false;
}

/* Could the lists have the key as a word of street lines? */
static bool may_be_of_street(struct mgp_slice key)
{
    size_t bit = mgp_name_gate_bit(mgp_name_gate_letters((const char *)key.ptr, key.len), key.len,
                                   MGP_STREET_GATE_BITS);
    return mgp_street_gate[bit / 64] >> (bit % 64) & 1;
}

/* The kinds that a key has by its form. */
static unsigned kinds_of_form(struct mgp_slice key)
{
    return (is_suffixed(key) ? (unsigned)SUFFIXED : 0) | (is_count_word(key) ? (unsigned)COUNT_WORD : 0);
}

/* Is the word of up to eight ASCII letters and in none of the lists, in its own form or another? Then it is put into
 * letters, in lower case. */
static bool is_plain_and_unlisted(struct mgp_slice word, char letters[8])
{
    if (word.len > 8) return false;
    for (size_t i = 0; i < word.len; i++) {
        if (!mgp_is_ascii_letter(word.ptr[i])) return false;
        letters[i] = (char)(word.ptr[i] | 0x20);
    }
    return !may_be_of_street(mgp_slice_of(letters, word.len));
}

static unsigned kinds_of(struct mgp_slice word)
{
    static const struct {
        const char *kind;
        enum word_kind bit;
    } lists[] = {{"type ", TYPE}, {"before ", BEFORE}, {"unit ", UNIT}, {"box ", BOX}, {"side ", SIDE},
                 {"joint ", JOINT}};
    char letters[MGP_PLACE_KEY_SIZE];
    if (is_plain_and_unlisted(word, letters)) return kinds_of_form(mgp_slice_of(letters, word.len));
    size_t len = mgp_place_key(word, letters);
    struct mgp_slice key = mgp_slice_of(letters, len);
    unsigned kinds = 0;
    if (len == 0) return 0;
    for (size_t i = 0; may_be_of_street(key) && i < sizeof lists / sizeof lists[0]; i++) {
        if (mgp_place_knows(lists[i].kind, key, MGP_LITERAL(""))) kinds |= lists[i].bit;
    }
    return kinds | kinds_of_form(key);
}

/* Digits with a letter behind at most, perhaps two such with '-' or '/' between. */
static bool is_house_number(struct mgp_slice word)
{
    size_t at = 0;
    if (word.len > MAX_HOUSE_NUMBER || !mgp_is_digit(word.ptr[0])) return false;
    for (int number = 0; number < 2; number++) {
        size_t begin = at;
        while (at < word.len && mgp_is_digit(word.ptr[at])) {
            at++;
        }
        if (at == begin || at - begin > 5) return false;
        if (at < word.len && mgp_is_ascii_letter(word.ptr[at])) at++;
        if (at == word.len) return true;
        if (word.ptr[at] != '-' && word.ptr[at] != '/') return false;
        at++;
    }
    return false;
}

/* How many bytes of words, up to eight, stand at an offset. */
static unsigned word_run(struct mgp_slice text, size_t at)
{
    uint64_t bytes = mgp_gate_load(text, at);
    return mgp_gate_run(mgp_gate_range(bytes | MGP_EVERY_BYTE(0x20), 'a', 'z') | mgp_gate_range(bytes, '0', '9') |
                        (bytes & MGP_EVERY_BYTE(0x80)));
}

/* The end of the word at an offset: letters, digits, and between them also - ' ’ . and, between digits, /. */
static size_t word_end(struct mgp_slice text, size_t at, size_t before)
{
    for (;;) {
        unsigned run = word_run(text, at);
        if (run >= before - at) return before;
        at += run;
        if (run == 8) continue;
        uint8_t c = text.ptr[at];
        bool is_inner = at + 1 < before && mgp_address_is_word(text.ptr[at + 1]);
        bool is_fraction =
            c == '/' && is_inner && mgp_is_digit(text.ptr[at - 1]) && mgp_is_digit(text.ptr[at + 1]);
        if (!is_fraction && !(is_inner && (c == '-' || c == '\'' || c == '.'))) return at;
        at++;
    }
}

static bool is_capital_at(struct mgp_slice text, size_t at)
{
    uint32_t c;
    if (text.ptr[at] < 0x80) return (uint8_t)(text.ptr[at] - 'A') < 26;
    return mgp_utf8_decode(text.ptr + at, text.len - at, &c) && mgp_codepoint_is_upper(c);
}

static unsigned judge(struct token *token, struct mgp_slice text)
{
    if (!token->is_judged && !token->is_number) token->kinds = kinds_of(mgp_slice_sub(text, token->begin, token->end));
    token->is_judged = true;
    return token->kinds;
}

static void forget(struct tokens *tokens)
{
    tokens->count = 0;
    tokens->part++;
}

/* Of a digit and two more: 1st, 2nd, 3rd, 4th? */
static bool is_ordinal(struct mgp_slice word)
{
    static const char *const ordinals[] = {"st", "nd", "rd", "th"};
    for (size_t i = 0; i < sizeof ordinals / sizeof ordinals[0]; i++) {
        if (mgp_slice_equal_caseless(mgp_slice_sub(word, 1, 3), mgp_slice_text(ordinals[i]))) return true;
    }
    return false;
}

/* The code of an address before: five digits behind a word, or the second half of a British one (1AA, not 1ST). */
static bool ends_other_address(const struct tokens *tokens, struct mgp_slice word, bool is_number)
{
    if (tokens->count == 0 || tokens->items[tokens->count - 1].part != tokens->part) return false;
    if (is_number) return word.len == 5 && mgp_is_digit(word.ptr[2]) && mgp_is_digit(word.ptr[4]);
    return word.len == 3 && mgp_is_digit(word.ptr[0]) && mgp_is_ascii_letter(word.ptr[1]) && !is_ordinal(word);
}

static void add_token(struct tokens *tokens, struct mgp_slice text, size_t begin, size_t end, bool may_be_lower)
{
    struct mgp_slice word = mgp_slice_sub(text, begin, end);
    struct token token = {.begin = begin, .end = end, .part = tokens->part};
    token.is_number = is_house_number(word);
    token.is_capital = is_capital_at(text, begin);
    if (ends_other_address(tokens, word, token.is_number)) {
        forget(tokens);
        return;
    }
    bool is_word = !token.is_number && !mgp_is_digit(text.ptr[begin]);
    if (is_word && !token.is_capital && !may_be_lower && judge(&token, text) == 0) {
        forget(tokens);
        return;
    }
    if (tokens->count == MAX_TOKENS) {
        memmove(tokens->items, tokens->items + 1, (MAX_TOKENS - 1) * sizeof *tokens->items);
        tokens->count--;
    }
    tokens->items[tokens->count++] = token;
}

/* Behind a line's end: the marks of a comment and blanks. Sets is_empty where the line holds nothing else. */
static size_t skip_line_begin(struct mgp_slice text, size_t at, size_t before, bool *is_empty)
{
    while (at < before && text.ptr[at] != 0 && strchr(" \t*#|>/", text.ptr[at])) {
        at++;
    }
    *is_empty = at < before && (text.ptr[at] == '\n' || text.ptr[at] == '\r');
    return at;
}

/* Is the dot at an offset a sentence's end? Not behind an abbreviation. */
static bool ends_sentence(struct tokens *tokens, struct mgp_slice text, size_t at)
{
    if (at + 1 >= text.len || (text.ptr[at + 1] != ' ' && text.ptr[at + 1] != '\n')) return false;
    if (tokens->count == 0) return true;
    struct token *last = &tokens->items[tokens->count - 1];
    return last->end == at && !last->is_number && last->end - last->begin > 4 && judge(last, text) == 0;
}

/* Takes what is no word, at an offset; returns the offset behind it. */
static size_t take_separator(struct tokens *tokens, struct mgp_slice text, size_t at, size_t before)
{
    uint8_t c = text.ptr[at];
    if (c == ' ') return at + 1;
    if (c == '\n') {
        bool is_empty;
        tokens->part++;
        size_t next = skip_line_begin(text, at + 1, before, &is_empty);
        if (is_empty) forget(tokens);
        return next;
    }
    if (c == '<' && (mgp_has_at(text, at, "<br>") || mgp_has_at(text, at, "<br/>") || mgp_has_at(text, at, "<br />"))) {
        tokens->part++;
        while (at < before && text.ptr[at] != '>') {
            at++;
        }
        return at < before ? at + 1 : at;
    }
    if (c == ',' || c == '(' || c == ')' || c == '-') {
        tokens->part++;
    } else if (c == '.') {
        if (ends_sentence(tokens, text, at)) forget(tokens);
    } else if (c != '\r' && c != '#' && c != '/' && c != '\'' && c != '&') {
        forget(tokens);
    }
    return at + 1;
}

static void read_tokens(struct mgp_slice text, size_t lowest, size_t before, bool may_be_lower, struct tokens *tokens)
{
    size_t at = lowest;
    while (at > 0 && at < before && mgp_address_is_word(text.ptr[at - 1]) && mgp_address_is_word(text.ptr[at])) {
        at++; /* a word that begins before lowest */
    }
    while (at < before) {
        if (!mgp_address_is_word(text.ptr[at])) {
            at = take_separator(tokens, text, at, before);
            continue;
        }
        size_t end = word_end(text, at, before);
        add_token(tokens, text, at, end, may_be_lower);
        at = end;
    }
}

/* Does a code that ends another address end at an offset, for certain: one behind a blank and a word that begins with a
 * capital, which is kept until then? Its length, or 0. */
static size_t certain_code_before(struct mgp_slice text, size_t lowest, size_t at)
{
    if (at < lowest + 8) return 0;
    const uint8_t *end = text.ptr + at;
    bool is_half = mgp_is_ascii_letter(end[-1]) && mgp_is_ascii_letter(end[-2]) && mgp_is_digit(end[-3]);
    size_t length = is_half ? 3 : 5, digits = 0;
    while (!is_half && digits < length && mgp_is_digit(text.ptr[at - 1 - digits])) {
        digits++;
    }
    if (!is_half && digits < length) return 0;
    size_t word = at - length - 1;
    if (text.ptr[word] != ' ' || (is_half && is_ordinal(mgp_slice_sub(text, at - length, at)))) return 0;
    size_t behind = word;
    while (word > lowest && (mgp_is_ascii_letter(text.ptr[word - 1]) || mgp_is_digit(text.ptr[word - 1]))) {
        word--;
    }
    bool is_kept = word < behind && (uint8_t)(text.ptr[word] - 'A') < 26;
    return is_kept && word > lowest && text.ptr[word - 1] == ' ' ? length : 0;
}

/* From where on words have to be read: behind the last code of another address, for certain, or lowest. */
static size_t behind_other_address(struct mgp_slice text, size_t lowest, size_t before)
{
    for (size_t at = before; at > lowest; at--) {
        uint8_t c = at < before ? text.ptr[at] : ' ';
        bool may_end = c == ' ' || c == ',' || c == '\n' || c == '\r';
        if (may_end && certain_code_before(text, lowest, at)) return at;
    }
    return lowest;
}

static bool has_number_before(const struct tokens *tokens, size_t index)
{
    for (size_t i = index; i-- > 0 && tokens->items[i].part == tokens->items[index].part;) {
        if (tokens->items[i].is_number) return true;
    }
    return false;
}

/* Behind the token: in the same part, or the first of the next. */
static const struct token *next_in_part(const struct tokens *tokens, size_t index, bool may_cross)
{
    if (index + 1 >= tokens->count) return NULL;
    const struct token *next = &tokens->items[index + 1];
    return next->part - tokens->items[index].part <= (may_cross ? 1u : 0u) ? next : NULL;
}

/* A year is no house number where nothing else says so. */
static bool is_year(struct mgp_slice text, const struct token *token)
{
    bool has_four = token->end - token->begin == 4;
    return has_four && (mgp_has_at(text, token->begin, "19") || mgp_has_at(text, token->begin, "20"));
}

/* 12 High Street, 12 rue de la Paix, 12, rue de la Paix, One Microsoft Way. Without a kind of street: 12 Broadview. */
static bool is_number_first(const struct tokens *tokens, struct mgp_slice text, size_t index, bool *is_sure)
{
    const struct token *token = &tokens->items[index];
    if (!token->is_number && !(token->kinds & COUNT_WORD && token->is_capital)) return false;
    if (has_number_before(tokens, index)) return false;
    size_t words = 0;
    const struct token *next = next_in_part(tokens, index, true);
    if (next && next->kinds & UNIT && !next->is_capital) next = next_in_part(tokens, ++index, true); /* 12 bis */
    if (next && next->part != token->part && !(next->kinds & TYPE)) return false;
    for (size_t at = index; next && words < MAX_NAME_WORDS; next = next_in_part(tokens, ++at, false)) {
        if (next->is_number && words > 0) break;
        words++;
        if (next->kinds & (TYPE | SUFFIXED)) return *is_sure = true;
        if (next->kinds & UNIT && !(next->kinds & SIDE)) break;
    }
    *is_sure = false;
    return token->is_number && !is_year(text, token) && words > 0 && words < MAX_NAME_WORDS;
}

static bool has_number_behind(const struct tokens *tokens, size_t index, size_t least_words)
{
    size_t words = 0;
    for (const struct token *next; (next = next_in_part(tokens, index, words >= least_words)); index++) {
        if (next->is_number) return words >= least_words;
        if (next->kinds & UNIT) return false; /* whose number it is */
        if (next->part != tokens->items[index].part || ++words > MAX_NAME_WORDS) return false;
    }
    return false;
}

/* Via Roma 12, Calle Mayor, 12; Am Alten Markt 5; Hauptstraße 12; Lange Straße 12. */
static bool is_name_first(const struct tokens *tokens, size_t index, size_t *first)
{
    const struct token *token = &tokens->items[index];
    *first = index;
    if (!(token->kinds & (TYPE | SUFFIXED | BEFORE)) || has_number_before(tokens, index)) return false;
    if (token->kinds & (TYPE | BEFORE) && has_number_behind(tokens, index, 1)) return true;
    if (!(token->kinds & (TYPE | SUFFIXED)) || !has_number_behind(tokens, index, 0)) return false;
    for (size_t words = 0; words < MAX_LEFT_WORDS && *first > 0; words++) {
        const struct token *left = &tokens->items[*first - 1];
        if (left->part != token->part || !left->is_capital) break;
        --*first;
    }
    return *first < index || token->kinds & SUFFIXED;
}

/* PO Box 12, Postfach 12 34 56, BP 12, Casella Postale 12. */
static bool is_box(const struct tokens *tokens, size_t index, size_t *first)
{
    *first = index;
    if (!(tokens->items[index].kinds & BOX) || !has_number_behind(tokens, index, 0)) return false;
    for (size_t words = 0; words < 2 && *first > 0; words++) {
        const struct token *left = &tokens->items[*first - 1];
        if (left->part != tokens->items[index].part || left->is_number || !left->is_capital) break;
        --*first;
    }
    return true;
}

/* Names and a number, of no known kind of street (Stretto Fabia 52), or a kind without a number (rue Victor Hugo),
 * and nothing behind them. Sure only beside a place that is known to go with its code. */
static bool is_last_part(const struct tokens *tokens, struct mgp_slice text, size_t *first)
{
    size_t words = 0, at = tokens->count;
    if (at == 0) return false;
    const struct token *last = &tokens->items[at - 1];
    bool has_number = last->is_number && !is_year(text, last);
    if (has_number) at--;
    if (at == 0 || last->part - tokens->items[at - 1].part > 1u) return false;
    unsigned part = tokens->items[at - 1].part;
    while (at > 0 && tokens->items[at - 1].part == part && !tokens->items[at - 1].is_number) {
        at--;
        words++;
    }
    const struct token *begin = &tokens->items[at];
    if (words < 2 || words > MAX_NAME_WORDS || (at > 0 && tokens->items[at - 1].part == part)) return false;
    *first = at;
    return has_number ? begin->is_capital && tokens->items[at + 1].kinds != JOINT : (begin->kinds & TYPE) != 0;
}

/* A part of a building before the street's line belongs to it: Flat 2, 12 High Street. */
static size_t with_unit_before(const struct tokens *tokens, size_t first)
{
    size_t at = first;
    while (at > 0 && tokens->items[first].part - tokens->items[at - 1].part == 1 &&
           (at == first || tokens->items[at - 1].part == tokens->items[at].part)) {
        at--;
    }
    return at < first && tokens->items[at].kinds & UNIT && tokens->items[at].is_capital ? at : first;
}

struct mgp_address_street mgp_address_find_street(struct mgp_slice text, size_t lowest, size_t before,
                                                  bool may_be_lower)
{
    struct mgp_address_street weak = {.begin = SIZE_MAX};
    struct tokens tokens = {.count = 0};
    if (before > lowest && text.ptr[before - 1] == '\n') return weak; /* an empty line lies between */
    read_tokens(text, behind_other_address(text, lowest, before), before, may_be_lower, &tokens);
    for (size_t i = 0; i < tokens.count; i++) {
        judge(&tokens.items[i], text);
    }
    for (size_t index = tokens.count; index-- > 0;) {
        size_t first = index;
        bool is_sure = true;
        if (!is_name_first(&tokens, index, &first) && !is_box(&tokens, index, &first)) {
            first = index;
            if (!is_number_first(&tokens, text, index, &is_sure)) continue;
        }
        if (is_sure) {
            first = with_unit_before(&tokens, first);
            return (struct mgp_address_street){.begin = tokens.items[first].begin, .is_sure = true};
        }
        if (weak.begin == SIZE_MAX) weak.begin = tokens.items[first].begin;
    }
    size_t first;
    if (weak.begin == SIZE_MAX && !may_be_lower && is_last_part(&tokens, text, &first))
        weak = (struct mgp_address_street){.begin = tokens.items[first].begin, .is_sure = true};
    return weak;
}

/* Back over blanks, and over one line's end with the marks that begin a line of a comment. */
static size_t skip_blanks_back(struct mgp_slice text, size_t lowest, size_t at)
{
    for (bool has_line = false;; has_line = true) {
        while (at > lowest && (text.ptr[at - 1] == ' ' || text.ptr[at - 1] == '\t' || text.ptr[at - 1] == '\r')) {
            at--;
        }
        size_t mark = at;
        while (mark > lowest && text.ptr[mark - 1] != 0 && strchr(" \t*#|>/", text.ptr[mark - 1])) {
            mark--;
        }
        if (has_line || mark <= lowest || text.ptr[mark - 1] != '\n') return at;
        at = mark - 1;
    }
}

size_t mgp_address_skip_back(struct mgp_slice text, size_t lowest, size_t at)
{
    size_t before = skip_blanks_back(text, lowest, at);
    return before > lowest && text.ptr[before - 1] == ',' ? skip_blanks_back(text, lowest, before - 1) : before;
}
