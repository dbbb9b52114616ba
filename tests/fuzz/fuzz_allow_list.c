/* Any bytes as an allow list: what is read holds its own entries, and asking it anything is safe. */
#include <assert.h>

#include "identifiers/allow_list.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct mgp_slice text = mgp_slice_of(data, size);
    struct mgp_allow_lists *lists = mgp_allow_lists_create();
    struct mgp_error error;
    bool is_read = mgp_allow_lists_parse(lists, "list", text, &error) == MGP_OK;
    mgp_allow_lists_finish(lists);
    if (is_read) {
        bool is_json = mgp_slice_find(text, MGP_LITERAL("{"), 0) != SIZE_MAX;
        size_t newline = mgp_slice_find(text, MGP_LITERAL("\n"), 0);
        struct mgp_slice first = mgp_slice_sub(text, 0, newline == SIZE_MAX ? size : newline);
        bool holds = mgp_allow_lists_hold(lists, first);
        bool is_plain = first.len > 0 && first.ptr[0] > ' ' && first.ptr[0] < 0x80;
        assert(is_json || !is_plain || holds);
        (void)holds;
        mgp_allow_lists_hold(lists, text);
        mgp_allow_lists_hold(lists, MGP_LITERAL(""));
    }
    mgp_allow_lists_destroy(lists);
    return 0;
}
