#define PCRE2_CODE_UNIT_WIDTH 8
#include <criterion/criterion.h>
#include <pcre2.h>

#include "base/file.h"
#include "base/utf8.h"
#include "identifiers/catalogue.h"
#include "identifiers/keywords.h"
#include "identifiers/regex_syntax.h"
#include "identifiers/written_form.h"

/* A matcher as simple as the definition of an occurrence: one identifier, every start, every end. */

static bool is_digit(uint8_t c)
{
    return c >= '0' && c <= '9';
}

/* Beside a base64 secret, whatever its own edge is. '=' ends base64, so behind one it may begin. */
static bool is_base64_beside(uint8_t c, bool is_behind)
{
    bool is_letter_or_digit = is_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
    return is_letter_or_digit || (c && strchr(is_behind ? "+/=_-" : "+/_-", c));
}

static bool is_begin_free(struct mgp_slice text, size_t at, uint8_t edges)
{
    if (at == 0) return true;
    uint8_t before = text.ptr[at - 1];
    if (mgp_utf8_is_word_at(text, at) && mgp_utf8_is_word_before(text, at)) return false;
    if (edges & MGP_EDGE_NUMBER && is_digit(text.ptr[at]) && (before == '.' || before == ',') && at > 1 &&
        is_digit(text.ptr[at - 2])) {
        return false;
    }
    return !(edges & MGP_EDGE_BASE64 && is_base64_beside(before, false));
}

static bool is_end_free(struct mgp_slice text, size_t at, uint8_t edges)
{
    if (at == text.len) return true;
    uint8_t after = text.ptr[at];
    if (mgp_utf8_is_word_at(text, at) && mgp_utf8_is_word_before(text, at)) return false;
    if (edges & MGP_EDGE_NUMBER && is_digit(text.ptr[at - 1]) && (after == '.' || after == ',') &&
        at + 1 < text.len && is_digit(text.ptr[at + 1])) {
        return false;
    }
    return !(edges & MGP_EDGE_BASE64 && is_base64_beside(after, true));
}

static bool checks_hold(const struct mgp_pattern *pattern, struct mgp_slice value)
{
    for (size_t i = 0; pattern->checks[i]; i++) {
        if (!mgp_check_find(pattern->checks[i])(value)) return false;
    }
    return true;
}

static bool has_keyword(const struct mgp_identifier *identifier, struct mgp_slice text, size_t begin,
                        size_t end)
{
    struct mgp_keywords *keywords = mgp_keywords_create();
    struct mgp_keyword_hits hits = {0};
    for (size_t i = 0; identifier->keywords[i]; i++) {
        mgp_keywords_add(keywords, mgp_slice_text(identifier->keywords[i]), 0, true);
    }
    mgp_keywords_find(keywords, text, 0, text.len, &hits);
    bool is_near = false;
    for (size_t i = 0; i < hits.count; i++) {
        const struct mgp_keyword_hit *hit = &hits.items[i];
        size_t gap = 0;
        if (hit->end <= begin) gap = mgp_utf8_count(mgp_slice_sub(text, hit->end, begin));
        if (hit->begin >= end) gap = mgp_utf8_count(mgp_slice_sub(text, end, hit->begin));
        is_near = is_near || gap <= 30;
    }
    free(hits.items);
    mgp_keywords_destroy(keywords);
    return is_near;
}

static size_t without_separators(struct mgp_slice value, uint8_t *out)
{
    size_t count = 0;
    for (size_t i = 0; i < value.len; i++) {
        uint8_t c = value.ptr[i];
        if (c >= 'A' && c <= 'Z') c |= 0x20;
        if (c != ' ' && c != '-' && c != '.' && c != '/') out[count++] = c;
    }
    return count;
}

static bool is_excluded(const struct mgp_identifier *identifier, struct mgp_slice value)
{
    uint8_t a[4096], b[128];
    if (value.len > sizeof a) return false;
    size_t len = without_separators(value, a);
    for (size_t i = 0; identifier->exclusions[i]; i++) {
        if (without_separators(mgp_slice_text(identifier->exclusions[i]), b) == len && memcmp(a, b, len) == 0)
            return true;
    }
    return false;
}

