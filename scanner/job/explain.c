#include "scanner/job/explain.h"

#include <stdio.h>

#include "base/buffer.h"
#include "base/utf8.h"
#include "identifiers/bounded_match.h"
#include "scanner/job/scan.h"

/* Characters of a value that are shown on each side of a match and its keyword, at most. */
#define SHOWN_AROUND 40
/* Bytes beside a match that are searched for keywords when none is in reach. */
#define SEARCHED_AROUND ((size_t)8192)
/* Steps that the searches for what only the regex matches may take together. */
#define SEARCH_STEPS 20000000u

enum relaxation { NOTHING, NO_EXCLUSIONS, NO_KEYWORDS, NO_CHECKS, RELAXATION_COUNT };

struct span {
    uint64_t begin, end; /* in the object's text */
    enum relaxation needs;
};

/* One run of the explanation. */
struct work {
    const struct mgp_rule_set_options *options;
    struct mgp_slice name, bytes, rest;
    struct mgp_rule_set *rules[RELAXATION_COUNT];
    /* What the rules point to instead of their own. */
    struct mgp_identifier identifiers[RELAXATION_COUNT];
    struct mgp_custom customs[RELAXATION_COUNT];
    struct mgp_rule_set *form; /* what a recogniser's values look like before their checks; NULL: nothing is known */
    const char *form_check;
    struct span *spans; /* by begin, without overlap */
    size_t span_count, span_capacity;
    struct mgp_explanations *out;
    size_t capacity;
    uint64_t steps; /* that are left of SEARCH_STEPS */
};

static const char *const no_words[] = {NULL};

/* --- what is matched under which conditions -------------------------------------------------------------- */

static void relax(struct work *work, struct mgp_rule_set *rules, enum relaxation relaxation)
{
    struct mgp_rule *rule = &rules->rules[0];
    if (rule->custom) {
        struct mgp_custom *custom = &work->customs[relaxation];
        *custom = *rule->custom;
        custom->level_count = 0; /* each occurrence is wanted, however few */
        if (relaxation >= NO_EXCLUSIONS) custom->ignore_words = no_words;
        rule->custom = custom;
    } else {
        struct mgp_identifier *identifier = &work->identifiers[relaxation];
        *identifier = *rule->identifier;
        if (relaxation >= NO_KEYWORDS) identifier->recogniser_needs_keyword = false;
        rule->identifier = identifier;
    }
    for (size_t i = 0; i < rule->pattern_count; i++) {
        struct mgp_rule_pattern *pattern = &rule->patterns[i];
        if (relaxation >= NO_KEYWORDS) {
            pattern->needs_keyword = false;
            mgp_bit_set(&rules->keywordless, 0);
        }
        if (relaxation >= NO_CHECKS) pattern->checks[0] = NULL;
    }
}

static int by_begin(const void *left, const void *right)
{
    const struct span *a = left, *b = right;
    return a->begin < b->begin ? -1 : a->begin > b->begin;
}

/* The first of the spans that ends behind an offset. */
static size_t first_span_behind(const struct work *work, size_t count, uint64_t offset)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (work->spans[middle].end <= offset) low = middle + 1;
        else high = middle;
    }
    return low;
}

static bool overlaps(const struct work *work, size_t count, uint64_t begin, uint64_t end)
{
    size_t first = first_span_behind(work, count, begin);
    return first < count && work->spans[first].begin < end;
}

static void note_span(struct work *work, uint64_t begin, uint64_t end, enum relaxation needs)
{
    MGP_GROW(work->spans, work->span_count, work->span_capacity);
    work->spans[work->span_count++] = (struct span){begin, end, needs};
}

static struct mgp_report *scan(const struct work *work, const struct mgp_rule_set *rules)
{
    struct mgp_scan_options options = {.rules = rules, .matcher = &mgp_reference_matcher, .keep_all = true};
    struct mgp_scanner *scanner = mgp_scanner_create(&options);
    struct mgp_report *report = mgp_scan_bytes(scanner, work->name, work->bytes);
    mgp_scanner_destroy(scanner);
    return report;
}

