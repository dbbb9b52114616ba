#define PCRE2_CODE_UNIT_WIDTH 8
#include "identifiers/allow_list.h"

#include <pcre2.h>
#include <stdatomic.h>

#include "base/file.h"
#include "base/utf8.h"
#include "identifiers/bounded_match.h"
#include "identifiers/definition.h"
#include "identifiers/rule_set.h"

/* Bytes of the longest entry as it is compared. */
#define MAX_WORD_BYTES (4 * (size_t)MGP_MAX_USER_WORD)

struct mgp_allow_lists {
    struct mgp_arena arena;
    struct mgp_slice *words; /* as they are compared; sorted once finished */
    size_t word_count, word_capacity, word_lists;
    pcre2_code *regexes[MGP_ALLOW_MAX_LISTS];
    size_t regex_count;
    _Atomic uint64_t given_up;
};

struct mgp_allow_lists *mgp_allow_lists_create(void)
{
    return mgp_calloc(1, sizeof(struct mgp_allow_lists));
}

void mgp_allow_lists_destroy(struct mgp_allow_lists *lists)
{
    if (!lists) return;
    for (size_t i = 0; i < lists->regex_count; i++) {
        pcre2_code_free(lists->regexes[i]);
    }
    free(lists->words);
    mgp_arena_clear(&lists->arena);
    free(lists);
}

/* --- words ----------------------------------------------------------------------------------------------- */

static bool is_blank(uint32_t c)
{
    return c == ' ' || (c >= '\t' && c <= '\r') || c == 0xA0;
}

/* The text as it is compared: folded, runs of blanks one blank, none at the ends. Writes at most
 * MAX_WORD_BYTES to out and returns their number; SIZE_MAX where the text is longer than an entry may be, or
 * not UTF-8. *characters counts what was written. */
static size_t normalise(struct mgp_slice text, uint8_t out[MAX_WORD_BYTES], size_t *characters)
{
    size_t length = 0, at = 0;
    bool blank = false;
    *characters = 0;
    while (at < text.len) {
        uint32_t c = text.ptr[at];
        size_t size = c < 0x80 ? 1 : mgp_utf8_decode(text.ptr + at, text.len - at, &c);
        if (size == 0) return SIZE_MAX;
        at += size;
        if (is_blank(c)) {
            blank = *characters > 0;
            continue;
        }
        if (*characters + blank + 1 > MGP_MAX_USER_WORD) return SIZE_MAX;
        if (blank) out[length++] = ' ';
        if (c < 0x80) out[length++] = (uint8_t)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
        else length += mgp_utf8_encode(mgp_codepoint_fold(c), out + length);
        *characters += (size_t)blank + 1;
        blank = false;
    }
    return length;
}

static enum mgp_status add_word(struct mgp_allow_lists *lists, const struct mgp_definition *definition, size_t offset,
                                struct mgp_slice word)
{
    uint8_t folded[MAX_WORD_BYTES];
    size_t characters, length = normalise(word, folded, &characters);
    if (length == SIZE_MAX && !mgp_utf8_is_valid(word))
        return mgp_definition_refuse(definition, offset, "the entry is not UTF-8");
    if (length == SIZE_MAX) {
        return mgp_definition_refuse(definition, offset, "the entry has %zu characters: %d at most are allowed",
                                     mgp_utf8_count(word), MGP_MAX_USER_WORD);
    }
    if (memchr(word.ptr, 0, word.len))
        return mgp_definition_refuse(definition, offset, "the entry holds a NUL character");
    MGP_GROW(lists->words, lists->word_count, lists->word_capacity);
    lists->words[lists->word_count++] = mgp_arena_copy(&lists->arena, mgp_slice_of(folded, length));
    return MGP_OK;
}

/* Bytes of the blank at the end of text, or 0: the last byte alone does not tell (0xA0 ends other letters too). */
static size_t blank_at_end(struct mgp_slice text)
{
    if (text.len == 0) return 0;
    if (text.ptr[text.len - 1] < 0x80) return is_blank(text.ptr[text.len - 1]);
    bool is_no_break = text.len > 1 && text.ptr[text.len - 2] == 0xC2 && text.ptr[text.len - 1] == 0xA0;
    return is_no_break ? 2 : 0;
}

static struct mgp_slice trim(struct mgp_slice line)
{
    uint32_t c;
    size_t size;
    while ((size = blank_at_end(line)) > 0) {
        line.len -= size;
    }
    while ((size = mgp_utf8_decode(line.ptr, line.len, &c)) > 0 && is_blank(c)) {
        line = mgp_slice_sub(line, size, line.len);
    }
    return line;
}

