/* The words of street lines, and what is known of each. Every code with a place before it asks for the words of the
 * last 200 bytes: the memory keeps those that were read, so that each is read once, and what the lists say of short
 * words, whatever the text. */
#include "base/alloc.h"
#include "identifiers/recogniser_address_internal.h"

enum {
    MAX_HOUSE_NUMBER = 13, /* bytes: 12345a-12345b */
    MAX_WORDS_BEHIND = 24, /* words that are kept behind those asked for */
    LEAST_OF_SENTENCE = 5, /* bytes of a word that a full stop can follow; shorter ones are abbreviations */
};

#define BIT(mark) ((uint32_t)1 << (mark))
static const uint32_t kinds_mask = BIT(MGP_STREET_KINDS) - 1;

/* --- what is known of a word ------------------------------------------------------------------------------ */

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

static uint32_t kinds_of(struct mgp_slice word)
{
    static const struct {
        const char *kind;
        enum mgp_street_mark mark;
    } lists[] = {{"type ", MGP_STREET_TYPE}, {"before ", MGP_STREET_BEFORE}, {"unit ", MGP_STREET_UNIT},
                 {"box ", MGP_STREET_BOX},   {"side ", MGP_STREET_SIDE},     {"joint ", MGP_STREET_JOINT}};
    char letters[MGP_PLACE_KEY_SIZE];
    size_t len = mgp_place_key(word, letters);
    struct mgp_slice key = mgp_slice_of(letters, len);
    uint32_t kinds = 0;
    if (len == 0) return 0;
    for (size_t i = 0; may_be_of_street(key) && i < sizeof lists / sizeof lists[0]; i++) {
        if (mgp_place_knows(lists[i].kind, key, MGP_LITERAL(""))) kinds |= BIT(lists[i].mark);
    }
    if (is_suffixed(key)) kinds |= BIT(MGP_STREET_SUFFIXED);
    if (is_count_word(key)) kinds |= BIT(MGP_STREET_COUNT_WORD);
    return kinds;
}