static void collect(struct work *work, enum relaxation relaxation)
{
    struct mgp_rule_set *rules = work->rules[relaxation];
    size_t known = work->span_count;
    relax(work, rules, relaxation);
    struct mgp_report *report = scan(work, rules);
    for (size_t i = 0; report->detection_count > 0 && i < report->detections[0].occurrence_count; i++) {
        const struct mgp_occurrence *occurrence = &report->detections[0].occurrences[i];
        uint64_t end = occurrence->offset + occurrence->length;
        if (!overlaps(work, known, occurrence->offset, end)) note_span(work, occurrence->offset, end, relaxation);
    }
    if (relaxation == NOTHING) {
        const char *reason = report->message[0] ? report->message : report->reason ? report->reason : "";
        snprintf(work->out->message, sizeof work->out->message, "%s", reason);
    }
    mgp_report_destroy(report);
    if (work->span_count > 0) qsort(work->spans, work->span_count, sizeof *work->spans, by_begin);
}

static enum mgp_status create_rules(struct work *work, struct mgp_error *error)
{
    for (int relaxation = NOTHING; relaxation < RELAXATION_COUNT; relaxation++) {
        struct mgp_rule_set_options options = *work->options;
        if (relaxation >= NO_EXCLUSIONS) {
            options.report_test_values = true;
            options.allow_file_count = 0;
            options.allow_text.len = 0;
        }
        enum mgp_status status = mgp_rule_set_create(&options, &work->rules[relaxation], error);
        if (status != MGP_OK) return status;
        if (work->rules[relaxation]->rule_count != 1) {
            return mgp_fail(error, MGP_INVALID, "there are %zu identifiers: one at a time can be tried",
                            work->rules[relaxation]->rule_count);
        }
    }
    return MGP_OK;
}

/* Recognisers find only what is right. What has the form of their values, and does not hold, is looked for with a regex
 * of its own. */
static void create_form(struct work *work, const struct mgp_identifier *identifier)
{
    static const struct {
        enum mgp_recogniser_id recogniser;
        const char *regex, *check;
    } forms[] = {
        {MGP_RECOGNISER_CARD, "[0-9](?:[ -]?[0-9]){12,18}", "of issuer, length and check digit (Luhn)"},
        {MGP_RECOGNISER_IBAN, NULL, "of length, structure and check digits (mod 97)"},
        {MGP_RECOGNISER_JWT, "eyJ[A-Za-z0-9_-]*[.][A-Za-z0-9_-]+[.][A-Za-z0-9_-]*", "of the header (JSON with alg)"},
        {MGP_RECOGNISER_KEY_BLOCK, "-----BEGIN [A-Z0-9 ]{1,60}-----", "of kind, body and END"},
    };
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        if (!identifier || identifier->recogniser != forms[i].recogniser) continue;
        struct mgp_buffer text = {0};
        struct mgp_rule_set_options options = {.selection = MGP_SELECT_NONE};
        uint32_t country = identifier->recogniser_variant;
        mgp_buffer_text(&text, "{\"name\":\"form\",\"regex\":\"");
        if (forms[i].recogniser == MGP_RECOGNISER_IBAN) {
            mgp_buffer_format(&text, "(?i)%c%c[0-9]{2}(?:[ .-]?[A-Z0-9]){8,30}", (int)(country >> 8 & 0x7F),
                              (int)(country & 0x7F));
        } else {
            mgp_buffer_text(&text, forms[i].regex);
        }
        mgp_buffer_text(&text, "\"}");
        options.custom_text = mgp_buffer_slice(&text);
        if (mgp_rule_set_create(&options, &work->form, NULL) != MGP_OK) work->form = NULL;
        work->form_check = forms[i].check;
        mgp_buffer_clear(&text);
    }
}

/* --- what is said of each ---------------------------------------------------------------------------------- */

/* A match within its value. */
struct spot {
    struct mgp_layout *layout;
    const struct mgp_value *value;
    size_t begin, end; /* of value->text */
};

