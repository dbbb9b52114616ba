/* How custom identifiers are looked for: which route a regex gets, that an automaton misses no place where a match
 * begins, and that fifty typical regexes find over all fixtures what the reference finds. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <criterion/criterion.h>
#include <dirent.h>
#include <pcre2.h>
#include <stdio.h>
#include <sys/stat.h>

#include "../support/agree.h"
#include "../support/draw.h"
#include "../support/typical_customs.h"
#include "base/file.h"
#include "scanner/job/scan.h"
#include "scanner/match/custom_hyperscan.h"
#include "scanner/match/custom_route.h"

static const char *const no_words[] = {NULL}, *const one_word[] = {"badge", NULL};

static void expect_route(const char *regex, bool has_keyword, const char *wanted)
{
    struct mgp_custom custom = {.regex = regex, .keywords = has_keyword ? one_word : no_words};
    struct mgp_custom_route route;
    struct mgp_buffer words = {0};
    mgp_custom_route_make(&custom, &route);
    mgp_custom_route_append(&words, &route);
    cr_expect_str_eq(mgp_buffer_string(&words), wanted, "%s: %s", regex, mgp_buffer_string(&words));
    mgp_buffer_clear(&words);
    mgp_custom_route_clear(&route);
}

Test(custom_route, is_the_cheapest_that_the_regex_allows)
{
    expect_route("EMP-[0-9]{4}", true, "by its keywords");
    expect_route("EMP-[0-9]{4}", false, "by the text \"EMP-\"");
    expect_route("[A-Z]{3}(?:-EU)?_ID_\\d+", false, "by the text \"_ID_\"");
    expect_route("(?i)proj-[a-z]{3,8}", false, "by the text \"proj-\" in any case");
    /* k and s have another case beyond ASCII: neither is a byte to look for. */
    expect_route("(?i)desk-\\d", false, "by an automaton over every value");
}

Test(custom_route, names_what_it_looks_for)
{
    expect_route("\\w+@corp\\.example", false, "by the text \"@corp.example\"");
    expect_route("[0-9]{3}-[0-9]{2}-[0-9]{4}", false, "by runs of 4 digits");
    expect_route("[A-Z]{5}-?x", false, "by runs of 5 capitals");
    expect_route("[A-Z0-9]{20}", false, "by runs of 20 capitals and digits");
    expect_route("[a-z]+ [a-z]+", false, "by an automaton over every value");
    expect_route("(?:EMP|CON)-x", false, "by an automaton over every value");
    expect_route("a[ab]{15}a", false, "by its regex over every value (slower)");
    expect_route("[\\101]x", false, "by its regex over every value (slower)");
    expect_route("a[ab]{15}a", true, "by its keywords, and there by its regex (slower)");
    expect_route("\\Q[x]\\E{3}", false, "by the text \"[x]]]\"");
}

/* Every place at which PCRE2 matches something is a place of the automaton. */
static size_t check_starts(const struct mgp_start_automaton *automaton, pcre2_code *code, const char *regex,
                           struct mgp_slice text)
{
    uint64_t starts[64];
    int workspace[4000];
    size_t matches = 0;
    pcre2_match_data *data = pcre2_match_data_create(1, NULL);
    cr_assert_leq(text.len, 64 * 64);
    mgp_start_automaton_find(automaton, text, 0, text.len, text.len, starts);
    for (size_t at = 0; at < text.len; at++) {
        if ((text.ptr[at] & 0xC0) == 0x80) continue;
        int count =
            pcre2_dfa_match(code, text.ptr, text.len, at, PCRE2_ANCHORED | PCRE2_NOTEMPTY | PCRE2_NO_UTF_CHECK, data,
                            NULL, workspace, sizeof workspace / sizeof *workspace);
        if (count < 0) continue;
        matches++;
        cr_assert(starts[at / 64] >> (at % 64) & 1, "%s: a match at %zu of '%.*s' is missed", regex, at,
                  (int)text.len, (const char *)text.ptr);
    }
    pcre2_match_data_free(data);
    return matches;
}

