/* Full names of people in Latin letters: given name and surname, both known from lists, with more given
 * names, initials, particles, hyphens and apostrophes between.
 *
 * Lists alone find names everywhere ("Will Rose", "Virginia Beach", "Morgan Stanley"), so each name is
 * weighed: a common given name or surname that is no ordinary word counts 2, a rare one or one that is also
 * a word 1, a word that is first something else 0; places take away, titles, initials and further names
 * give. Running text wants MGP_NAME_MIN_SCORE, a value that is nothing but the name, or one whose column is labelled
 * as a name, wants less. What stands beside it may settle the matter: "Inc" or "Street" behind it, "Mount"
 * before it, code, a heading.
 *
 * Everything that is looked at lies on the same line, a few words to either side. */
#include "identifiers/recogniser_name_internal.h"

enum {
    HEADING_WORDS = 3,
    MAX_UNKNOWN = 14, /* letters of a surname that no list knows */
};

struct candidate {
    struct mgp_name_word words[MGP_NAME_MAX_WORDS];
    size_t count;           /* words read */
    size_t given;           /* index of the given name that counts */
    size_t surname;         /* index of the surname, the last word that belongs to the name */
    size_t initials, known; /* up to and including the surname */
    size_t particles;       /* in lower case, between the two */
};

/* May the surname so far be followed by this one? A word or a town behind a full name is most often not
 * part of it. */
static bool extends(const struct candidate *name, const struct mgp_name_word *word)
{
    return name->surname == 0 || !(word->flags & (MGP_NAME_WORD | MGP_NAME_PLACE | MGP_NAME_AFTER));
}

/* A word that no list knows is a surname behind a given name and a particle: Vincent van Gogh. */
static bool is_particled_surname(const struct candidate *name, const struct mgp_name_word *word)
{
    if (name->count < 2 || name->given != 0 || name->surname != 0) return false;
    const struct mgp_name_word *before = &name->words[name->count - 1];
    return before->shape == MGP_NAME_LOWER && before->key_len > 1 && word->flags == 0 && word->key_len > 2 &&
           word->shape == MGP_NAME_CAPITALISED;
}

/* A word that no list knows at all is a surname behind a given name that is nothing else. */
static bool is_unknown_surname(const struct candidate *name, const struct mgp_name_word *word)
{
    if (name->given == SIZE_MAX || word->flags != 0 || word->shape != MGP_NAME_CAPITALISED) return false;
    if (word->key_len < 3 || word->key_len > MAX_UNKNOWN) return false;
    const struct mgp_name_word *before = &name->words[name->count - 1];
    bool is_behind_given = mgp_name_is_given(before) && (name->surname == 0 || name->surname == name->count - 1);
    bool is_behind_initial = before->shape == MGP_NAME_INITIAL && name->surname == 0;
    return (is_behind_given || is_behind_initial) && mgp_name_given_score(&name->words[name->given]) >= 2;
}

/* Takes the word behind those of the name, which has been read to its place, into the name. False if the name stops
 * before it. */
static bool take_word(struct candidate *name, bool may_shout, size_t *parts)
{
    size_t index = name->count;
    const struct mgp_name_word *word = &name->words[index];
    if (word->shape == MGP_NAME_INITIAL) return true;
    bool is_name = mgp_name_is_part(word, may_shout) && (mgp_name_is_given(word) || mgp_name_is_surname(word));
    if (is_name && index > 0 && word->flags & MGP_NAME_PARTICLE && word->key_len <= 3) is_name = false;
    if (!is_name && (is_particled_surname(name, word) || is_unknown_surname(name, word))) {
        name->surname = index;
        return true;
    }
    if (!is_name) return index > 0 && word->flags & MGP_NAME_PARTICLE;
    if (++*parts > MGP_NAME_MAX_PARTS) return false;
    bool is_first_given = mgp_name_is_given(word) && name->given == SIZE_MAX;
    if (is_first_given) name->given = index;
    bool is_behind_particle = index > 1 && name->words[index - 1].shape == MGP_NAME_LOWER;
    if (!is_first_given && (mgp_name_is_surname(word) || is_behind_particle) && extends(name, word))
        name->surname = index;
    return true;
}

