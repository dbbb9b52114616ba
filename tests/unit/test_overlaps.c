/* Every pair of identifiers that can claim the same bytes, on the examples of the catalogue: who wins, or
 * that both stand. The pairs are in tests/data/overlaps.txt; MAGPIE_REWRITE=1 writes it anew. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "base/buffer.h"
#include "base/file.h"
#include "scanner/job/scan.h"

#define DATA SOURCE_DIR "/tests/data/overlaps.txt"

struct alone {
    struct mgp_rule_set *rules;
    struct mgp_scanner *scanner;
};

/* Names and addresses stand beside everything else, and so are left out. Of the countries with nothing but their
 * IBAN, which are all alike, one is taken. */
static bool is_compared(const struct mgp_identifier *identifier)
{
    static const char *const left_out[] = {"NAME", "ADDRESS"};
    for (size_t i = 0; i < sizeof left_out / sizeof *left_out; i++) {
        if (strcmp(identifier->id, left_out[i]) == 0) return false;
    }
    bool is_iban_alone = identifier->recogniser == MGP_RECOGNISER_IBAN && identifier->pattern_count == 0;
    return !identifier->inactive_reason &&
           (!is_iban_alone || strcmp(identifier->id, "ALBANIA_BANK_ACCOUNT_NUMBER") == 0);
}

static struct alone scanner_for(const char *const *ids, size_t count)
{
    struct alone alone = {0};
    struct mgp_rule_set_options options = {.selection = MGP_SELECT_LISTED, .included = ids, .included_count = count};
    cr_assert_eq(mgp_rule_set_create(&options, &alone.rules, NULL), MGP_OK);
    struct mgp_scan_options scan = {.rules = alone.rules, .matcher = &mgp_reference_matcher};
    alone.scanner = mgp_scanner_create(&scan);
    return alone;
}

static void destroy(struct alone *alone)
{
    mgp_scanner_destroy(alone->scanner);
    mgp_rule_set_destroy(alone->rules);
}

/* Where the identifier's first occurrence in text stands. */
static bool first_of(struct mgp_scanner *scanner, const char *name, struct mgp_slice text, const char *id,
                     size_t *begin, size_t *end)
{
    struct mgp_report *report = mgp_scan_bytes(scanner, mgp_slice_text(name), text);
    bool found = false;
    for (size_t i = 0; i < report->detection_count; i++) {
        if (strcmp(report->detections[i].identifier->id, id) != 0) continue;
        found = true;
        *begin = report->detections[i].occurrences[0].offset;
        *end = *begin + report->detections[i].occurrences[0].length;
    }
    mgp_report_destroy(report);
    return found;
}

static const char *keyword_of(const struct mgp_identifier *identifier)
{
    for (size_t i = 0; identifier->keywords && identifier->keywords[i]; i++) {
        const char *keyword = identifier->keywords[i];
        if (!strpbrk(keyword, "\"#.,")) return keyword;
    }
    return "";
}

/* A table of one cell, named by both identifiers: equally near. */
static void make_table(struct mgp_buffer *out, const struct mgp_identifier *a, const struct mgp_identifier *b,
                       struct mgp_slice value)
{
    out->len = 0;
    mgp_buffer_format(out, "id,\"%s / %s\"\n1,\"", keyword_of(a), keyword_of(b));
    mgp_buffer_append(out, value);
    mgp_buffer_text(out, "\"\n");
}

/* "A > B", "A < B" or "A = B" for two that claim the same bytes of value; NULL where they do not. pair is made
 * when first needed. */
