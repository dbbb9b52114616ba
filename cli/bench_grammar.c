#include "cli/bench_grammar.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "cli/bench_random.h"
#include "cli/bench_values.h"
#include "cli/bench_words.h"

enum {
    SLOT_COUNT = 1024, /* of a hash table that holds some hundred symbols */
    MAX_DEPTH = 60,    /* of symbols within symbols; the tables stay far below it */
};

struct word_symbol {
    const char *symbol;
    const struct mgp_bench_word_list *list;
    enum mgp_bench_form form;
    bool is_even; /* all words equally often */
};
static const struct word_symbol word_symbols[] = {
    {"noun", &mgp_bench_nouns, MGP_BENCH_PLAIN, false},
    {"nouns", &mgp_bench_nouns, MGP_BENCH_S, false},
    {"verb", &mgp_bench_verbs, MGP_BENCH_PLAIN, false},
    {"verbs", &mgp_bench_verbs, MGP_BENCH_S, false},
    {"verbed", &mgp_bench_verbs, MGP_BENCH_ED, false},
    {"verbing", &mgp_bench_verbs, MGP_BENCH_ING, false},
    {"adjective", &mgp_bench_adjectives, MGP_BENCH_PLAIN, false},
    {"adverb", &mgp_bench_adjectives, MGP_BENCH_LY, false},
    {"given", &mgp_bench_given_names, MGP_BENCH_PLAIN, true},
    {"surname", &mgp_bench_surnames, MGP_BENCH_PLAIN, true},
    {"place", &mgp_bench_places, MGP_BENCH_PLAIN, true},
};

typedef void add_value(struct mgp_buffer *out, uint64_t *random);
static const struct value_symbol {
    const char *symbol;
    add_value *add;
} value_symbols[] = {
    {"digit", mgp_bench_add_digit},
    {"hex", mgp_bench_add_hex},
    {"base64", mgp_bench_add_base64},
    {"base32", mgp_bench_add_base32},
    {"lower", mgp_bench_add_lower},
    {"upper", mgp_bench_add_upper},
    {"text-byte", mgp_bench_add_text_byte},
    {"high-byte", mgp_bench_add_high_byte},
    {"card", mgp_bench_add_card},
    {"dashed-card", mgp_bench_add_dashed_card},
    {"spaced-card", mgp_bench_add_spaced_card},
    {"iban", mgp_bench_add_iban},
    {"mail-name", mgp_bench_add_mail_name},
    {"keyword", mgp_bench_add_keyword},
    {"example", mgp_bench_add_example},
};

/* What a symbol stands for; one of the three. */
struct entry {
    struct mgp_slice symbol;
    const struct mgp_bench_production *first;
    size_t count;
    unsigned weights; /* of all its productions */
    const struct word_symbol *word;
    add_value *value;
};

struct mgp_bench_grammar {
    struct entry slots[SLOT_COUNT];
};

/* The slot that holds the symbol, or the free one where it would stand (FNV-1a, linear probing). */
static size_t slot_of(const struct mgp_bench_grammar *grammar, struct mgp_slice symbol)
{
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < symbol.len; i++) {
        hash = (hash ^ symbol.ptr[i]) * 16777619u;
    }
    size_t slot = hash % SLOT_COUNT;
    while (grammar->slots[slot].symbol.len > 0 && !mgp_slice_equal(grammar->slots[slot].symbol, symbol)) {
        slot = (slot + 1) % SLOT_COUNT;
    }
    return slot;
}

static struct entry *add_entry(struct mgp_bench_grammar *grammar, const char *symbol)
{
    struct entry *entry = &grammar->slots[slot_of(grammar, mgp_slice_text(symbol))];
    entry->symbol = mgp_slice_text(symbol);
    return entry;
}

static void add_productions(struct mgp_bench_grammar *grammar, const struct mgp_bench_productions *productions)
{
    for (size_t i = 0; i < productions->count; i++) {
        struct entry *entry = add_entry(grammar, productions->items[i].symbol);
        if (!entry->first) entry->first = &productions->items[i];
        assert(entry->first + entry->count == &productions->items[i]);
        entry->count++;
        entry->weights += productions->items[i].weight;
    }
}

struct mgp_bench_grammar *mgp_bench_grammar_create(void)
{
    struct mgp_bench_grammar *grammar = mgp_calloc(1, sizeof *grammar);
    for (size_t i = 0; i < sizeof word_symbols / sizeof *word_symbols; i++) {
        add_entry(grammar, word_symbols[i].symbol)->word = &word_symbols[i];
    }
    for (size_t i = 0; i < sizeof value_symbols / sizeof *value_symbols; i++) {
        add_entry(grammar, value_symbols[i].symbol)->value = value_symbols[i].add;
    }
    add_productions(grammar, &mgp_bench_language);
    add_productions(grammar, &mgp_bench_records);
    add_productions(grammar, &mgp_bench_programs);
    add_productions(grammar, &mgp_bench_attacks);
    return grammar;
}

