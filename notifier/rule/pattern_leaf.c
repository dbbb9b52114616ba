#include "notifier/rule/pattern_tree.h"

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
        if (matcher->text.len == text.len && mgp_same_bytes(matcher->text.ptr, text.ptr, text.len)) return true;
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
    if (mgp_slice_equal(matcher->number.text, text)) return true;
    struct mgp_number number = mgp_number_read(text);
    return mgp_number_equal(&number, &matcher->number);
}

/* Long texts and long operands cost more than one step. */
static size_t cost_of(const struct mgp_matcher *matcher, const struct mgp_json *value)
{
    if (matcher->kind == MGP_MATCH_WILDCARD) return 1 + value->text.len / 64 * matcher->wildcard.count;
    if (matcher->kind != MGP_MATCH_CASELESS && !matcher->is_caseless) return 1;
    return 1 + (value->text.len < matcher->text.len ? value->text.len : matcher->text.len);
}

static bool value_matches(struct mgp_match *match, const struct mgp_matcher *matcher, const struct mgp_json *value)
{
    if (matcher->kind == MGP_MATCH_PRESENT) return true;
    if (!mgp_match_spend(match, cost_of(matcher, value))) return false;
    if (matcher->kind == MGP_MATCH_NONE_OF) {
        for (size_t i = 0; i < matcher->count; i++)
            if (value_matches(match, &matcher->items[i], value)) return false;
        return !match->is_over;
    }
    switch (value->type) {
    case MGP_JSON_NULL: return matcher->kind == MGP_MATCH_NULL;
    case MGP_JSON_BOOL: return matcher->kind == (value->boolean ? MGP_MATCH_TRUE : MGP_MATCH_FALSE);
    case MGP_JSON_NUMBER: return number_matches(matcher, value->text);
    case MGP_JSON_STRING: return string_matches(matcher, value->text);
    default: return false;
    }
}

bool mgp_field_matches(struct mgp_match *match, const struct mgp_pattern_field *field, const struct mgp_json *value)
{
    for (size_t i = 0; i < field->count; i++)
        if (value_matches(match, &field->matchers[i], value)) return true;
    return false;
}