static pcre2_code *compile(const struct mgp_pattern *pattern)
{
    int error;
    PCRE2_SIZE offset;
    uint32_t options = PCRE2_ANCHORED | PCRE2_ENDANCHORED | (pattern->is_caseless ? PCRE2_CASELESS : 0u);
    pcre2_code *code =
        pcre2_compile((PCRE2_SPTR)pattern->regex, PCRE2_ZERO_TERMINATED, options, &error, &offset, NULL);
    cr_assert(code, "error %d at byte %zu of %s", error, offset, pattern->regex);
    return code;
}

/* Length of the longest occurrence of one pattern at begin, or 0. */
static size_t longest_at(const struct mgp_identifier *identifier, const struct mgp_pattern *pattern,
                         pcre2_code *code, pcre2_match_data *data, struct mgp_slice text, size_t begin)
{
    for (size_t end = text.len; end > begin; end--) {
        if (!is_end_free(text, end, pattern->edges) ||
            pcre2_match(code, text.ptr, end, begin, 0, data, NULL) <= 0) {
            continue;
        }
        struct mgp_slice value = mgp_slice_sub(text, begin, end);
        if (!checks_hold(pattern, value)) continue;
        if (!pattern->needs_keyword || has_keyword(identifier, text, begin, end)) return end - begin;
    }
    return 0;
}

/* How many occurrences that are not excluded does one pattern find? An excluded one consumes its bytes. */
static size_t count_of_pattern(const struct mgp_identifier *identifier, const struct mgp_pattern *pattern,
                               struct mgp_slice text)
{
    pcre2_code *code = compile(pattern);
    pcre2_match_data *data = pcre2_match_data_create_from_pattern(code, NULL);
    size_t count = 0;
    for (size_t begin = 0; begin < text.len; begin++) {
        if (!is_begin_free(text, begin, pattern->edges)) continue;
        size_t length = longest_at(identifier, pattern, code, data, text, begin);
        if (length == 0) continue;
        count += !is_excluded(identifier, mgp_slice_sub(text, begin, begin + length));
        begin += length - 1;
    }
    pcre2_match_data_free(data);
    pcre2_code_free(code);
    return count;
}

static size_t count_of_recogniser(const struct mgp_identifier *identifier, struct mgp_slice text)
{
    struct mgp_value_view view = {.text = text, .begins_value = true, .ends_value = true};
    struct mgp_recognition found;
    size_t count = 0;
    if (identifier->recogniser == MGP_RECOGNISER_NONE) return 0;
    for (size_t from = 0; mgp_recognise(identifier->recogniser, &view, from, text.len, &found);
         from = found.begin + 1) {
        if (found.variant != identifier->recogniser_variant) continue;
        if (is_excluded(identifier, mgp_slice_sub(text, found.begin, found.end))) continue;
        count +=
            !identifier->recogniser_needs_keyword || has_keyword(identifier, text, found.begin, found.end);
    }
    return count;
}

/* The text as identifiers see it: written forms as their ASCII. */
static struct mgp_buffer fold(const char *text)
{
    struct mgp_slice rest = mgp_slice_text(text);
    struct mgp_buffer folded = {0};
    for (size_t at = 0; at < rest.len;) {
        uint8_t byte = rest.ptr[at];
        size_t size = mgp_written_form(mgp_slice_sub(rest, at, rest.len), &byte);
        mgp_buffer_byte(&folded, byte);
        at += size ? size : 1;
    }
    return folded;
}

static size_t count_of_pattern_in(const struct mgp_identifier *identifier, size_t pattern, const char *text)
{
    struct mgp_buffer folded = fold(text);
    size_t count =
        count_of_pattern(identifier, &identifier->patterns[pattern], mgp_buffer_slice(&folded));
    mgp_buffer_clear(&folded);
    return count;
}

static size_t count_of(const struct mgp_identifier *identifier, const char *text)
{
    struct mgp_buffer folded = fold(text);
    size_t count = count_of_recogniser(identifier, mgp_buffer_slice(&folded));
    mgp_buffer_clear(&folded);
    for (size_t i = 0; i < identifier->pattern_count; i++) {
        count += count_of_pattern_in(identifier, i, text);
    }
    return count;
}

