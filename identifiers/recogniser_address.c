/* Mailing addresses: a place with a postal code that belongs to it (Macie's rule), as the lists of
 * identifiers/data/ know it, with the street line before it.
 *
 * Codes are what is looked for: few texts hold many numbers of five digits. Around a code stand, by country,
 *   before it: place, state          Springfield, IL 62704; Sydney NSW 2000; Toronto, ON M5V 2T6; London SW1A 1AA
 *   behind it: place                 75001 Paris; D-10115 Berlin; 20121 Milano (MI); 28013 Madrid
 * A place with its state, or with a British or Canadian code, is an address by itself; elsewhere a number before
 * a word is too common, and the street line, a country or the value's ends must speak for it.
 *
 * The span is from the street line (where there is one) to the code or place, whichever is last. Nothing further
 * than MAX_BEFORE in front of the code is looked at. */
#include "identifiers/recogniser_address_internal.h"
#include "identifiers/recogniser_name_internal.h"

enum {
    MAX_BEFORE = 200, /* bytes from an address's begin to its code: less than MGP_MAX_LOOK_BEHIND */
    MAX_PLACE_WORDS = 6,
    MAX_REGION_WORDS = 4,
    MAX_SKIPPED_PARTS = 2, /* counties between a British town and its code */
};

/* Up to three letters in capitals or digits of a code, as the lists have them. */
struct prefix {
    char letters[3];
    size_t len;
};

static struct mgp_slice prefix_of(struct mgp_slice text, struct mgp_address_code code, size_t len,
                                  struct prefix *prefix)
{
    for (size_t i = 0; i < len; i++) {
        uint8_t c = text.ptr[code.begin + i];
        prefix->letters[i] = (char)(mgp_is_ascii_letter(c) ? c & ~0x20 : c);
    }
    prefix->len = len;
    return mgp_slice_of(prefix->letters, len);
}

/* A list of places or regions. */
struct list {
    const char *kind; /* of its facts; NULL: there is no such list */
    bool has_gate;    /* mgp_place_ends knows of its names */
    bool is_australian;
};

/* --- words before an offset ------------------------------------------------------------------------------ */

static bool is_of_name(uint8_t byte)
{
    return mgp_is_ascii_letter(byte) || byte >= 0x80 || byte == '.' || byte == '-' || byte == '\'';
}

/* A word of at most seven ASCII letters, which its neighbours are not part of. */
struct plain_word {
    size_t length;    /* 0: there is none */
    uint64_t letters; /* in lower case, the first in the lowest byte */
};

/* The plain word that ends at an offset, by one load. is_settled: if there is none, then no other one is, either. */
static inline struct plain_word plain_word_before(struct mgp_slice text, size_t lowest, size_t at, bool *is_settled)
{
    struct plain_word none = {0, 0};
    *is_settled = false;
    if (at < sizeof(uint64_t)) return none;
    uint64_t bytes = mgp_gate_load(text, at - 8), folded = bytes | MGP_EVERY_BYTE(0x20);
    uint64_t others = ~mgp_gate_range(folded, 'a', 'z') & MGP_EVERY_BYTE(0x80);
    unsigned run = others ? (unsigned)__builtin_clzll(others) / 8 : 8;
    if (run == 8 || at - run < lowest) return none;
    uint8_t before = (uint8_t)(bytes >> (8 * (7 - run)));
    if (is_of_name(before)) return none;
    *is_settled = true;
    if (run == 0 || mgp_is_digit(before)) return none;
    return (struct plain_word){run, folded >> (8 * (8 - run))};
}

/* Where the word begins that ends at an offset; SIZE_MAX if there is none. */
static size_t word_before(struct mgp_slice text, size_t lowest, size_t at)
{
    size_t begin = at;
    while (begin > lowest && is_of_name(text.ptr[begin - 1])) {
        begin--;
    }
    return begin == at || (begin > 0 && mgp_is_digit(text.ptr[begin - 1])) ? SIZE_MAX : begin;
}