/* Reads words, the first of which is known, for as long as they may belong to one name. */
static void read_name(const struct mgp_value_view *view, const struct mgp_name_word *first, bool may_shout,
                      struct candidate *name)
{
    struct mgp_slice text = view->text;
    size_t parts = 0, at = first->begin;
    name->count = name->surname = name->initials = name->known = name->particles = 0;
    name->given = SIZE_MAX;
    while (name->count < MGP_NAME_MAX_WORDS) {
        struct mgp_name_word *word = &name->words[name->count];
        if (name->count == 0) *word = *first;
        else if (!mgp_name_recall_word(view, at, word)) break;
        if (!take_word(name, may_shout, &parts)) break;
        name->count++;
        bool is_dotted = word->shape == MGP_NAME_INITIAL && word->after > word->end;
        at = mgp_name_skip_gap(text, word->after);
        if (!at && is_dotted) at = word->after; /* J.R.R. */
        if (!at || (word->after != word->end && !is_dotted)) break;
    }
    for (size_t i = 0; i <= name->surname && i < name->count; i++) {
        name->initials += name->words[i].shape == MGP_NAME_INITIAL;
        name->particles += name->words[i].shape == MGP_NAME_LOWER && name->words[i].key_len > 1;
        name->known += mgp_name_is_part(&name->words[i], may_shout) &&
                       (mgp_name_is_given(&name->words[i]) || mgp_name_is_surname(&name->words[i]));
    }
}

int mgp_name_given_score(const struct mgp_name_word *word)
{
    if (word->flags & MGP_NAME_GIVEN_WEAK) return 0;
    int score = word->flags & MGP_NAME_GIVEN_COMMON && !(word->flags & MGP_NAME_WORD) ? 2 : 1;
    return score - (word->flags & MGP_NAME_PLACE ? 1 : 0);
}

int mgp_name_surname_score(const struct mgp_name_word *word)
{
    if (word->flags == 0) return 1; /* behind a particle, or a given name that is nothing else */
    int score = (word->flags & MGP_NAME_SURNAME_COMMON ? 2 : 1) - (word->flags & MGP_NAME_WORD ? 1 : 0);
    return score - (word->flags & (MGP_NAME_PLACE | MGP_NAME_AFTER) ? 1 : 0);
}

/* What the name says by itself. Initials alone before a surname are weaker than a given name. */
static int own_score(const struct candidate *name)
{
    const struct mgp_name_word *surname = &name->words[name->surname];
    if (name->given == SIZE_MAX || name->given >= name->surname) {
        return surname->flags & MGP_NAME_WORD ? 0 : mgp_name_surname_score(surname) + (name->initials >= 2 ? 1 : -2);
    }
    int score = mgp_name_given_score(&name->words[name->given]) + mgp_name_surname_score(surname);
    return score + (name->initials > 0) + (name->particles > 0) +
           (name->known > 2 ? (int)name->known - 2 : 0);
}

bool mgp_name_is_phrase(const struct mgp_name_word *first, const struct mgp_name_word *second)
{
    if (!mgp_name_may_begin_phrase(first)) return false;
    char key[2 * MGP_NAME_KEY_SIZE + 1];
    memcpy(key, first->key, first->key_len);
    key[first->key_len] = ' ';
    memcpy(key + first->key_len + 1, second->key, second->key_len);
    return mgp_name_look_up(key, first->key_len + 1 + second->key_len) & MGP_NAME_PHRASE;
}

static bool holds_phrase(const struct mgp_value_view *view, const struct candidate *name)
{
    for (size_t i = 0; i < name->surname; i++) {
        if (mgp_name_recall_phrase(view, &name->words[i], &name->words[i + 1])) return true;
    }
    return false;
}

/* The context of a name: a few words on each side of it. */
struct context {
    bool is_titled, is_refused;
    bool is_mid_sentence;  /* behind a word in lower case, or a comma */
    bool is_personal;      /* that word is none that stands before places and things; or a mail address follows */
    bool is_vouched;       /* a mail address follows, a title or "by" stands before */
    size_t before, behind; /* capitalised words that touch it and are no title */
};

