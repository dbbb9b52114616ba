/* The finder's tables, made of the keywords, patterns and recognisers of a rule set. */
#include "base/utf8.h"
#include "identifiers/keyword_letters.h"
#include "identifiers/recogniser_gates.h"
#include "scanner/match/claim.h"
#include "scanner/match/finder_internal.h"
#include "scanner/match/shapes.h"

/* What a gap of a keyword may take of ASCII text: four blanks, a dash, four blanks. */
#define MAX_GAP_BYTES 9

static void set_bit(struct bit_table *table, size_t bit)
{
    table->words[bit / 64] |= (uint64_t)1 << (bit % 64);
}

static void add_keyword(struct mgp_finder *finder, struct mgp_high_starts *starts, struct mgp_slice keyword,
                        bool is_managed, enum mgp_start_class class)
{
    uint32_t first = 0;
    size_t size = 0;
    mgp_keyword_starts_add(&finder->starts, keyword, is_managed, class);
    for (;; keyword = mgp_slice_sub(keyword, size, keyword.len)) {
        size = mgp_utf8_decode(keyword.ptr, keyword.len, &first);
        if (size == 0) {
            finder->has_other_keywords = finder->has_other_keywords || !is_managed;
            return;
        }
        bool is_dropped = mgp_keyword_is_gap(first) || first < ' ' || (is_managed && !mgp_codepoint_is_word(first));
        if (!is_dropped) break;
    }
    uint32_t letter = mgp_high_first_letter(first);
    mgp_high_letters_add(&finder->high, starts, keyword);
    if (letter < 0x80 && !is_letter((uint8_t)letter)) finder->has_other_keywords = true;
}

static void add_mark(struct mgp_finder *finder, const char *letters, uint32_t kinds)
{
    struct mark *mark = &finder->marks[finder->mark_count];
    if (finder->mark_count == MAX_MARKS) abort(); /* a catalogue that outgrew its table: no test passes */
    *mark = (struct mark){.kinds = kinds};
    for (unsigned i = 0; letters[i] && i < MGP_RUN_LETTERS; i++) {
        mark->letters |= (uint64_t)(uint8_t)letters[i] << (8 * i);
    }
    finder->mark_count++;
    mgp_keyword_starts_add_mark(&finder->starts, letters);
    mgp_high_letters_add_mark(&finder->high, mgp_slice_text(letters));
}

/* variant: MGP_IBAN_VARIANT. */
static void add_country(struct mgp_finder *finder, uint32_t variant)
{
    uint8_t first = (uint8_t)(variant >> 8), second = (uint8_t)variant;
    finder->wants_ibans = true;
    mgp_pair_set_add(&finder->starts.pairs.countries, first, second);
    for (unsigned i = 0; i < 4; i++) {
        set_bit(&finder->ibans, pair_of(i & 1 ? first | 0x20 : first, i & 2 ? second | 0x20 : second));
    }
}

static bool has_mark(const struct mgp_finder *finder, uint32_t kinds)
{
    for (size_t i = 0; i < finder->mark_count; i++) {
        if (finder->marks[i].kinds == kinds) return true;
    }
    return false;
}

static void add_particles(struct mgp_pair_set *set)
{
    for (unsigned pair = 0; pair < MGP_NAME_PARTICLE_PAIRS; pair++) {
        if (!(mgp_name_particle_pairs[pair / 64] >> (pair % 64) & 1)) continue;
        mgp_pair_set_add_classes(set, pair >> 5, pair & 31 ? MGP_PAIR_ONLY(pair & 31) : MGP_PAIR_ANY);
    }
}

static void add_recognisers(struct mgp_finder *finder, const struct mgp_rule_set *rules)
{
    for (size_t i = 0; i < rules->recogniser_rule_count; i++) {
        switch (rules->recogniser_rules[i].recogniser) {
        case MGP_RECOGNISER_CARD:
            finder->wants_cards = true;
            break;
        case MGP_RECOGNISER_IBAN:
            add_country(finder, rules->recogniser_rules[i].variant);
            break;
        case MGP_RECOGNISER_NAME:
            finder->wants_names = true;
            add_particles(&finder->starts.pairs.particles);
            break;
        case MGP_RECOGNISER_ADDRESS:
            finder->wants_addresses = true;
            break;
        case MGP_RECOGNISER_JWT:
            mgp_keyword_starts_add_token(&finder->starts, "eyJ");
            mgp_high_letters_add_mark(&finder->high, MGP_LITERAL("eyJ"));
            break;
        case MGP_RECOGNISER_KEY_BLOCK:
            if (has_mark(finder, MGP_SPOT_KEY_BLOCK)) break;
            add_mark(finder, "begin", MGP_SPOT_KEY_BLOCK);
            add_mark(finder, "putty", MGP_SPOT_KEY_BLOCK);
            break;
        default:
            break;
        }
    }
}