/* Back over the blank, or two, before a word. False if there is none. */
static bool skip_blank_back(struct mgp_slice text, size_t lowest, size_t *at)
{
    size_t begin = *at;
    if (begin > lowest + 1 && text.ptr[begin - 1] == ' ' && text.ptr[begin - 2] == ' ') begin--;
    if (begin <= lowest || text.ptr[begin - 1] != ' ') return false;
    *at = begin - 1;
    return true;
}

/* The words before an offset, the nearest first, with blanks between them, and for each the key of the name that goes
 * from it to the offset: the letters from key_begins on. */
struct names {
    size_t begins[MAX_PLACE_WORDS];
    size_t key_begins[MAX_PLACE_WORDS];
    size_t count;
    char key[MGP_PLACE_KEY_SIZE];
    struct mgp_address_memory *memory; /* may be NULL */
};

/* Has a word any letter of which a key can be made, or that keeps it from having one? */
static bool has_letters(struct mgp_slice word)
{
    for (size_t i = 0; i < word.len; i++) {
        if (mgp_is_ascii_letter(word.ptr[i]) || word.ptr[i] >= 0x80) return true;
    }
    return false;
}

/* Puts the key of a plain word before the *begin letters that are there. False if there is no room. */
static bool put_letters(struct names *names, struct plain_word word, size_t *begin)
{
    uint64_t letters = word.letters;
    size_t len = mgp_place_key_of_letters(&letters, word.length);
    if (*begin < sizeof letters) return false;
    mgp_store_eight((uint8_t *)names->key + *begin - sizeof letters, letters << (8 * (sizeof letters - len)));
    *begin -= len;
    return true;
}

/* The same of any word. */
static bool put_word(struct names *names, struct mgp_slice word, size_t *begin)
{
    char key[MGP_PLACE_KEY_SIZE];
    size_t len = mgp_place_key(word, key);
    if (len > *begin || (len == 0 && has_letters(word))) return false;
    *begin -= len;
    memcpy(names->key + *begin, key, len);
    return true;
}

static void read_names(const struct mgp_value_view *view, size_t lowest, size_t at, struct names *names)
{
    struct mgp_slice text = view->text;
    size_t key_begin = MGP_PLACE_KEY_SIZE;
    bool is_settled, goes_on = true;
    names->memory = view->addresses;
    for (names->count = 0; goes_on && names->count < MAX_PLACE_WORDS; names->count++) {
        struct plain_word word = plain_word_before(text, lowest, at, &is_settled);
        if (is_settled && word.length == 0) return;
        size_t begin = is_settled ? at - word.length : word_before(text, lowest, at);
        if (begin == SIZE_MAX) return;
        bool is_put = is_settled && put_letters(names, word, &key_begin);
        if (!is_put && !put_word(names, mgp_slice_sub(text, begin, at), &key_begin)) return;
        names->begins[names->count] = at = begin;
        names->key_begins[names->count] = key_begin;
        goes_on = skip_blank_back(text, lowest, &at);
    }
}

static struct mgp_slice key_of(const struct names *names, size_t count)
{
    size_t begin = names->key_begins[count - 1];
    return mgp_slice_of(names->key + begin, MGP_PLACE_KEY_SIZE - begin);
}

/* The last letters of a key, which ends where all do. */
static uint64_t letters_of(const struct names *names, struct mgp_slice key)
{
    uint64_t letters = mgp_load_eight((const uint8_t *)names->key + MGP_PLACE_KEY_SIZE - sizeof letters);
    if (key.len >= sizeof letters) return letters;
    return key.len > 0 ? letters >> (8 * (sizeof letters - key.len)) : 0;
}

/* How many of the nearest words, most at most, are the longest name that goes with a code's beginning; 0 if
 * none is. */
