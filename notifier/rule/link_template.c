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

static bool is_key(enum mgp_link_variable variable)
{
    return variable == MGP_LINK_KEY || variable == MGP_LINK_KEY_COMPONENT;
}

/* What an event says may stand within the name of a host, but not be it: a bucket "evil.example" would lead there. */
static const char *host_fault(struct mgp_slice text)
{
    size_t begin = mgp_slice_find(text, MGP_LITERAL("://"), 0) + 3, end = begin;
    while (end < text.len && !memchr("/?#", text.ptr[end], 3)) end++;
    struct mgp_slice host = mgp_slice_sub(text, begin, end), rest = host, piece;
    enum mgp_link_variable variable;
    if (host.len == 0) return "must name a host";
    if (memchr(host.ptr, '@', host.len)) return "must hold no user name or password";
    bool has_variable = false;
    for (;;) {
        if (!mgp_link_template_next(&rest, &piece, &variable)) return "has a placeholder that is none of " NAMES;
        if (is_key(variable)) return "must not have the key in the name of the host";
        if (variable == MGP_LINK_NONE) break;
        has_variable = true;
    }
    bool ends_in_text = piece.len > 1 && piece.ptr[0] == '.' && piece.ptr[1] != '.' && piece.ptr[1] != ':';
    return has_variable && !ends_in_text ? "must end the name of the host with a domain of its own" : NULL;
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
        if (is_key(variable) && !with_key) return "must not hold the key: a policy finding has none";
    } while (variable != MGP_LINK_NONE);
    return host_fault(text);
}
