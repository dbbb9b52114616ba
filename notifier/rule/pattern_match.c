#include "notifier/rule/pattern_tree.h"

/* Almost every field has one way down the event, and no array on it. Such fields do not depend on one another: one
 * walk over the tree of paths finds their values, and each is then looked at once. What remains, fields below arrays
 * and keys with dots, goes to pattern_walk.c. */

#define FEW_FIELDS 64 /* up to so many, a match takes no memory but the stack */

/* In place of a value: what pattern_walk.c must decide. */
static const struct mgp_json several;

struct answers {
    const struct mgp_json **values; /* of each path: NULL where there is none, or &several */
    uint8_t *known;                 /* of each field: 0 not yet, 1 holds, 2 does not */
};

/* The member called name; *is_dotted if there is one whose name goes on with a dot. */
static const struct mgp_json *find_member(const struct mgp_json *object, struct mgp_slice name, bool *is_dotted)
{
    const struct mgp_json *found = NULL;
    for (size_t i = object->count; i-- > 0;) {
        struct mgp_slice other = object->names[i];
        if (other.len < name.len) continue;
        if (other.len > name.len && other.ptr[name.len] != '.') continue;
        if (found && other.len == name.len) continue;
        if (memcmp(other.ptr, name.ptr, name.len) != 0) continue;
        if (other.len == name.len) found = object->items[i];
        else *is_dotted = true;
    }
    return found;
}

static void set_several(const struct mgp_pattern *pattern, const struct mgp_pattern_step *step,
                        struct answers *answers)
{
    if (step->path_index != MGP_NO_PATH) answers->values[step->path_index] = &several;
    for (uint32_t i = 0; i < step->child_count; i++)
        set_several(pattern, &pattern->steps[step->first_child + i], answers);
}

static void find_values(struct mgp_match *match, const struct mgp_pattern *pattern,
                        const struct mgp_pattern_step *step, const struct mgp_json *object, struct answers *answers)
{
    for (uint32_t i = 0; i < step->child_count; i++) {
        const struct mgp_pattern_step *child = &pattern->steps[step->first_child + i];
        bool is_dotted = false;
        if (!mgp_match_spend(match, object->count)) return;
        const struct mgp_json *value = find_member(object, child->name, &is_dotted);
        if (is_dotted || mgp_json_is(value, MGP_JSON_ARRAY)) set_several(pattern, child, answers);
        else if (mgp_json_is(value, MGP_JSON_OBJECT)) find_values(match, pattern, child, value, answers);
        else if (value && child->path_index != MGP_NO_PATH) answers->values[child->path_index] = value;
    }
}

static bool is_known_to_hold(struct mgp_match *match, const struct mgp_pattern_field *field, struct answers *answers)
{
    uint8_t *known = &answers->known[field->index];
    const struct mgp_json *value = answers->values[field->path_index];
    if (*known == 0) *known = (value ? mgp_field_matches(match, field, value) : field->may_be_absent) ? 1 : 2;
    return *known == 1;
}

static bool combination_matches(struct mgp_match *match, const struct mgp_combination *combination,
                                const struct mgp_json *event, struct answers *answers)
{
    const struct mgp_pattern_field *few[FEW_FIELDS], **left = few;
    size_t count = 0;
    for (size_t i = 0; i < combination->count; i++) {
        const struct mgp_pattern_field *field = combination->fields[i];
        if (answers->values[field->path_index] == &several) count++;
        else if (!is_known_to_hold(match, field, answers)) return false;
    }
    if (count == 0) return !match->is_over;
    if (count > FEW_FIELDS) left = mgp_malloc(count * sizeof *left);
    count = 0;
    for (size_t i = 0; i < combination->count; i++)
        if (answers->values[combination->fields[i]->path_index] == &several) left[count++] = combination->fields[i];
    bool matched = mgp_fields_match(match, left, count, event);
    if (left != few) free(left);
    return matched;
}

static bool any_combination(struct mgp_match *match, const struct mgp_pattern *pattern, const struct mgp_json *event,
                            struct answers *answers)
{
    memset(answers->values, 0, pattern->path_count * sizeof *answers->values);
    memset(answers->known, 0, pattern->field_count);
    find_values(match, pattern, &pattern->steps[0], event, answers);
    for (size_t i = 0; i < pattern->count && !match->is_over; i++)
        if (combination_matches(match, &pattern->combinations[i], event, answers)) return true;
    return false;
}

enum mgp_status mgp_pattern_match(const struct mgp_pattern *pattern, const struct mgp_json *event, bool *matched)
{
    struct mgp_match match = {0};
    *matched = false;
    if (event->type != MGP_JSON_OBJECT) return MGP_OK;
    if (pattern->field_count <= FEW_FIELDS) {
        const struct mgp_json *values[FEW_FIELDS];
        uint8_t known[FEW_FIELDS];
        *matched = any_combination(&match, pattern, event, &(struct answers){values, known});
    } else {
        struct answers answers = {mgp_malloc(pattern->path_count * sizeof *answers.values),
                                  mgp_malloc(pattern->field_count)};
        *matched = any_combination(&match, pattern, event, &answers);
        free(answers.values);
        free(answers.known);
    }
    if (match.is_over) *matched = false;
    return match.is_over ? MGP_LIMIT : MGP_OK;
}
