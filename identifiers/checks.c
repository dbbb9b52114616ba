#include "identifiers/check_list.h"

static const struct {
    const char *name;
    mgp_check *check;
} all[] = {
#define MGP_CHECK(name) {#name, mgp_check_##name},
#include "identifiers/checks.def"
#undef MGP_CHECK
};

mgp_check *mgp_check_find(const char *name)
{
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        if (strcmp(all[i].name, name) == 0) return all[i].check;
    }
    return NULL;
}

size_t mgp_check_longest(mgp_check *check, struct mgp_slice value)
{
    return check == mgp_check_basic_auth ? mgp_basic_auth_longest(value) : value.len;
}
