/* catalogue_compiler OUT.c DEFINITIONS.json...: the build's step from identifiers/catalogue/ to constant
 * tables. Everything that is wrong in a definition is said with file, line and column, and nothing is
 * written. An example may be an array of pieces, joined without separator, so that no whole string looks
 * like a live secret to whoever searches the source for some. */
#include <stdarg.h>
#include <stdio.h>

#include "base/file.h"
#include "base/json.h"
#include "identifiers/checks.h"

enum {
    MAX_FILE_BYTES = 4 << 20,
    MAX_DEFINITIONS = 1024,
    MAX_ID = 64,
    MAX_KEYWORD = 360, /* bytes; Macie allows 90 characters */
    MAX_TEXT = 4000,   /* C17 5.2.4.1 promises string literals of 4095 */
};

struct source {
    const char *path;
    struct mgp_slice text;
};

struct definition {
    const struct mgp_json *json;
    const struct source *source;
    const char *id;
};

struct compiler {
    struct mgp_arena arena;
    struct definition definitions[MAX_DEFINITIONS];
    size_t count;
    struct mgp_buffer out;
    int errors;
};

/* A word of the definitions and the C constant that it stands for. */
struct word {
    const char *word, *constant;
};

static const struct word categories[] = {{"CREDENTIALS", "MGP_CREDENTIALS"},
                                         {"FINANCIAL_INFORMATION", "MGP_FINANCIAL_INFORMATION"},
                                         {"PERSONAL_INFORMATION", "MGP_PERSONAL_INFORMATION"},
                                         {NULL, NULL}};
static const struct word severities[] = {{"Low", "MGP_SEVERITY_LOW"},
                                         {"Medium", "MGP_SEVERITY_MEDIUM"},
                                         {"High", "MGP_SEVERITY_HIGH"},
                                         {NULL, NULL}};
static const struct word cases[] = {{"insensitive", "true"}, {"sensitive", "false"}, {NULL, NULL}};
static const struct word keyword_needs[] = {{"required", "true"}, {"none", "false"}, {NULL, NULL}};
static const struct word edges[] = {
    {"number", "MGP_EDGE_NUMBER"}, {"base64", "MGP_EDGE_BASE64"}, {NULL, NULL}};
static const struct word proofs[] = {
    {"bare", "MGP_PROOF_BARE"},   {"shape", "MGP_PROOF_SHAPE"},         {"range", "MGP_PROOF_RANGE"},
    {"check", "MGP_PROOF_CHECK"}, {"card", "MGP_PROOF_CARD"},           {"iban", "MGP_PROOF_IBAN"},
    {"token", "MGP_PROOF_TOKEN"}, {"key_block", "MGP_PROOF_KEY_BLOCK"}, {NULL, NULL}};
static const struct word recognisers[] = {
    {"card", "MGP_RECOGNISER_CARD"},           {"iban", "MGP_RECOGNISER_IBAN"},
    {"key_block", "MGP_RECOGNISER_KEY_BLOCK"}, {"jwt", "MGP_RECOGNISER_JWT"},
    {"name", "MGP_RECOGNISER_NAME"},           {"address", "MGP_RECOGNISER_ADDRESS"},
    {NULL, NULL}};
static const struct word key_blocks[] = {{"openssh", "MGP_KEY_OPENSSH"},
                                         {"pgp", "MGP_KEY_PGP"},
                                         {"pkcs", "MGP_KEY_PKCS"},
                                         {"putty", "MGP_KEY_PUTTY"},
                                         {NULL, NULL}};

static void complain(struct compiler *c, const struct source *source, const struct mgp_json *at,
                     const char *format, ...) __attribute__((format(printf, 4, 5)));

static void complain(struct compiler *c, const struct source *source, const struct mgp_json *at,
                     const char *format, ...)
{
    size_t line, column;
    va_list arguments;
    mgp_line_column(source->text, at->offset, &line, &column);
    fprintf(stderr, "%s:%zu:%zu: ", source->path, line, column);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    c->errors++;
}

static void complain_of_member(struct compiler *c, const struct source *source, const struct mgp_json *object,
                               const char *name, const char *wanted)
{
    const struct mgp_json *member = mgp_json_member(object, name);
    complain(c, source, member ? member : object,
             member ? "\"%s\" must be %s" : "\"%s\" is missing: it must be %s", name, wanted);
}