/* A word in lower case before places and things as often as before people. */
static bool precedes_things(const struct mgp_name_word *word)
{
    static const char words[][4] = {"the", "a",   "an",  "in",  "at",  "from", "into", "near", "of",  "via", "der",
                                    "die", "das", "dem", "den", "im",  "am",   "aus",  "bei",  "le",  "la",  "les",
                                    "du",  "des", "el",  "los", "las", "del",  "en",   "il",   "lo",  "gli", "het",
                                    "een", "det", "ett", "em",  "do",  "da",   "no",   "na",   "w",   "v",   "i"};
    return mgp_name_is_one_of(word, words, sizeof words / sizeof words[0]);
}

/* Words that say something of a name, place or company. */
#define TELLING (MGP_NAME_GIVEN | MGP_NAME_SURNAME | MGP_NAME_AFTER | MGP_NAME_BEFORE | MGP_NAME_PLACE)

/* Does a word begin a line or sentence, and is there nothing of a name, place or company about it? It then says
 * nothing of the name behind it: "Yesterday Nicholas Smith called". */
static bool only_begins_sentence(const struct mgp_value_view *view, const struct mgp_name_word *word)
{
    struct mgp_name_word before;
    if (word->shape != MGP_NAME_CAPITALISED || word->flags & TELLING) return false;
    return !mgp_name_recall_word_before(view, word->begin, &before) || view->text.ptr[word->begin - 2] == '.';
}

static void look_before(const struct mgp_value_view *view, size_t begin, const struct candidate *name,
                        struct context *context)
{
    struct mgp_slice text = view->text;
    struct mgp_name_word word;
    size_t at = begin;
    if (begin >= 2 && text.ptr[begin - 1] == ' ' && text.ptr[begin - 2] == ',')
        context->is_mid_sentence = true;
    while (context->before < HEADING_WORDS && mgp_name_recall_word_before(view, at, &word)) {
        bool is_nearest = at == begin;
        if (is_nearest && word.shape == MGP_NAME_LOWER) {
            context->is_mid_sentence = true;
            context->is_personal = word.key_len > 0 && !precedes_things(&word);
            context->is_vouched = mgp_slice_is(mgp_slice_of(word.key, word.key_len), "by");
            context->is_refused = context->is_refused || word.flags & MGP_NAME_CODE;
        }
        if (!mgp_name_is_capital(&word)) {
            if (is_nearest && word.flags & MGP_NAME_TITLE && word.shape == MGP_NAME_LOWER)
                context->is_titled = true;
            return;
        }
        if (is_nearest && (word.flags & MGP_NAME_BEFORE || mgp_name_recall_phrase(view, &word, &name->words[0]))) {
            context->is_refused = true;
        }
        if (word.flags & MGP_NAME_TITLE && !(word.flags & MGP_NAME_BEFORE)) {
            context->is_titled = true;
            return;
        }
        if (mgp_utf8_is_word_before(text, word.begin) || text.ptr[at - 2] == '.')
            return; /* another sentence */
        bool is_unknown = name->words[name->surname].flags == 0;
        if (is_nearest && !is_unknown && only_begins_sentence(view, &word)) return;
        context->before++;
        at = word.begin;
    }
}

/* Can the word before an offset be one of a heading that goes on there: in capitals, and neither a title nor the end of
 * another sentence? */
static bool is_of_heading(struct mgp_slice text, size_t at, const struct mgp_name_word *before)
{
    return mgp_name_is_capital(before) && !(before->flags & MGP_NAME_TITLE) && text.ptr[at - 2] != '.' &&
           !mgp_utf8_is_word_before(text, before->begin);
}

/* How many words of a heading, most at most, stand before an offset. */
static size_t heading_before(const struct mgp_value_view *view, size_t at, size_t most)
{
    size_t count = 0, known = mgp_name_place(view, at)->heading;
    if (known != SIZE_MAX) return known < most ? known : most;
    const struct mgp_name_place *before = mgp_name_place_before(view, at);
    if (before && is_of_heading(view->text, at, &before->word))
        count = 1 + (most > 1 ? heading_before(view, before->at, most - 1) : 0);
    if (count < most || most == HEADING_WORDS) mgp_name_place(view, at)->heading = count;
    return count;
}

