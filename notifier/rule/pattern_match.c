#include "notifier/rule/pattern_tree.h"

/* How array consistency is decided without trying every choice of elements: all fields walk down the event
 * together. An object hands each field to the member that its path names; an array must have one element
 * that satisfies all fields which arrived there. As each field has one way down, every value is looked at
 * once for each field.
 *
 * Only where keys of the event hold dots may a field have several ways ({"a.b": 1, "a": {"b": 2}}); then
 * the ways are tried one after the other. The number of steps bounds that, and everything else. */

/* Where a field stands on its way down: the rest of its path, or at its value. */
#define AT_VALUE SIZE_MAX

struct walker {
    const struct mgp_pattern_field *field;
    size_t at; /* in field->path */
};

struct match {
    size_t steps;
    bool is_over;
};

static bool spend(struct match *match)
{
    if (match->steps >= MGP_PATTERN_MAX_STEPS) match->is_over = true;
    else match->steps++;
    return !match->is_over;
}


static bool in_range(const struct mgp_matcher *matcher, struct mgp_slice text)
{
    struct mgp_number number = mgp_number_read(text);
    if (!number.is_comparable) return false;
    bool above = matcher->low_included ? number.value >= matcher->low : number.value > matcher->low;
    bool below = matcher->high_included ? number.value <= matcher->high : number.value < matcher->high;
    return above && below;
}

static bool string_matches(const struct mgp_matcher *matcher, struct mgp_slice text)
{
    struct mgp_address address;
    switch (matcher->kind) {
    case MGP_MATCH_STRING:
        if (mgp_slice_equal(matcher->text, text)) return true;
        return matcher->address.bits > 0 && mgp_address_read(text, &address) &&
               mgp_address_equal(&matcher->address, &address);
    case MGP_MATCH_PREFIX:
        return matcher->is_caseless ? mgp_text_starts_caseless(text, matcher->text)
                                    : mgp_slice_starts_with(text, matcher->text);
    case MGP_MATCH_SUFFIX:
        return matcher->is_caseless ? mgp_text_ends_caseless(text, matcher->text)
                                    : mgp_slice_ends_with(text, matcher->text);
    case MGP_MATCH_CASELESS: return mgp_text_equal_caseless(text, matcher->text);
    case MGP_MATCH_WILDCARD: return mgp_wildcard_match(&matcher->wildcard, text);
    case MGP_MATCH_CIDR:
        return mgp_address_read(text, &address) &&
               mgp_address_within(&address, &matcher->address, matcher->prefix_bits);
    default: return false;
    }
}

static bool number_matches(const struct mgp_matcher *matcher, struct mgp_slice text)
{
    if (matcher->kind == MGP_MATCH_RANGE) return in_range(matcher, text);
    if (matcher->kind != MGP_MATCH_NUMBER) return false;
    struct mgp_number number = mgp_number_read(text);
    return mgp_number_equal(&number, &matcher->number);
}

static bool value_matches(struct match *match, const struct mgp_matcher *matcher, const struct mgp_json *value)
{
    if (!spend(match)) return false;
    if (matcher->kind == MGP_MATCH_PRESENT) return true;
    if (matcher->kind == MGP_MATCH_NONE_OF) {
        for (size_t i = 0; i < matcher->count; i++)
            if (value_matches(match, &matcher->items[i], value)) return false;
        return !match->is_over;
    }
    switch (value->type) {
    case MGP_JSON_NULL: return matcher->kind == MGP_MATCH_NULL;
    case MGP_JSON_BOOL: return matcher->kind == (value->boolean ? MGP_MATCH_TRUE : MGP_MATCH_FALSE);
    case MGP_JSON_NUMBER: return number_matches(matcher, value->text);
    default: return string_matches(matcher, value->text);
    }
}

static bool field_matches(struct match *match, const struct mgp_pattern_field *field, const struct mgp_json *value)
{
    for (size_t i = 0; i < field->count; i++)
        if (value_matches(match, &field->matchers[i], value)) return true;
    return false;
}

/* Does the rest of a path go through a member called name? Then *next is where it goes on. */
static bool goes_through(const struct walker *walker, struct mgp_slice name, size_t *next)
{
    if (walker->at == AT_VALUE) return false;
    struct mgp_slice rest = mgp_slice_sub(walker->field->path, walker->at, walker->field->path.len);
    if (!mgp_slice_starts_with(rest, name)) return false;
    if (rest.len == name.len) {
        *next = AT_VALUE;
        return true;
    }
    *next = walker->at + name.len + 1;
    return rest.ptr[name.len] == '.';
}

static bool is_overridden(const struct mgp_json *object, size_t at)
{
    for (size_t i = at + 1; i < object->count; i++)
        if (mgp_slice_equal(object->names[i], object->names[at])) return true;
    return false;
}

/* The member, counted down from below, that walker may take next; SIZE_MAX if there is none. */
static size_t find_way(struct match *match, const struct mgp_json *object, const struct walker *walker, size_t below,
                       size_t *next)
{
    while (below-- > 0) {
        if (!spend(match)) return SIZE_MAX;
        if (goes_through(walker, object->names[below], next) && !is_overridden(object, below)) return below;
    }
    return SIZE_MAX;
}

