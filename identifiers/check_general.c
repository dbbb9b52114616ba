/* Conditions on the characters of a value that need no standard. */
#include "identifiers/check_list.h"

bool mgp_check_has_digit(struct mgp_slice value)
{
    for (size_t i = 0; i < value.len; i++) {
        if (value.ptr[i] >= '0' && value.ptr[i] <= '9') return true;
    }
    return false;
}

bool mgp_check_not_zero(struct mgp_slice value)
{
    for (size_t i = 0; i < value.len; i++) {
        if (value.ptr[i] >= '1' && value.ptr[i] <= '9') return true;
    }
    return false;
}

/* Four different characters at least: no filler such as CCCCCCCCC. */
bool mgp_check_varied(struct mgp_slice value)
{
    bool seen[256] = {false};
    size_t different = 0;
    for (size_t i = 0; i < value.len; i++) {
        different += !seen[value.ptr[i]];
        seen[value.ptr[i]] = true;
    }
    return different >= 4;
}
