/* Status codes and error texts. An error is data about one object: it is returned and reported by
 * whoever runs the scan, never printed by a library. */
#ifndef MGP_BASE_STATUS_H
#define MGP_BASE_STATUS_H

#include <stdint.h>

#include "base/slice.h"

#define MGP_STATUS_LIST(X)                                                                                   \
    X(OK, "ok")                                                                                              \
    X(IO, "cannot read or write")                                                                            \
    X(CORRUPT, "input is malformed")                                                                         \
    X(UNSUPPORTED, "format is not supported")                                                                \
    X(LIMIT, "a limit was reached")                                                                          \
    X(DENIED, "permission denied")                                                                           \
    X(GONE, "no longer there")                                                                               \
    X(CHANGED, "changed while it was read")                                                                  \
    X(INVALID, "not valid")                                                                                  \
    X(RESTART_AS_TEXT, "not what it seemed: to be read as text")                                             \
    X(NETWORK, "cannot reach the server")                                                                    \
    X(ARCHIVED, "archived: to be restored before it can be read")                                            \
    X(ENCRYPTED, "encrypted with a key that is not at hand")                                                 \
    X(KEY_DENIED, "the key that it is encrypted with may not be used")

enum mgp_status {
#define X(name, text) MGP_##name,
    MGP_STATUS_LIST(X)
#undef X
};

const char *mgp_status_text(enum mgp_status status);

/* Filled only on failure. The caller owns it and may pass NULL wherever one is taken. */
struct mgp_error {
    uint64_t offset;   /* byte in the input, when the message says so; else 0 */
    char message[400]; /* one line of printable text, no matched content */
};

/* Formats the message (cut to fit, made safe for terminals) and returns status, so that a caller can
 * write `return mgp_fail(error, MGP_CORRUPT, ...)`. error may be NULL. */
enum mgp_status mgp_fail(struct mgp_error *error, enum mgp_status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
