/* Documents made of the identifiers' own examples and keywords, shapes, separators, escapes and plain noise, in the
 * order that the input bytes choose: the fast matcher finds exactly what the reference finds, in every format, whole
 * and in windows. */
#include <stdio.h>
#include <stdlib.h>

#include "base/buffer.h"
#include "scanner/job/scan.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Without custom identifiers, with one whose keyword is a word, and with keywords that begin with anything. */
enum { RULE_SETS = 3 };
static struct mgp_rule_set *rule_sets[RULE_SETS];
static const char **examples, **keywords;
static size_t example_count, keyword_count;

static const char plain_custom[] =
    "[{\"name\":\"word\",\"regex\":\"[a-z\xC3\xA9]+@?\",\"keywords\":[\"badge\",\"ssn\"]}]";
static const char odd_custom[] =
    "[{\"name\":\"near\",\"regex\":\"[a-z]{2}\\\\d{2,5}\",\"keywords\":[\"badge\",\"#no\",\"7up\"],"
    "\"maximumMatchDistance\":20},{\"name\":\"anywhere\",\"regex\":\"Q\\\\w{3,6}Z\"}]";

static const char *const pieces[] = {
    " ", "  ", "-", "_", ".", ",", ":", "/", "\n", "\r\n", "\t", ";", "=", "(", ")", "\"", "'", "|", "+", "0", "1", "9",
    "12", "345", "6789", "123456789", "4556737586899855", "2024-05-06", "078-05-1120", "123-45-6789", "AB123456C",
    "a", "B", "Ab", "aB", "ABc", "\xC3\x89", "\xC3\xB1", "\xE2\x80\x99", "\xC2\xA0", "\xE2\x80\x91", "\xEF\xBC\x91",
    "\xE5\x8F\xB7", "\xD0\xBD\xD0\xBE", "\xFF", "\xE2\x84\xAA", "\xC5\xBF", "eyJ", "AKIA", "-----", "BEGIN ", "END ",
    "badge", "#no", "7up", "ab123", "QabcZ", "\\u0031", "\\n", "\\\"", "\"\"", "{\"", "\":\"", "\",\"", "\"}", "[",
    "]", "{",
    "}", "}\n{\"", "ssn", "SSN", "tax id", "taxId", "Number", "DLs", "myId",
    "Afif Elghraoui <a@b.c>", "by Kean", "10115 Berlin", "Springfield, IL 62704", "SW1A 1AA",
    "Smith, John", "card_number", "dob", "DE89 3704 0044 0532 0130 00",
    "+1 415 555 2671", "0049 30 901820", "Authorization: Basic dXNlcjpwYXNz", "Ada Lovelace", "Dr. Juan P\xC3\xA9rez",
    "the quick brown fox jumps over the lazy dog ", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
};

static void load(void)
{
    struct mgp_rule_set_options options = {.selection = MGP_SELECT_ALL};
    struct mgp_error error;
    size_t example_capacity = 0, keyword_capacity = 0;
    const struct mgp_slice customs[RULE_SETS] = {{NULL, 0}, MGP_LITERAL(plain_custom), MGP_LITERAL(odd_custom)};
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

static void build(const uint8_t *data, size_t size, struct mgp_buffer *out)
{
    for (size_t i = 0; i < size && out->len < 5000; i++) {
        uint8_t c = data[i];
        if (c < 176) {
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
    }
}

static const size_t windows[] = {0, 7, 31, 64, 100, 200, 555};
static const char *const kernels[] = {"avx2", "sse", "portable"};
enum { WINDOWS = sizeof windows / sizeof *windows, KERNELS = sizeof kernels / sizeof *kernels };

static struct mgp_scanner *reference_scanners[RULE_SETS], *fast_scanners[RULE_SETS][KERNELS][WINDOWS];

static void make_scanners(void)
{
    for (size_t set = 0; set < RULE_SETS; set++) {
        struct mgp_scan_options options = {.rules = rule_sets[set], .matcher = &mgp_reference_matcher};
        reference_scanners[set] = mgp_scanner_create(&options);
        options.matcher = &mgp_fast_matcher;
        for (size_t i = 0; i < KERNELS; i++) {
            setenv("MAGPIE_CPU", kernels[i], 1);
            for (size_t k = 0; k < WINDOWS; k++) {
                options.window_bytes = windows[k];
                fast_scanners[set][i][k] = mgp_scanner_create(&options);
            }
        }
    }
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
    if (!rule_sets[0]) {
        load();
        make_scanners();
    }
    if (size < 4 || size > 4096) return 0;
    struct mgp_buffer text = {0};
    build(data + 2, size - 2, &text);
    struct mgp_slice name = mgp_slice_text(names[data[0] % 4]), bytes = mgp_buffer_slice(&text);
    size_t set = data[0] / 12 % RULE_SETS;
    struct mgp_scanner **fast = fast_scanners[set][data[0] / 4 % KERNELS];
    struct mgp_report *expected = mgp_scan_bytes(reference_scanners[set], name, bytes);
    struct mgp_report *whole = mgp_scan_bytes(fast[0], name, bytes);
    compare(expected, whole);
    struct mgp_report *parts = mgp_scan_bytes(fast[1 + data[1] % (WINDOWS - 1)], name, bytes);
    compare(expected, parts);
    mgp_report_destroy(expected);
    mgp_report_destroy(whole);
    mgp_report_destroy(parts);
    mgp_buffer_clear(&text);
    return 0;
}