static size_t longest_known(const struct names *names, size_t most, const struct list *list, struct mgp_slice code)
{
    uint32_t gate_code = mgp_place_gate_code((const char *)code.ptr, code.len, list->is_australian);
    for (size_t n = names->count < most ? names->count : most; n > 0; n--) {
        struct mgp_slice key = key_of(names, n);
        uint64_t letters = letters_of(names, key);
        if (key.len < 2 || (list->has_gate && !mgp_place_may_end(letters, gate_code))) continue;
        if (mgp_place_recall(names->memory, letters, list->kind, key, code)) return n;
    }
    return 0;
}

/* --- place before code ------------------------------------------------------------------------------------ */

struct country {
    struct list places, regions;
    size_t place_prefix, region_prefix; /* of the code, in bytes; 0: a British code's letters */
    bool needs_region;                  /* without it only a street line can speak for the place */
    bool can_skip_parts;                /* between place and code */
};

static const struct country american = {{"us/", true, false}, {"us>", true, false}, 3, 3, true, false};
static const struct country australian = {{"au/", false, true}, {"au>", true, true}, 3, 3, true, false};
static const struct country canadian = {{"ca/", true, false}, {"ca>", true, false}, 2, 1, false, false};
static const struct country british = {{"gb/", false, false}, {NULL, false, false}, 0, 0, false, true};

static size_t british_letters(struct mgp_slice text, struct mgp_address_code code)
{
    return mgp_address_letter_at(text, code.begin + 1) ? 2 : 1;
}

static bool is_capital_at(struct mgp_slice text, size_t at)
{
    uint32_t c;
    return mgp_utf8_decode(text.ptr + at, text.len - at, &c) && mgp_codepoint_is_upper(c);
}

/* Where the state or province begins that ends before a code, or 0. */
static size_t region_before(struct mgp_slice text, const struct names *names, const struct country *country,
                            struct mgp_address_code code)
{
    struct prefix prefix;
    if (!country->regions.kind) return 0;
    size_t known = longest_known(names, MAX_REGION_WORDS, &country->regions,
                                 prefix_of(text, code, country->region_prefix, &prefix));
    return known ? names->begins[known - 1] : 0;
}

/* Back over one part: to the comma or line's end before it. False if there is no other part. */
static bool skip_part_back(struct mgp_slice text, size_t lowest, size_t *at)
{
    size_t begin = *at;
    while (begin > lowest && *at - begin < 40 && text.ptr[begin - 1] != ',' && text.ptr[begin - 1] != '\n') {
        if (mgp_is_digit(text.ptr[begin - 1]) || strchr(";:.\"<>", text.ptr[begin - 1])) return false;
        begin--;
    }
    size_t before = mgp_address_skip_back(text, lowest, begin);
    if (before == begin || begin == *at) return false;
    *at = before;
    return true;
}

/* Where the place begins that goes with a code, or SIZE_MAX. names are the words before at. */
static size_t place_before(const struct mgp_value_view *view, size_t lowest, size_t at, const struct names *names,
                           const struct country *country, struct mgp_address_code code)
{
    struct mgp_slice text = view->text;
    struct prefix prefix;
    struct names others;
    size_t len = country->place_prefix ? country->place_prefix : british_letters(text, code);
    struct mgp_slice wanted = prefix_of(text, code, len, &prefix);
    size_t parts = country->can_skip_parts ? MAX_SKIPPED_PARTS : 0;
    for (size_t part = 0;; part++) {
        size_t known = longest_known(names, MAX_PLACE_WORDS, &country->places, wanted);
        if (known) return names->begins[known - 1];
        if (part == parts || !skip_part_back(text, lowest, &at)) return SIZE_MAX;
        read_names(view, lowest, at, &others);
        names = &others;
    }
}

static bool accept(size_t begin, size_t end, struct mgp_recognition *out)
{
    *out = (struct mgp_recognition){.begin = begin, .end = end};
    return true;
}