static const char *outcome(const struct alone *alone, struct alone *pair, const struct mgp_identifier *a,
                           const struct mgp_identifier *b, struct mgp_slice value)
{
    struct mgp_buffer table = {0};
    size_t begin_a, end_a, begin_b, end_b;
    const char *result = NULL;
    make_table(&table, a, b, value);
    struct mgp_slice text = mgp_buffer_slice(&table);
    bool both = first_of(alone[b - mgp_catalogue].scanner, "a.csv", text, b->id, &begin_b, &end_b) &&
                first_of(alone[a - mgp_catalogue].scanner, "a.csv", text, a->id, &begin_a, &end_a) &&
                begin_a < end_b && begin_b < end_a;
    if (both) {
        const char *const ids[] = {a->id, b->id};
        if (!pair->scanner) *pair = scanner_for(ids, 2);
        bool has_a = first_of(pair->scanner, "a.csv", text, a->id, &begin_a, &end_a);
        bool has_b = first_of(pair->scanner, "a.csv", text, b->id, &begin_b, &end_b);
        cr_expect(has_a || has_b, "%s and %s drop each other", a->id, b->id);
        result = has_a && has_b ? "=" : has_a ? ">" : "<";
    }
    mgp_buffer_clear(&table);
    return result;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

struct lines {
    char **items;
    size_t count, capacity;
};

/* Each pair and outcome once, the lesser id first. */
static void add_line(struct lines *lines, const char *a, const char *sign, const char *b)
{
    char line[200];
    if (strcmp(a, b) > 0) {
        snprintf(line, sizeof line, "%s %s %s", b, *sign == '>' ? "<" : *sign == '<' ? ">" : "=", a);
    } else {
        snprintf(line, sizeof line, "%s %s %s", a, sign, b);
    }
    for (size_t i = 0; i < lines->count; i++) {
        if (strcmp(lines->items[i], line) == 0) return;
    }
    MGP_GROW(lines->items, lines->count, lines->capacity);
    lines->items[lines->count++] = mgp_strdup(line);
}

static void add_pairs(struct lines *lines, const struct alone *alone, const struct mgp_identifier *a)
{
    struct alone pairs[200] = {0};
    for (size_t e = 0; a->examples[e]; e++) {
        struct mgp_slice example = mgp_slice_text(a->examples[e]);
        size_t begin, end;
        if (!first_of(alone[a - mgp_catalogue].scanner, "a.txt", example, a->id, &begin, &end)) continue;
        struct mgp_slice value = mgp_slice_sub(example, begin, end);
        if (memchr(value.ptr, '"', value.len) || memchr(value.ptr, '\n', value.len)) continue;
        for (size_t i = 0; i < mgp_catalogue_count; i++) {
            const struct mgp_identifier *b = &mgp_catalogue[i];
            if (b == a || !is_compared(b)) continue;
            const char *sign = outcome(alone, &pairs[i], a, b, value);
            if (sign) add_line(lines, a->id, sign, b->id);
        }
    }
    for (size_t i = 0; i < mgp_catalogue_count; i++) {
        destroy(&pairs[i]);
    }
}

static void write_lines(const struct lines *lines, struct mgp_buffer *out)
{
    mgp_buffer_text(out, "# Pairs that can claim the same bytes, both named equally near: > or < for the one that "
                         "wins, = for both.\n");
    for (size_t i = 0; i < lines->count; i++) {
        mgp_buffer_format(out, "%s\n", lines->items[i]);
        free(lines->items[i]);
    }
    free(lines->items);
}

Test(overlaps, are_those_of_the_table, .timeout = 250)
{
    static struct alone alone[200];
    struct lines lines = {0};
    struct mgp_buffer got = {0}, wanted = {0};
    for (size_t i = 0; i < mgp_catalogue_count; i++) {
        if (is_compared(&mgp_catalogue[i])) alone[i] = scanner_for(&mgp_catalogue[i].id, 1);
    }
    for (size_t i = 0; i < mgp_catalogue_count; i++) {
        if (is_compared(&mgp_catalogue[i])) add_pairs(&lines, alone, &mgp_catalogue[i]);
    }
    qsort(lines.items, lines.count, sizeof *lines.items, by_text);
    write_lines(&lines, &got);
    for (size_t i = 0; i < mgp_catalogue_count; i++) {
        destroy(&alone[i]);
    }
    if (getenv("MAGPIE_REWRITE")) {
        FILE *file = fopen(DATA, "w");
        cr_assert_not_null(file);
        cr_assert_eq(fwrite(got.ptr, 1, got.len, file), got.len);
        fclose(file);
    }
    cr_assert_eq(mgp_file_read(DATA, 1 << 20, &wanted, NULL), MGP_OK);
    cr_expect_str_eq(mgp_buffer_string(&got), mgp_buffer_string(&wanted));
    mgp_buffer_clear(&got);
    mgp_buffer_clear(&wanted);
}