/* Do so many words in capitals stand before that look_before finds a heading, whatever begins here? In a list of words
 * nearly every one stands so, and nothing else needs to be asked. */
static bool is_in_heading(const struct mgp_value_view *view, size_t begin)
{
    return heading_before(view, begin, HEADING_WORDS) == HEADING_WORDS &&
           mgp_name_place_before(view, begin)->word.flags & TELLING;
}

/* A comma before Inc, Ltd and their like changes nothing. */
static bool is_company_form(const struct mgp_name_word *word)
{
    static const char forms[][4] = {"inc", "ltd", "llc", "llp", "corp", "co", "gmbh", "plc", "ag"};
    return mgp_name_is_one_of(word, forms, sizeof forms / sizeof forms[0]);
}

static bool begins_code(struct mgp_slice text, size_t begin)
{
    static const bool is_of_code[256] = {['.'] = true, ['_'] = true, ['$'] = true, ['@'] = true,
                                         ['#'] = true, ['\\'] = true, ['/'] = true, ['+'] = true,
                                         ['&'] = true, ['^'] = true, ['~'] = true, ['%'] = true};
    return begin > 0 && is_of_code[text.ptr[begin - 1]];
}

static bool goes_on_as_code(struct mgp_slice text, size_t end)
{
    static const bool is_of_code[256] = {['('] = true, ['_'] = true, ['@'] = true, ['\\'] = true, ['/'] = true,
                                         ['['] = true, ['{'] = true, ['='] = true, ['$'] = true,  ['#'] = true,
                                         ['%'] = true, ['+'] = true, ['-'] = true};
    if (end >= text.len) return false;
    uint8_t byte = text.ptr[end];
    if (byte == '.' || byte == ':') {
        return end + 1 < text.len &&
               (mgp_utf8_is_word_at(text, end + 1) || text.ptr[end + 1] == ':' || text.ptr[end + 1] == '_');
    }
    return is_of_code[byte];
}

/* <someone@example.com> */
static bool is_mail_address(struct mgp_slice text, size_t at)
{
    enum { MAX_LOCAL_PART = 64 }; /* RFC 5321, 4.5.3.1.1 */
    if (text.ptr[at] != '<') return false;
    for (size_t i = at + 1; i < text.len && i - at <= MAX_LOCAL_PART + 1; i++) {
        uint8_t c = text.ptr[i];
        if (c == '@') return i > at + 1;
        if (!mgp_is_ascii_letter(c) && !mgp_is_digit(c) && c != '.' && c != '-' && c != '_' && c != '+') return false;
    }
    return false;
}

static void look_behind(const struct mgp_value_view *view, size_t after, const struct mgp_name_word *last,
                        struct context *context)
{
    struct mgp_slice text = view->text;
    struct mgp_name_word word;
    if (after + 1 < text.len && text.ptr[after] == ',' && text.ptr[after + 1] == ' ' &&
        mgp_name_recall_word(view, after + 2, &word) && is_company_form(&word)) {
        context->is_refused = true;
        return;
    }
    size_t at = mgp_name_skip_gap(text, after);
    if (at && is_mail_address(text, at)) context->is_personal = context->is_vouched = true;
    if (at && text.ptr[at] == '&') {
        at = mgp_name_skip_gap(text, at + 1);
        context->is_refused = at && mgp_name_recall_word(view, at, &word) && word.flags & MGP_NAME_AFTER;
        return;
    }
    bool is_nearest = true;
    while (at && context->behind < HEADING_WORDS && mgp_name_recall_word(view, at, &word) &&
           mgp_name_is_capital(&word)) {
        if (is_nearest && (word.flags & MGP_NAME_AFTER || mgp_name_recall_phrase(view, last, &word)))
            context->is_refused = true;
        is_nearest = false;
        context->behind++;
        at = word.after == word.end ? mgp_name_skip_gap(text, word.after) : 0;
    }
}

