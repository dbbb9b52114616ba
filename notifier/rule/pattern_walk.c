#include "notifier/rule/pattern_tree.h"

/* How array consistency is decided without trying every choice of elements: all fields walk down the event together.
 * An object hands each field to the member that its path names; an array must have one element that satisfies all
 * fields which arrived there. As each field has one way down, every value is looked at once for each field.
 *
 * exists: false is judged as event-ruler does: fields are taken in the order of their paths, and a field is absent
 * when no value of it is left in the elements that the fields before it were found in. So below an array it must be
 * absent from every element, unless a field before it goes through the same array: then from that element.
 *
 * Values that stand in an array themselves bind nothing: {"a": ["x"], "a.b": ["y"]} matches {"a": ["x", {"b": "y"}]}.
 *
 * Only where keys of the event hold dots may a field have several ways ({"a.b": 1, "a": {"b": 2}}); then the ways are
 * tried one after the other. The number of steps bounds that, and everything else. */

/* Where a field stands on its way down: the rest of its path, or at its value. */
#define AT_VALUE SIZE_MAX

/* Frames of the recursion, which is otherwise as deep as the event: for events whose keys hold dots. */
#define MAX_FRAMES 20000

enum want { WANT_VALUE, WANT_EITHER, WANT_NONE };

struct walker {
    const struct mgp_pattern_field *field;
    size_t at; /* in field->path */
    enum want want;
};

static bool all_satisfied(struct mgp_match *match, const struct mgp_json *json, const struct walker *walkers,
                          size_t count);

/* Does the rest of a path go through a member called name? Then *next is where it goes on. */
static bool goes_through(const struct walker *walker, struct mgp_slice name, size_t *next)
{
    if (walker->at == AT_VALUE) return false;
    struct mgp_slice rest = mgp_slice_sub(walker->field->path, walker->at, walker->field->path.len);
    if (rest.len < name.len || !mgp_same_bytes(rest.ptr, name.ptr, name.len)) return false;
    *next = rest.len == name.len ? AT_VALUE : walker->at + name.len + 1;
    return rest.len == name.len || rest.ptr[name.len] == '.';
}

static bool is_overridden(const struct mgp_json *object, size_t at)
{
    for (size_t i = at + 1; i < object->count; i++)
        if (mgp_slice_equal(object->names[i], object->names[at])) return true;
    return false;
}

/* The member, counted down from below, that walker may take next; SIZE_MAX if there is none. */
static size_t find_way(struct mgp_match *match, const struct mgp_json *object, const struct walker *walker,
                       size_t below, size_t *next)
{
    while (below-- > 0) {
        if (!mgp_match_spend(match, 1)) return SIZE_MAX;
        if (!goes_through(walker, object->names[below], next)) continue;
        if (!mgp_match_spend(match, object->count - below)) return SIZE_MAX;
        if (!is_overridden(object, below)) return below;
    }
    return SIZE_MAX;
}

/* Is there any value of the field in json? */
static bool is_present(struct mgp_match *match, const struct mgp_json *json, struct walker walker)
{
    if (!mgp_match_spend(match, 1)) return false;
    if (json->type == MGP_JSON_ARRAY) {
        for (size_t i = 0; i < json->count; i++)
            if (is_present(match, json->items[i], walker)) return true;
        return false;
    }
    if (json->type != MGP_JSON_OBJECT) return walker.at == AT_VALUE;
    size_t next = 0, way = json->count;
    while ((way = find_way(match, json, &walker, way, &next)) != SIZE_MAX)
        if (is_present(match, json->items[way], (struct walker){walker.field, next, walker.want})) return true;
    return false;
}

/* A walker that has chosen a member of an object. */
struct arrival {
    size_t member;
    struct walker walker;
};

/* The choice of members for all walkers that arrived at an object. */
struct choice {
    const struct mgp_json *object;
    const struct walker *walkers;
    size_t count;
    struct arrival *arrivals;
    struct walker *group; /* room for those that share a member */
};

/* Those that share a member go on together. */
static bool groups_satisfied(struct mgp_match *match, const struct choice *choice, size_t arrivals)
{
    for (size_t i = 0; i < arrivals; i++) {
        size_t member = choice->arrivals[i].member, size = 0, before = 0;
        while (before < i && choice->arrivals[before].member != member) before++;
        if (before < i) continue;
        if (!mgp_match_spend(match, arrivals - i + 1)) return false;
        for (size_t k = i; k < arrivals; k++)
            if (choice->arrivals[k].member == member) choice->group[size++] = choice->arrivals[k].walker;
        if (!all_satisfied(match, choice->object->items[member], choice->group, size)) return false;
    }
    return true;
}

