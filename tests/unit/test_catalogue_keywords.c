/* Every keyword of every identifier, as people write it: it must be found in a column name, on the way to a
 * JSON value and in running text; and not within a longer word. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "base/buffer.h"
#include "base/utf8.h"
#include "identifiers/rule_set.h"

static struct mgp_rule_set *all_rules(void)
{
    struct mgp_rule_set_options options = {.selection = MGP_SELECT_ALL};
    struct mgp_rule_set *rules = NULL;
    struct mgp_error error = {0};
    cr_assert_eq(mgp_rule_set_create(&options, &rules, &error), MGP_OK, "%s", error.message);
    return rules;
}

static uint32_t upper(uint32_t c)
{
    for (uint32_t candidate = 0x41; candidate < 0x530; candidate++) {
        bool is_special = candidate == 0x130 || candidate == 0x3C2; /* İ, final sigma */
        if (!is_special && candidate != c && mgp_codepoint_fold(candidate) == c) return candidate;
    }
    return c;
}

enum form { PRINTED, UPPER, UNDERSCORE, HYPHEN, JOINED, CAMEL, DECOMPOSED, FORM_COUNT };
static const char *const form_names[] = {"printed", "upper case", "with _", "with -", "joined", "camelCase", "NFD"};

/* The letter with its accent as a mark of its own; only those that the catalogue has most. */
static bool decompose(struct mgp_buffer *out, uint32_t c)
{
    static const struct {
        uint32_t letter;
        const char *text;
    } table[] = {{0xE1, "a\xCC\x81"}, {0xE9, "e\xCC\x81"}, {0xED, "i\xCC\x81"}, {0xF3, "o\xCC\x81"},
                 {0xFA, "u\xCC\x81"}, {0xFC, "u\xCC\x88"}, {0xE7, "c\xCC\xA7"}, {0xE3, "a\xCC\x83"},
                 {0xF1, "n\xCC\x83"}, {0x10D, "c\xCC\x8C"}, {0xF6, "o\xCC\x88"}, {0xE4, "a\xCC\x88"}};
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        if (table[i].letter != c) continue;
        mgp_buffer_text(out, table[i].text);
        return true;
    }
    return false;
}

static void write_form(struct mgp_buffer *out, const char *keyword, enum form form)
{
    struct mgp_slice text = mgp_slice_text(keyword);
    bool begins_word = false;
    uint32_t c;
    out->len = 0;
    for (size_t at = 0, size; at < text.len; at += size) {
        size = mgp_utf8_decode(text.ptr + at, text.len - at, &c);
        cr_assert_gt(size, 0);
        bool is_gap = c == ' ' || c == '_' || c == '-';
        if (is_gap && form == UNDERSCORE) {
            mgp_buffer_byte(out, '_');
        } else if (is_gap && form == HYPHEN) {
            mgp_buffer_byte(out, '-');
        } else if (is_gap && (form == JOINED || form == CAMEL)) {
            begins_word = true;
        } else if (form == UPPER || (form == CAMEL && begins_word)) {
            mgp_buffer_codepoint(out, upper(c));
            begins_word = false;
        } else if (form != DECOMPOSED || !decompose(out, c)) {
            mgp_buffer_codepoint(out, form == CAMEL || form == JOINED ? mgp_codepoint_fold(c) : c);
        }
    }
    mgp_buffer_string(out);
}

static bool finds(const struct mgp_rule_set *rules, struct mgp_slice text, size_t begin, size_t rule)
{
    struct mgp_keyword_hits hits = {0};
    bool found = false;
    mgp_keywords_find(rules->keywords, text, 0, text.len, &hits);
    for (size_t i = 0; i < hits.count; i++) {
        found = found || (hits.items[i].begin == begin &&
                          mgp_bit_is_set(mgp_keyword_rules(rules->keywords, hits.items[i].keyword), rule));
    }
    free(hits.items);
    return found;
}

