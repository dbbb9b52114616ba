/* Documents made of the identifiers' own examples and keywords, shapes, separators, escapes and plain noise, in the
 * order that the input bytes choose, as they are or put into the quotes and escapes of CSV and JSON: the fast matcher
 * finds exactly what the reference finds, in every format and every kernel, whole and in windows, also those that cut
 * at every byte. The input: what to build, which window, then the pieces; 174 ends a cell or member. */
#include <stdio.h>
#include <stdlib.h>

#include "base/buffer.h"
#include "scanner/job/scan.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Without custom identifiers, with one whose keyword is a word, with keywords that begin with anything, and with one
 * for each route. */
enum { RULE_SETS = 4 };
static struct mgp_rule_set *rule_sets[RULE_SETS];
static const char **examples, **keywords;
static size_t example_count, keyword_count;

static const char plain_custom[] =
    "[{\"name\":\"word\",\"regex\":\"[a-z\xC3\xA9]+@?\",\"keywords\":[\"badge\",\"ssn\"]}]";
static const char odd_custom[] =
    "[{\"name\":\"near\",\"regex\":\"[a-z]{2}\\\\d{2,5}\",\"keywords\":[\"badge\",\"#no\",\"7up\"],"
    "\"maximumMatchDistance\":20},{\"name\":\"anywhere\",\"regex\":\"Q\\\\w{3,6}Z\"}]";

static const char routed_custom[] =
    "[{\"name\":\"text\",\"regex\":\"[A-Z]*EMP-[0-9]{4}\"},{\"name\":\"any case\",\"regex\":\"(?i)\\\\w+@a?b\\\\.c\"},"
    "{\"name\":\"run\",\"regex\":\"[0-9]{4,}(?:-[0-9]+)*\"},"
    "{\"name\":\"automaton\",\"regex\":\"[a-z]+ [a-z\xC3\xA9]+\"},"
    "{\"name\":\"scan\",\"regex\":\"a[a-z ]{15}e\"},{\"name\":\"ends\",\"regex\":\"^.{2,5}|\\\\d.$\"}]";

static const char *const pieces[] = {
    " ", "  ", "-", "_", ".", ",", ":", "/", "\n", "\r\n", "\t", ";", "=", "(", ")", "\"", "'", "|", "+", "0", "1", "9",
    "12", "345", "6789", "123456789", "4556737586899855", "2024-05-06", "078-05-1120", "123-45-6789", "AB123456C",
    "a", "B", "Ab", "aB", "ABc", "\xC3\x89", "\xC3\xB1", "\xE2\x80\x99", "\xC2\xA0", "\xE2\x80\x91", "\xEF\xBC\x91",
    "\xE5\x8F\xB7", "\xD0\xBD\xD0\xBE", "\xFF", "\xE2\x84\xAA", "\xC5\xBF", "eyJ", "AKIA", "-----", "BEGIN ", "END ",
    "\xD0\x90", "\xCE\x91", "i\xCC\x87",
    "badge", "#no", "7up", "ab123", "QabcZ", "\\u0031", "\\n", "\\\"", "\"\"", "{\"", "\":\"", "\",\"", "\"}", "[",
    "]", "{",
    "}", "}\n{\"", "ssn", "SSN", "tax id", "taxId", "Number", "DLs", "myId",
    "Afif Elghraoui <a@b.c>", "by Kean", "10115 Berlin", "Springfield, IL 62704", "SW1A 1AA",
    "EMP-1234", "XEMP-12345", "aa bb cc dd ee ff", "a@ab.c",
    "Smith, John", "card_number", "dob", "DE89 3704 0044 0532 0130 00",
    "+1 415 555 2671", "0049 30 901820", "Authorization: Basic dXNlcjpwYXNz", "Ada Lovelace", "Dr. Juan P\xC3\xA9rez",
    "the quick brown fox jumps over the lazy dog ", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
};

static void load(void)
{
    struct mgp_rule_set_options options = {.selection = MGP_SELECT_ALL};
    struct mgp_error error;
    size_t example_capacity = 0, keyword_capacity = 0;
    const struct mgp_slice customs[RULE_SETS] = {{NULL, 0}, MGP_LITERAL(plain_custom), MGP_LITERAL(odd_custom),
                                                 MGP_LITERAL(routed_custom)};
    for (size_t i = 0; i < RULE_SETS; i++) {
        options.custom_text = customs[i];
        if (mgp_rule_set_create(&options, &rule_sets[i], &error) != MGP_OK) {
            fprintf(stderr, "%s\n", error.message);
            abort();
        }
    }
    for (size_t i = 0; i < mgp_catalogue_count; i++) {
        const struct mgp_identifier *identifier = &mgp_catalogue[i];
        for (size_t k = 0; identifier->examples && identifier->examples[k]; k++) {
            MGP_GROW(examples, example_count, example_capacity);
            examples[example_count++] = identifier->examples[k];
        }
        for (size_t k = 0; identifier->keywords && identifier->keywords[k]; k++) {
            MGP_GROW(keywords, keyword_count, keyword_capacity);
            keywords[keyword_count++] = identifier->keywords[k];
        }
    }
}