static void add_anchors(struct mgp_finder *finder)
{
    for (size_t i = 0; mgp_anchor_codes[i]; i++) {
        add_mark(finder, mgp_anchor_codes[i], MGP_SPOT_ANCHOR);
    }
    for (size_t i = 0; i < mgp_anchor_pair_count; i++) {
        set_bit(&finder->pairs, pair_of(mgp_anchor_pairs[i][0], mgp_anchor_pairs[i][1]));
    }
}

static enum mgp_start_class class_of_pattern(const struct mgp_shape_pattern *pattern)
{
    if (pattern->longest > MGP_LONG_SHAPE || pattern->sparseness == MGP_SPARSE) return MGP_START_ANY;
    return pattern->sparseness == MGP_DENSE ? MGP_START_NEEDS_DENSE : MGP_START_NEEDS_DIGIT;
}

static void note_classes(const struct mgp_shapes *shapes, enum mgp_start_class *classes)
{
    for (size_t i = 0; i < shapes->pattern_count; i++) {
        enum mgp_start_class class = class_of_pattern(&shapes->patterns[i]);
        enum mgp_start_class *of = &classes[shapes->patterns[i].identifier];
        if (class > *of) *of = class;
    }
}

/* What keywords of each identifier of the catalogue ask of their place. Cards and IBANs make it dense. */
static enum mgp_start_class *classes_of_identifiers(void)
{
    enum mgp_start_class *classes = mgp_calloc(mgp_catalogue_count, sizeof *classes);
    note_classes(&mgp_keyword_shapes, classes);
    note_classes(&mgp_anchor_shapes, classes);
    for (size_t i = 0; i < mgp_catalogue_count; i++) {
        enum mgp_recogniser_id id = mgp_catalogue[i].recogniser;
        bool is_dense = id == MGP_RECOGNISER_NONE || id == MGP_RECOGNISER_CARD || id == MGP_RECOGNISER_IBAN;
        if (!is_dense) classes[i] = MGP_START_ANY;
        else if (classes[i] == MGP_START_NONE) classes[i] = MGP_START_NEEDS_DENSE;
    }
    return classes;
}

/* Bytes of ASCII text that a managed keyword can match: each gap takes a dash and blanks on both sides. */
static size_t longest_text(struct mgp_slice keyword)
{
    size_t length = keyword.len;
    for (size_t i = 0; i < keyword.len; i++) {
        if (!is_letter(keyword.ptr[i])) length += MAX_GAP_BYTES;
    }
    return length;
}

struct mgp_finder *mgp_finder_create(const struct mgp_rule_set *rules)
{
    struct mgp_finder *finder = mgp_calloc(1, sizeof *finder);
    struct mgp_high_starts starts = {.count = 0};
    enum mgp_start_class *classes = classes_of_identifiers();
    size_t longest = 0;
    finder->classify = mgp_classify_choose();
    finder->pair_filter = mgp_pair_filter_choose();
    finder->find_candidates = mgp_find_candidates_choose();
    finder->filter = mgp_run_filter_choose();
    finder->read_leads = mgp_read_leads_choose();
    for (size_t i = 0; i < rules->rule_count; i++) {
        const struct mgp_rule *rule = &rules->rules[i];
        const char *const *keywords = rule->identifier ? rule->identifier->keywords : rule->custom->keywords;
        enum mgp_start_class class = rule->identifier ? classes[rule->identifier - mgp_catalogue] : MGP_START_ANY;
        for (size_t k = 0; keywords && keywords[k]; k++) {
            struct mgp_slice keyword = mgp_slice_text(keywords[k]);
            add_keyword(finder, &starts, keyword, rule->identifier != NULL, class);
            if (longest_text(keyword) > longest) longest = longest_text(keyword);
        }
    }
    finder->blocks_behind = (MGP_BLOCK_BYTES - 1 + longest + MGP_KEYWORD_REACH) / MGP_BLOCK_BYTES;
    free(classes);
    mgp_high_letters_finish(&finder->high, &starts);
    add_anchors(finder);
    add_recognisers(finder, rules);
    return finder;
}

void mgp_finder_destroy(struct mgp_finder *finder)
{
    free(finder);
}