/* What stands before a code. */
struct before {
    size_t lowest, at; /* where to look; at is the code's begin where nothing can be there */
    bool has_word;     /* a word ends at at */
    uint64_t letters;  /* its last ones, as mgp_place_may_end takes them */
    unsigned asked, may_end; /* a bit for each length of a code's beginning: may_end_with */
    bool has_names;    /* names are read: only where a gate lets some country through */
    bool is_end;       /* the nearest word can end the name of a place or region */
    struct names names;
};

/* The last letters of the word that ends at an offset; false if there is none. */
static bool last_letters(struct mgp_slice text, size_t lowest, size_t at, uint64_t *letters)
{
    char key[MGP_PLACE_KEY_SIZE];
    bool is_settled;
    struct plain_word plain = plain_word_before(text, lowest, at, &is_settled);
    *letters = plain.letters;
    if (is_settled) return plain.length > 0;
    if (at >= sizeof *letters) {
        *letters = mgp_gate_load(text, at - sizeof *letters) | MGP_EVERY_BYTE(0x20);
        if (mgp_gate_run(mgp_gate_range(*letters, 'a', 'z')) == sizeof *letters) return true;
    }
    size_t begin = word_before(text, lowest, at);
    if (begin == SIZE_MAX) return false;
    size_t len = mgp_place_key(mgp_slice_sub(text, begin, at), key);
    *letters = mgp_place_last_letters(mgp_slice_of(key, len));
    return len > 0;
}

static void look_before(struct mgp_slice text, size_t code_begin, struct before *before)
{
    before->lowest = code_begin > MAX_BEFORE ? code_begin - MAX_BEFORE : 0;
    bool is_plain = code_begin >= 2 && (text.ptr[code_begin - 1] == ' ' || text.ptr[code_begin - 1] == ',') &&
                    mgp_is_ascii_letter(text.ptr[code_begin - 2]);
    before->at = is_plain ? code_begin - 1 : mgp_address_skip_back(text, before->lowest, code_begin);
    before->has_word = before->at < code_begin && last_letters(text, before->lowest, before->at, &before->letters);
    before->has_names = before->is_end = false;
    before->asked = before->may_end = 0;
}

/* Could the word before a code be the last of a place or region whose codes begin with so many of its characters? */
static bool may_end_with(struct mgp_slice text, struct before *before, struct mgp_address_code code,
                         size_t prefix_len)
{
    unsigned bit = 1u << prefix_len;
    struct prefix prefix;
    if (!before->has_word || prefix_len == 0) return false;
    if (!(before->asked & bit)) {
        prefix_of(text, code, prefix_len, &prefix);
        bool is_australian = code.kind == MGP_CODE_AUSTRALIAN;
        before->asked |= bit;
        if (mgp_place_may_end(before->letters, mgp_place_gate_code(prefix.letters, prefix.len, is_australian)))
            before->may_end |= bit;
    }
    return before->may_end & bit;
}

static void read_names_before(const struct mgp_value_view *view, struct before *before)
{
    if (before->has_names) return;
    before->has_names = true;
    read_names(view, before->lowest, before->at, &before->names);
    struct mgp_slice last = before->names.count > 0 ? key_of(&before->names, 1) : MGP_LITERAL("");
    before->is_end = last.len > 0 && mgp_place_recall(view->addresses, letters_of(&before->names, last), "end ", last,
                                                      MGP_LITERAL(""));
}

/* Can the name of a place or region with such a code end with the last word before it? Most words before numbers
 * cannot, and are not looked up country by country. */
static bool may_end_place(const struct mgp_value_view *view, struct before *before, struct mgp_address_code code,
                          const struct country *country)
{
    struct mgp_slice text = view->text;
    if (!may_end_with(text, before, code, country->place_prefix) &&
        !may_end_with(text, before, code, country->region_prefix)) {
        return false;
    }
    read_names_before(view, before);
    return before->is_end;
}

