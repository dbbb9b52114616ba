#include <stdlib.h>

#include "base/file.h"
#include "notifier/rule/destination.h"
#include "notifier/rule/destination_url.h"

static struct mgp_slice trim(struct mgp_slice text)
{
    while (text.len > 0 && memchr(" \t\r\n", text.ptr[text.len - 1], 4)) text.len--;
    while (text.len > 0 && memchr(" \t\r\n", text.ptr[0], 4)) text = mgp_slice_sub(text, 1, text.len);
    return text;
}

/* A secret goes into a header or an address: it may hold only what cannot end that. */
static enum mgp_status check(struct mgp_slice secret, enum mgp_secret_kind kind, const char *what, const char *source,
                             struct mgp_error *error)
{
    if (secret.len == 0) return mgp_fail(error, MGP_INVALID, "%s (%s) is empty", what, source);
    if (secret.len > MGP_SECRET_MAX_BYTES)
        return mgp_fail(error, MGP_INVALID, "%s (%s) is longer than %d bytes", what, source, MGP_SECRET_MAX_BYTES);
    for (size_t i = 0; i < secret.len; i++) {
        uint8_t c = secret.ptr[i];
        if (c < 0x20 || c == 0x7f || (kind != MGP_SECRET_TEXT && (c == ' ' || c > 0x7f)))
            return mgp_fail(error, MGP_INVALID, "%s (%s) holds %s", what, source,
                            kind == MGP_SECRET_TEXT ? "control characters" : "blanks or characters outside ASCII");
    }
    const char *fault = kind == MGP_SECRET_URL ? mgp_url_fault(secret, MGP_URL_WHOLE) : NULL;
    if (fault) return mgp_fail(error, MGP_INVALID, "%s (%s) %s", what, source, fault);
    if (kind == MGP_SECRET_URL && mgp_url_is_open(secret))
        return mgp_fail(error, MGP_INVALID, "%s (%s) must begin with https://: it is a secret", what, source);
    return MGP_OK;
}

static bool is_variable(const char *source)
{
    return strncmp(source, "env:", 4) == 0;
}

static const char *variable(const char *source)
{
    const char *value = getenv(source + 4);
    return value && *value ? value : NULL;
}

bool mgp_secret_is_unset(const char *source)
{
    return is_variable(source) && !variable(source);
}

static enum mgp_status fetch(const char *source, const char *what, struct mgp_buffer *out, struct mgp_error *error)
{
    struct mgp_error reason = {0};
    if (mgp_secret_is_unset(source))
        return mgp_fail(error, MGP_INVALID, "the environment variable %s is not set: it holds %s", source + 4, what);
    if (is_variable(source)) {
        mgp_buffer_text(out, variable(source));
        return MGP_OK;
    }
    enum mgp_status status = mgp_file_read(source + strlen("file:"), MGP_SECRET_MAX_BYTES, out, &reason);
    if (status == MGP_OK) return MGP_OK;
    return mgp_fail(error, status, "%s cannot be read: %s", what, reason.message);
}

enum mgp_status mgp_secret_read(const char *source, enum mgp_secret_kind kind, const char *what, char **out,
                                struct mgp_error *error)
{
    struct mgp_buffer text = {0};
    enum mgp_status status = fetch(source, what, &text, error);
    struct mgp_slice secret = trim(mgp_buffer_slice(&text));
    if (status == MGP_OK) status = check(secret, kind, what, source, error);
    if (status == MGP_OK) *out = mgp_slice_dup(secret);
    if (text.ptr) mgp_wipe(text.ptr, text.capacity);
    mgp_buffer_clear(&text);
    return status;
}