static struct context look_around(const struct mgp_value_view *view, const struct candidate *name)
{
    struct mgp_slice text = view->text;
    struct context context = {0};
    const struct mgp_name_word *last = &name->words[name->surname];
    size_t begin = name->words[0].begin;
    if (begins_code(text, begin) || goes_on_as_code(text, last->end)) {
        context.is_refused = true;
        return context;
    }
    look_before(view, begin, name, &context);
    if (context.before >= HEADING_WORDS) context.is_refused = true;
    if (!context.is_refused && last->after == last->end) look_behind(view, last->end, last, &context);
    return context;
}

static bool accept(const struct candidate *name, struct mgp_recognition *out)
{
    *out = (struct mgp_recognition){.begin = name->words[0].begin, .end = name->words[name->surname].end};
    return true;
}

/* Does what begins here stand at the beginning of a line, behind a label (Name: ) or a list's mark (- , * , 1. )? */
static bool begins_entry(struct mgp_slice text, size_t begin)
{
    size_t at = begin;
    while (at > 0 && (text.ptr[at - 1] == ' ' || text.ptr[at - 1] == '\t')) {
        at--;
    }
    if (at == 0 || text.ptr[at - 1] == '\n' || text.ptr[at - 1] == '\r') return true;
    if (at == begin || text.ptr[at - 1] == ':') return at < begin;
    bool is_numbered = text.ptr[at - 1] == '.' && at > 1 && mgp_is_digit(text.ptr[at - 2]);
    if (!is_numbered && text.ptr[at - 1] != '-' && text.ptr[at - 1] != '*') return false;
    for (at--; at > 0 && mgp_is_digit(text.ptr[at - 1]) && begin - at < HEADING_WORDS * MGP_NAME_MAX_PARTS; at--) {}
    while (at > 0 && text.ptr[at - 1] == ' ') {
        at--;
    }
    return at == 0 || text.ptr[at - 1] == '\n';
}

/* Does the line, or the entry of a list on it, end here? */
static bool ends_entry(struct mgp_slice text, size_t end)
{
    while (end < text.len && (text.ptr[end] == ' ' || text.ptr[end] == '\t')) {
        end++;
    }
    return end >= text.len || text.ptr[end] == '\n' || text.ptr[end] == '\r' || text.ptr[end] == ';';
}

/* A name in capitals that is an entry by itself: "Signed: PALOMA COELLO". Both parts must be known. */
static bool is_entry_in_capitals(struct mgp_slice text, const struct candidate *name)
{
    const struct mgp_name_word *surname = &name->words[name->surname];
    return name->given < name->surname && surname->flags & MGP_NAME_SURNAME &&
           begins_entry(text, name->words[0].begin) && ends_entry(text, surname->end);
}

/* A name in running text. */
static bool is_name_in_text(const struct mgp_value_view *view, const struct mgp_name_word *first,
                            struct mgp_recognition *out)
{
    struct mgp_slice text = view->text;
    struct candidate name;
    bool may_shout = first->shape == MGP_NAME_UPPER;
    if (first->shape != MGP_NAME_INITIAL && (!mgp_name_is_given(first) || first->shape < MGP_NAME_CAPITALISED))
        return false;
    read_name(view, first, may_shout, &name);
    if (name.surname == 0 || holds_phrase(view, &name)) return false;
    struct context context = look_around(view, &name);
    if (context.is_refused || (may_shout && !context.is_titled && !is_entry_in_capitals(text, &name))) return false;
    if (context.before + context.behind >= HEADING_WORDS) return false;
    bool is_weak = name.words[0].flags & MGP_NAME_GIVEN_WEAK;
    int score = own_score(&name) + (context.is_titled ? 2 : 0) - (context.before > 0) - (context.behind > 0);
    if (is_weak ? context.is_mid_sentence : context.is_personal) score++;
    return score >= MGP_NAME_MIN_SCORE && accept(&name, out);
}