/* A part of an example, so that its value is cut as often as it is whole. */
static void append_example(struct mgp_buffer *out, const uint8_t *choice)
{
    struct mgp_slice text = mgp_slice_text(examples[(choice[0] * 256u + choice[1]) % example_count]);
    size_t begin = choice[2] & 1 ? choice[2] % (text.len + 1) : 0, end = text.len;
    if (choice[2] & 2 && begin < end) end -= (choice[2] >> 2) % (end - begin);
    mgp_buffer_append(out, mgp_slice_sub(text, begin, end));
}

enum { FIELDS = 12 };

/* What the pieces make, cut into fields; the last takes what is left. */
struct fields {
    struct mgp_buffer items[FIELDS];
    size_t count, bytes;
};

static void build(const uint8_t *data, size_t size, struct fields *fields)
{
    fields->count = 1;
    for (size_t i = 0; i < size && fields->bytes < 5000; i++) {
        uint8_t c = data[i];
        struct mgp_buffer *out = &fields->items[fields->count - 1];
        size_t before = out->len;
        if (c == 174) {
            if (fields->count < FIELDS) fields->count++;
        } else if (c < 176) {
            mgp_buffer_text(out, pieces[c % (sizeof pieces / sizeof *pieces)]);
        } else if (c < 208 && i + 3 < size) {
            append_example(out, data + i + 1);
            i += 3;
        } else if (c < 240 && i + 2 < size) {
            mgp_buffer_text(out, keywords[(data[i + 1] * 256u + data[i + 2]) % keyword_count]);
            i += 2;
        } else if (i + 1 < size) {
            mgp_buffer_byte(out, data[++i]);
        }
        fields->bytes += out->len - before;
    }
}

static void append_cell(struct mgp_buffer *out, const struct mgp_buffer *field)
{
    mgp_buffer_byte(out, '"');
    for (size_t i = 0; i < field->len; i++) {
        if (field->ptr[i] == '"') mgp_buffer_byte(out, '"');
        mgp_buffer_byte(out, field->ptr[i]);
    }
    mgp_buffer_byte(out, '"');
}

/* Every so many-th ASCII byte as \u, and what has to be. */
static void append_string(struct mgp_buffer *out, const struct mgp_buffer *field, size_t every)
{
    mgp_buffer_byte(out, '"');
    for (size_t i = 0; i < field->len; i++) {
        uint8_t c = field->ptr[i];
        if (c < 0x20 || (c < 0x80 && i % every == every - 1)) mgp_buffer_format(out, "\\u%04x", c);
        else if (c == '"' || c == '\\') mgp_buffer_format(out, "\\%c", c);
        else mgp_buffer_byte(out, c);
    }
    mgp_buffer_byte(out, '"');
}

/* Three columns, the first fields being their names. */
static void write_rows(struct mgp_buffer *out, const struct fields *fields)
{
    for (size_t i = 0; i < fields->count; i++) {
        append_cell(out, &fields->items[i]);
        mgp_buffer_text(out, i % 3 == 2 || i + 1 == fields->count ? "\n" : ",");
    }
}

/* Records of two members, each second field under the first one's name. */
static void write_records(struct mgp_buffer *out, const struct fields *fields, bool is_list)
{
    if (is_list) mgp_buffer_byte(out, '[');
    for (size_t i = 0; i + 1 < fields->count; i += 2) {
        if (i > 0) mgp_buffer_text(out, is_list ? "," : "\n");
        mgp_buffer_byte(out, '{');
        append_string(out, &fields->items[i], 1000);
        mgp_buffer_text(out, ":[");
        append_string(out, &fields->items[i + 1], 9);
        mgp_buffer_text(out, ", 7],\"\":");
        append_string(out, &fields->items[i + 1], 1000);
        mgp_buffer_byte(out, '}');
    }
    if (is_list) mgp_buffer_byte(out, ']');
}

/* As text, rows, a document or records: with quotes and escapes as they have to be, or as the pieces have them. */
static void write_document(struct mgp_buffer *out, const struct fields *fields, size_t format, bool is_wrapped)
{
    if (is_wrapped && format == 1) write_rows(out, fields);
    else if (is_wrapped && format > 1) write_records(out, fields, format == 2);
    for (size_t i = 0; out->len == 0 && i < fields->count; i++) {
        mgp_buffer_append(out, mgp_buffer_slice(&fields->items[i]));
        if (i + 1 < fields->count) mgp_buffer_byte(out, format == 1 ? ',' : '\n');
    }
}

