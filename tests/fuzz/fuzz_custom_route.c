/* Custom regexes made of pieces of Macie's dialect and a text made of strings drawn from them, near misses and noise:
 * the fast matcher finds by their routes what the reference finds by trying every place, with a keyword and without,
 * in every format, whole and in windows. */
#include <stdio.h>
#include <stdlib.h>

#include "../support/agree.h"
#include "../support/draw.h"
#include "scanner/job/scan.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const atoms[] = {
    "a",
    "b",
    "k",
    "s",
    "Z",
    "1",
    "0",
    "-",
    "@",
    " ",
    "EMP",
    "id",
    "\xC3\xA9",
    "\xE2\x84\xAA",
    "\xC5\xBF",
    "\xF0\x9F\x99\x82",
    ".",
    "\\d",
    "\\D",
    "\\w",
    "\\W",
    "\\s",
    "\\S",
    "\\h",
    "\\H",
    "\\v",
    "\\V",
    "\\N",
    "\\t",
    "\\.",
    "\\x41",
    "\\x{e9}",
    "\\x{212a}",
    "\\o{101}",
    "\\012",
    "\\cA",
    "\\p{L}",
    "\\P{Lu}",
    "\\pN",
    "[a-c]",
    "[^a-c]",
    "[^k]",
    "[ksx]",
    "[A-Z]",
    "[0-9a-f]",
    "[\xC3\xA9-\xC3\xBC]",
    "[^\xC3\xA9]",
    "[a-\xC3\xA9]",
    "[[:alpha:]]",
    "[^[:lower:]]",
    "[[:^digit:]]",
    "[[:upper:]_]",
    "[\\p{L}-]",
    "[^\\p{L}]",
    "[]a]",
    "[^]a]",
    "[\\d-]",
    "[^\\W1]",
    "[^\\D]",
    "[a\\-z]",
    "[\\b]",
    "[\\x{e9}k]",
    "\\Qa.b\\E",
    "\\Qk|\\E",
    "\\b",
    "\\B",
    "^",
    "$",
    "\\A",
    "\\z",
    "\\Z",
    "(?i)",
    "x{",
    "{,3}",
    "[[:<:]]",
    "\\7",
    "[\\101]",
    "a[ab]{15}a",
};
static const char *const repeats[] = {"*",    "+",   "?",      "{2}",  "{1,3}", "{0,2}",
                                      "{3,}", "{4}", "{2,40}", "{33}", "*?",    "{1,3}?"};
static const char *const openings[] = {"(", "(?:", "(?i:", "(?-i:"};

enum {
    ATOMS = sizeof atoms / sizeof *atoms,
    REPEATS = sizeof repeats / sizeof *repeats,
    OPENINGS = sizeof openings / sizeof *openings,
    MAX_PIECES = 14,
    MAX_REGEXES = 5,
};

/* A regex that has groups closed and nothing repeated twice. */
static size_t make_regex(const uint8_t *data, size_t size, struct mgp_buffer *out)
{
    size_t used = 0, open = 0;
    bool may_repeat = false;
    for (size_t pieces = 0; used < size && pieces < MAX_PIECES && data[used] != 255; used++, pieces++) {
        uint8_t c = data[used];
        if (c < 150) {
            mgp_buffer_text(out, atoms[c % ATOMS]);
            may_repeat = true;
        } else if (c < 200) {
            if (may_repeat) mgp_buffer_text(out, repeats[c % REPEATS]);
            may_repeat = false;
        } else if (c < 215) {
            mgp_buffer_text(out, openings[c % OPENINGS]);
            open++;
            may_repeat = false;
        } else if (c < 230) {
            if (open > 0) mgp_buffer_byte(out, ')');
            may_repeat = open > 0;
            open -= open > 0;
        } else {
            mgp_buffer_byte(out, '|');
            may_repeat = false;
        }
    }
    for (; open > 0; open--) {
        mgp_buffer_byte(out, ')');
    }
    return used < size ? used + 1 : size;
}

static void append_quoted(struct mgp_buffer *out, struct mgp_slice text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '"' || text.ptr[i] == '\\') mgp_buffer_byte(out, '\\');
        if (text.ptr[i] < 0x20)
            mgp_buffer_format(out, "\\u%04x", text.ptr[i]);
        else
            mgp_buffer_byte(out, text.ptr[i]);
    }
}

/* The regexes of one input that PCRE2 and Macie's rules take, with their trees. */
struct regexes {
    struct mgp_buffer json;
    struct mgp_arena arena;
    struct mgp_regex_node *trees[MAX_REGEXES];
    size_t count;
};

static void add_regex(struct regexes *regexes, struct mgp_slice regex, bool has_keyword)
{
    struct mgp_custom *customs;
    size_t count, before = regexes->json.len;
    mgp_buffer_format(&regexes->json, "%c{\"name\":\"it %zu\",\"regex\":\"", before ? ',' : '[', regexes->count);
    append_quoted(&regexes->json, regex);
    mgp_buffer_format(&regexes->json, "\"%s}",
                      has_keyword ? ",\"keywords\":[\"badge\"],\"maximumMatchDistance\":20" : "");
    struct mgp_slice one = mgp_slice_sub(mgp_buffer_slice(&regexes->json), before + 1, regexes->json.len);
    if (mgp_custom_parse(&regexes->arena, "it", one, &customs, &count, NULL) != MGP_OK) {
        regexes->json.len = before;
        return;
    }
    mgp_regex_tree_cover(&regexes->arena, regex, &regexes->trees[regexes->count++], NULL);
}