/* Every member of object must be named in the NULL-ended list, and none twice. */
static void check_members(struct compiler *c, const struct source *source, const struct mgp_json *object,
                          const char *const *names)
{
    for (size_t i = 0; i < object->count; i++) {
        bool is_known = false;
        for (size_t n = 0; names[n]; n++) {
            is_known = is_known || mgp_slice_is(object->names[i], names[n]);
        }
        if (!is_known) {
            complain(c, source, object->items[i], "unknown member \"%.*s\"", (int)object->names[i].len,
                     (const char *)object->names[i].ptr);
        }
        for (size_t other = 0; other < i; other++) {
            if (mgp_slice_equal(object->names[i], object->names[other])) {
                complain(c, source, object->items[i], "member \"%.*s\" is given twice",
                         (int)object->names[i].len, (const char *)object->names[i].ptr);
            }
        }
    }
}

/* The constant for a word, or "0" after a complaint that lists what is allowed. */
static const char *constant_of(struct compiler *c, const struct source *source, const struct mgp_json *word,
                               const struct word *words)
{
    struct mgp_buffer allowed = {0};
    for (size_t i = 0; words[i].word; i++) {
        if (mgp_json_is_string(word, words[i].word)) {
            mgp_buffer_clear(&allowed);
            return words[i].constant;
        }
        mgp_buffer_format(&allowed, "%s\"%s\"", i ? ", " : "", words[i].word);
    }
    complain(c, source, word, "must be one of %s", mgp_buffer_string(&allowed));
    mgp_buffer_clear(&allowed);
    return "0";
}

static const char *member_constant(struct compiler *c, const struct source *source,
                                   const struct mgp_json *object, const char *name, const struct word *words)
{
    const struct mgp_json *member = mgp_json_member(object, name);
    if (member) return constant_of(c, source, member, words);
    complain(c, source, object, "\"%s\" is missing", name);
    return "0";
}

/* A C string literal; '?' is escaped where two would begin a trigraph. */
static void write_literal(struct mgp_buffer *out, struct mgp_slice text)
{
    mgp_buffer_byte(out, '"');
    for (size_t i = 0; i < text.len; i++) {
        uint8_t c = text.ptr[i];
        if (c == '"' || c == '\\' || (c == '?' && i && text.ptr[i - 1] == '?')) {
            mgp_buffer_format(out, "\\%c", c);
        } else if (c == '\n') {
            mgp_buffer_text(out, "\\n");
        } else if (c < 0x20 || c >= 0x7F) {
            mgp_buffer_format(out, "\\%03o", c);
        } else {
            mgp_buffer_byte(out, c);
        }
    }
    mgp_buffer_byte(out, '"');
}

static bool is_text(const struct mgp_json *json, size_t max)
{
    return mgp_json_is(json, MGP_JSON_STRING) && json->text.len > 0 && json->text.len <= max &&
           !memchr(json->text.ptr, 0, json->text.len);
}

/* A string, or an array of strings joined. */
static bool join_pieces(const struct mgp_json *json, struct mgp_buffer *out)
{
    if (is_text(json, MAX_TEXT)) {
        mgp_buffer_append(out, json->text);
        return true;
    }
    if (!mgp_json_is(json, MGP_JSON_ARRAY) || json->count == 0) return false;
    for (size_t i = 0; i < json->count; i++) {
        if (!is_text(json->items[i], MAX_TEXT)) return false;
        mgp_buffer_append(out, json->items[i]->text);
    }
    return out->len <= MAX_TEXT;
}

static bool is_repeated(const struct mgp_json *list, size_t item)
{
    for (size_t i = 0; i < item; i++) {
        if (list->items[item]->type == MGP_JSON_STRING && list->items[i]->type == MGP_JSON_STRING &&
            mgp_slice_equal(list->items[i]->text, list->items[item]->text)) {
            return true;
        }
    }
    return false;
}

/* "static const char *const <prefix><number>[] = {..., NULL};" for a member that may be absent. */
static void write_texts(struct compiler *c, const struct definition *d, const char *name, size_t number,
                        size_t max)
{
    static const struct mgp_json empty = {.type = MGP_JSON_ARRAY};
    const struct mgp_json *list = mgp_json_member(d->json, name);
    if (!list) list = &empty;
    if (list->type != MGP_JSON_ARRAY) {
        complain_of_member(c, d->source, d->json, name, "an array");
        return;
    }
    mgp_buffer_format(&c->out, "static const char *const %s_%zu[] = {", name, number);
    for (size_t i = 0; i < list->count; i++) {
        struct mgp_buffer joined = {0};
        if (!join_pieces(list->items[i], &joined) || joined.len > max) {
            complain(c, d->source, list->items[i],
                     "must be a text of 1 to %zu bytes, or an array of its pieces", max);
        } else if (is_repeated(list, i)) {
            complain(c, d->source, list->items[i], "stands here twice");
        }
        mgp_buffer_text(&c->out, i ? ",\n    " : "");
        write_literal(&c->out, mgp_buffer_slice(&joined));
        mgp_buffer_clear(&joined);
    }
    mgp_buffer_format(&c->out, "%sNULL};\n", list->count ? ", " : "");
}