/* The same of the bytes [begin, end) of a text. */
static uint32_t recall_kinds(struct mgp_street_words *words, size_t begin, size_t end)
{
    struct mgp_slice text = words->text, word = mgp_slice_sub(text, begin, end);
    if (!words->known || word.len > sizeof(uint64_t)) return kinds_of(word);
    uint64_t folded = mgp_gate_first(mgp_gate_load(text, begin) | MGP_EVERY_BYTE(0x20), (unsigned)word.len);
    if (folded & MGP_EVERY_BYTE(0x80)) return kinds_of(word);
    struct mgp_street_kinds *known = &words->known[folded * 0x9E3779B97F4A7C15u >> (64 - MGP_STREET_KNOWN_BITS)];
    if (known->folded != folded) *known = (struct mgp_street_kinds){folded, kinds_of(word)};
    return known->kinds;
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

/* Four digits, or what begins like them: no house number where nothing else says so. */
static bool is_year(struct mgp_slice number)
{
    return number.len == 4 && (mgp_has_at(number, 0, "19") || mgp_has_at(number, 0, "20"));
}

/* Of a digit and two more: 1st, 2nd, 3rd, 4th? */
static bool is_ordinal(struct mgp_slice word)
{
    char first = (char)(word.ptr[1] | 0x20), second = (char)(word.ptr[2] | 0x20);
    return (first == 's' && second == 't') || (first == 'n' && second == 'd') || (first == 'r' && second == 'd') ||
           (first == 't' && second == 'h');
}

/* The code of an address: five digits, or the second half of a British one (1AA, not 1ST)? */
static bool may_be_code(struct mgp_slice word, bool is_number)
{
    if (is_number) return word.len == 5 && mgp_is_digit(word.ptr[2]) && mgp_is_digit(word.ptr[4]);
    return word.len == 3 && mgp_is_digit(word.ptr[0]) && mgp_is_ascii_letter(word.ptr[1]) && !is_ordinal(word);
}

static bool is_capital_at(struct mgp_slice text, size_t at)
{
    uint32_t c;
    if (text.ptr[at] < 0x80) return (uint8_t)(text.ptr[at] - 'A') < 26;
    return mgp_utf8_decode(text.ptr + at, text.len - at, &c) && mgp_codepoint_is_upper(c);
}

/* What stands between two words. */
struct gap {
    size_t end;
    unsigned parts; /* commas and line's ends */
    bool is_cut;    /* no address goes on behind it */
};

/* All marks of the word [begin, end) behind a gap. */
static uint32_t marks_of(struct mgp_street_words *words, const struct mgp_street_word *last, const struct gap *gap,
                         size_t begin, size_t end)
{
    struct mgp_slice word = mgp_slice_sub(words->text, begin, end);
    bool is_number = is_house_number(word), is_word = !mgp_is_digit(word.ptr[0]);
    uint32_t marks = is_number ? BIT(MGP_STREET_NUMBER) : recall_kinds(words, begin, end);
    bool is_capital = is_word && is_capital_at(words->text, begin);
    bool follows = last && gap->parts == 0 && !gap->is_cut;
    if (is_word && !is_capital && marks == 0) marks |= BIT(MGP_STREET_LOWER);
    if (is_capital) marks |= BIT(MGP_STREET_CAPITAL);
    if (is_number && is_year(word)) marks |= BIT(MGP_STREET_YEAR);
    if (follows && may_be_code(word, is_number)) marks |= BIT(MGP_STREET_CODE);
    if (gap->parts > 0) marks |= BIT(MGP_STREET_PARTED);
    if (gap->parts > 1) marks |= BIT(MGP_STREET_PARTED_TWICE);
    if (gap->is_cut) marks |= BIT(MGP_STREET_CUT);
    return marks;
}

/* --- words and what stands between them -------------------------------------------------------------------- */

const uint8_t mgp_address_between[256] = {
    [' '] = MGP_ADDRESS_BLANK | MGP_ADDRESS_LINE_BEGIN,
    ['\t'] = MGP_ADDRESS_BLANK | MGP_ADDRESS_LINE_BEGIN,
    ['\r'] = MGP_ADDRESS_BLANK,
    ['\n'] = MGP_ADDRESS_PART,
    [','] = MGP_ADDRESS_PART,
    ['*'] = MGP_ADDRESS_LINE_BEGIN,
    ['#'] = MGP_ADDRESS_LINE_BEGIN,
    ['|'] = MGP_ADDRESS_LINE_BEGIN,
    ['>'] = MGP_ADDRESS_LINE_BEGIN,
    ['/'] = MGP_ADDRESS_LINE_BEGIN,
};

static size_t skip_back_over(struct mgp_slice text, size_t lowest, size_t at, unsigned what)
{
    while (at > lowest && mgp_address_between[text.ptr[at - 1]] & what) {
        at--;
    }
    return at;
}

/* Back over blanks, and over one line's end with the marks that begin a line of a comment. */
static size_t skip_blanks_back(struct mgp_slice text, size_t lowest, size_t at)
{
    at = skip_back_over(text, lowest, at, MGP_ADDRESS_BLANK);
    size_t mark = skip_back_over(text, lowest, at, MGP_ADDRESS_LINE_BEGIN);
    if (mark <= lowest || text.ptr[mark - 1] != '\n') return at;
    return skip_back_over(text, lowest, mark - 1, MGP_ADDRESS_BLANK);
}

size_t mgp_address_skip_back(struct mgp_slice text, size_t lowest, size_t at)
{
    size_t before = skip_blanks_back(text, lowest, at);
    return before > lowest && text.ptr[before - 1] == ',' ? skip_blanks_back(text, lowest, before - 1) : before;
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

/* Would a word that ends here, where no more than [0, before) is seen, go on if more were? */
static bool may_go_on(struct mgp_slice text, size_t end, size_t before)
{
    if (end + 1 < before || end >= text.len) return false;
    if (mgp_address_is_word(text.ptr[end])) return true;
    bool may_join = text.ptr[end] == '-' || text.ptr[end] == '\'' || text.ptr[end] == '.' || text.ptr[end] == '/';
    return may_join && end + 1 < text.len && mgp_address_is_word(text.ptr[end + 1]);
}

/* Behind a line's end: the marks of a comment and blanks. Sets is_empty where the line holds nothing else. */
static size_t skip_line_begin(struct mgp_slice text, size_t at, size_t before, bool *is_empty)
{
    while (at < before && mgp_address_between[text.ptr[at]] & MGP_ADDRESS_LINE_BEGIN) {
        at++;
    }
    *is_empty = at < before && (text.ptr[at] == '\n' || text.ptr[at] == '\r');
    return at;
}

/* Is the dot at an offset a sentence's end? Not behind an abbreviation, nor behind what is known. */
static bool ends_sentence(struct mgp_slice text, size_t at, const struct mgp_street_word *last)
{
    if (at + 1 >= text.len || (text.ptr[at + 1] != ' ' && text.ptr[at + 1] != '\n')) return false;
    return last && last->end == at && last->end - last->begin >= LEAST_OF_SENTENCE &&
           !(last->marks & (kinds_mask | BIT(MGP_STREET_NUMBER)));
}

static bool is_line_break(struct mgp_slice text, size_t at)
{
    return mgp_has_at(text, at, "<br>") || mgp_has_at(text, at, "<br/>") || mgp_has_at(text, at, "<br />");
}

/* Takes what is no word, at gap->end. */
static void take_separator(struct mgp_slice text, size_t before, const struct mgp_street_word *last, struct gap *gap)
{
    size_t at = gap->end;
    uint8_t c = text.ptr[at];
    gap->end++;
    if (c == ' ') return;
    if (c == '\n') {
        bool is_empty;
        gap->parts++;
        gap->end = skip_line_begin(text, at + 1, before, &is_empty);
        gap->is_cut |= is_empty;
    } else if (c == '<' && is_line_break(text, at)) {
        gap->parts++;
        while (gap->end < before && text.ptr[gap->end - 1] != '>') {
            gap->end++;
        }
    } else if (c == ',' || c == '(' || c == ')' || c == '-') {
        gap->parts++;
    } else if (c == '.') {
        gap->is_cut |= ends_sentence(text, at, last);
    } else if (c != '\r' && c != '#' && c != '/' && c != '\'' && c != '&') {
        gap->is_cut = true;
    }
}

/* What stands between an offset, behind the last word if there is one, and the next word or before. */
static struct gap read_gap(struct mgp_slice text, size_t at, size_t before, const struct mgp_street_word *last)
{
    struct gap gap = {.end = at};
    while (gap.end < before && !mgp_address_is_word(text.ptr[gap.end])) {
        take_separator(text, before, last, &gap);
    }
    return gap;
}

/* --- the memory -------------------------------------------------------------------------------------------- */

struct mgp_address_memory *mgp_address_memory_create(void)
{
    struct mgp_address_memory *memory = mgp_calloc(1, sizeof *memory);
    memory->words.known = memory->known;
    return memory;
}

void mgp_address_memory_destroy(struct mgp_address_memory *memory)
{
    if (memory) mgp_wipe(memory, sizeof *memory); /* it held words of values */
    free(memory);
}

void mgp_address_memory_forget(struct mgp_address_memory *memory)
{
    memory->words.text = mgp_slice_of(NULL, 0);
}

static struct mgp_street_word *word_at(struct mgp_street_words *words, size_t index)
{
    return &words->items[index % MGP_STREET_WORDS];
}

/* Where reading goes on. */
static size_t read_until(struct mgp_street_words *words)
{
    return words->count > 0 ? word_at(words, words->count - 1)->end : words->begin;
}

static void restart(struct mgp_street_words *words, size_t at)
{
    words->begin = at;
    words->count = words->first = 0;
}

/* Are the words that begin at or after an offset kept as they would be if reading began there? first becomes the index
 * of the first of them. */
static bool covers(struct mgp_street_words *words, size_t at)
{
    size_t oldest = words->count > MGP_STREET_WORDS ? words->count - MGP_STREET_WORDS : 0;
    if (at < words->begin || at > read_until(words) || words->first < oldest) return false;
    while (words->first < words->count && word_at(words, words->first)->begin < at) {
        words->first++;
    }
    while (words->first > oldest && word_at(words, words->first - 1)->begin >= at) {
        words->first--;
    }
    if (words->first == oldest) return oldest == 0;
    return word_at(words, words->first - 1)->end <= at;
}

/* Later words have lower bits, and after the lowest comes the highest again. */
static unsigned bit_of(size_t index)
{
    return (unsigned)(~index % MGP_STREET_MARK_WORDS);
}

static void keep(struct mgp_street_words *words, const struct mgp_street_word *word)
{
    uint64_t bit = (uint64_t)1 << bit_of(words->count);
    *word_at(words, words->count++) = *word;
    for (size_t mark = 0; mark < MGP_STREET_MARKS; mark++) {
        words->marks[mark] &= ~bit;
    }
    for (uint32_t left = word->marks; left; left &= left - 1) {
        words->marks[__builtin_ctz(left)] |= bit;
    }
}

/* Reads the word behind the last one, if it begins before an offset and no more than [0, before) is seen. */
static bool read_word(struct mgp_street_words *words, size_t at, size_t before, const struct mgp_street_word *last,
                      struct mgp_street_word *word)
{
    struct gap gap = read_gap(words->text, at, before, last);
    if (gap.end >= before) return false;
    word->begin = gap.end;
    word->end = word_end(words->text, gap.end, before);
    word->marks = marks_of(words, last, &gap, word->begin, word->end);
    return true;
}

/* Reads the words that end before an offset and are the same wherever reading ends. */
static void read_on(struct mgp_street_words *words, size_t before)
{
    struct mgp_street_word word;
    for (;;) {
        size_t at = read_until(words);
        const struct mgp_street_word *last = words->count > 0 ? word_at(words, words->count - 1) : NULL;
        if (at >= before || !read_word(words, at, before, last, &word)) return;
        if (may_go_on(words->text, word.end, before)) return;
        keep(words, &word);
    }
}

/* The index behind the last word that ends before an offset. */
static size_t words_until(struct mgp_street_words *words, size_t before)
{
    size_t end = words->count;
    while (end > words->first && word_at(words, end - 1)->end > before) {
        end--;
    }
    return end;
}

/* --- lines ------------------------------------------------------------------------------------------------- */

/* The marks of the words of a line, the nearest in the lowest bit. */
static void turn(const uint64_t marks[restrict MGP_STREET_MARKS], unsigned nearest,
                 uint32_t line[restrict MGP_STREET_MARKS])
{
    for (size_t mark = 0; mark < MGP_STREET_MARKS; mark++) {
        line[mark] = (uint32_t)(marks[mark] >> nearest | marks[mark] << (-nearest % MGP_STREET_MARK_WORDS));
    }
}

static void add_broken(struct mgp_street_line *line)
{
    for (size_t mark = 0; mark < MGP_STREET_MARKS; mark++) {
        line->marks[mark] = line->marks[mark] << 1 | (line->broken.marks >> mark & 1);
    }
}

static const struct mgp_street_word *word_of(const struct mgp_street_line *line, size_t index)
{
    if (line->has_broken && index == 0) return &line->broken;
    return word_at(line->words, line->end - 1 - (index - line->has_broken));
}

static unsigned nearest_of(uint32_t marks, unsigned otherwise)
{
    unsigned nearest = marks ? (unsigned)__builtin_ctz(marks) : otherwise;
    return nearest < otherwise ? nearest : otherwise;
}

/* A code behind another word throws away all words with itself; the one behind it then is the first, and kept: of
 * several in a row every second one does so. How many words are left behind the last that does, of count. */
static unsigned left_behind_codes(const struct mgp_street_line *line, unsigned count, bool may_be_lower)
{
    uint32_t dropped = may_be_lower ? 0 : BIT(MGP_STREET_LOWER);
    unsigned nearest = nearest_of(line->marks[MGP_STREET_CODE], count), end = nearest;
    if (nearest == count) return count;
    while (end < count && word_of(line, end)->marks & BIT(MGP_STREET_CODE)) {
        end++;
    }
    bool is_behind_word = end < count && !(word_of(line, end)->marks & dropped), is_odd = (end - nearest) & 1;
    return is_behind_word == is_odd ? nearest : nearest + 1;
}

/* How many of count words are left when what no address holds has thrown away what is before it. */
static unsigned left_of(const struct mgp_street_line *line, unsigned count, bool may_be_lower)
{
    unsigned cut = nearest_of(line->marks[MGP_STREET_CUT], count);
    if (cut < count) count = cut + 1;
    if (!may_be_lower) count = nearest_of(line->marks[MGP_STREET_LOWER], count);
    count = left_behind_codes(line, count, may_be_lower);
    return count < MGP_STREET_LINE_WORDS ? count : MGP_STREET_LINE_WORDS;
}

/* Is nothing thrown away between the last word, if there is one, and before? If that word goes on behind before, its
 * beginning is the line's last word. */
static bool read_end(struct mgp_street_line *line, size_t start, size_t before)
{
    struct mgp_street_words *words = line->words;
    const struct mgp_street_word *last = line->end > words->first ? word_at(words, line->end - 1) : NULL;
    size_t at = last ? last->end : start;
    line->has_broken = at < before && read_word(words, at, before, last, &line->broken);
    if (line->has_broken) last = &line->broken;
    at = line->has_broken ? line->broken.end : at;
    return at >= before || !read_gap(words->text, at, before, last).is_cut;
}

size_t mgp_street_begin(const struct mgp_street_line *line, size_t index)
{
    return word_of(line, index)->begin;
}

void mgp_street_read_line(struct mgp_street_words *words, struct mgp_slice text, size_t lowest, size_t before,
                          bool may_be_lower, struct mgp_street_line *line)
{
    size_t start = lowest;
    while (start > 0 && start < before && mgp_address_is_word(text.ptr[start - 1]) &&
           mgp_address_is_word(text.ptr[start])) {
        start++; /* a word that begins before lowest */
    }
    bool is_known = words->text.ptr == text.ptr && words->text.len == text.len && covers(words, start);
    words->text = text;
    if (!is_known) restart(words, start);
    read_on(words, before);
    size_t end = words_until(words, before);
    if (words->count - end > MAX_WORDS_BEHIND) {
        restart(words, start);
        read_on(words, before);
        end = words->count;
    }
    line->words = words;
    line->end = end;
    bool goes_on = read_end(line, start, before);
    turn(words->marks, bit_of(end - 1), line->marks);
    if (line->has_broken) add_broken(line);
    unsigned count = (unsigned)(end - words->first) + line->has_broken;
    line->count = goes_on ? left_of(line, count, may_be_lower) : 0;
    uint32_t kept = (uint32_t)(((uint64_t)1 << line->count) - 1);
    for (size_t mark = 0; mark < MGP_STREET_MARKS; mark++) {
        line->marks[mark] &= kept;
    }
}
