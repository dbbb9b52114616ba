/* A build without Hyperscan: it takes no regex, so nothing is ever scanned by it. */
#include "scanner/match/custom_hyperscan.h"

struct mgp_hyperscan *mgp_hyperscan_create(const char *const *regexes, size_t count)
{
    (void)regexes;
    (void)count;
    return NULL;
}

void mgp_hyperscan_destroy(struct mgp_hyperscan *hyperscan)
{
    (void)hyperscan;
}

bool mgp_hyperscan_has(const struct mgp_hyperscan *hyperscan, size_t index)
{
    (void)hyperscan;
    (void)index;
    return false;
}

bool mgp_hyperscan_scan(struct mgp_hyperscan *hyperscan, struct mgp_slice text, mgp_hyperscan_end *on_end,
                        void *context)
{
    (void)hyperscan;
    (void)text;
    (void)on_end;
    (void)context;
    return false;
}
