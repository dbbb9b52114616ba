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
