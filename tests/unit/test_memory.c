/* Once a worker is warm, a text without findings asks the system for no memory. */
#include <criterion/criterion.h>

#include "base/alloc.h"
#include "scanner/job/scan.h"

static uint64_t allocations_of(struct mgp_scanner *scanner, const char *name, struct mgp_slice bytes)
{
    uint64_t before = mgp_allocation_count();
    mgp_scanner_recycle(scanner, mgp_scan_bytes(scanner, mgp_slice_text(name), bytes));
    return mgp_allocation_count() - before;
}

static struct mgp_buffer text_of(size_t size)
{
    struct mgp_buffer text = {0};
    while (text.len < size) {
        mgp_buffer_text(&text, "Nothing to be seen here, neither numbers nor anything else; gr\xC3\xBC\xC3\x9F"
                               "e to all.\n");
    }
    return text;
}

#if defined(__SANITIZE_ADDRESS__)
#define EXPECTED_AT_MOST 16 /* an arena of that build asks for each piece */
#else
#define EXPECTED_AT_MOST 0
#endif

Test(memory, is_used_again_for_the_next_text)
{
    static const char *const names[] = {"a.txt", "b.log", "c.md", "d"};
    static const size_t sizes[] = {10, 4096, 70000, 300000, 900000};
    struct mgp_rule_set_options all = {.selection = MGP_SELECT_ALL};
    struct mgp_rule_set *rules = NULL;
    cr_assert_eq(mgp_rule_set_create(&all, &rules, NULL), MGP_OK);
    struct mgp_scan_options options = {.rules = rules, .matcher = &mgp_fast_matcher};
    struct mgp_scanner *scanner = mgp_scanner_create(&options);
    for (int round = 0; round < 3; round++) {
        for (size_t i = 0; i < 20; i++) {
            struct mgp_buffer text = text_of(sizes[i % 5]);
            uint64_t count = allocations_of(scanner, names[i % 4], mgp_buffer_slice(&text));
            if (round > 0)
                cr_expect_leq(count, EXPECTED_AT_MOST, "%s of %zu bytes: %llu allocations", names[i % 4], text.len,
                              (unsigned long long)count);
            else if (i == 0)
                cr_expect_gt(count, 0, "the first one needs some");
            mgp_buffer_clear(&text);
        }
    }
    mgp_scanner_destroy(scanner);
    mgp_rule_set_destroy(rules);
}