static bool ends_with_place_before(const struct mgp_value_view *view, struct mgp_address_code code,
                                   struct before *before, const struct country *country, struct mgp_recognition *out)
{
    struct mgp_slice text = view->text;
    size_t lowest = before->lowest, at = before->at, place;
    if (at == code.begin) return false;
    if (!country->can_skip_parts && !may_end_place(view, before, code, country)) return false;
    read_names_before(view, before);
    size_t region = region_before(text, &before->names, country, code);
    if (!region && country->needs_region && code.kind == MGP_CODE_AUSTRALIAN) return false;
    place = SIZE_MAX;
    if (region) {
        struct names names;
        size_t end = mgp_address_skip_back(text, lowest, region);
        read_names(view, lowest, end, &names);
        place = place_before(view, lowest, end, &names, country, code);
    }
    if (place == SIZE_MAX && code.kind != MGP_CODE_AUSTRALIAN) {
        region = 0;
        place = place_before(view, lowest, at, &before->names, country, code);
    }
    if (place == SIZE_MAX) return false;
    bool is_capital = is_capital_at(text, place);
    struct mgp_address_street street =
        mgp_address_find_street(view, lowest, mgp_address_skip_back(text, lowest, place), !is_capital);
    bool is_enough = is_capital && (region || !country->needs_region);
    if (!is_enough && !street.is_sure) return false;
    return accept(street.begin != SIZE_MAX ? street.begin : place, code.end, out);
}

/* --- code before place ------------------------------------------------------------------------------------ */

static const char *const european[] = {"fr/", "de/", "it/", "es/"};
static const size_t european_prefix[] = {3, 2, 3, 2};

/* Is the code a department's CEDEX, of which only two digits say something? Then the rest is any. */
static bool knows_any_third(const char *kind, struct mgp_slice key, struct prefix prefix)
{
    for (char digit = '0'; digit <= '9'; digit++) {
        prefix.letters[2] = digit;
        if (mgp_place_knows(kind, key, mgp_slice_of(prefix.letters, 3))) return true;
    }
    return false;
}

static bool is_european_place(struct mgp_slice text, struct mgp_address_code code, struct mgp_slice key,
                              bool is_cedex)
{
    const char *digits = (const char *)text.ptr + code.begin;
    uint64_t letters = mgp_place_last_letters(key);
    bool may_be_two = mgp_place_may_end(letters, mgp_place_gate_code(digits, 2, false));
    bool may_be_three = mgp_place_may_end(letters, mgp_place_gate_code(digits, 3, false));
    for (size_t i = 0; i < sizeof european / sizeof european[0]; i++) {
        struct prefix prefix;
        struct mgp_slice wanted = prefix_of(text, code, european_prefix[i], &prefix);
        bool may_be_known = european_prefix[i] == 2 ? may_be_two : may_be_three;
        if (may_be_known && mgp_place_knows(european[i], key, wanted)) return true;
        if (i == 0 && is_cedex && knows_any_third(european[i], key, prefix)) return true;
    }
    return false;
}

/* Behind the place: "CEDEX 09", "(MI)", " MI". Returns the offset behind it; is_telling where it speaks for an
 * address. */
static size_t skip_behind_place(const struct mgp_value_view *view, struct mgp_address_code code, size_t at,
                                bool *is_cedex, bool *is_telling)
{
    struct mgp_slice text = view->text;
    char key[MGP_PLACE_KEY_SIZE];
    struct prefix prefix;
    struct mgp_name_word word;
    size_t next = mgp_name_skip_gap(text, at);
    if (!next) return at;
    if (mgp_has_at(text, next, "CEDEX") || mgp_has_at(text, next, "Cedex") || mgp_has_at(text, next, "cedex")) {
        *is_cedex = *is_telling = true;
        size_t number = mgp_name_skip_gap(text, next + 5);
        size_t digits = number ? mgp_address_count_digits(text, number) : 0;
        return digits > 0 && digits < 3 ? number + digits : next + 5;
    }
    bool has_bracket = text.ptr[next] == '(';
    if (!mgp_name_read_word(text, next + has_bracket, view->names, &word) || word.shape != MGP_NAME_UPPER) return at;
    if (has_bracket && (word.end >= text.len || text.ptr[word.end] != ')')) return at;
    struct mgp_slice province = mgp_slice_sub(text, word.begin, word.end);
    size_t len = mgp_place_key(province, key);
    if (!mgp_place_knows("it>", mgp_slice_of(key, len), prefix_of(text, code, 3, &prefix))) return at;
    *is_telling = true;
    return word.end + has_bracket;
}

