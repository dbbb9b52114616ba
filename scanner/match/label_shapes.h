/* What labels ask for: the patterns of all rules that they speak for. Columns and paths come again and again with the
 * same few sets of rules. One memory belongs to one worker. */
#ifndef MGP_SCANNER_LABEL_SHAPES_H
#define MGP_SCANNER_LABEL_SHAPES_H

#include "identifiers/labels.h"
#include "scanner/match/shape_plan.h"

struct mgp_label_shapes {
    uint32_t number; /* stands for these shapes in plans; 0: there is nothing here */
    struct mgp_rule_set_bits rules;
    struct mgp_shape_set shapes;
};

struct mgp_label_memory;

/* shapes_of_rule: for each rule its patterns; they and plans are borrowed. */
struct mgp_label_memory *mgp_label_memory_create(const struct mgp_shape_set *shapes_of_rule, size_t rule_count,
                                                 struct mgp_plans *plans);
void mgp_label_memory_destroy(struct mgp_label_memory *memory);

/* Valid until the next call. */
const struct mgp_label_shapes *mgp_labels_shapes(struct mgp_label_memory *memory, const struct mgp_labels *labels);

#endif
