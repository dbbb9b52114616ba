/* Labels: for which rules a column name or a JSON path element holds a keyword. */
#ifndef MGP_IDENTIFIERS_LABELS_H
#define MGP_IDENTIFIERS_LABELS_H

#include "base/slice.h"

/* Managed and custom identifiers of one scan together. */
#define MGP_MAX_RULES  512
#define MGP_RULE_WORDS (MGP_MAX_RULES / 64)

struct mgp_rule_set_bits {
    uint64_t words[MGP_RULE_WORDS];
};

static inline bool mgp_bit_is_set(const struct mgp_rule_set_bits *bits, size_t rule)
{
    return bits->words[rule / 64] >> (rule % 64) & 1;
}

static inline void mgp_bit_set(struct mgp_rule_set_bits *bits, size_t rule)
{
    bits->words[rule / 64] |= (uint64_t)1 << (rule % 64);
}

/* What the names above a value say together. depth[rule] counts the path elements between the name and the
 * value: 0 for its own column or member name; meaningful only where the bit is set. */
struct mgp_labels {
    struct mgp_rule_set_bits bits;
    uint8_t depth[MGP_MAX_RULES];
    bool is_empty;
};

/* Who knows the keywords. label sets the bits of all rules one of whose keywords stands in name (decoded
 * UTF-8) by whole words, and says whether there was any. Thread-safe. */
struct mgp_labeller {
    const void *context;
    bool (*label)(const void *context, struct mgp_slice name, struct mgp_rule_set_bits *bits);
};

#endif