static bool labels(const struct mgp_rule_set *rules, struct mgp_slice name, size_t rule)
{
    struct mgp_rule_set_bits bits = {0};
    return rules->labeller.label(rules->labeller.context, name, &bits) && mgp_bit_is_set(&bits, rule);
}

/* Where the keyword proper begins: marks of punctuation in front do not count. */
static size_t core(struct mgp_slice text)
{
    size_t at = 0;
    while (at < text.len && !mgp_utf8_is_word_at(text, at)) {
        at++;
    }
    return at;
}

static void try_form(const struct mgp_rule_set *rules, size_t rule, const char *keyword, enum form form)
{
    struct mgp_buffer written = {0}, text = {0};
    const char *id = rules->rules[rule].identifier->id;
    write_form(&written, keyword, form);
    struct mgp_slice name = mgp_buffer_slice(&written);
    cr_expect(labels(rules, name, rule), "%s: column \"%s\" (%s)", id, (const char *)name.ptr, form_names[form]);
    mgp_buffer_text(&text, "customer.");
    mgp_buffer_append(&text, name);
    mgp_buffer_text(&text, "_2");
    cr_expect(labels(rules, mgp_buffer_slice(&text), rule), "%s: element \"%s\"", id, mgp_buffer_string(&text));
    text.len = 0;
    mgp_buffer_text(&text, "see the ");
    size_t begin = text.len + core(name);
    mgp_buffer_append(&text, name);
    mgp_buffer_text(&text, ": 12-34");
    cr_expect(finds(rules, mgp_buffer_slice(&text), begin, rule), "%s: text \"%s\" (%s)", id, mgp_buffer_string(&text),
              form_names[form]);
    mgp_buffer_clear(&written);
    mgp_buffer_clear(&text);
}

Test(catalogue_keywords, are_found_however_they_are_written)
{
    struct mgp_rule_set *rules = all_rules();
    size_t tried = 0;
    for (size_t rule = 0; rule < rules->rule_count; rule++) {
        const char *const *keywords = rules->rules[rule].identifier->keywords;
        for (size_t i = 0; keywords && keywords[i]; i++) {
            for (int form = PRINTED; form < FORM_COUNT; form++) {
                try_form(rules, rule, keywords[i], (enum form)form);
                tried++;
            }
        }
    }
    cr_expect_gt(tried, 6000, "%zu", tried);
    mgp_rule_set_destroy(rules);
}

Test(catalogue_keywords, are_not_found_within_longer_words)
{
    struct mgp_rule_set *rules = all_rules();
    for (size_t rule = 0; rule < rules->rule_count; rule++) {
        const char *const *keywords = rules->rules[rule].identifier->keywords;
        for (size_t i = 0; keywords && keywords[i]; i++) {
            struct mgp_slice keyword = mgp_slice_text(keywords[i]);
            if (!mgp_utf8_is_word_at(keyword, 0) || !mgp_utf8_is_word_before(keyword, keyword.len)) continue;
            if (keyword.ptr[keyword.len - 1] <= '9') continue; /* a letter may follow a digit */
            struct mgp_buffer text = {0};
            mgp_buffer_text(&text, "z");
            for (size_t at = 0, size; at < keyword.len; at += size) {
                uint32_t c;
                size = mgp_utf8_decode(keyword.ptr + at, keyword.len - at, &c);
                mgp_buffer_codepoint(&text, mgp_codepoint_fold(c));
            }
            cr_expect(!finds(rules, mgp_buffer_slice(&text), 1, rule), "%s", mgp_buffer_string(&text));
            mgp_buffer_text(&text, "z");
            struct mgp_slice behind = mgp_slice_sub(mgp_buffer_slice(&text), 1, text.len);
            struct mgp_keyword_hits hits = {0};
            mgp_keywords_find(rules->keywords, behind, 0, behind.len, &hits);
            for (size_t k = 0; k < hits.count; k++) {
                cr_expect(hits.items[k].begin != 0 || hits.items[k].end < behind.len - 1, "%s", keywords[i]);
            }
            free(hits.items);
            mgp_buffer_clear(&text);
        }
    }
    mgp_rule_set_destroy(rules);
}