static const char *failing_check(struct work *work, const struct mgp_rule *rule,
                                 const struct mgp_identifier *identifier, struct mgp_slice bytes)
{
    const char *failing = NULL;
    for (size_t i = 0; i < rule->pattern_count; i++) {
        struct mgp_rule_pattern *pattern = &rule->patterns[i];
        size_t begin, end;
        enum mgp_bounded_result result =
            mgp_bounded_match(mgp_pattern_regex(pattern)->ends, bytes, 0, true, &work->steps, &begin, &end);
        if (result != MGP_BOUNDED_MATCH || end != bytes.len) continue;
        const char *const *names = identifier->patterns[i].checks;
        for (size_t k = 0; names && names[k] && !failing; k++) {
            mgp_check *check = mgp_check_find(names[k]);
            if (check && !check(bytes)) failing = names[k];
        }
    }
    return failing;
}

static size_t distance_of(const struct work *work, const struct spot *spot, const struct mgp_keyword_hit *hit)
{
    struct mgp_slice text = spot->value->text;
    if (work->rules[NOTHING]->rules[0].custom) return mgp_utf8_count(mgp_slice_sub(text, hit->end, spot->end));
    if (hit->end <= spot->begin) return mgp_utf8_count(mgp_slice_sub(text, hit->end, spot->begin));
    if (hit->begin >= spot->end) return mgp_utf8_count(mgp_slice_sub(text, spot->end, hit->begin));
    return 0;
}

static void set_keyword(struct mgp_explanation *item, const struct work *work, const struct spot *spot,
                        const struct mgp_keyword_hit *hit)
{
    item->keyword = mgp_slice_sub(spot->value->text, hit->begin, hit->end);
    item->is_keyword_behind = hit->end > spot->begin;
    item->distance =
        item->is_keyword_behind && work->rules[NOTHING]->rules[0].custom ? 0 : distance_of(work, spot, hit);
    item->keyword_begin = hit->begin;
    item->keyword_end = hit->end;
}

/* The nearest keyword: for a custom identifier the nearest before the match, else any. */
static void find_keyword(struct work *work, const struct spot *spot, struct mgp_explanation *item)
{
    const struct mgp_value *value = spot->value;
    const struct mgp_custom *custom = work->rules[NOTHING]->rules[0].custom;
    size_t from = spot->begin > SEARCHED_AROUND ? spot->begin - SEARCHED_AROUND : 0;
    size_t until = spot->end + SEARCHED_AROUND < value->text.len ? spot->end + SEARCHED_AROUND : value->text.len;
    while (from > 0 && (value->text.ptr[from] & 0xC0) == 0x80) {
        from--;
    }
    bool is_short = value->kind != MGP_VALUE_TEXT && value->is_first && value->is_last &&
                    value->text.len <= MGP_SHORT_VALUE;
    item->reach = custom ? custom->max_distance : is_short ? 0 : MGP_KEYWORD_REACH;
    struct mgp_keyword_hits hits = {0};
    mgp_keywords_find(work->rules[NOTHING]->keywords, value->text, from, until, &hits);
    const struct mgp_keyword_hit *best = NULL;
    for (size_t i = 0; i < hits.count; i++) {
        const struct mgp_keyword_hit *hit = &hits.items[i];
        bool is_behind = hit->end > spot->begin, best_is_behind = best && best->end > spot->begin;
        bool is_better = !best;
        if (best && custom && is_behind != best_is_behind) is_better = !is_behind;
        else if (best && custom && is_behind) is_better = false;
        else if (best) {
            size_t distance = distance_of(work, spot, hit), least = distance_of(work, spot, best);
            bool is_longer = hit->end - hit->begin > best->end - best->begin;
            is_better = distance < least || (distance == least && is_longer);
        }
        if (is_better) best = hit;
    }
    if (best) set_keyword(item, work, spot, best);
    free(hits.items);
}

/* Where the names above the value speak for the identifier, the keyword is looked for there. */
static void find_name(struct work *work, const struct spot *spot, struct mgp_explanation *item)
{
    const struct mgp_place *place = &item->place;
    const struct mgp_labels *labels = spot->value->labels;
    const char *name = place->column_name ? place->column_name : place->json_path;
    item->name = mgp_slice_text(name);
    item->is_named = labels && !labels->is_empty && mgp_bit_is_set(&labels->bits, 0);
    if (!item->is_named) return;
    struct mgp_keyword_hits hits = {0};
    mgp_keywords_find(work->rules[NOTHING]->keywords, item->name, 0, item->name.len, &hits);
    for (size_t i = 0; i < hits.count; i++) {
        if (hits.items[i].end - hits.items[i].begin > item->keyword.len)
            item->keyword = mgp_slice_sub(item->name, hits.items[i].begin, hits.items[i].end);
    }
    free(hits.items);
}