/* What a '(' , '[' or '\' of a pattern begins that candidates cannot be made of, or NULL. */
static const char *bad_construct(struct mgp_slice regex, size_t at, bool in_class)
{
    uint8_t c = regex.ptr[at], next = at + 1 < regex.len ? regex.ptr[at + 1] : 0;
    if (c == '\\') {
        if (next == 0) return "a backslash at the end";
        if (!in_class && next >= '1' && next <= '9') return "a back-reference";
        if (!in_class && strchr("bBAzZGKRXCkgQE", next)) return "an anchor or an escape that hides ends";
        return NULL;
    }
    if (in_class) return NULL;
    if (c == '^' || c == '$') return "an anchor";
    if (c == '(' && !(next == '?' && at + 2 < regex.len && regex.ptr[at + 2] == ':')) {
        return "a group that captures, looks around or is atomic";
    }
    if (next == '+' && (c == '*' || c == '+' || c == '?' || c == '}')) return "a possessive repeat";
    return NULL;
}

static void check_regex(struct compiler *c, const struct source *source, const struct mgp_json *regex)
{
    if (!is_text(regex, MAX_TEXT)) {
        complain(c, source, regex, "must be a regex of 1 to %d bytes", MAX_TEXT);
        return;
    }
    bool in_class = false;
    size_t class_start = 0;
    for (size_t at = 0; at < regex->text.len; at++) {
        uint8_t byte = regex->text.ptr[at];
        const char *bad = bad_construct(regex->text, at, in_class);
        if (bad) {
            complain(c, source, regex, "holds %s at byte %zu", bad, at + 1);
            return;
        }
        if (byte == '\\') {
            at++;
        } else if (byte == '[' && !in_class) {
            in_class = true;
            class_start = at + 1 + (at + 1 < regex->text.len && regex->text.ptr[at + 1] == '^');
        } else if (byte == ']' && in_class && at > class_start) {
            in_class = false;
        }
    }
    if (in_class) complain(c, source, regex, "has a class that is not closed");
}

/* Writes the names of a pattern's checks as a table; "NULL" as its name where there are none. */
static void write_checks(struct compiler *c, const struct source *source, const struct mgp_json *checks,
                         size_t number, size_t pattern)
{
    mgp_buffer_format(&c->out, "static const char *const checks_%zu_%zu[] = {", number, pattern);
    if (checks && checks->type != MGP_JSON_ARRAY) complain(c, source, checks, "must be an array of names");
    for (size_t i = 0; checks && i < checks->count; i++) {
        const char *name = mgp_json_string(checks->items[i], "");
        if (!mgp_check_find(name)) complain(c, source, checks->items[i], "there is no check \"%s\"", name);
        mgp_buffer_format(&c->out, "\"%s\", ", name);
    }
    mgp_buffer_text(&c->out, "NULL};\n");
}

static void write_edges(struct compiler *c, const struct source *source, const struct mgp_json *list)
{
    mgp_buffer_text(&c->out, ".edges = MGP_EDGE_PLAIN");
    if (list && list->type != MGP_JSON_ARRAY) complain(c, source, list, "must be an array");
    for (size_t i = 0; list && i < list->count; i++) {
        mgp_buffer_format(&c->out, " | %s", constant_of(c, source, list->items[i], edges));
    }
}

static void write_pattern(struct compiler *c, const struct source *source, const struct mgp_json *pattern,
                          size_t number, size_t index)
{
    static const char *const members[] = {"regex", "case", "keyword", "checks", "edges", "proof", NULL};
    check_members(c, source, pattern, members);
    const struct mgp_json *regex = mgp_json_member(pattern, "regex");
    if (!regex) {
        complain_of_member(c, source, pattern, "regex", "a regex");
        return;
    }
    check_regex(c, source, regex);
    mgp_buffer_text(&c->out, "    {.regex = ");
    write_literal(&c->out, regex->text);
    mgp_buffer_format(&c->out, ",\n     .is_caseless = %s, .needs_keyword = %s, ",
                      member_constant(c, source, pattern, "case", cases),
                      member_constant(c, source, pattern, "keyword", keyword_needs));
    write_edges(c, source, mgp_json_member(pattern, "edges"));
    mgp_buffer_format(&c->out, ", .proof = %s, .checks = checks_%zu_%zu},\n",
                      member_constant(c, source, pattern, "proof", proofs), number, index);
}