static bool choose_from(struct mgp_match *match, const struct choice *choice, size_t from, size_t arrivals);

/* Tries each way of a walker for its value, then, if it need not have one, that there is none in any. */
static bool choose_among_ways(struct mgp_match *match, const struct choice *choice, size_t at, size_t arrivals)
{
    const struct walker *walker = &choice->walkers[at];
    size_t next = 0, way = choice->object->count, ways = 0;
    while ((way = find_way(match, choice->object, walker, way, &next)) != SIZE_MAX) {
        if (walker->want == WANT_NONE) continue;
        choice->arrivals[arrivals] = (struct arrival){way, {walker->field, next, WANT_VALUE}};
        if (choose_from(match, choice, at + 1, arrivals + 1)) return true;
    }
    if (walker->want == WANT_VALUE || match->is_over) return false;
    for (way = choice->object->count; (way = find_way(match, choice->object, walker, way, &next)) != SIZE_MAX;)
        choice->arrivals[arrivals + ways++] = (struct arrival){way, {walker->field, next, WANT_NONE}};
    return choose_from(match, choice, at + 1, arrivals + ways);
}

static size_t count_ways(struct mgp_match *match, const struct mgp_json *object, const struct walker *walker,
                         size_t *first, size_t *next)
{
    size_t ways = 0, other = 0;
    for (size_t way = object->count; (way = find_way(match, object, walker, way, ways ? &other : next)) != SIZE_MAX;)
        if (ways++ == 0) *first = way;
    return ways;
}

/* Chooses members for walkers [from, count). */
static bool choose_from(struct mgp_match *match, const struct choice *choice, size_t from, size_t arrivals)
{
    for (size_t i = from; i < choice->count; i++) {
        const struct walker *walker = &choice->walkers[i];
        size_t member = 0, next = 0;
        size_t ways = count_ways(match, choice->object, walker, &member, &next);
        if (match->is_over || (ways == 0 && walker->want == WANT_VALUE)) return false;
        if (ways == 1) choice->arrivals[arrivals++] = (struct arrival){member, {walker->field, next, walker->want}};
        if (ways < 2) continue;
        if (++match->frames > MAX_FRAMES) match->is_over = true;
        bool chosen = !match->is_over && choose_among_ways(match, choice, i, arrivals);
        match->frames--;
        return chosen;
    }
    return groups_satisfied(match, choice, arrivals);
}

#define FEW_WALKERS 16

/* The common case: no walker has more than one way. False, with nothing decided, if one has. */
static bool choose_only_ways(struct mgp_match *match, struct choice *choice, bool *satisfied)
{
    size_t arrivals = 0;
    *satisfied = false;
    if (choice->count > FEW_WALKERS) return false;
    for (size_t i = 0; i < choice->count; i++) {
        const struct walker *walker = &choice->walkers[i];
        size_t member = 0, next = 0;
        size_t ways = count_ways(match, choice->object, walker, &member, &next);
        if (ways > 1) return false;
        if (ways == 0 && walker->want == WANT_VALUE) return true;
        if (ways == 1) choice->arrivals[arrivals++] = (struct arrival){member, {walker->field, next, walker->want}};
    }
    *satisfied = !match->is_over && groups_satisfied(match, choice, arrivals);
    return true;
}

static bool object_satisfies(struct mgp_match *match, const struct mgp_json *object, const struct walker *walkers,
                             size_t count)
{
    struct arrival few_arrivals[FEW_WALKERS];
    struct walker few_walkers[FEW_WALKERS];
    struct choice choice = {object, walkers, count, few_arrivals, few_walkers};
    size_t room = 0;
    bool satisfied = false;
    if (choose_only_ways(match, &choice, &satisfied)) return satisfied;
    for (size_t i = 0; i < count; i++) {
        size_t first = 0, next = 0;
        room += count_ways(match, object, &walkers[i], &first, &next);
    }
    if (match->is_over) return false;
    if (room > FEW_WALKERS) {
        choice.arrivals = mgp_malloc(room * sizeof *choice.arrivals);
        choice.group = mgp_malloc(room * sizeof *choice.group);
    }
    satisfied = choose_from(match, &choice, 0, 0);
    if (room > FEW_WALKERS) {
        free(choice.group);
        free(choice.arrivals);
    }
    return satisfied;
}

