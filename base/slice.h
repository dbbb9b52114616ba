/* Slices: all input travels as a view by value, which owns nothing. Thread-safe: no state. */
#ifndef MGP_BASE_SLICE_H
#define MGP_BASE_SLICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Borrowed bytes. Valid as long as whatever lent them; never assume a NUL at the end. */
struct mgp_slice {
    const uint8_t *ptr;
    size_t len;
};

/* A slice of a string literal, without its NUL. */
#define MGP_LITERAL(text) ((struct mgp_slice){(const uint8_t *)(text), sizeof(text) - 1})

static inline struct mgp_slice mgp_slice_of(const void *ptr, size_t len)
{
    return (struct mgp_slice){ptr, len};
}

/* The bytes of a NUL-ended string; NULL gives the empty slice. */
static inline struct mgp_slice mgp_slice_text(const char *text)
{
    return (struct mgp_slice){(const uint8_t *)text, text ? strlen(text) : 0};
}

/* Bytes [begin, end). The caller has checked begin <= end <= slice.len. */
static inline struct mgp_slice mgp_slice_sub(struct mgp_slice slice, size_t begin, size_t end)
{
    return (struct mgp_slice){slice.ptr ? slice.ptr + begin : NULL, end - begin};
}

bool mgp_slice_equal(struct mgp_slice a, struct mgp_slice b);
bool mgp_slice_is(struct mgp_slice slice, const char *text);
/* Equal but for the case of ASCII letters. */
bool mgp_slice_equal_caseless(struct mgp_slice a, struct mgp_slice b);
bool mgp_slice_starts_with(struct mgp_slice slice, struct mgp_slice prefix);
bool mgp_slice_ends_with(struct mgp_slice slice, struct mgp_slice suffix);

/* Order by bytes, a prefix before what it begins: negative, zero or positive. */
int mgp_slice_compare(struct mgp_slice a, struct mgp_slice b);

/* First place of needle in slice at or after from, or SIZE_MAX. An empty needle is found at from. */
size_t mgp_slice_find(struct mgp_slice slice, struct mgp_slice needle, size_t from);

/* Cuts n bytes from the front of rest into head. False, with nothing changed, if there are fewer. */
bool mgp_slice_cut(struct mgp_slice *rest, size_t n, struct mgp_slice *head);

#endif
