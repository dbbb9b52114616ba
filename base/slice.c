#define _GNU_SOURCE /* memmem */
#include "base/slice.h"

bool mgp_slice_equal(struct mgp_slice a, struct mgp_slice b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

bool mgp_slice_is(struct mgp_slice slice, const char *text)
{
    return mgp_slice_equal(slice, mgp_slice_text(text));
}

static uint8_t lower(uint8_t byte)
{
    return byte >= 'A' && byte <= 'Z' ? (uint8_t)(byte | 0x20) : byte;
}

bool mgp_slice_equal_caseless(struct mgp_slice a, struct mgp_slice b)
{
    if (a.len != b.len) return false;
    for (size_t i = 0; i < a.len; i++) {
        if (lower(a.ptr[i]) != lower(b.ptr[i])) return false;
    }
    return true;
}

bool mgp_slice_starts_with(struct mgp_slice slice, struct mgp_slice prefix)
{
    return slice.len >= prefix.len && mgp_slice_equal(mgp_slice_sub(slice, 0, prefix.len), prefix);
}

bool mgp_slice_ends_with(struct mgp_slice slice, struct mgp_slice suffix)
{
    return slice.len >= suffix.len &&
           mgp_slice_equal(mgp_slice_sub(slice, slice.len - suffix.len, slice.len), suffix);
}

int mgp_slice_compare(struct mgp_slice a, struct mgp_slice b)
{
    size_t shorter = a.len < b.len ? a.len : b.len;
    int order = shorter ? memcmp(a.ptr, b.ptr, shorter) : 0;
    if (order != 0) return order;
    return a.len < b.len ? -1 : a.len > b.len;
}

size_t mgp_slice_find(struct mgp_slice slice, struct mgp_slice needle, size_t from)
{
    if (from > slice.len) return SIZE_MAX;
    if (needle.len == 0) return from;
    if (slice.len == 0) return SIZE_MAX;
    const uint8_t *at = memmem(slice.ptr + from, slice.len - from, needle.ptr, needle.len);
    return at ? (size_t)(at - slice.ptr) : SIZE_MAX;
}

bool mgp_slice_cut(struct mgp_slice *rest, size_t n, struct mgp_slice *head)
{
    if (rest->len < n) return false;
    *head = mgp_slice_of(rest->ptr, n);
    *rest = mgp_slice_sub(*rest, n, rest->len);
    return true;
}
