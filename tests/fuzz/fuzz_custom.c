/* Any bytes as a file of custom identifiers. */
#include "identifiers/rule_set.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct mgp_rule_set_options options = {.selection = MGP_SELECT_NONE,
                                        .custom_text = mgp_slice_of(data, size)};
    struct mgp_rule_set *rules = NULL;
    struct mgp_error error;
    if (mgp_rule_set_create(&options, &rules, &error) == MGP_OK) mgp_rule_set_destroy(rules);
    return 0;
}