static void check_automaton(const char *regex)
{
    static const char noise[] = "The badge EMP-1234 of Anna M\xC3\xBCller 7, "
                                "Stra\xC3\x9F"
                                "e 12; 10.0.0.1, k7S K9s \xE2\x84\xAA"
                                "8\xC5\xBF \xF0\x9F\x99\x82";
    struct mgp_custom custom = {.regex = regex, .keywords = no_words};
    struct mgp_custom_route route;
    struct mgp_arena arena = {0};
    struct mgp_regex_node *tree = NULL;
    uint64_t random = 0xA0C0FFEE;
    int number;
    PCRE2_SIZE offset;
    size_t matches = 0;
    pcre2_code *code = pcre2_compile((PCRE2_SPTR)regex, PCRE2_ZERO_TERMINATED, PCRE2_UTF, &number, &offset, NULL);
    mgp_custom_route_make(&custom, &route);
    cr_assert_not_null(code, "%s", regex);
    enum mgp_status status = mgp_regex_tree_cover(&arena, mgp_slice_text(regex), &tree, NULL);
    cr_assert(status == MGP_OK || route.kind == MGP_ROUTE_SCAN, "%s", regex);
    for (size_t i = 0; route.automaton && i < 40; i++) {
        struct mgp_buffer text = {0};
        mgp_buffer_text(&text, i % 2 ? noise : " ");
        draw_string(&text, tree, &random);
        mgp_buffer_text(&text, i % 3 ? ", " : "");
        draw_string(&text, tree, &random);
        draw_mend_utf8(&text);
        if (text.len < 4000) matches += check_starts(route.automaton, code, regex, mgp_buffer_slice(&text));
        mgp_buffer_clear(&text);
    }
    cr_expect(!route.automaton || matches > 0, "%s: nothing was drawn that it matches", regex);
    pcre2_code_free(code);
    mgp_custom_route_clear(&route);
    mgp_arena_clear(&arena);
}

Test(custom_route, misses_no_place_where_a_match_begins)
{
    static const char *const others[] = {
        "(?i)k",          "(?i)S+",       "(?i)[^k]x",        "(?i)\xE2\x84\xAA",
        "(?i)[\xC5\xBF]", "[^\\p{L}]+",   "(?i)[^[:lower:]]", "[^a](?i)b",
        "[a-\xC3\xA9]+",  "\\x{212a}\\d", "\\o{113}\\d",      "\\h+",
        "\\H\\V",         "\\N\\N",       "x{,3}|k{1,2}\\d",  "[]a]|[^]a]",
        "\\D\\d",
    };
    for (size_t i = 0; i < TYPICAL_CUSTOMS; i++) {
        check_automaton(typical_customs[i]);
    }
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        check_automaton(others[i]);
    }
}

static void note_end(void *context, size_t index, size_t end)
{
    mgp_buffer_format(context, "%zu:%zu ", index, end);
}

Test(custom_route, hyperscan_where_it_is_built_in_tells_where_matches_end)
{
    static const char *const regexes[] = {"a[ab]{15}a", "", "\\d{3}\xC3\xA9", "b*"};
    struct mgp_hyperscan *hyperscan = mgp_hyperscan_create(regexes, 4);
    struct mgp_buffer ends = {0};
#ifdef MAGPIE_HYPERSCAN
    cr_assert_not_null(hyperscan);
    cr_expect(mgp_hyperscan_has(hyperscan, 0) && mgp_hyperscan_has(hyperscan, 2));
    cr_expect(mgp_hyperscan_scan(hyperscan, MGP_LITERAL("aaaaaaaaaaaaaaaaaa 1234\xC3\xA9"), note_end, &ends));
    cr_expect_str_eq(mgp_buffer_string(&ends), "0:17 0:18 2:25 ", "%s", mgp_buffer_string(&ends));
#else
    cr_expect_null(hyperscan);
    cr_expect_not(mgp_hyperscan_scan(hyperscan, MGP_LITERAL("a"), note_end, &ends));
#endif
    cr_expect_not(mgp_hyperscan_has(hyperscan, 1) || mgp_hyperscan_has(hyperscan, 3));
    mgp_buffer_clear(&ends);
    mgp_hyperscan_destroy(hyperscan);
}

static void append_definitions(struct mgp_buffer *json)
{
    for (size_t i = 0; i < 2 * TYPICAL_CUSTOMS; i++) {
        mgp_buffer_format(json, "%c{\"name\":\"%zu\",\"regex\":\"", i ? ',' : '[', i);
        for (const char *c = typical_customs[i / 2]; *c; c++) {
            if (*c == '"' || *c == '\\') mgp_buffer_byte(json, '\\');
            mgp_buffer_byte(json, (uint8_t)*c);
        }
        mgp_buffer_format(json, "\"%s}", i % 2 ? ",\"keywords\":[\"name\",\"number\",\"the\",\"key\",\"ssn\"]" : "");
    }
    mgp_buffer_byte(json, ']');
}