void mgp_bench_grammar_destroy(struct mgp_bench_grammar *grammar)
{
    free(grammar);
}

static unsigned read_number(const char **at, unsigned *width)
{
    unsigned number = 0;
    for (*width = 0; **at >= '0' && **at <= '9'; (*at)++, (*width)++) {
        number = number * 10 + (unsigned)(**at - '0');
    }
    return number;
}

/* "3" or "3-5". */
static unsigned draw_count(const char *at, uint64_t *random)
{
    unsigned width, low = read_number(&at, &width);
    if (*at != '-') return low;
    at++;
    return low + mgp_bench_below(random, read_number(&at, &width) - low + 1);
}

static void add_number(const char *at, uint64_t *random, struct mgp_buffer *out)
{
    bool has_zeros = *at == '0' && at[1] != '-';
    unsigned width, ignored, low = read_number(&at, &width);
    assert(*at == '-');
    at++;
    unsigned number = low + mgp_bench_below(random, read_number(&at, &ignored) - low + 1);
    mgp_buffer_format(out, "%0*u", has_zeros ? (int)width : 1, number);
}

/* The lesser of two draws, but for even lists: the first word comes twice as often as on average. */
static void add_word(const struct word_symbol *symbol, uint64_t *random, struct mgp_buffer *out)
{
    unsigned index = mgp_bench_below(random, symbol->list->count);
    if (!symbol->is_even) {
        unsigned other = mgp_bench_below(random, symbol->list->count);
        if (other < index) index = other;
    }
    mgp_bench_add_form(out, symbol->list->words[index], symbol->form);
}

static const char *draw_production(const struct entry *entry, uint64_t *random)
{
    unsigned draw = mgp_bench_below(random, entry->weights);
    const struct mgp_bench_production *production = entry->first;
    while (draw >= production->weight) {
        draw -= production++->weight;
    }
    return production->text;
}

static void raise(uint8_t *from, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (from[i] >= 'a' && from[i] <= 'z') from[i] = (uint8_t)(from[i] - 'a' + 'A');
    }
}

static void add_text(const struct mgp_bench_grammar *grammar, const char *text, unsigned depth, uint64_t *random,
                     struct mgp_buffer *out);

static void add_entry_text(const struct mgp_bench_grammar *grammar, const struct entry *entry, unsigned depth,
                           uint64_t *random, struct mgp_buffer *out)
{
    if (entry->word) add_word(entry->word, random, out);
    else if (entry->value) entry->value(out, random);
    else add_text(grammar, draw_production(entry, random), depth + 1, random, out);
}

/* What stands between two tildes. */
static void add_reference(const struct mgp_bench_grammar *grammar, struct mgp_slice reference, unsigned depth,
                          uint64_t *random, struct mgp_buffer *out)
{
    const char *begin = (const char *)reference.ptr;
    if (*begin >= '0' && *begin <= '9') {
        add_number(begin, random, out);
        return;
    }
    bool has_capital = *begin == '^', is_capitals = *begin == '!';
    if (has_capital || is_capitals) reference = mgp_slice_of(reference.ptr + 1, reference.len - 1);
    const uint8_t *star = memchr(reference.ptr, '*', reference.len);
    struct mgp_slice symbol = mgp_slice_of(reference.ptr, star ? (size_t)(star - reference.ptr) : reference.len);
    const struct entry *entry = &grammar->slots[slot_of(grammar, symbol)];
    assert(entry->symbol.len > 0);
    size_t first = out->len;
    for (unsigned count = star ? draw_count((const char *)star + 1, random) : 1; count > 0; count--) {
        add_entry_text(grammar, entry, depth, random, out);
    }
    if (has_capital && out->len > first) raise(out->ptr + first, 1);
    if (is_capitals) raise(out->ptr + first, out->len - first);
}

static void add_text(const struct mgp_bench_grammar *grammar, const char *text, unsigned depth, uint64_t *random,
                     struct mgp_buffer *out)
{
    assert(depth < MAX_DEPTH);
    for (const char *tilde; (tilde = strchr(text, '~')) != NULL;) {
        const char *end = strchr(tilde + 1, '~');
        assert(end);
        mgp_buffer_append(out, mgp_slice_of(text, (size_t)(tilde - text)));
        add_reference(grammar, mgp_slice_of(tilde + 1, (size_t)(end - tilde - 1)), depth, random, out);
        text = end + 1;
    }
    mgp_buffer_text(out, text);
}

void mgp_bench_grammar_add(const struct mgp_bench_grammar *grammar, const char *text, uint64_t *random,
                           struct mgp_buffer *out)
{
    add_text(grammar, text, 0, random, out);
}
