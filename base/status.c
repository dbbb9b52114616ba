#include "base/status.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/utf8.h"

const char *mgp_status_text(enum mgp_status status)
{
    static const char *const texts[] = {
#define X(name, text) text,
        MGP_STATUS_LIST(X)
#undef X
    };
    return texts[status];
}

enum mgp_status mgp_fail(struct mgp_error *error, enum mgp_status status, const char *format, ...)
{
    if (!error) return status;
    error->offset = 0;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(error->message, sizeof error->message, format, arguments);
    va_end(arguments);
    /* A cut may have split a character; a control character has no business in a one-line message. */
    size_t length = mgp_utf8_valid_prefix(mgp_slice_text(error->message));
    error->message[length] = '\0';
    for (size_t i = 0; i < length; i++) {
        if ((uint8_t)error->message[i] < 0x20 || error->message[i] == 0x7F) error->message[i] = '?';
    }
    return status;
}