static bool scalar_satisfies(struct mgp_match *match, const struct mgp_json *json, const struct walker *walkers,
                             size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct walker *walker = &walkers[i];
        bool has_value = walker->at == AT_VALUE;
        if (!has_value && walker->want == WANT_VALUE) return false;
        if (has_value && (walker->want == WANT_NONE || !mgp_field_matches(match, walker->field, json))) return false;
    }
    return !match->is_over;
}

static bool is_container(const struct mgp_json *json)
{
    return json->type == MGP_JSON_ARRAY || json->type == MGP_JSON_OBJECT;
}

/* Does a value that stands in the array itself match? *has_any: there are such values. */
static bool own_value_matches(struct mgp_match *match, const struct mgp_json *array,
                              const struct mgp_pattern_field *field, bool *has_any)
{
    *has_any = false;
    for (size_t i = 0; i < array->count; i++) {
        if (!mgp_match_spend(match, 1)) return false;
        if (is_container(array->items[i])) continue;
        *has_any = true;
        if (mgp_field_matches(match, field, array->items[i])) return true;
    }
    return false;
}

static bool an_element_satisfies(struct mgp_match *match, const struct mgp_json *array, const struct walker *walkers,
                                 size_t count)
{
    for (size_t i = 0; i < array->count; i++) {
        if (!mgp_match_spend(match, 1)) return false;
        if (is_container(array->items[i]) && all_satisfied(match, array->items[i], walkers, count)) return true;
    }
    return false;
}

/* Goes through the walkers in the order of their paths: which of them need an element of the array, and what they
 * need in it, goes to together. False when one of them cannot be satisfied in this array. */
static bool gather(struct mgp_match *match, const struct mgp_json *array, const struct walker *walkers, size_t count,
                   struct walker *together, size_t *size)
{
    bool is_bound = false;
    *size = 0;
    for (size_t i = 0; i < count; i++) {
        struct walker walker = walkers[i];
        if (walker.want != WANT_VALUE && !is_bound) {
            if (!is_present(match, array, walker)) continue;
            if (walker.want == WANT_NONE) return false;
            walker.want = WANT_VALUE;
        }
        is_bound = is_bound || walker.want == WANT_VALUE;
        together[(*size)++] = walker;
    }
    return !match->is_over;
}

/* Walkers whose own value is in the array leave first; at most one path ends here, before all others. */
static bool array_satisfies(struct mgp_match *match, const struct mgp_json *array, const struct walker *walkers,
                            size_t count)
{
    struct walker few[FEW_WALKERS], *together = few;
    bool satisfied = false, has_own = false;
    size_t size = 0;
    if (walkers[0].at == AT_VALUE) {
        bool matches = own_value_matches(match, array, walkers[0].field, &has_own);
        if (walkers[0].want == WANT_NONE && has_own) return false;
        if (matches && (count == 1 || array_satisfies(match, array, walkers + 1, count - 1))) return true;
        if (match->is_over) return false;
    }
    if (count > FEW_WALKERS) together = mgp_malloc(count * sizeof *together);
    if (gather(match, array, walkers, count, together, &size))
        satisfied = size == 0 || an_element_satisfies(match, array, together, size);
    if (together != few) free(together);
    return satisfied && !match->is_over;
}

/* Does one choice of values below json satisfy all walkers at once? */
static bool all_satisfied(struct mgp_match *match, const struct mgp_json *json, const struct walker *walkers,
                          size_t count)
{
    if (!mgp_match_spend(match, 1)) return false;
    if (json->type == MGP_JSON_ARRAY) return array_satisfies(match, json, walkers, count);
    if (json->type == MGP_JSON_OBJECT) return object_satisfies(match, json, walkers, count);
    return scalar_satisfies(match, json, walkers, count);
}

bool mgp_fields_match(struct mgp_match *match, const struct mgp_pattern_field *const *fields, size_t count,
                      const struct mgp_json *json, size_t at)
{
    struct walker few[FEW_WALKERS], *walkers = few;
    if (count > FEW_WALKERS) walkers = mgp_malloc(count * sizeof *walkers);
    for (size_t i = 0; i < count; i++) {
        enum want want = !fields[i]->may_be_absent ? WANT_VALUE : fields[i]->may_be_present ? WANT_EITHER : WANT_NONE;
        walkers[i] = (struct walker){fields[i], at > fields[i]->path.len ? AT_VALUE : at, want};
    }
    bool matched = all_satisfied(match, json, walkers, count);
    if (walkers != few) free(walkers);
    return matched && !match->is_over;
}
