#include "notifier/rule/pattern_tree.h"

/* Almost every field has one way down the event, and no array on it. Such fields do not depend on one another: one
 * walk over the tree of paths finds their values, and each is then looked at once. What remains, fields below arrays
 * and keys with dots, goes to pattern_walk.c. */

#define FEW_FIELDS 64 /* up to so many, a match takes no memory but the stack */

/* What was found for a path. */
struct found {
    const struct mgp_json *value; /* NULL: no value. Else the value, or where the search goes on for several */
    size_t at;                    /* of several: the offset in the path that goes on at value */
    bool is_several;              /* pattern_walk.c must decide */
};

struct answers {
    struct found *found; /* of each path */
    uint8_t *known;      /* of each field: 0 not yet, 1 holds, 2 does not */
};

/* The member called name; *is_dotted if there is one whose name goes on with a dot. */
static const struct mgp_json *find_member(const struct mgp_json *object, struct mgp_slice name, bool *is_dotted)
{
    size_t found = SIZE_MAX;
    for (size_t i = object->count; i-- > 0;) {
        const struct mgp_slice *other = &object->names[i];
        if (other->len < name.len) continue;
        if (!mgp_same_bytes(other->ptr, name.ptr, name.len)) continue;
        if (other->len > name.len) *is_dotted = *is_dotted || other->ptr[name.len] == '.';
        else if (found == SIZE_MAX) found = i;
    }
    return found == SIZE_MAX ? NULL : object->items[found];
}

/* For all paths through a step: they go on below json, from an offset. */
static void set_several(const struct mgp_pattern *pattern, const struct mgp_pattern_step *step,
                        const struct mgp_json *json, size_t at, struct answers *answers)
{
    if (step->path_index != MGP_NO_PATH) answers->found[step->path_index] = (struct found){json, at, true};
    for (uint32_t i = 0; i < step->child_count; i++)
        set_several(pattern, &pattern->steps[step->first_child + i], json, at, answers);
}

static void find_values(struct mgp_match *match, const struct mgp_pattern *pattern,
                        const struct mgp_pattern_step *step, const struct mgp_json *object, struct answers *answers)
{
    for (uint32_t i = 0; i < step->child_count; i++) {
        const struct mgp_pattern_step *child = &pattern->steps[step->first_child + i];
        bool is_dotted = false;
        if (!mgp_match_spend(match, object->count)) return;
        const struct mgp_json *value = find_member(object, child->name, &is_dotted);
        if (is_dotted) set_several(pattern, child, object, child->begin, answers);
        else if (!value) continue;
        else if (value->type == MGP_JSON_ARRAY)
            set_several(pattern, child, value, child->begin + child->name.len + 1, answers);
        else if (value->type == MGP_JSON_OBJECT) find_values(match, pattern, child, value, answers);
        else if (child->path_index != MGP_NO_PATH) answers->found[child->path_index].value = value;
    }
}

static bool is_known_to_hold(struct mgp_match *match, const struct mgp_pattern_field *field, struct answers *answers)
{
    uint8_t *known = &answers->known[field->index];
    const struct mgp_json *value = answers->found[field->path_index].value;
    if (*known == 0) *known = (value ? mgp_field_matches(match, field, value) : field->may_be_absent) ? 1 : 2;
    return *known == 1;
}

/* Fields that go on in the same array depend on one another, others do not. */
static bool several_match(struct mgp_match *match, const struct mgp_combination *combination,
                          const struct answers *answers, const struct mgp_pattern_field **together)
{
    for (size_t i = 0; i < combination->count; i++) {
        const struct found *first = &answers->found[combination->fields[i]->path_index];
        size_t count = 0;
        bool is_done = false;
        if (!first->is_several) continue;
        if (!mgp_match_spend(match, combination->count)) return false;
        for (size_t k = 0; k < combination->count && !is_done; k++) {
            const struct found *found = &answers->found[combination->fields[k]->path_index];
            if (!found->is_several || found->value != first->value || found->at != first->at) continue;
            is_done = k < i;
            together[count++] = combination->fields[k];
        }
        if (!is_done && !mgp_fields_match(match, together, count, first->value, first->at)) return false;
    }
    return !match->is_over;
}

static bool combination_matches(struct mgp_match *match, const struct mgp_combination *combination,
                                struct answers *answers)
{
    const struct mgp_pattern_field *few[FEW_FIELDS], **together = few;
    size_t several = 0;
    for (size_t i = 0; i < combination->count; i++) {
        const struct mgp_pattern_field *field = combination->fields[i];
        if (answers->found[field->path_index].is_several) several++;
        else if (!is_known_to_hold(match, field, answers)) return false;
    }
    if (several == 0) return !match->is_over;
    if (several > FEW_FIELDS) together = mgp_malloc(several * sizeof *together);
    bool matched = several_match(match, combination, answers, together);
    if (together != few) free(together);
    return matched;
}

static bool any_combination(struct mgp_match *match, const struct mgp_pattern *pattern, const struct mgp_json *event,
                            struct answers *answers)
{
    memset(answers->found, 0, pattern->path_count * sizeof *answers->found);
    memset(answers->known, 0, pattern->field_count);
    find_values(match, pattern, &pattern->steps[0], event, answers);
    for (size_t i = 0; i < pattern->count && !match->is_over; i++)
        if (combination_matches(match, &pattern->combinations[i], answers)) return true;
    return false;
}

enum mgp_status mgp_pattern_match(const struct mgp_pattern *pattern, const struct mgp_json *event, bool *matched)
{
    struct mgp_match match = {0};
    *matched = false;
    if (event->type != MGP_JSON_OBJECT) return MGP_OK;
    if (pattern->field_count <= FEW_FIELDS) {
        struct found found[FEW_FIELDS];
        uint8_t known[FEW_FIELDS];
        *matched = any_combination(&match, pattern, event, &(struct answers){found, known});
    } else {
        struct answers answers = {mgp_malloc(pattern->path_count * sizeof *answers.found),
                                  mgp_malloc(pattern->field_count)};
        *matched = any_combination(&match, pattern, event, &answers);
        free(answers.found);
        free(answers.known);
    }
    if (match.is_over) *matched = false;
    return match.is_over ? MGP_LIMIT : MGP_OK;
}
