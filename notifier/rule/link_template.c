#include "notifier/rule/link_template.h"

static const char *const names[] = {
#define X(name, text) text,
    MGP_LINK_VARIABLE_LIST(X)
#undef X
};

#define NAMES "{bucket}, {key}, {key-component}, {region}, {account} and {finding}"

bool mgp_link_template_next(struct mgp_slice *rest, struct mgp_slice *text, enum mgp_link_variable *variable)
{
    size_t open = mgp_slice_find(*rest, MGP_LITERAL("{"), 0), close = mgp_slice_find(*rest, MGP_LITERAL("}"), 0);
    *variable = MGP_LINK_NONE;
    if (open == SIZE_MAX || close == SIZE_MAX) {
        *text = *rest;
        *rest = mgp_slice_sub(*rest, rest->len, rest->len);
        return open == close;
    }
    if (close < open) return false;
    struct mgp_slice name = mgp_slice_sub(*rest, open + 1, close);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (mgp_slice_is(name, names[i])) *variable = (enum mgp_link_variable)i;
    *text = mgp_slice_sub(*rest, 0, open);
    *rest = mgp_slice_sub(*rest, close + 1, rest->len);
    return *variable != MGP_LINK_NONE;
}

const char *mgp_link_template_fault(struct mgp_slice text, bool with_key)
{
    struct mgp_slice rest = text, piece;
    enum mgp_link_variable variable;
    if (!mgp_slice_starts_with(text, MGP_LITERAL("https://")) && !mgp_slice_starts_with(text, MGP_LITERAL("http://")))
        return "must begin with https:// or http://";
    if (text.len > MGP_LINK_TEMPLATE_MAX) return "is too long";
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] <= ' ' || text.ptr[i] >= 0x7f || strchr("\"\\<>^`|", text.ptr[i]))
            return "must hold only characters that may stand in an address";
    do {
        if (!mgp_link_template_next(&rest, &piece, &variable)) return "has a placeholder that is none of " NAMES;
        bool is_key = variable == MGP_LINK_KEY || variable == MGP_LINK_KEY_COMPONENT;
        if (is_key && !with_key) return "must not hold the key: a policy finding has none";
    } while (variable != MGP_LINK_NONE);
    return NULL;
}
