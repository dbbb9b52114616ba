#include "scanner/source/object.h"

struct mgp_slice mgp_object_extension(struct mgp_slice key)
{
    for (size_t at = key.len; at > 0 && key.ptr[at - 1] != '/'; at--) {
        if (key.ptr[at - 1] == '.') return mgp_slice_sub(key, at, key.len);
    }
    return mgp_slice_of(NULL, 0);
}