static size_t write_patterns(struct compiler *c, const struct definition *d, size_t number)
{
    const struct mgp_json *patterns = mgp_json_member(d->json, "patterns");
    if (!patterns) return 0;
    bool is_good = patterns->type == MGP_JSON_ARRAY && patterns->count > 0;
    for (size_t i = 0; is_good && i < patterns->count; i++) {
        is_good = patterns->items[i]->type == MGP_JSON_OBJECT;
    }
    if (!is_good) {
        complain_of_member(c, d->source, d->json, "patterns", "a filled array of objects");
        return 0;
    }
    for (size_t i = 0; i < patterns->count; i++) {
        write_checks(c, d->source, mgp_json_member(patterns->items[i], "checks"), number, i);
    }
    mgp_buffer_format(&c->out, "static const struct mgp_pattern patterns_%zu[] = {\n", number);
    for (size_t i = 0; i < patterns->count; i++) {
        write_pattern(c, d->source, patterns->items[i], number, i);
    }
    mgp_buffer_text(&c->out, "};\n");
    return patterns->count;
}

static void write_variant(struct compiler *c, const struct source *source, const struct mgp_json *recogniser)
{
    const struct mgp_json *variant = mgp_json_member(recogniser, "variant");
    const char *name = mgp_json_string(mgp_json_member(recogniser, "name"), "");
    mgp_buffer_text(&c->out, "    .recogniser_variant = ");
    if (strcmp(name, "key_block") == 0) {
        mgp_buffer_text(&c->out, member_constant(c, source, recogniser, "variant", key_blocks));
    } else if (strcmp(name, "iban") == 0) {
        const char *code = mgp_json_string(variant, "");
        bool is_code =
            strlen(code) == 2 && code[0] >= 'A' && code[0] <= 'Z' && code[1] >= 'A' && code[1] <= 'Z';
        if (!is_code) complain_of_member(c, source, recogniser, "variant", "a country code");
        mgp_buffer_format(&c->out, "MGP_IBAN_VARIANT('%c', '%c')", is_code ? code[0] : 'A',
                          is_code ? code[1] : 'A');
    } else {
        if (variant) complain(c, source, variant, "this recogniser has no variants");
        mgp_buffer_text(&c->out, "0");
    }
    mgp_buffer_text(&c->out, ",\n");
}

static void write_recogniser(struct compiler *c, const struct definition *d)
{
    static const char *const members[] = {"name", "variant", "keyword", "proof", NULL};
    const struct mgp_json *recogniser = mgp_json_member(d->json, "recogniser");
    if (!recogniser) {
        mgp_buffer_text(&c->out, "    .recogniser = MGP_RECOGNISER_NONE,\n");
        return;
    }
    if (recogniser->type != MGP_JSON_OBJECT) {
        complain_of_member(c, d->source, d->json, "recogniser", "an object");
        return;
    }
    check_members(c, d->source, recogniser, members);
    mgp_buffer_format(&c->out, "    .recogniser = %s,\n",
                      member_constant(c, d->source, recogniser, "name", recognisers));
    write_variant(c, d->source, recogniser);
    mgp_buffer_format(&c->out, "    .recogniser_needs_keyword = %s,\n    .recogniser_proof = %s,\n",
                      member_constant(c, d->source, recogniser, "keyword", keyword_needs),
                      member_constant(c, d->source, recogniser, "proof", proofs));
}

/* Does any part of the definition need a keyword? */
static bool needs_keyword(const struct mgp_json *json)
{
    const struct mgp_json *patterns = mgp_json_member(json, "patterns");
    if (mgp_json_is_string(mgp_json_path(json, "recogniser", "keyword", NULL), "required")) return true;
    for (size_t i = 0; patterns && i < patterns->count; i++) {
        if (mgp_json_is_string(mgp_json_member(patterns->items[i], "keyword"), "required")) return true;
    }
    return false;
}

static size_t member_count(const struct mgp_json *json, const char *name)
{
    const struct mgp_json *list = mgp_json_member(json, name);
    return mgp_json_is(list, MGP_JSON_ARRAY) ? list->count : 0;
}