Test(catalogue, finds_every_example_and_no_counter_example)
{
    for (size_t i = 0; i < mgp_catalogue_count; i++) {
        const struct mgp_identifier *identifier = &mgp_catalogue[i];
        if (identifier->inactive_reason) continue;
        for (size_t e = 0; identifier->examples[e]; e++) {
            cr_expect(count_of(identifier, identifier->examples[e]) > 0, "%s does not find example %zu: %s",
                      identifier->id, e, identifier->examples[e]);
        }
        for (size_t e = 0; identifier->counter_examples[e]; e++) {
            cr_expect(count_of(identifier, identifier->counter_examples[e]) == 0,
                      "%s finds counter-example %zu: %s", identifier->id, e, identifier->counter_examples[e]);
        }
    }
}

static bool has_three(const char *const *texts)
{
    return texts[0] && texts[1] && texts[2];
}

Test(catalogue, has_examples_for_every_active_identifier_and_every_pattern)
{
    for (size_t i = 0; i < mgp_catalogue_count; i++) {
        const struct mgp_identifier *identifier = &mgp_catalogue[i];
        if (identifier->inactive_reason) continue;
        if (identifier->recogniser != MGP_RECOGNISER_NAME) {
            cr_expect(has_three(identifier->examples) && has_three(identifier->counter_examples), "%s",
                      identifier->id);
        }
        for (size_t p = 0; p < identifier->pattern_count; p++) {
            size_t found = 0;
            for (size_t e = 0; identifier->examples[e]; e++) {
                found += count_of_pattern_in(identifier, p, identifier->examples[e]);
            }
            cr_expect(found > 0, "%s has no example for %s", identifier->id, identifier->patterns[p].regex);
        }
    }
}

Test(catalogue, has_regexes_that_candidates_can_be_made_of)
{
    for (size_t i = 0; i < mgp_catalogue_count; i++) {
        for (size_t p = 0; p < mgp_catalogue[i].pattern_count; p++) {
            const struct mgp_pattern *pattern = &mgp_catalogue[i].patterns[p];
            struct mgp_regex_length length;
            struct mgp_error error;
            pcre2_code_free(compile(pattern));
            enum mgp_status status = mgp_regex_check(mgp_slice_text(pattern->regex), false, &length, &error);
            cr_expect(status == MGP_OK, "%s: %s", mgp_catalogue[i].id, error.message);
            cr_expect(length.min >= 2, "%s may match %zu bytes: %s", mgp_catalogue[i].id, length.min,
                      pattern->regex);
            for (size_t c = 0; pattern->checks[c]; c++) {
                cr_expect(c < 4 && mgp_check_find(pattern->checks[c]), "%s: %s", mgp_catalogue[i].id,
                          pattern->checks[c]);
            }
        }
    }
}

Test(catalogue, holds_exactly_the_ids_of_the_documentation)
{
    struct mgp_buffer ids = {0};
    struct mgp_slice rest, line;
    cr_assert(mgp_file_read(SOURCE_DIR "/tests/data/identifier_ids.txt", 1 << 20, &ids, NULL) == MGP_OK);
    rest = mgp_buffer_slice(&ids);
    size_t count = 0;
    for (size_t end; (end = mgp_slice_find(rest, MGP_LITERAL("\n"), 0)) != SIZE_MAX; count++) {
        cr_assert(mgp_slice_cut(&rest, end, &line));
        cr_expect(mgp_catalogue_find(line), "%.*s is missing", (int)line.len, (const char *)line.ptr);
        cr_assert(mgp_slice_cut(&rest, 1, &line));
    }
    cr_expect(count == 166);
    cr_expect(mgp_catalogue_count == 166);
    mgp_buffer_clear(&ids);
}

Test(catalogue, finds_by_exact_id_only)
{
    for (size_t i = 0; i < mgp_catalogue_count; i++) {
        cr_expect(mgp_catalogue_find(mgp_slice_text(mgp_catalogue[i].id)) == &mgp_catalogue[i]);
    }
    cr_expect(!mgp_catalogue_find(MGP_LITERAL("")));
    cr_expect(!mgp_catalogue_find(MGP_LITERAL("NAM")));
    cr_expect(!mgp_catalogue_find(MGP_LITERAL("NAMES")));
    cr_expect(!mgp_catalogue_find(MGP_LITERAL("name")));
    cr_expect(!mgp_catalogue_find(MGP_LITERAL("ZZZ")));
}

