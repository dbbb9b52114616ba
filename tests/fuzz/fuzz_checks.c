/* Any bytes into every check: all of them see all inputs, in a block of exactly
 * their size so that a read past the end is seen. */
#include <stdlib.h>

#include "identifiers/check_list.h"

static const char *const names[] = {
#define MGP_CHECK(name) #name,
#include "identifiers/checks.def"
#undef MGP_CHECK
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint8_t *copy = size ? malloc(size) : NULL;
    if (size) memcpy(copy, data, size);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        mgp_check *check = mgp_check_find(names[i]);
        if (!check) abort();
        bool first = check(mgp_slice_of(copy, size));
        if (first != check(mgp_slice_of(copy, size))) abort(); /* pure */
    }
    free(copy);
    return 0;
}
