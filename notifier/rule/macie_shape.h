/* The shape of Macie's events: every path that may hold a value, what kind of value, and which values there are,
 * where they are a closed set. As data (macie_shape.def), from the model of Macie's API and its user guide; see
 * docs/rules.md. Thread-safe: no state. */
#ifndef MGP_NOTIFIER_RULE_MACIE_SHAPE_H
#define MGP_NOTIFIER_RULE_MACIE_SHAPE_H

#include "base/slice.h"

enum mgp_shape_types { MGP_SHAPE_STRING = 1, MGP_SHAPE_NUMBER = 2, MGP_SHAPE_BOOL = 4, MGP_SHAPE_NULL = 8 };
enum mgp_shape_category { MGP_SHAPE_CLASSIFICATION = 1, MGP_SHAPE_POLICY = 2, MGP_SHAPE_BOTH = 3 };

struct mgp_shape_row {
    const char *path;    /* keys joined by dots; arrays are not seen, as in patterns */
    unsigned types;      /* of mgp_shape_types; 0: never holds a value (always an empty list) */
    unsigned categories; /* findings in whose events the path holds values */
    const char *values;  /* all strings (or booleans) that occur, with '|' between; NULL: any */
    double low, high;    /* of numbers, which are whole unless high is infinite below zero; see is_whole */
    bool is_whole;
};

extern const struct mgp_shape_row mgp_macie_shape[];
extern const size_t mgp_macie_shape_count;

/* The row of a path, or NULL. */
const struct mgp_shape_row *mgp_shape_find(struct mgp_slice path);
/* Do longer paths go through this one? */
bool mgp_shape_is_object(struct mgp_slice path);
/* The path that was probably meant, or NULL. */
const struct mgp_shape_row *mgp_shape_nearest(struct mgp_slice path);

/* Goes through values: *rest begins as the row's values. False after the last. */
bool mgp_shape_next_value(const char **rest, struct mgp_slice *value);

#endif