static bool is_present(struct match *match, const struct mgp_json *json, struct walker walker)
{
    if (!spend(match)) return false;
    if (json->type == MGP_JSON_ARRAY) {
        for (size_t i = 0; i < json->count; i++)
            if (is_present(match, json->items[i], walker)) return true;
        return false;
    }
    if (json->type != MGP_JSON_OBJECT) return walker.at == AT_VALUE;
    size_t next = 0, way = json->count;
    while ((way = find_way(match, json, &walker, way, &next)) != SIZE_MAX)
        if (is_present(match, json->items[way], (struct walker){walker.field, next})) return true;
    return false;
}

static bool all_satisfied(struct match *match, const struct mgp_json *json, const struct walker *walkers, size_t count);

/* The member that each walker takes, and where it goes on there. */
struct ways {
    const struct mgp_json *object;
    const struct walker *walkers;
    size_t count;
    size_t *member;
    struct walker *next;  /* one for each walker */
    struct walker *group; /* room for those that share a member */
};

/* All walkers have their member: those that share one go on together. */
static bool groups_satisfied(struct match *match, const struct ways *ways)
{
    for (size_t i = 0; i < ways->count; i++) {
        size_t size = 0;
        bool is_first = true;
        for (size_t k = 0; k < i && is_first; k++) is_first = ways->member[k] != ways->member[i];
        for (size_t k = i; k < ways->count && is_first; k++)
            if (ways->member[k] == ways->member[i]) ways->group[size++] = ways->next[k];
        if (is_first && !all_satisfied(match, ways->object->items[ways->member[i]], ways->group, size)) return false;
    }
    return true;
}

/* Chooses a member for walkers [from, count), trying all where several are possible. */
static bool choose_ways(struct match *match, const struct ways *ways, size_t from)
{
    if (from == ways->count) return groups_satisfied(match, ways);
    size_t next = 0, way = ways->object->count;
    while ((way = find_way(match, ways->object, &ways->walkers[from], way, &next)) != SIZE_MAX) {
        ways->member[from] = way;
        ways->next[from] = (struct walker){ways->walkers[from].field, next};
        if (choose_ways(match, ways, from + 1)) return true;
    }
    return false;
}

static bool object_satisfies(struct match *match, const struct mgp_json *object, const struct walker *walkers,
                             size_t count)
{
    struct ways ways = {.object = object, .walkers = walkers, .count = count};
    ways.member = mgp_malloc(count * sizeof *ways.member);
    ways.next = mgp_malloc(count * sizeof *ways.next);
    ways.group = mgp_malloc(count * sizeof *ways.group);
    bool satisfied = choose_ways(match, &ways, 0);
    free(ways.group);
    free(ways.next);
    free(ways.member);
    return satisfied;
}

/* Does one choice of values below json satisfy all walkers at once? */
static bool all_satisfied(struct match *match, const struct mgp_json *json, const struct walker *walkers, size_t count)
{
    if (!spend(match)) return false;
    if (json->type == MGP_JSON_ARRAY) {
        for (size_t i = 0; i < json->count; i++)
            if (all_satisfied(match, json->items[i], walkers, count)) return true;
        return false;
    }
    if (json->type == MGP_JSON_OBJECT) return object_satisfies(match, json, walkers, count);
    for (size_t i = 0; i < count; i++)
        if (walkers[i].at != AT_VALUE || !field_matches(match, walkers[i].field, json)) return false;
    return true;
}

static bool may_be_absent(const struct mgp_pattern_field *field)
{
    for (size_t i = 0; i < field->count; i++)
        if (field->matchers[i].kind == MGP_MATCH_ABSENT) return true;
    return false;
}

/* exists: false asks the whole event, not one element: such fields are settled first. */
static bool combination_matches(struct match *match, const struct mgp_combination *combination,
                                const struct mgp_json *event)
{
    struct walker *walkers = mgp_malloc((combination->count + 1) * sizeof *walkers);
    size_t count = 0;
    bool matched = true;
    for (size_t i = 0; i < combination->count && matched; i++) {
        struct walker walker = {.field = combination->fields[i]};
        if (!may_be_absent(walker.field) || is_present(match, event, walker)) walkers[count++] = walker;
        matched = !match->is_over;
    }
    matched = matched && (count == 0 || all_satisfied(match, event, walkers, count));
    free(walkers);
    return matched;
}

enum mgp_status mgp_pattern_match(const struct mgp_pattern *pattern, const struct mgp_json *event, bool *matched)
{
    struct match match = {0};
    *matched = false;
    if (event->type != MGP_JSON_OBJECT) return MGP_OK;
    for (size_t i = 0; i < pattern->count && !*matched && !match.is_over; i++)
        *matched = combination_matches(&match, &pattern->combinations[i], event) && !match.is_over;
    return match.is_over ? MGP_LIMIT : MGP_OK;
}