/* Reads the longest known place behind a code. False if there is none; else its end, what stands behind it
 * included. */
static bool place_behind(const struct mgp_value_view *view, struct mgp_address_code code, size_t *end, bool *is_telling)
{
    struct mgp_slice text = view->text;
    char key[MGP_PLACE_KEY_SIZE];
    size_t key_len = 0, place_end = 0, at = code.end;
    *end = 0;
    if (at < text.len && text.ptr[at] == ',') at++;
    size_t next = mgp_name_skip_gap(text, at);
    for (size_t words = 0; next && words < MAX_PLACE_WORDS; words++) {
        struct mgp_name_word word;
        if (!mgp_name_read_word(text, next, view->names, &word)) break;
        char word_key[MGP_PLACE_KEY_SIZE];
        size_t len = mgp_place_key(mgp_slice_sub(text, word.begin, word.end), word_key);
        if (len == 0 || key_len + len > MGP_PLACE_KEY_SIZE) break;
        bool may_begin = word.shape != MGP_NAME_LOWER || mgp_place_knows("joint ", mgp_slice_of(word_key, len),
                                                                         MGP_LITERAL(""));
        if (words == 0 && !may_begin) break;
        memcpy(key + key_len, word_key, len);
        key_len += len;
        bool is_cedex = false, tells = false;
        place_end = skip_behind_place(view, code, word.end, &is_cedex, &tells);
        if (is_european_place(text, code, mgp_slice_of(key, key_len), is_cedex)) {
            *end = place_end;
            *is_telling = tells;
        }
        next = mgp_name_skip_gap(text, word.after);
        if (next && text.ptr[next] == '/') next = mgp_name_skip_gap(text, next + 1);
    }
    return *end != 0;
}

/* "D-", "FR-" and the like before a code: where it begins, else the code's begin. */
static size_t country_letters_before(struct mgp_slice text, size_t begin)
{
    static const char *const letters[] = {"D-", "F-", "I-", "E-", "DE-", "FR-", "IT-", "ES-"};
    if (begin < 2 || text.ptr[begin - 1] != '-') return begin;
    for (size_t i = sizeof letters / sizeof letters[0]; i-- > 0;) {
        size_t len = strlen(letters[i]);
        if (begin >= len && mgp_has_at(text, begin - len, letters[i]) && !mgp_utf8_is_word_before(text, begin - len))
            return begin - len;
    }
    return begin;
}

static bool is_country_behind(struct mgp_slice text, size_t at)
{
    static const char *const names[] = {"France", "FRANCE",      "Germany", "GERMANY", "Deutschland", "DEUTSCHLAND",
                                        "Italy",  "ITALY",       "Italia",  "ITALIA",  "Spain",       "SPAIN",
                                        "España", "ESPAÑA",      "Espagne", "Allemagne"};
    if (at < text.len && text.ptr[at] == ',') at++;
    while (at < text.len && (text.ptr[at] == ' ' || text.ptr[at] == '\r' || text.ptr[at] == '\n')) {
        at++;
    }
    for (size_t i = 0; at < text.len && i < sizeof names / sizeof names[0]; i++) {
        if (names[i][0] != (char)text.ptr[at]) continue;
        if (mgp_has_at(text, at, names[i]) && !mgp_utf8_is_word_at(text, at + strlen(names[i]))) return true;
    }
    return false;
}

static bool is_blank(struct mgp_slice text, size_t begin, size_t end)
{
    for (size_t at = begin; at < end; at++) {
        if (text.ptr[at] > ' ') return false;
    }
    return true;
}