static size_t compare_file(struct mgp_scanner *const scanners[2], const char *path)
{
    struct mgp_buffer bytes = {0}, difference = {0};
    size_t types = 0;
    cr_assert_eq(mgp_file_read(path, (size_t)64 << 20, &bytes, NULL), MGP_OK, "%s", path);
    if (bytes.len < 100000) {
        struct mgp_report *one = mgp_scan_bytes(scanners[0], mgp_slice_text(path), mgp_buffer_slice(&bytes));
        struct mgp_report *other = mgp_scan_bytes(scanners[1], mgp_slice_text(path), mgp_buffer_slice(&bytes));
        const char *first = first_difference(one, other, &difference);
        cr_expect_null(first, "%s: %s", path, first);
        types = one->detection_count;
        mgp_report_destroy(one);
        mgp_report_destroy(other);
    }
    mgp_buffer_clear(&bytes);
    mgp_buffer_clear(&difference);
    return types;
}

static size_t compare_folder(struct mgp_scanner *const scanners[2], const char *folder)
{
    DIR *directory = opendir(folder);
    size_t most = 0;
    cr_assert_not_null(directory, "%s", folder);
    for (struct dirent *entry = readdir(directory); entry; entry = readdir(directory)) {
        char path[4096];
        struct stat status;
        if (entry->d_name[0] == '.') continue;
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        cr_assert_eq(stat(path, &status), 0);
        size_t types = S_ISDIR(status.st_mode) ? compare_folder(scanners, path) : compare_file(scanners, path);
        if (types > most) most = types;
    }
    closedir(directory);
    return most;
}

Test(custom_route, fifty_typical_regexes_find_what_the_reference_finds_over_all_fixtures, .timeout = 240)
{
    struct mgp_buffer json = {0};
    struct mgp_rule_set *rules = NULL;
    struct mgp_scanner *scanners[2];
    struct mgp_error error = {0};
    append_definitions(&json);
    struct mgp_rule_set_options options = {.selection = MGP_SELECT_NONE, .custom_text = mgp_buffer_slice(&json)};
    cr_assert_eq(mgp_rule_set_create(&options, &rules, &error), MGP_OK, "%s", error.message);
    for (size_t i = 0; i < 2; i++) {
        struct mgp_scan_options scan = {
            .rules = rules, .matcher = i ? &mgp_fast_matcher : &mgp_reference_matcher, .keep_all = true};
        scanners[i] = mgp_scanner_create(&scan);
    }
    cr_expect_gt(compare_folder(scanners, SOURCE_DIR "/fixtures"), 20);
    cr_expect_gt(compare_folder(scanners, SOURCE_DIR "/identifiers/data/make"), 20);
    mgp_scanner_destroy(scanners[0]);
    mgp_scanner_destroy(scanners[1]);
    mgp_rule_set_destroy(rules);
    mgp_buffer_clear(&json);
}

static uint64_t count_in(const struct mgp_rule_set *rules, const struct mgp_matcher_type *matcher, const char *name,
                         const char *text)
{
    struct mgp_scan_options options = {.rules = rules, .matcher = matcher};
    struct mgp_scanner *scanner = mgp_scanner_create(&options);
    struct mgp_report *report = mgp_scan_bytes(scanner, mgp_slice_text(name), mgp_slice_text(text));
    uint64_t count = report->detection_count ? report->detections[0].count : 0;
    mgp_report_destroy(report);
    mgp_scanner_destroy(scanner);
    return count;
}

Test(custom_route, sees_what_the_bytes_of_structured_data_hide)
{
    static const char custom[] = "{\"name\":\"it\",\"regex\":\"EMP\\\"?-[0-9]{3}\"}";
    static const struct {
        const char *name, *text;
        uint64_t found;
    } cases[] = {
        {"a.csv", "id,note\n1,\"so EMP\"\"-123\"\n2,nothing\n3,EMP-123\n", 2},
        {"a.csv", "id,note\n1,\"EMP\"\"\"\"-123\"\n2,EM\n", 0},
        {"a.jsonl", "{\"a\":\"\\u0045MP-123\",\"b\":1}\n{\"a\":\"x\"}\n{\"a\":\"EMP\\\"-123\"}\n", 2},
        {"a.json", "[{\"EMP-123\":\"EMP-12\"},\"EMP-\\u0031\\u0032\\u0033\",\"x\"]", 2},
        {"a.json", "[\"EMP\",\"-123\"]", 0},
    };
    struct mgp_rule_set_options options = {.selection = MGP_SELECT_NONE, .custom_text = MGP_LITERAL(custom)};
    struct mgp_rule_set *rules = NULL;
    cr_assert_eq(mgp_rule_set_create(&options, &rules, NULL), MGP_OK);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cr_expect_eq(count_in(rules, &mgp_reference_matcher, cases[i].name, cases[i].text), cases[i].found, "%s",
                     cases[i].text);
        cr_expect_eq(count_in(rules, &mgp_fast_matcher, cases[i].name, cases[i].text), cases[i].found, "%s by fast",
                     cases[i].text);
    }
    mgp_rule_set_destroy(rules);
}