static enum mgp_status check_count(const struct mgp_definition *definition, size_t count)
{
    if (count == 0) return mgp_fail(definition->error, MGP_INVALID, "%s: the list holds no entry", definition->path);
    if (count <= MGP_ALLOW_MAX_ENTRIES) return MGP_OK;
    return mgp_fail(definition->error, MGP_INVALID, "%s: the list has %zu entries: %zu at most are allowed",
                    definition->path, count, MGP_ALLOW_MAX_ENTRIES);
}

static enum mgp_status check_list_count(const struct mgp_definition *definition, size_t count, const char *kind)
{
    if (count < MGP_ALLOW_MAX_LISTS) return MGP_OK;
    return mgp_fail(definition->error, MGP_INVALID, "%s: there are more than %d allow lists with %s: that is the most",
                    definition->path, MGP_ALLOW_MAX_LISTS, kind);
}

/* Calls add_word for each line that is not blank, or only counts them (lists NULL). */
static enum mgp_status walk_lines(struct mgp_allow_lists *lists, const struct mgp_definition *definition, size_t *count)
{
    struct mgp_slice text = definition->text;
    size_t at = mgp_slice_starts_with(text, MGP_LITERAL("\xEF\xBB\xBF")) ? 3 : 0;
    enum mgp_status status = MGP_OK;
    *count = 0;
    while (status == MGP_OK && at < text.len) {
        const uint8_t *newline = memchr(text.ptr + at, '\n', text.len - at);
        size_t end = newline ? (size_t)(newline - text.ptr) : text.len;
        struct mgp_slice line = trim(mgp_slice_sub(text, at, end));
        if (line.len > 0) {
            ++*count;
            if (lists) status = add_word(lists, definition, at, line);
        }
        at = end + 1;
    }
    return status;
}

static enum mgp_status parse_lines(struct mgp_allow_lists *lists, const struct mgp_definition *definition)
{
    size_t count;
    walk_lines(NULL, definition, &count);
    enum mgp_status status = check_count(definition, count);
    if (status == MGP_OK) status = walk_lines(lists, definition, &count);
    return status;
}

/* --- JSON ------------------------------------------------------------------------------------------------ */

static enum mgp_status add_regex(struct mgp_allow_lists *lists, const struct mgp_definition *definition,
                                 const struct mgp_json *json)
{
    struct mgp_regex_length length;
    enum mgp_status status = check_list_count(definition, lists->regex_count, "a regex");
    if (status == MGP_OK) status = mgp_definition_regex(definition, json, "regex", &length);
    if (status != MGP_OK) return status;
    int number;
    PCRE2_SIZE offset;
    lists->regexes[lists->regex_count++] =
        pcre2_compile(json->text.ptr, json->text.len,
                      PCRE2_NO_AUTO_POSSESS | PCRE2_NO_AUTO_CAPTURE | PCRE2_UTF | PCRE2_AUTO_CALLOUT, &number,
                      &offset, NULL);
    return MGP_OK;
}

static enum mgp_status add_words(struct mgp_allow_lists *lists, const struct mgp_definition *definition,
                                 const struct mgp_json *json)
{
    if (!mgp_json_is(json, MGP_JSON_ARRAY))
        return mgp_definition_refuse(definition, json->offset, "words is not an array");
    enum mgp_status status = check_count(definition, json->count);
    if (status == MGP_OK) status = check_list_count(definition, lists->word_lists, "words");
    for (size_t i = 0; status == MGP_OK && i < json->count; i++) {
        const struct mgp_json *word = json->items[i];
        struct mgp_slice text = trim(word->type == MGP_JSON_STRING ? word->text : MGP_LITERAL(""));
        if (text.len == 0) return mgp_definition_refuse(definition, word->offset, "words[%zu] is no text", i);
        status = add_word(lists, definition, word->offset, text);
    }
    lists->word_lists++;
    return status;
}

/* Of our own, of CreateAllowList, and of what GetAllowList adds. */
static const char *const members[] = {"regex", "words", "name", "description", "criteria", "tags", "clientToken",
                                      "id", "arn", "createdAt", "updatedAt", "status", NULL};

static enum mgp_status read_criteria(const struct mgp_definition *definition, const struct mgp_json *criteria,
                                     const struct mgp_json **regex)
{
    static const char *const known[] = {"regex", "s3WordsList", NULL};
    if (!mgp_json_is(criteria, MGP_JSON_OBJECT))
        return mgp_definition_refuse(definition, criteria->offset, "criteria is not an object");
    enum mgp_status status = mgp_definition_members(definition, criteria, known);
    if (status != MGP_OK) return status;
    const struct mgp_json *list = mgp_json_member(criteria, "s3WordsList");
    if (list && list->type != MGP_JSON_NULL) {
        return mgp_definition_refuse(definition, list->offset,
                                     "s3WordsList is not fetched: download the object and name it with --allow-list");
    }
    *regex = mgp_json_member(criteria, "regex");
    return MGP_OK;
}

