/* Values that are a name and nothing else: a cell, a JSON string, a file of one line. They need less weight
 * than a name in running text, least where a column or member name speaks for them. */
#include "identifiers/recogniser_name_internal.h"

enum { MIN_SCORE_ALONE = 2, MAX_VALUE = 120 };

/* The value without the blanks around it; false if it is not all here, is too long for a name, or begins with no
 * letter. */
static bool whole_value(const struct mgp_value_view *view, size_t *begin, size_t *end)
{
    struct mgp_slice text = view->text;
    if (!view->begins_value || !view->ends_value || text.len > MAX_VALUE) return false;
    *begin = 0;
    *end = text.len;
    while (*begin < *end && text.ptr[*begin] <= ' ') {
        ++*begin;
    }
    while (*end > *begin && text.ptr[*end - 1] <= ' ') {
        --*end;
    }
    return *begin < *end && (text.ptr[*begin] >= 0x80 || mgp_is_ascii_letter(text.ptr[*begin]));
}

/* The words of a value that holds nothing but words, single commas and dots. */
struct value_words {
    struct mgp_name_word words[MGP_NAME_MAX_WORDS];
    size_t count;
    size_t comma; /* index of the word behind a comma, 0 if there is none */
    size_t end;
};

static bool read_value(const struct mgp_value_view *view, size_t at, size_t end, struct value_words *value)
{
    struct mgp_slice text = view->text;
    value->count = value->comma = 0;
    while (at < end) {
        struct mgp_name_word *word = &value->words[value->count];
        if (value->count == MGP_NAME_MAX_WORDS || !mgp_name_read_word(text, at, view->names, word)) return false;
        value->count++;
        value->end = word->shape == MGP_NAME_INITIAL ? word->after : word->end;
        at = word->after;
        bool is_title = value->count == 1 && word->flags & MGP_NAME_TITLE;
        if (is_title && at < end && text.ptr[at] == '.') at++;
        if (at < end && text.ptr[at] == ',' && value->comma == 0) {
            value->comma = value->count;
            at++;
        }
        if (at >= end) return true;
        size_t next = mgp_name_skip_gap(text, at);
        if (!next && !(word->shape == MGP_NAME_INITIAL && word->after > word->end)) return false;
        if (next) at = next;
    }
    return true;
}

static bool is_unknown(const struct mgp_name_word *word)
{
    return word->key_len > 1 && !(word->flags & (MGP_NAME_WORD | MGP_NAME_GIVEN | MGP_NAME_SURNAME)) &&
           word->shape != MGP_NAME_OTHER;
}

/* The weight of given and surname in a value that is a name and nothing else. A labelled value may have one
 * part that no list knows, so long as it is no word of the language either. */
static int pair_score(const struct mgp_name_word *given, const struct mgp_name_word *surname,
                      bool is_labelled)
{
    if (mgp_name_is_given(given) && mgp_name_is_surname(surname))
        return mgp_name_given_score(given) + mgp_name_surname_score(surname);
    if (!is_labelled) return 0;
    if (mgp_name_is_given(given) && is_unknown(surname)) return mgp_name_given_score(given);
    if (is_unknown(given) && mgp_name_is_surname(surname)) return mgp_name_surname_score(surname);
    return 0;
}

static bool has_forbidden_word(const struct value_words *value, size_t first, bool is_labelled)
{
    for (size_t i = first; i < value->count; i++) {
        const struct mgp_name_word *word = &value->words[i];
        bool is_name = word->flags & (MGP_NAME_GIVEN | MGP_NAME_SURNAME);
        bool ends_institution = i == value->count - 1 && i > first + 1; /* John Hancock Tower */
        if (word->flags & MGP_NAME_STOP) return true;
        if (word->flags & MGP_NAME_AFTER && (!is_name || ends_institution)) return true;
        if (word->flags & MGP_NAME_BEFORE && i == first && !(word->flags & MGP_NAME_GIVEN)) return true;
        bool is_particle = word->flags & MGP_NAME_PARTICLE;
        if (word->shape == MGP_NAME_LOWER && !is_particle && !is_labelled) return true;
        if (word->shape != MGP_NAME_INITIAL && !is_name && !is_particle && !is_unknown(word)) return true;
        if (i + 1 < value->count && mgp_name_is_phrase(word, &value->words[i + 1])) return true;
    }
    return false;
}