bool mgp_name_may_be_vouched(const struct mgp_name_word *word)
{
    if (word->shape != MGP_NAME_CAPITALISED || word->key_len < 2 || word->key_len > MAX_UNKNOWN) return false;
    uint32_t names = MGP_NAME_GIVEN | MGP_NAME_SURNAME;
    uint32_t others =
        MGP_NAME_WORD | MGP_NAME_STOP | MGP_NAME_AFTER | MGP_NAME_BEFORE | MGP_NAME_TITLE | MGP_NAME_CODE;
    return word->flags == 0 || (word->flags & names && !(word->flags & others));
}

/* Two words, one of them or both unknown, for which what stands around them vouches: Dodji Seketeli <dodji@...>,
 * Dr. Rukmini Deshpande, by Kean Johnson. Without a mail address one of the two must be known. */
static bool is_vouched_name(const struct mgp_value_view *view, const struct mgp_name_word *first,
                            struct mgp_recognition *out)
{
    struct mgp_slice text = view->text;
    struct candidate name = {.count = 2, .surname = 1};
    if (!mgp_name_may_be_vouched(first) || first->after != first->end) return false;
    name.words[0] = *first;
    size_t next = mgp_name_skip_gap(text, first->end);
    struct mgp_name_word *last = &name.words[1];
    if (!next || !mgp_name_recall_word(view, next, last) || !mgp_name_may_be_vouched(last)) return false;
    size_t behind = mgp_name_skip_gap(text, last->after);
    bool has_mail = behind && is_mail_address(text, behind);
    bool is_known = mgp_name_is_given(first) ||
                    (last->flags & MGP_NAME_SURNAME_COMMON && !(last->flags & MGP_NAME_PLACE));
    if ((!is_known && !has_mail) || holds_phrase(view, &name)) return false;
    struct context context = look_around(view, &name);
    if (context.is_refused || context.behind > 0) return false;
    if (context.before > 0 && !context.is_titled) return false;
    return (has_mail || context.is_titled || context.is_vouched) && accept(&name, out);
}

/* "Smith, John A." where nothing else stands beside it: from a line's or list's begin to its end. */
static bool is_reversed_name(const struct mgp_value_view *view, const struct mgp_name_word *surname,
                            struct mgp_recognition *out)
{
    struct mgp_slice text = view->text;
    struct mgp_name_word given;
    size_t begin = surname->begin;
    if (!mgp_name_is_part(surname, true) || !mgp_name_is_surname(surname) || mgp_name_is_given(surname)) return false;
    if (surname->after != surname->end || !mgp_has_at(text, surname->end, ", ")) return false;
    if (begin > 0 && !strchr("\n\r\t;|\"'([>:", text.ptr[begin - 1]) &&
        !(begin > 1 && mgp_has_at(text, begin - 2, "; ")) && !begins_entry(text, begin)) {
        return false;
    }
    if (!mgp_name_recall_word(view, surname->end + 2, &given)) return false;
    if (!mgp_name_is_part(&given, surname->shape == MGP_NAME_UPPER) || !mgp_name_is_given(&given)) return false;
    if ((given.flags & (MGP_NAME_GIVEN_WEAK | MGP_NAME_PLACE)) || surname->flags & MGP_NAME_PLACE)
        return false;
    if (mgp_name_given_score(&given) + mgp_name_surname_score(surname) < MGP_NAME_MIN_SCORE) return false;
    size_t end = given.end, next = mgp_name_skip_gap(text, given.after);
    struct mgp_name_word initial;
    if (next && mgp_name_recall_word(view, next, &initial) && initial.shape == MGP_NAME_INITIAL)
        end = initial.after;
    if (end < text.len && !strchr("\n\r\t;|\"')]<", text.ptr[end]) &&
        !(text.ptr[end - 1] == '.' && text.ptr[end] == ' ')) {
        return false;
    }
    *out = (struct mgp_recognition){.begin = begin, .end = end};
    return true;
}

/* Behind a letter or digit, or an apostrophe or hyphen that follows one. */
static bool is_inside_word(struct mgp_slice text, size_t at)
{
    if (at == 0 || text.ptr[at - 1] == ' ') return false;
    if (mgp_utf8_is_word_before(text, at)) return true;
    bool is_joined = at > 1 && (text.ptr[at - 1] == '\'' || text.ptr[at - 1] == '-');
    return is_joined && mgp_utf8_is_word_before(text, at - 1);
}