static const struct mgp_json *given(const struct mgp_json *json, const char *name)
{
    const struct mgp_json *member = mgp_json_member(json, name);
    return member && member->type != MGP_JSON_NULL ? member : NULL;
}

static enum mgp_status parse_json(struct mgp_allow_lists *lists, const struct mgp_definition *definition)
{
    struct mgp_arena arena = {0};
    struct mgp_json *json = NULL;
    struct mgp_error reason;
    enum mgp_status status = mgp_json_parse(&arena, definition->text, &json, &reason);
    if (status != MGP_OK) {
        mgp_definition_refuse(definition, (size_t)reason.offset,
                              "%s (a file that begins with '{' is read as JSON, any other as a list of words)",
                              reason.message);
    }
    const struct mgp_json *regex = given(json, "regex"), *words = given(json, "words"),
                          *criteria = given(json, "criteria");
    if (status == MGP_OK) status = mgp_definition_members(definition, json, members);
    if (status == MGP_OK && criteria && !regex) status = read_criteria(definition, criteria, &regex);
    if (status == MGP_OK && !regex == !words) {
        status = mgp_definition_refuse(definition, json->offset,
                                       "an allow list has either \"regex\" or \"words\"; this has %s",
                                       regex ? "both" : "neither");
    }
    if (status == MGP_OK && regex) status = add_regex(lists, definition, regex);
    if (status == MGP_OK && words) status = add_words(lists, definition, words);
    mgp_arena_clear(&arena);
    return status;
}

enum mgp_status mgp_allow_lists_parse(struct mgp_allow_lists *lists, const char *path, struct mgp_slice text,
                                      struct mgp_error *error)
{
    const struct mgp_definition definition = {path, text, error};
    size_t at = mgp_slice_starts_with(text, MGP_LITERAL("\xEF\xBB\xBF")) ? 3 : 0;
    struct mgp_slice begin = trim(mgp_slice_sub(text, at, text.len));
    if (begin.len > 0 && begin.ptr[0] == '{') return parse_json(lists, &definition);
    enum mgp_status status = check_list_count(&definition, lists->word_lists, "words");
    if (status == MGP_OK) status = parse_lines(lists, &definition);
    lists->word_lists++;
    return status;
}

enum mgp_status mgp_allow_lists_read(struct mgp_allow_lists *lists, const char *path, struct mgp_error *error)
{
    struct mgp_buffer text = {0};
    enum mgp_status status = mgp_file_read(path, MGP_ALLOW_MAX_BYTES, &text, error);
    if (status == MGP_OK) status = mgp_allow_lists_parse(lists, path, mgp_buffer_slice(&text), error);
    mgp_buffer_clear(&text);
    return status;
}

/* --- questions ------------------------------------------------------------------------------------------- */

static int by_bytes(const void *left, const void *right)
{
    return mgp_slice_compare(*(const struct mgp_slice *)left, *(const struct mgp_slice *)right);
}

void mgp_allow_lists_finish(struct mgp_allow_lists *lists)
{
    if (lists->word_count > 0) qsort(lists->words, lists->word_count, sizeof *lists->words, by_bytes);
}

static bool is_word(const struct mgp_allow_lists *lists, struct mgp_slice text)
{
    uint8_t folded[MAX_WORD_BYTES];
    size_t characters, length = lists->word_count > 0 ? normalise(text, folded, &characters) : SIZE_MAX;
    if (length == SIZE_MAX) return false;
    struct mgp_slice wanted = mgp_slice_of(folded, length);
    bool found = bsearch(&wanted, lists->words, lists->word_count, sizeof *lists->words, by_bytes) != NULL;
    mgp_wipe(folded, length);
    return found;
}

bool mgp_allow_lists_hold(const struct mgp_allow_lists *lists, struct mgp_slice text)
{
    if (is_word(lists, text)) return true;
    for (size_t i = 0; i < lists->regex_count && mgp_utf8_is_valid(text); i++) {
        uint64_t allowed = MGP_ALLOW_STEPS + MGP_ALLOW_STEPS_PER_BYTE * (uint64_t)text.len;
        size_t begin, end;
        enum mgp_bounded_result result = mgp_bounded_match(lists->regexes[i], text, 0, true, &allowed, &begin, &end);
        if (result == MGP_BOUNDED_MATCH && end == text.len) return true;
        if (result == MGP_BOUNDED_GAVE_UP)
            atomic_fetch_add(&((struct mgp_allow_lists *)(uintptr_t)lists)->given_up, 1);
    }
    return false;
}

uint64_t mgp_allow_lists_given_up(const struct mgp_allow_lists *lists)
{
    return atomic_load(&lists->given_up);
}