static enum mgp_verdict exclusion_verdict(const struct work *work, struct mgp_slice bytes)
{
    const struct mgp_rule_set *rules = work->rules[NOTHING];
    switch (mgp_rule_exclusion(rules, &rules->rules[0], bytes)) {
    case MGP_EXCLUDED_ALLOW_LIST:
        return MGP_VERDICT_ALLOW_LIST;
    case MGP_EXCLUDED_IGNORE_WORD:
        return MGP_VERDICT_IGNORE_WORD;
    default:
        return MGP_VERDICT_TEST_VALUE;
    }
}

static enum mgp_verdict keyword_verdict(const struct mgp_explanation *item, bool is_custom)
{
    if (item->keyword.len == 0) return MGP_VERDICT_NO_KEYWORD;
    if (is_custom && item->is_keyword_behind) return MGP_VERDICT_KEYWORD_AFTER;
    return MGP_VERDICT_FAR_KEYWORD;
}

/* Cuts the value's text to what is worth showing, and keeps a copy. */
static void keep_text(struct work *work, const struct spot *spot, struct mgp_explanation *item)
{
    struct mgp_slice text = spot->value->text;
    bool in_text = item->keyword_end > item->keyword_begin;
    size_t from = in_text && item->keyword_begin < spot->begin ? item->keyword_begin : spot->begin;
    size_t until = in_text && item->keyword_end > spot->end ? item->keyword_end : spot->end;
    for (int i = 0; i < SHOWN_AROUND && from > 0; i++) {
        size_t previous = mgp_utf8_previous(text, from);
        if (text.ptr[previous] == '\n') break;
        from = previous;
    }
    for (int i = 0; i < SHOWN_AROUND && until < text.len && text.ptr[until] != '\n'; i++) {
        do {
            until++;
        } while (until < text.len && (text.ptr[until] & 0xC0) == 0x80);
    }
    item->text = mgp_arena_copy(&work->out->arena, mgp_slice_sub(text, from, until));
    item->begin = spot->begin - from;
    item->end = spot->end - from;
    if (in_text) {
        item->keyword_begin -= from;
        item->keyword_end -= from;
    }
    item->keyword = mgp_arena_copy(&work->out->arena, item->keyword);
}

static bool add(struct work *work, const struct spot *spot, enum mgp_verdict verdict, struct mgp_explanation **out)
{
    struct mgp_explanations *all = work->out;
    if (all->count == MGP_MAX_EXPLANATIONS) {
        all->was_cut = true;
        return false;
    }
    MGP_GROW(all->items, all->count, work->capacity);
    struct mgp_explanation *item = &all->items[all->count++];
    *item = (struct mgp_explanation){.verdict = verdict,
                                     .offset = mgp_value_offset(spot->layout, spot->value, spot->begin)};
    mgp_layout_place(spot->layout, spot->value, spot->begin, spot->end, &all->arena, &item->place);
    *out = item;
    return true;
}

static void explain_span(struct work *work, const struct spot *spot, enum relaxation needs)
{
    static const enum mgp_verdict verdicts[] = {MGP_VERDICT_FOUND, MGP_VERDICT_ALLOW_LIST, MGP_VERDICT_NO_KEYWORD,
                                                MGP_VERDICT_CHECK};
    struct mgp_explanation *item;
    const struct mgp_rule *rule = &work->rules[NOTHING]->rules[0];
    struct mgp_slice bytes = mgp_slice_sub(spot->value->text, spot->begin, spot->end);
    work->out->found += needs == NOTHING;
    if (!add(work, spot, verdicts[needs], &item)) return;
    find_keyword(work, spot, item);
    find_name(work, spot, item);
    if (needs == NO_EXCLUSIONS) item->verdict = exclusion_verdict(work, bytes);
    if (needs == NO_KEYWORDS) item->verdict = keyword_verdict(item, rule->custom != NULL);
    if (needs == NO_CHECKS && rule->identifier)
        item->check = failing_check(work, &work->rules[NO_CHECKS]->rules[0], rule->identifier, bytes);
    keep_text(work, spot, item);
}