/* In a column of surnames: one that a list knows, words of the language too (Baker). */
static bool is_surname_alone(const struct mgp_name_word *word)
{
    return mgp_name_is_surname(word) && word->shape != MGP_NAME_OTHER && word->key_len > 1;
}

/* Does the word, or a part of it behind a hyphen or apostrophe, begin with a capital? */
static bool has_capital_begin(struct mgp_slice text, const struct mgp_name_word *word)
{
    for (size_t at = word->begin; at < word->end; at++) {
        bool begins_part = at == word->begin || text.ptr[at - 1] == '-' || text.ptr[at - 1] == '\'';
        if (begins_part && mgp_name_may_be_capital(text.ptr[at])) return true;
    }
    return false;
}

/* Is the first word of a value a title, and not a given name that is one too? */
static bool begins_with_title(struct mgp_slice text, const struct mgp_name_word *word)
{
    bool is_dotted = word->after < text.len && text.ptr[word->after] == '.';
    return word->flags & MGP_NAME_TITLE && (is_dotted || !(word->flags & MGP_NAME_GIVEN));
}

/* A value that is a name and nothing else: a cell, a JSON string, a file of one line. Where no label speaks
 * for it, the given name, or the surname before the comma, has a capital. */
static bool is_name_alone(const struct mgp_value_view *view, size_t begin, size_t end,
                          struct mgp_recognition *out)
{
    struct value_words value;
    if (!read_value(view, begin, end, &value)) return false;
    size_t first = begins_with_title(view->text, &value.words[0]) ? 1 : 0;
    size_t parts = value.count - first, last = value.count - 1;
    if (parts == 1 && view->is_labelled && is_surname_alone(&value.words[first])) {
        *out = (struct mgp_recognition){.begin = value.words[first].begin, .end = value.end};
        return true;
    }
    if (parts < 2 || parts > MGP_NAME_MAX_PARTS + 1 || has_forbidden_word(&value, first, view->is_labelled))
        return false;
    size_t foremost = value.comma > first ? value.comma - 1 : first;
    if (!view->is_labelled && !has_capital_begin(view->text, &value.words[foremost])) return false;
    while (last > first && value.words[last].shape == MGP_NAME_INITIAL) {
        last--;
    }
    int score;
    if (value.comma > first) {
        score = value.comma > last
                    ? 0
                    : pair_score(&value.words[value.comma], &value.words[first], view->is_labelled);
    } else {
        score = pair_score(&value.words[first], &value.words[last], view->is_labelled);
        if (last != value.count - 1) score = 0;
    }
    if (score == 0 && view->is_labelled && value.comma == 0) { /* surname first */
        score = mgp_name_is_given(&value.words[last])
                    ? pair_score(&value.words[last], &value.words[first], false)
                    : 0;
    }
    bool is_shouted = value.words[first].shape == MGP_NAME_UPPER;
    int wanted = view->is_labelled ? 1 : is_shouted ? MGP_NAME_MIN_SCORE : MIN_SCORE_ALONE;
    if (score + (parts > 2) < wanted || score < 1) return false;
    *out = (struct mgp_recognition){.begin = value.words[first].begin, .end = value.end};
    return true;
}

bool mgp_name_is_value(const struct mgp_value_view *view, struct mgp_recognition *out)
{
    size_t begin, end;
    return whole_value(view, &begin, &end) && is_name_alone(view, begin, end, out);
}