static bool is_whole_value(const struct mgp_value_view *view, size_t begin, size_t end)
{
    if (!view->begins_value || !view->ends_value || view->text.len > MAX_BEFORE) return false;
    return is_blank(view->text, 0, begin) && is_blank(view->text, end, view->text.len);
}

static bool may_be_joint(uint64_t letters, size_t length)
{
    size_t bit = mgp_name_gate_bit(letters, length, MGP_PLACE_JOINT_GATE_BITS);
    return mgp_place_joint_gate[bit / 64] >> (bit % 64) & 1;
}

/* Could a place with such a code begin at the word that stands behind it, and ", " or a blank? */
static bool may_have_place_behind(struct mgp_slice text, struct mgp_address_code code)
{
    uint8_t behind = code.end < text.len ? text.ptr[code.end] : 0;
    if (behind != ' ' && behind != ',' && behind != 0xC2) return false;
    size_t next = mgp_name_skip_gap(text, behind == ',' ? code.end + 1 : code.end);
    if (!next) return false;
    uint64_t bytes = mgp_gate_load(text, next), folded = bytes | MGP_EVERY_BYTE(0x20);
    unsigned run = mgp_gate_run(mgp_gate_range(folded, 'a', 'z'));
    unsigned stop = run < 8 ? (unsigned)(bytes >> (8 * run)) & 0xFF : 0;
    bool goes_on = stop >= 0x80 || stop == '-' || stop == '\'';
    if (run < MGP_PLACE_BEGIN_LETTERS && goes_on) return true;
    if (run == 0) return false;
    bool is_lower = run < 8 && !goes_on && mgp_gate_first(bytes, run) == mgp_gate_first(folded, run);
    if (is_lower && !may_be_joint(mgp_gate_first(folded, run), run)) return false;
    uint64_t letters = mgp_gate_first(folded, run < MGP_PLACE_BEGIN_LETTERS ? run : MGP_PLACE_BEGIN_LETTERS);
    const char *digits = (const char *)text.ptr + code.begin;
    return mgp_place_may_begin(letters, mgp_place_gate_code(digits, 3, false)) ||
           mgp_place_may_begin(letters, mgp_place_gate_code(digits, 2, false));
}

static bool begins_with_code(const struct mgp_value_view *view, struct mgp_address_code code,
                             struct mgp_recognition *out)
{
    struct mgp_slice text = view->text;
    size_t end, lowest = code.begin > MAX_BEFORE ? code.begin - MAX_BEFORE : 0;
    bool is_telling = false;
    if (!may_have_place_behind(text, code) || !place_behind(view, code, &end, &is_telling)) return false;
    size_t begin = country_letters_before(text, code.begin);
    size_t at = mgp_address_skip_back(text, lowest, begin);
    struct mgp_address_street street = mgp_address_find_street(view, lowest, at, false);
    if (street.is_sure) return accept(street.begin, end, out);
    bool is_enough = is_telling || begin != code.begin || is_country_behind(text, end) ||
                     is_whole_value(view, begin, end);
    return is_enough && accept(begin, end, out);
}

/* "Calle Mayor 12, Madrid 28013": the place first, as in English texts. */
static bool is_european_reversed(const struct mgp_value_view *view, struct mgp_address_code code,
                                 struct before *before, struct mgp_recognition *out)
{
    for (size_t i = 0; i < sizeof european / sizeof european[0]; i++) {
        struct country country = {{european[i], true, false}, {NULL, false, false}, european_prefix[i], 0, true, false};
        if (ends_with_place_before(view, code, before, &country, out)) return true;
    }
    return false;
}

