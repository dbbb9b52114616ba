#include "scanner/match/label_shapes.h"

#include <string.h>

#include "base/alloc.h"

#define LABEL_SETS   ((size_t)256) /* a power of two; three quarters of them are used */
#define KNOWN_LABELS ((size_t)64)  /* a power of two */

struct mgp_label_memory {
    const struct mgp_shape_set *shapes_of_rule;
    size_t word_count; /* of a set of rules, that are in use */
    struct mgp_plans *plans;
    struct mgp_label_shapes sets[LABEL_SETS]; /* by hash */
    size_t set_count;
    struct known_labels {
        const struct mgp_labels *labels; /* where a set was read; another may stand there now */
        const struct mgp_label_shapes *shapes;
    } known[KNOWN_LABELS];
    uint32_t number; /* the last one */
};

struct mgp_label_memory *mgp_label_memory_create(const struct mgp_shape_set *shapes_of_rule, size_t rule_count,
                                                 struct mgp_plans *plans)
{
    struct mgp_label_memory *memory = mgp_calloc(1, sizeof *memory);
    memory->shapes_of_rule = shapes_of_rule;
    memory->word_count = (rule_count + 63) / 64;
    memory->plans = plans;
    return memory;
}

void mgp_label_memory_destroy(struct mgp_label_memory *memory)
{
    free(memory);
}

static size_t hash_rules(const struct mgp_rule_set_bits *rules, size_t words)
{
    uint64_t hash = 0;
    for (size_t word = 0; word < words; word++) {
        hash = (hash ^ rules->words[word]) * 0x9E3779B97F4A7C15u;
    }
    return (size_t)(hash >> 32);
}

/* Remembers a set of rules in entry, which is free. */
static void remember(struct mgp_label_memory *memory, const struct mgp_rule_set_bits *rules,
                     struct mgp_label_shapes *entry)
{
    *entry = (struct mgp_label_shapes){.number = ++memory->number, .rules = *rules};
    memory->set_count++;
    for (size_t word = 0; word < MGP_RULE_WORDS; word++) {
        for (uint64_t bits = rules->words[word]; bits; bits &= bits - 1) {
            mgp_shapes_unite(&entry->shapes, &memory->shapes_of_rule[word * 64 + (size_t)__builtin_ctzll(bits)]);
        }
    }
}

/* Numbers go on, as plans of sets that are forgotten may be there still, and begin again without any plan. */
static void forget(struct mgp_label_memory *memory)
{
    memset(memory->sets, 0, sizeof memory->sets);
    memset(memory->known, 0, sizeof memory->known);
    memory->set_count = 0;
    if (memory->number < UINT32_MAX - LABEL_SETS) return;
    memory->number = 0;
    mgp_plans_forget(memory->plans);
}

static bool are_equal(const struct mgp_rule_set_bits *a, const struct mgp_rule_set_bits *b, size_t words)
{
    uint64_t differing = 0;
    for (size_t word = 0; word < words; word++) {
        differing |= a->words[word] ^ b->words[word];
    }
    return differing == 0;
}

static const struct mgp_label_shapes *find(struct mgp_label_memory *memory, const struct mgp_rule_set_bits *rules)
{
    if (memory->set_count == LABEL_SETS / 4 * 3) forget(memory);
    for (size_t i = hash_rules(rules, memory->word_count);; i++) {
        struct mgp_label_shapes *entry = &memory->sets[i & (LABEL_SETS - 1)];
        if (!entry->number) remember(memory, rules, entry);
        if (are_equal(&entry->rules, rules, memory->word_count)) return entry;
    }
}

const struct mgp_label_shapes *mgp_labels_shapes(struct mgp_label_memory *memory, const struct mgp_labels *labels)
{
    struct known_labels *known = &memory->known[(uintptr_t)labels / 64 & (KNOWN_LABELS - 1)];
    if (known->labels != labels || !are_equal(&known->shapes->rules, &labels->bits, memory->word_count)) {
        known->labels = labels;
        known->shapes = find(memory, &labels->bits);
    }
    return known->shapes;
}