/* The place in value.text of an offset in the object's text. */
static size_t place_in(const struct mgp_layout *layout, const struct mgp_value *value, uint64_t offset)
{
    size_t low = 0, high = value->text.len;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (mgp_value_offset(layout, value, middle) < offset) low = middle + 1;
        else high = middle;
    }
    return low;
}

static void explain_spans(struct work *work, struct mgp_layout *layout, const struct mgp_value *value)
{
    uint64_t begin = mgp_value_offset(layout, value, value->core_begin),
             end = mgp_value_offset(layout, value, value->core_end);
    for (size_t i = first_span_behind(work, work->span_count, begin); i < work->span_count; i++) {
        const struct span *span = &work->spans[i];
        if (span->begin >= end) return;
        if (span->begin < begin) continue;
        struct spot spot = {layout, value, place_in(layout, value, span->begin), place_in(layout, value, span->end)};
        explain_span(work, &spot, span->needs);
    }
}

/* Has another pattern said it of these bytes already? */
static bool is_told(const struct mgp_explanations *all, size_t first_item, uint64_t begin, uint64_t end)
{
    for (size_t i = first_item; i < all->count; i++) {
        const struct mgp_explanation *item = &all->items[i];
        if (item->offset < end && item->offset + (item->end - item->begin) > begin) return true;
    }
    return false;
}

/* What only the regex matches: an edge is not free, or it is too long. */
static void explain_rest(struct work *work, struct mgp_layout *layout, const struct mgp_value *value,
                         struct mgp_rule_pattern *pattern, size_t first_item, const char *check)
{
    const struct mgp_regex *regex = mgp_pattern_regex(pattern);
    size_t at = value->core_begin, begin, end;
    while (at < value->core_end && mgp_bounded_match(regex->ends, value->text, at, false, &work->steps, &begin, &end) ==
                                       MGP_BOUNDED_MATCH) {
        if (begin >= value->core_end) return;
        at = end > begin ? end : begin + 1;
        while (at < value->text.len && (value->text.ptr[at] & 0xC0) == 0x80) {
            at++;
        }
        uint64_t first = mgp_value_offset(layout, value, begin), last = mgp_value_offset(layout, value, end);
        struct mgp_explanation *item;
        struct spot spot = {layout, value, begin, end};
        if (end == begin || overlaps(work, work->span_count, first, last) ||
            is_told(work->out, first_item, first, last))
            continue;
        enum mgp_verdict verdict = end - begin > MGP_MAX_SPAN ? MGP_VERDICT_TOO_LONG
                                   : check                    ? MGP_VERDICT_CHECK
                                                              : MGP_VERDICT_EDGE;
        if (!add(work, &spot, verdict, &item)) return;
        item->check = check;
        if (end - begin > MGP_MAX_SPAN) spot.end = begin;
        keep_text(work, &spot, item);
    }
}

static void explain_value(struct work *work, struct mgp_layout *layout, const struct mgp_value *value)
{
    struct mgp_rule *rule = &work->rules[NO_CHECKS]->rules[0];
    size_t first_item = work->out->count;
    explain_spans(work, layout, value);
    if (work->form)
        explain_rest(work, layout, value, work->form->rules[0].patterns, first_item, work->form_check);
    for (size_t i = 0; i < rule->pattern_count; i++) {
        explain_rest(work, layout, value, &rule->patterns[i], first_item, NULL);
    }
}

static enum mgp_status read_memory(void *context, uint8_t *buffer, size_t capacity, size_t *got,
                                   struct mgp_error *error)
{
    struct work *work = context;
    (void)error;
    *got = work->rest.len < capacity ? work->rest.len : capacity;
    if (*got > 0) memcpy(buffer, work->rest.ptr, *got);
    work->rest = mgp_slice_sub(work->rest, *got, work->rest.len);
    return MGP_OK;
}