/* A cheap look before words are read: the word must be followed by a blank and what may be a capital or a
 * particle, by a comma, or by an initial's dot. */
static bool may_begin_name(struct mgp_slice text, size_t at)
{
    size_t end = at + mgp_gate_run(mgp_gate_range(mgp_gate_load(text, at) | MGP_EVERY_BYTE(0x20), 'a', 'z'));
    while (end < text.len && (mgp_is_ascii_letter(text.ptr[end]) || text.ptr[end] >= 0x80 ||
                              text.ptr[end] == '\'' || text.ptr[end] == '-')) {
        if (text.ptr[end] == 0xC2 && mgp_has_at(text, end, "\xC2\xA0")) return true;
        if (++end - at > MGP_NAME_MAX_WORD) return false;
    }
    if (end + 1 >= text.len) return false;
    uint8_t follower = text.ptr[end + 1];
    switch (text.ptr[end]) {
    case ' ':
        return mgp_name_may_be_capital(follower) || follower == ' ' ||
               (mgp_is_ascii_letter(follower) && strchr("abdeiloptvyz", follower));
    case ',':
        return follower == ' ';
    case '.':
        return end - at <= 3;
    default:
        return false;
    }
}

/* A capital of those with which names begin: beyond ASCII its first byte tells little. */
static bool is_capital_at(struct mgp_slice text, size_t at)
{
    uint32_t c;
    if (!mgp_name_may_be_capital(text.ptr[at])) return false;
    if (text.ptr[at] < 0x80) return true;
    return mgp_utf8_decode(text.ptr + at, text.len - at, &c) > 0 && mgp_codepoint_is_upper(c);
}

/* The next byte that may be a capital's first, from an offset on; until if there is none. */
static size_t next_capital(struct mgp_slice text, size_t at, size_t until)
{
    for (; at < until; at++) {
        if (at + sizeof(uint64_t) <= text.len) {
            uint64_t bytes = mgp_gate_load(text, at);
            uint64_t marks = mgp_gate_range(bytes, 'A', 'Z') | (bytes & MGP_EVERY_BYTE(0x80));
            at += marks ? (size_t)__builtin_ctzll(marks) / 8 : sizeof bytes - 1;
        }
        if (at < until && mgp_name_may_be_capital(text.ptr[at])) return at;
    }
    return until;
}

bool mgp_name_at(const struct mgp_value_view *view, size_t at, struct mgp_recognition *out)
{
    struct mgp_slice text = view->text;
    struct mgp_name_word word;
    if (is_inside_word(text, at) || !is_capital_at(text, at) || !may_begin_name(text, at)) return false;
    if (!mgp_name_place(view, at)->is_word) return false;
    bool may_be_reversed = mgp_has_at(text, mgp_name_place(view, at)->word.end, ",");
    bool is_heading = is_in_heading(view, at);
    if (is_heading && !may_be_reversed) return false;
    mgp_name_recall_word(view, at, &word);
    if (is_heading) return is_reversed_name(view, &word, out);
    return is_name_in_text(view, &word, out) || is_reversed_name(view, &word, out) || is_vouched_name(view, &word, out);
}

static bool recognise(const struct mgp_value_view *view, size_t from, size_t until, struct mgp_recognition *out)
{
    struct mgp_recognition alone;
    if (mgp_name_is_value(view, &alone) && alone.begin >= from && alone.begin < until) {
        until = alone.begin;
    } else {
        alone.begin = SIZE_MAX;
    }
    for (size_t at = from; (at = next_capital(view->text, at, until)) < until; at++) {
        if (mgp_name_at(view, at, out)) return true;
    }
    if (alone.begin == SIZE_MAX) return false;
    *out = alone;
    return true;
}

bool mgp_recognise_name(const struct mgp_value_view *view, size_t from, size_t until,
                        struct mgp_recognition *out)
{
    if (view->names) return recognise(view, from, until, out);
    struct mgp_value_view remembering = *view;
    remembering.names = mgp_name_memory_create();
    bool is_found = recognise(&remembering, from, until, out);
    mgp_name_memory_destroy(remembering.names);
    return is_found;
}