Test(catalogue, is_active_as_a_whole)
{
    size_t active = 0, recommended = 0;
    for (size_t i = 0; i < mgp_catalogue_count; i++) {
        active += !mgp_catalogue[i].inactive_reason;
        recommended += mgp_catalogue[i].is_recommended;
    }
    cr_expect(active == 166, "%zu", active);
    cr_expect(recommended == 35, "%zu", recommended);
}

/* Macie's table of severity by occurrences (1, 2-99, 100 or more); all others are High throughout. */
static const char *expected_levels(const char *id)
{
    static const struct {
        const char *id_part, *levels;
    } rows[] = {
        {"CREDIT_CARD_SECURITY_CODE", "MHH"},
        {"PASSPORT_NUMBER", "MHH"},
        {"ARGENTINA_TARJETA_SUBE", "MMH"},
        {"ARGENTINA_ORGANIZATION_TAX_IDENTIFICATION_NUMBER", "MMH"},
        {"COLOMBIA_ORGANIZATION_NIT_NUMBER", "MMH"},
        {"MEXICO_ORGANIZATION_RFC_NUMBER", "MMH"},
        {"CREDIT_CARD_EXPIRATION", "LMH"},
        {"MEDICAL_DEVICE_UDI", "LMH"},
        {"DATE_OF_BIRTH", "LMH"},
        {"DRIVERS_LICENSE", "LMH"},
        {"NAME", "LMH"},
        {"HTTP_COOKIE", "LMH"},
        {"ADDRESS", "LMH"},
        {"BRAZIL_CEP_CODE", "LMH"},
        {"PHONE_NUMBER", "LMH"},
        {"LATITUDE_LONGITUDE", "LMM"},
        {"VEHICLE_IDENTIFICATION_NUMBER", "LLM"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (strstr(id, rows[i].id_part)) return rows[i].levels;
    }
    return "HHH";
}

Test(catalogue, has_the_severity_levels_of_the_documentation)
{
    static const char letters[] = {[MGP_SEVERITY_NONE] = '-',
                                   [MGP_SEVERITY_LOW] = 'L',
                                   [MGP_SEVERITY_MEDIUM] = 'M',
                                   [MGP_SEVERITY_HIGH] = 'H'};
    for (size_t i = 0; i < mgp_catalogue_count; i++) {
        const char *levels = expected_levels(mgp_catalogue[i].id);
        for (size_t n = 0; n < 3; n++) {
            cr_expect(letters[mgp_catalogue[i].severity[n]] == levels[n], "%s", mgp_catalogue[i].id);
        }
    }
}

Test(catalogue, gives_every_iban_country_its_own_variant)
{
    size_t count = 0;
    for (size_t i = 0; i < mgp_catalogue_count; i++) {
        if (mgp_catalogue[i].recogniser != MGP_RECOGNISER_IBAN) continue;
        count++;
        for (size_t other = 0; other < i; other++) {
            cr_expect(mgp_catalogue[other].recogniser != MGP_RECOGNISER_IBAN ||
                          mgp_catalogue[other].recogniser_variant != mgp_catalogue[i].recogniser_variant,
                      "%s and %s", mgp_catalogue[i].id, mgp_catalogue[other].id);
        }
    }
    cr_expect(count == 52, "%zu", count);
}

Test(catalogue, names_its_categories_as_findings_do)
{
    cr_expect_str_eq(mgp_category_name(MGP_CREDENTIALS), "CREDENTIALS");
    cr_expect_str_eq(mgp_category_name(MGP_FINANCIAL_INFORMATION), "FINANCIAL_INFORMATION");
    cr_expect_str_eq(mgp_category_name(MGP_PERSONAL_INFORMATION), "PERSONAL_INFORMATION");
    cr_expect_str_eq(mgp_category_name(MGP_CUSTOM_IDENTIFIER), "CUSTOM_IDENTIFIER");
}

Test(catalogue, knows_where_an_identifier_and_a_copy_of_it_stand)
{
    for (size_t i = 0; i < mgp_catalogue_count; i++) {
        struct mgp_identifier copy = mgp_catalogue[i];
        cr_expect_eq(mgp_catalogue_index(&mgp_catalogue[i]), i);
        cr_expect_eq(mgp_catalogue_index(&copy), i);
    }
}
