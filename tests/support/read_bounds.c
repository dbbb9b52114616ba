/* Does anything of the fast matcher read outside of the text that it is given?
 *
 *     read_bounds guarded|exact
 *
 * Texts of every length and alignment, made of the identifiers' examples, are given to the kernel that MAGPIE_CPU
 * names, to the finder, the keywords, the recognisers and the routes of custom identifiers. "guarded": they stand at
 * the very end of a page behind which nothing may be read, and at the very beginning of one. "exact": each is a block
 * of memory of its own, for valgrind, which also sees what is used without having been written. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "draw.h"
#include "identifiers/recogniser.h"
#include "identifiers/rule_set.h"
#include "scanner/match/custom_route.h"
#include "scanner/match/finder.h"

enum { MAX_TEXT = 700, ROUTES = 4 };

/* What the texts are given to. */
struct subjects {
    struct mgp_rule_set *rules;
    struct mgp_finder *finder;
    mgp_classify *classify;
    struct mgp_custom_route routes[ROUTES];
    size_t calls;
};

static struct mgp_spots spots; /* it grows only */
static struct mgp_keyword_hits hits;

static void make_subjects(struct subjects *subjects)
{
    static const char *const regexes[ROUTES] = {"EMP-\\d+", "(?i)[a-z.]+@corp", "[A-Z]{2}\\d{4}", "[^ ]+ \xC3\xA9?x"};
    static const char *const no_words[] = {NULL};
    struct mgp_rule_set_options options = {.selection = MGP_SELECT_ALL};
    struct mgp_error error;
    if (mgp_rule_set_create(&options, &subjects->rules, &error) != MGP_OK) {
        fprintf(stderr, "read_bounds: %s\n", error.message);
        exit(1);
    }
    subjects->finder = mgp_finder_create(subjects->rules);
    subjects->classify = mgp_classify_choose();
    for (size_t i = 0; i < ROUTES; i++) {
        struct mgp_custom custom = {.regex = regexes[i], .keywords = no_words};
        mgp_custom_route_make(&custom, &subjects->routes[i]);
    }
}

static void clear_subjects(struct subjects *subjects)
{
    for (size_t i = 0; i < ROUTES; i++) {
        mgp_custom_route_clear(&subjects->routes[i]);
    }
    mgp_finder_destroy(subjects->finder);
    mgp_rule_set_destroy(subjects->rules);
}

static void recognise_all(struct mgp_slice text)
{
    struct mgp_value_view view = {.text = text, .begins_value = true, .ends_value = true};
    struct mgp_recognition found;
    for (int id = MGP_RECOGNISER_NONE + 1; id < MGP_RECOGNISER_COUNT; id++) {
        for (size_t at = 0; mgp_recognise((enum mgp_recogniser_id)id, &view, at, text.len, &found);) {
            at = found.begin + 1;
        }
    }
}

static void search_routes(const struct subjects *subjects, struct mgp_slice text)
{
    uint64_t starts[MAX_TEXT / 64 + 1];
    struct mgp_route_search search;
    size_t from, until;
    for (size_t i = 0; i < ROUTES; i++) {
        const struct mgp_custom_route *route = &subjects->routes[i];
        if (route->automaton) mgp_start_automaton_find(route->automaton, text, 0, text.len, text.len, starts);
        if (route->kind != MGP_ROUTE_LITERAL && route->kind != MGP_ROUTE_RUN) continue;
        mgp_route_search_begin(&search, route, text, 0);
        while (mgp_route_search_next(&search, &from, &until)) {
            continue;
        }
    }
}

static void give(struct subjects *subjects, struct mgp_slice text, uint64_t *random)
{
    static struct mgp_bitmaps bitmaps;
    size_t from = draw_below(random, text.len + 1);
    subjects->classify(text.ptr, text.len / MGP_BLOCK_BYTES, &bitmaps, 0);
    subjects->classify(text.ptr + text.len % MGP_BLOCK_BYTES, text.len / MGP_BLOCK_BYTES, &bitmaps, 1);
    mgp_finder_scan(subjects->finder, text, 0, text.len, &spots);
    mgp_finder_scan(subjects->finder, text, from, from + draw_below(random, text.len - from + 1), &spots);
    hits.count = 0;
    mgp_keywords_find(subjects->rules->keywords, text, 0, text.len, &hits);
    recognise_all(text);
    search_routes(subjects, text);
    subjects->calls++;
}

/* A text of so many bytes; its end cuts whatever stands there. */
static void make_text(struct mgp_buffer *out, size_t length, uint64_t *random)
{
    static const char *const pieces[] = {" ", "-", "\n", "Q", "ssn ", "x9", "12", "+1", "a@b.c", "EMP-12", "AB1234",
                                         "\xC3\xA9", "\xE2\x80\x99", "\xEF\xBC\x91", "\xF0\x90\x90\x80",
                                         "eyJ", "BEGIN ", "DE89"};
    out->len = 0;
    while (out->len < length) {
        const struct mgp_identifier *identifier = &mgp_catalogue[draw_below(random, mgp_catalogue_count)];
        if (draw_below(random, 3) == 0 && identifier->examples && identifier->examples[0]) {
            mgp_buffer_text(out, identifier->examples[0]);
        } else {
            mgp_buffer_text(out, pieces[draw_below(random, sizeof pieces / sizeof *pieces)]);
        }
    }
    out->len = length;
}

/* Room of a page for a text, with a page on either side that may not be read. */
static uint8_t *map_page(size_t page)
{
    uint8_t *pages = mmap(NULL, 3 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (pages == MAP_FAILED || mprotect(pages + page, page, PROT_READ | PROT_WRITE) != 0) {
        perror("read_bounds");
        exit(1);
    }
    return pages + page;
}

static void give_guarded(struct subjects *subjects, struct mgp_slice text, uint8_t *room, size_t page, uint64_t *random)
{
    memcpy(room + page - text.len, text.ptr, text.len);
    give(subjects, mgp_slice_of(room + page - text.len, text.len), random);
    memcpy(room, text.ptr, text.len);
    give(subjects, mgp_slice_of(room, text.len), random);
}

static void give_exact(struct subjects *subjects, struct mgp_slice text, uint64_t *random)
{
    uint8_t *copy = malloc(text.len);
    if (!copy) exit(1);
    memcpy(copy, text.ptr, text.len);
    give(subjects, mgp_slice_of(copy, text.len), random);
    free(copy);
}

int main(int argc, char **argv)
{
    bool is_exact = argc == 2 && strcmp(argv[1], "exact") == 0;
    if (argc != 2 || (!is_exact && strcmp(argv[1], "guarded") != 0))
        return fprintf(stderr, "usage: read_bounds guarded|exact\n"), 2;
    struct subjects subjects = {.calls = 0};
    struct mgp_buffer text = {0};
    uint64_t random = 0xB0D5;
    size_t page = (size_t)sysconf(_SC_PAGESIZE), step = is_exact ? 3 : 1, times = is_exact ? 1 : 8;
    uint8_t *room = is_exact ? NULL : map_page(page);
    make_subjects(&subjects);
    for (size_t length = 1; length <= (is_exact ? 400 : MAX_TEXT); length += step) {
        for (size_t i = 0; i < times; i++) {
            make_text(&text, length, &random);
            if (is_exact) give_exact(&subjects, mgp_buffer_slice(&text), &random);
            else give_guarded(&subjects, mgp_buffer_slice(&text), room, page, &random);
        }
    }
    printf("%zu texts\n", subjects.calls);
    clear_subjects(&subjects);
    mgp_buffer_clear(&text);
    return 0;
}
