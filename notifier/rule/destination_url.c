#include "notifier/rule/destination.h"
#include "notifier/rule/destination_url.h"

/* Cuts the scheme off: 8 of "https://...". 0 if it is none of the list, which ends with NULL. */
static size_t scheme_length(struct mgp_slice url, const char *const *schemes)
{
    for (; *schemes; schemes++)
        if (mgp_slice_starts_with(url, mgp_slice_text(*schemes))) return strlen(*schemes);
    return 0;
}

const char *mgp_url_fault(struct mgp_slice text, enum mgp_url_kind kind)
{
    static const char *const web[] = {"https://", "http://", NULL}, *const mail[] = {"smtps://", "smtp://", NULL};
    size_t scheme = scheme_length(text, kind == MGP_URL_SMTP ? mail : web);
    if (scheme == 0)
        return kind == MGP_URL_SMTP ? "must begin with smtps:// or smtp://" : "must begin with https:// or http://";
    struct mgp_slice rest = mgp_slice_sub(text, scheme, text.len);
    if (rest.len == 0 || memchr("/:?#", rest.ptr[0], 4)) return "must name a host";
    for (size_t i = 0; i < rest.len; i++) {
        uint8_t c = rest.ptr[i];
        if (c <= ' ' || c >= 0x7f || c == '"' || c == '\\' || c == '<' || c == '>')
            return "must hold no blanks, controls or characters outside ASCII";
        if (c == '@' && !memchr(rest.ptr, '/', i)) return "must hold no user name or password";
        if (c == '#' || (c == '?' && kind != MGP_URL_WHOLE)) return "must hold no query and no fragment";
        if (c == '/' && kind == MGP_URL_SMTP) return "must hold a host and a port only";
    }
    return NULL;
}

const char *mgp_api_url_fault(struct mgp_slice text)
{
    return mgp_url_fault(text, MGP_URL_BASE);
}

/* 127.0.0.1 and the like: four numbers of which the first is 127. */
static bool is_loopback_number(struct mgp_slice host)
{
    int dots = 0, digits = 0;
    if (!mgp_slice_starts_with(host, MGP_LITERAL("127."))) return false;
    for (size_t i = 0; i < host.len; i++) {
        bool is_digit = host.ptr[i] >= '0' && host.ptr[i] <= '9';
        if (!is_digit && (host.ptr[i] != '.' || digits == 0)) return false;
        digits = is_digit ? digits + 1 : 0;
        if (digits > 3) return false;
        dots += !is_digit;
    }
    return dots == 3 && digits > 0;
}

struct mgp_slice mgp_url_host(struct mgp_slice url)
{
    size_t begin = mgp_slice_find(url, MGP_LITERAL("://"), 0);
    if (begin == SIZE_MAX) return MGP_LITERAL("");
    struct mgp_slice rest = mgp_slice_sub(url, begin + 3, url.len);
    size_t end = 0;
    bool in_brackets = rest.len > 0 && rest.ptr[0] == '[';
    while (end < rest.len && !memchr("/?#", rest.ptr[end], 3) && (in_brackets || rest.ptr[end] != ':')) {
        if (rest.ptr[end] == ']') in_brackets = false;
        end++;
    }
    return mgp_slice_sub(rest, 0, end);
}

bool mgp_url_is_open(struct mgp_slice text)
{
    struct mgp_slice host = mgp_url_host(text);
    bool has_tls =
        mgp_slice_starts_with(text, MGP_LITERAL("https://")) || mgp_slice_starts_with(text, MGP_LITERAL("smtps://"));
    return !has_tls && !mgp_slice_equal_caseless(host, MGP_LITERAL("localhost")) &&
           !mgp_slice_is(host, "[::1]") && !is_loopback_number(host);
}