static bool is_address(const struct mgp_value_view *view, struct mgp_address_code code, struct mgp_recognition *out)
{
    if (code.kind == MGP_CODE_FIVE && begins_with_code(view, code, out)) return true;
    struct mgp_slice text = view->text;
    struct before before;
    look_before(text, code.begin, &before);
    switch (code.kind) {
    case MGP_CODE_FIVE:
        if (!may_end_with(text, &before, code, 3) && !may_end_with(text, &before, code, 2)) return false;
        return ends_with_place_before(view, code, &before, &american, out) ||
               is_european_reversed(view, code, &before, out);
    case MGP_CODE_ZIP4:
        return ends_with_place_before(view, code, &before, &american, out);
    case MGP_CODE_AUSTRALIAN:
        return ends_with_place_before(view, code, &before, &australian, out);
    case MGP_CODE_BRITISH:
        return ends_with_place_before(view, code, &before, &british, out);
    case MGP_CODE_CANADIAN:
        return ends_with_place_before(view, code, &before, &canadian, out);
    }
    return false;
}

bool mgp_address_at(const struct mgp_value_view *view, size_t digits, struct mgp_recognition *out)
{
    struct mgp_address_code code;
    return mgp_address_read_code(view->text, digits, &code) && is_address(view, code, out);
}

/* Behind a blank or comma before a code: could a word, or what may lie between it and the blank, end here? */
static bool may_precede_blank(uint8_t byte)
{
    return mgp_address_between[byte] || is_of_name(byte);
}

bool mgp_address_may_be_number(struct mgp_slice text, size_t digits, size_t length)
{
    struct mgp_address_code code = {length == 5 ? MGP_CODE_FIVE : MGP_CODE_AUSTRALIAN, digits, digits + length};
    if (length == 5 && may_have_place_behind(text, code)) return true;
    if (digits < 2 || !may_precede_blank(text.ptr[digits - 2])) return false;
    struct before before;
    look_before(text, digits, &before);
    if (!before.has_word) return false;
    uint32_t three = (uint32_t)mgp_gate_first(mgp_gate_load(text, digits), 3);
    if (length == 4) return mgp_place_may_end(before.letters, three | MGP_PLACE_AUSTRALIAN);
    return mgp_place_may_end(before.letters, three) || mgp_place_may_end(before.letters, three & 0xFFFF);
}

bool mgp_address_may_be_letters(struct mgp_slice text, size_t digits)
{
    struct mgp_address_code code;
    if (!mgp_address_read_code(text, digits, &code)) return false;
    size_t lowest = code.begin > MAX_BEFORE ? code.begin - MAX_BEFORE : 0;
    size_t before = mgp_address_skip_back(text, lowest, code.begin);
    if (before == code.begin || before == 0) return false;
    bool may_skip = code.kind == MGP_CODE_BRITISH; /* other parts, between town and code */
    return may_skip || is_of_name(text.ptr[before - 1]);
}

static bool recognise(const struct mgp_value_view *view, size_t from, size_t until, struct mgp_recognition *out)
{
    struct mgp_slice text = view->text;
    struct mgp_address_code code;
    bool is_found = false;
    size_t last = until + MAX_BEFORE < text.len ? until + MAX_BEFORE : text.len;
    for (size_t at = from; at < last && mgp_address_next_code(text, at, last, &code); at = code.begin + 1) {
        struct mgp_recognition found;
        if (is_found && code.begin > out->begin + MAX_BEFORE) break; /* none that follows can begin before it */
        if (!is_address(view, code, &found) || found.begin < from || found.begin >= until) continue;
        bool is_better = !is_found || found.begin < out->begin || (found.begin == out->begin && found.end > out->end);
        if (is_better) *out = found;
        is_found = true;
    }
    return is_found;
}

bool mgp_recognise_address(const struct mgp_value_view *view, size_t from, size_t until, struct mgp_recognition *out)
{
    if (view->addresses) return recognise(view, from, until, out);
    struct mgp_value_view remembering = *view;
    remembering.addresses = mgp_address_memory_create();
    bool is_found = recognise(&remembering, from, until, out);
    mgp_address_memory_destroy(remembering.addresses);
    return is_found;
}