/* The smallest, which cut at every byte, are for short texts: what surrounds a window is looked at again. */
static const size_t windows[] = {0, 555, 200, 100, 64, 31, 7, 1};
enum { SHORT_TEXT = 400, LARGE_WINDOWS = 5 };
static const char *const kernels[] = {"avx512", "avx2", "sse", "portable"};
enum { WINDOWS = sizeof windows / sizeof *windows, KERNELS = sizeof kernels / sizeof *kernels };

static struct mgp_scanner *reference_scanners[RULE_SETS], *fast_scanners[RULE_SETS][KERNELS][WINDOWS];

/* Scanners are made when they are first asked for: all of them would take longer than an input may. */
static struct mgp_scanner *reference_scanner(size_t set)
{
    struct mgp_scan_options options = {.rules = rule_sets[set], .matcher = &mgp_reference_matcher};
    if (!reference_scanners[set]) reference_scanners[set] = mgp_scanner_create(&options);
    return reference_scanners[set];
}

static struct mgp_scanner *fast_scanner(size_t set, size_t kernel, size_t window)
{
    struct mgp_scanner **scanner = &fast_scanners[set][kernel][window];
    struct mgp_scan_options options = {
        .rules = rule_sets[set], .matcher = &mgp_fast_matcher, .window_bytes = windows[window]};
    if (*scanner) return *scanner;
    setenv("MAGPIE_CPU", kernels[kernel], 1);
    return *scanner = mgp_scanner_create(&options);
}

static void complain(const char *what, const struct mgp_report *a, const struct mgp_report *b)
{
    const struct mgp_report *both[] = {a, b};
    fprintf(stderr, "%s\n", what);
    for (size_t r = 0; r < 2; r++) {
        fprintf(stderr, "%s: state %d\n", r ? "fast" : "reference", (int)both[r]->state);
        for (size_t i = 0; i < both[r]->detection_count; i++) {
            const struct mgp_detection *detection = &both[r]->detections[i];
            fprintf(stderr, "  %s x%d:", detection->identifier ? detection->identifier->id : detection->custom->name,
                    (int)detection->count);
            for (size_t k = 0; k < detection->occurrence_count && k < 20; k++) {
                fprintf(stderr, " %d+%d", (int)detection->occurrences[k].offset, (int)detection->occurrences[k].length);
            }
            fprintf(stderr, "\n");
        }
    }
    abort();
}

static void compare(const struct mgp_report *a, const struct mgp_report *b)
{
    if (a->state != b->state || a->detection_count != b->detection_count) complain("other detections", a, b);
    for (size_t i = 0; i < a->detection_count; i++) {
        const struct mgp_detection *x = &a->detections[i], *y = &b->detections[i];
        if (x->identifier != y->identifier || x->count != y->count) complain("another count", a, b);
        for (size_t k = 0; k < x->occurrence_count; k++) {
            if (x->occurrences[k].offset != y->occurrences[k].offset ||
                x->occurrences[k].length != y->occurrences[k].length) {
                complain("another occurrence", a, b);
            }
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const names[] = {"a.txt", "a.csv", "a.json", "a.jsonl"};
    if (!rule_sets[0]) load();
    if (size < 4 || size > 4096) return 0;
    struct mgp_buffer text = {0};
    struct fields fields = {.count = 0};
    build(data + 2, size - 2, &fields);
    write_document(&text, &fields, data[0] % 4, data[1] & 128);
    struct mgp_slice name = mgp_slice_text(names[data[0] % 4]), bytes = mgp_buffer_slice(&text);
    size_t set = data[0] / (4 * KERNELS) % RULE_SETS, choices = text.len > SHORT_TEXT ? LARGE_WINDOWS : WINDOWS;
    size_t kernel = data[0] / 4 % KERNELS;
    struct mgp_report *expected = mgp_scan_bytes(reference_scanner(set), name, bytes);
    struct mgp_report *whole = mgp_scan_bytes(fast_scanner(set, kernel, 0), name, bytes);
    compare(expected, whole);
    struct mgp_report *parts = mgp_scan_bytes(fast_scanner(set, kernel, 1 + data[1] % (choices - 1)), name, bytes);
    compare(expected, parts);
    mgp_report_destroy(expected);
    mgp_report_destroy(whole);
    mgp_report_destroy(parts);
    mgp_buffer_clear(&text);
    for (size_t i = 0; i < fields.count; i++) {
        mgp_buffer_clear(&fields.items[i]);
    }
    return 0;
}