/* What the members of one definition say together. */
static void check_definition(struct compiler *c, const struct definition *d)
{
    static const char *const members[] = {"id",       "name",        "category", "countries",
                                          "severity", "recommended", "patterns", "recogniser",
                                          "keywords", "columns",     "exclusions", "examples",
                                          "counter_examples", "inactive", "note", NULL};
    check_members(c, d->source, d->json, members);
    const char *id = d->id;
    bool is_id =
        *id && strlen(id) <= MAX_ID && id[strspn(id, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_()")] == 0;
    if (!is_id) complain_of_member(c, d->source, d->json, "id", "capitals, digits and '_', at most 64");
    if (!is_text(mgp_json_member(d->json, "name"), MAX_TEXT)) {
        complain_of_member(c, d->source, d->json, "name", "a text");
    }
    if (!mgp_json_is(mgp_json_member(d->json, "recommended"), MGP_JSON_BOOL)) {
        complain_of_member(c, d->source, d->json, "recommended", "true or false");
    }
    if (member_count(d->json, "severity") != 3)
        complain_of_member(c, d->source, d->json, "severity", "three levels");
    if (member_count(d->json, "countries") == 0) {
        complain_of_member(c, d->source, d->json, "countries", "a filled array");
    }
    if (needs_keyword(d->json) != (member_count(d->json, "keywords") > 0)) {
        complain(c, d->source, d->json,
                 "keywords must be given exactly if a pattern or the recogniser needs one");
    }
    if (member_count(d->json, "columns") > 0 && !mgp_json_member(d->json, "recogniser"))
        complain_of_member(c, d->source, d->json, "columns", "absent where there is no recogniser to tell");
    if (mgp_json_member(d->json, "inactive")) return;
    if (!mgp_json_member(d->json, "patterns") && !mgp_json_member(d->json, "recogniser")) {
        complain(c, d->source, d->json,
                 "has neither patterns nor a recogniser, and no reason to be inactive");
    }
    if (member_count(d->json, "examples") < 2 || member_count(d->json, "counter_examples") < 2) {
        complain(c, d->source, d->json, "needs at least two examples and two counter_examples");
    }
}

/* ".<field> = "text"," or NULL where the member is absent. */
static void write_optional_text(struct compiler *c, const struct definition *d, const char *member,
                                const char *field)
{
    const struct mgp_json *text = mgp_json_member(d->json, member);
    if (text && !is_text(text, MAX_TEXT)) complain_of_member(c, d->source, d->json, member, "a text");
    mgp_buffer_format(&c->out, "    .%s = ", field);
    if (text) {
        write_literal(&c->out, text->text);
    } else {
        mgp_buffer_text(&c->out, "NULL");
    }
    mgp_buffer_text(&c->out, ",\n");
}

/* The tables that the row of definition number points to. */
static size_t write_tables(struct compiler *c, const struct definition *d, size_t number)
{
    mgp_buffer_format(&c->out, "\n/* %s */\n", d->id);
    write_texts(c, d, "keywords", number, MAX_KEYWORD);
    write_texts(c, d, "columns", number, MAX_KEYWORD);
    write_texts(c, d, "exclusions", number, MAX_KEYWORD);
    write_texts(c, d, "countries", number, MAX_KEYWORD);
    write_texts(c, d, "examples", number, MAX_TEXT);
    write_texts(c, d, "counter_examples", number, MAX_TEXT);
    return write_patterns(c, d, number);
}

static void write_row(struct compiler *c, const struct definition *d, size_t number, size_t pattern_count)
{
    const struct mgp_json *severity = mgp_json_member(d->json, "severity");
    mgp_buffer_text(&c->out, "{\n");
    write_optional_text(c, d, "id", "id");
    write_optional_text(c, d, "name", "name");
    mgp_buffer_format(&c->out, "    .category = %s,\n    .severity = {",
                      member_constant(c, d->source, d->json, "category", categories));
    for (size_t i = 0; i < 3 && mgp_json_is(severity, MGP_JSON_ARRAY) && i < severity->count; i++) {
        mgp_buffer_format(&c->out, "%s%s", i ? ", " : "",
                          constant_of(c, d->source, severity->items[i], severities));
    }
    const struct mgp_json *recommended = mgp_json_member(d->json, "recommended");
    mgp_buffer_format(&c->out, "},\n    .is_recommended = %s,\n",
                      recommended && recommended->boolean ? "true" : "false");
    write_optional_text(c, d, "inactive", "inactive_reason");
    if (pattern_count) {
        mgp_buffer_format(&c->out, "    .patterns = patterns_%zu,\n    .pattern_count = %zu,\n", number,
                          pattern_count);
    }
    write_recogniser(c, d);
    static const char *const lists[] = {"keywords", "columns", "exclusions", "countries", "examples",
                                        "counter_examples"};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        mgp_buffer_format(&c->out, "    .%s = %s_%zu,\n", lists[i], lists[i], number);
    }
    write_optional_text(c, d, "note", "note");
    mgp_buffer_text(&c->out, "},\n");
}

static int by_id(const void *a, const void *b)
{
    return strcmp(((const struct definition *)a)->id, ((const struct definition *)b)->id);
}

static void write_catalogue(struct compiler *c)
{
    size_t pattern_counts[MAX_DEFINITIONS];
    qsort(c->definitions, c->count, sizeof *c->definitions, by_id);
    mgp_buffer_text(&c->out, "/* Made by catalogue_compiler from identifiers/catalogue/. */\n"
                             "#include \"identifiers/catalogue.h\"\n");
    for (size_t i = 0; i < c->count; i++) {
        const struct definition *d = &c->definitions[i];
        if (i && strcmp(c->definitions[i - 1].id, d->id) == 0)
            complain(c, d->source, d->json, "id %s is taken", d->id);
        check_definition(c, d);
        pattern_counts[i] = write_tables(c, d, i);
    }
    mgp_buffer_text(&c->out, "\nconst struct mgp_identifier mgp_catalogue[] = {\n");
    for (size_t i = 0; i < c->count; i++) {
        write_row(c, &c->definitions[i], i, pattern_counts[i]);
    }
    mgp_buffer_format(&c->out, "};\n\nconst size_t mgp_catalogue_count = %zu;\n", c->count);
}

static bool read_definitions(struct compiler *c, struct source *source)
{
    struct mgp_buffer text = {0};
    struct mgp_json *root;
    struct mgp_error error;
    enum mgp_status status = mgp_file_read(source->path, MAX_FILE_BYTES, &text, &error);
    source->text = mgp_arena_copy(&c->arena, mgp_buffer_slice(&text));
    mgp_buffer_clear(&text);
    if (status == MGP_OK) status = mgp_json_read_file(&c->arena, source->path, MAX_FILE_BYTES, &root, &error);
    if (status != MGP_OK) {
        fprintf(stderr, "%s\n", error.message);
        return false;
    }
    if (root->type != MGP_JSON_ARRAY) complain(c, source, root, "must be an array of definitions");
    for (size_t i = 0; root->type == MGP_JSON_ARRAY && i < root->count; i++) {
        if (root->items[i]->type != MGP_JSON_OBJECT || c->count == MAX_DEFINITIONS) {
            complain(c, source, root->items[i], "must be an object, and there may be %d of them",
                     MAX_DEFINITIONS);
            return false;
        }
        const char *id = mgp_json_string(mgp_json_member(root->items[i], "id"), "");
        c->definitions[c->count++] = (struct definition){root->items[i], source, id};
    }
    return c->errors == 0;
}

static enum mgp_status save(const char *path, struct mgp_slice text, struct mgp_error *error)
{
    struct mgp_output *output;
    enum mgp_status status = mgp_output_open(path, &output, error);
    if (status != MGP_OK) return status;
    status = mgp_output_write(output, text, error);
    if (status == MGP_OK) return mgp_output_commit(output, error);
    mgp_output_abandon(output);
    return status;
}

static bool compile(struct compiler *c, const char *out, int count, char **paths)
{
    struct mgp_error error;
    for (int i = 0; i < count; i++) {
        struct source *source = mgp_arena_alloc(&c->arena, sizeof *source);
        source->path = paths[i];
        if (!read_definitions(c, source)) return false;
    }
    write_catalogue(c);
    if (c->errors) return false;
    if (save(out, mgp_buffer_slice(&c->out), &error) == MGP_OK) return true;
    fprintf(stderr, "%s\n", error.message);
    return false;
}

int main(int argc, char **argv)
{
    static struct compiler compiler;
    if (argc < 3) {
        fprintf(stderr, "usage: catalogue_compiler OUT.c DEFINITIONS.json...\n");
        return 2;
    }
    bool is_good = compile(&compiler, argv[1], argc - 2, argv + 2);
    mgp_buffer_clear(&compiler.out);
    mgp_arena_clear(&compiler.arena);
    return is_good ? 0 : 1;
}