static enum mgp_status walk(struct work *work, bool as_text, struct mgp_error *error)
{
    const struct mgp_reader reader = {work, read_memory};
    const struct mgp_content_options options = {
        .key = work->name, .as_text = as_text, .labeller = &work->rules[NOTHING]->labeller};
    struct mgp_content *content = NULL;
    work->rest = work->bytes;
    work->out->count = work->out->found = 0;
    enum mgp_status status = mgp_content_open(&reader, &options, &content, error);
    if (status != MGP_OK) return status;
    for (;;) {
        struct mgp_layout *layout = NULL;
        struct mgp_value value;
        status = mgp_content_next(content, &layout, error);
        if (status != MGP_OK || !layout) break;
        while (mgp_layout_next(layout, &value)) {
            explain_value(work, layout, &value);
        }
    }
    mgp_content_destroy(content);
    return status;
}

/* --- who wins in a scan for everything ---------------------------------------------------------------------- */

static void find_winners(struct work *work, const struct mgp_rule *rule)
{
    struct mgp_rule_set_options options = {.selection = MGP_SELECT_ALL};
    struct mgp_rule_set *rules = NULL;
    if (!rule->identifier || work->out->found == 0 || mgp_rule_set_create(&options, &rules, NULL) != MGP_OK) return;
    struct mgp_report *report = scan(work, rules);
    for (size_t i = 0; i < work->out->count; i++) {
        struct mgp_explanation *item = &work->out->items[i];
        uint64_t end = item->offset + (item->end - item->begin);
        const char *winner = NULL;
        bool is_there = item->verdict != MGP_VERDICT_FOUND;
        for (size_t k = 0; k < report->detection_count && !is_there; k++) {
            const struct mgp_detection *detection = &report->detections[k];
            for (size_t n = 0; n < detection->occurrence_count; n++) {
                const struct mgp_occurrence *other = &detection->occurrences[n];
                if (other->offset >= end || other->offset + other->length <= item->offset) continue;
                is_there = is_there || strcmp(detection->identifier->id, rule->identifier->id) == 0;
                winner = detection->identifier->id;
            }
        }
        if (!is_there) item->winner = winner;
    }
    mgp_report_destroy(report);
    mgp_rule_set_destroy(rules);
}

static int by_offset(const void *left, const void *right)
{
    const struct mgp_explanation *a = left, *b = right;
    return a->offset < b->offset ? -1 : a->offset > b->offset;
}

enum mgp_status mgp_explain(const struct mgp_rule_set_options *options, struct mgp_slice name, struct mgp_slice bytes,
                            struct mgp_explanations **out, struct mgp_error *error)
{
    struct work work = {.options = options, .name = name, .bytes = bytes, .steps = SEARCH_STEPS};
    work.out = mgp_calloc(1, sizeof *work.out);
    enum mgp_status status = create_rules(&work, error);
    if (status == MGP_OK) {
        /* Where the first run was not looked at in full, the others would only take as long. */
        for (int relaxation = NOTHING; relaxation < RELAXATION_COUNT && !work.out->message[0]; relaxation++) {
            collect(&work, (enum relaxation)relaxation);
        }
        create_form(&work, work.rules[NOTHING]->rules[0].identifier);
        status = walk(&work, false, error);
        if (status == MGP_RESTART_AS_TEXT) status = walk(&work, true, error);
        /* What could not be read is in the message, from the scan. */
        status = MGP_OK;
        find_winners(&work, &work.rules[NOTHING]->rules[0]);
        if (work.out->count > 0) qsort(work.out->items, work.out->count, sizeof *work.out->items, by_offset);
    }
    for (int relaxation = NOTHING; relaxation < RELAXATION_COUNT; relaxation++) {
        mgp_rule_set_destroy(work.rules[relaxation]);
    }
    mgp_rule_set_destroy(work.form);
    free(work.spans);
    if (status == MGP_OK) *out = work.out;
    else mgp_explanations_destroy(work.out);
    return status;
}

void mgp_explanations_destroy(struct mgp_explanations *explanations)
{
    if (!explanations) return;
    free(explanations->items);
    mgp_arena_clear(&explanations->arena);
    free(explanations);
}
