/* Any bytes as a rules file. */
#include "notifier/rule/rules.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct mgp_rules *rules = NULL;
    struct mgp_error error;
    if (mgp_rules_parse("rules.json", mgp_slice_of(data, size), &rules, &error) == MGP_OK)
        mgp_rules_destroy(rules);
    return 0;
}