static struct mgp_rule_set *make_rules(struct regexes *regexes)
{
    struct mgp_rule_set *rules = NULL;
    if (regexes->count == 0) return NULL;
    mgp_buffer_byte(&regexes->json, ']');
    struct mgp_rule_set_options options = {.selection = MGP_SELECT_NONE,
                                           .custom_text = mgp_buffer_slice(&regexes->json)};
    return mgp_rule_set_create(&options, &rules, NULL) == MGP_OK ? rules : NULL;
}

static const char *const noise[] = {
    " ",
    "  ",
    "-",
    ",",
    "\n",
    "\"",
    "\":\"",
    "{\"a\":\"",
    "\"}\n",
    "badge ",
    "badge",
    "x",
    "A",
    "0",
    "12",
    "1234",
    "abc",
    "EMP",
    "EMP-1234",
    "k",
    "K",
    "S",
    "\xE2\x84\xAA",
    "\xC5\xBF",
    "\xC3\xA9",
    "\xF0\x9F\x99\x82",
    "\\u0041",
    "\\n",
    "a.b",
    "the quick brown fox jumps over the lazy dog ",
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    "\xFF",
    "\t",
};

static void make_text(const uint8_t *data, size_t size, const struct regexes *regexes, struct mgp_buffer *out)
{
    uint64_t random = 0x9E3779B97F4A7C15u;
    struct mgp_buffer drawn = {0};
    for (size_t i = 0; i < size && out->len < 2000; i++) {
        const struct mgp_regex_node *tree = regexes->trees[i % regexes->count];
        random = (random ^ data[i]) * 0x2545F4914F6CDD1Du | 1;
        if (data[i] < 130 || !tree) {
            mgp_buffer_text(out, noise[data[i] % (sizeof noise / sizeof *noise)]);
            continue;
        }
        drawn.len = 0;
        draw_string(&drawn, tree, &random);
        if (data[i] >= 210) draw_near_miss(&drawn, &random);
        mgp_buffer_append(out, mgp_buffer_slice(&drawn));
    }
    mgp_buffer_clear(&drawn);
}

enum { WAYS = 4 };
static const size_t windows[WAYS] = {0, 0, 40, 200};

static void compare(struct mgp_scanner *const scanners[WAYS], struct mgp_slice name, struct mgp_slice regexes,
                    struct mgp_slice text)
{
    struct mgp_buffer difference = {0};
    struct mgp_report *expected = mgp_scan_bytes(scanners[0], name, text);
    /* A regex that is too much for the reference is not compared: the fast matcher may come to its end. */
    for (size_t i = 1; i < WAYS && expected->state == MGP_SCAN_COMPLETE; i++) {
        struct mgp_report *report = mgp_scan_bytes(scanners[i], name, text);
        const char *first = first_difference(expected, report, &difference);
        mgp_report_destroy(report);
        if (!first) continue;
        fprintf(stderr, "%.*s in windows of %zu: %s\n%.*s\nin: %.*s\n", (int)name.len, (const char *)name.ptr,
                windows[i], first, (int)regexes.len, (const char *)regexes.ptr, (int)text.len,
                (const char *)text.ptr);
        abort();
    }
    mgp_report_destroy(expected);
    mgp_buffer_clear(&difference);
}

/* Rules take long to make, so each set is used for every format. */
static void compare_all(const struct mgp_rule_set *rules, struct mgp_slice regexes, struct mgp_slice text)
{
    static const char *const names[] = {"a.txt", "a.csv", "a.jsonl", "a.json"};
    struct mgp_scanner *scanners[WAYS];
    for (size_t i = 0; i < WAYS; i++) {
        struct mgp_scan_options options = {.rules = rules,
                                           .window_bytes = windows[i],
                                           .keep_all = true,
                                           .matcher = i ? &mgp_fast_matcher : &mgp_reference_matcher};
        scanners[i] = mgp_scanner_create(&options);
    }
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        compare(scanners, mgp_slice_text(names[i]), regexes, text);
    }
    for (size_t i = 0; i < WAYS; i++) {
        mgp_scanner_destroy(scanners[i]);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 4 || size > 600) return 0;
    struct mgp_buffer regex = {0}, text = {0};
    struct regexes regexes = {.count = 0};
    size_t used = 1;
    for (size_t i = 0; i < MAX_REGEXES && used < size; i++) {
        regex.len = 0;
        used += make_regex(data + used, size - used, &regex);
        if (regex.len > 0) add_regex(&regexes, mgp_buffer_slice(&regex), data[0] >> i & 1);
    }
    struct mgp_rule_set *rules = make_rules(&regexes);
    if (rules) {
        make_text(data + used, size - used, &regexes, &text);
        if (data[0] & 32) draw_mend_utf8(&text);
        compare_all(rules, mgp_buffer_slice(&regexes.json), mgp_buffer_slice(&text));
    }
    mgp_rule_set_destroy(rules);
    mgp_arena_clear(&regexes.arena);
    mgp_buffer_clear(&regexes.json);
    mgp_buffer_clear(&regex);
    mgp_buffer_clear(&text);
    return 0;
}
