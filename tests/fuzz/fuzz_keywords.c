/* The first line of the input is a keyword, the rest text: hits are in order and within the text, and the
 * same when they are asked for in two parts. */
#include <assert.h>

#include "base/utf8.h"
#include "identifiers/keywords.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct mgp_slice input = mgp_slice_of(data, size);
    size_t line = mgp_slice_find(input, MGP_LITERAL("\n"), 0);
    if (line == SIZE_MAX || line > 90 || !mgp_utf8_is_valid(input)) return 0;
    struct mgp_slice text = mgp_slice_sub(input, line + 1, size);
    struct mgp_keywords *keywords = mgp_keywords_create();
    struct mgp_keyword_hits whole = {0}, parts = {0};
    mgp_keywords_add(keywords, mgp_slice_sub(input, 0, line), 3, true);
    mgp_keywords_add(keywords, MGP_LITERAL("card number"), 4, true);
    mgp_keywords_find(keywords, text, 0, text.len, &whole);
    size_t half = text.len / 2;
    while (half < text.len && (text.ptr[half] & 0xC0) == 0x80) {
        half++;
    }
    mgp_keywords_find(keywords, text, 0, half, &parts);
    mgp_keywords_find(keywords, text, half, text.len, &parts);
    assert(whole.count == parts.count);
    for (size_t i = 0; i < whole.count; i++) {
        assert(whole.items[i].begin < whole.items[i].end && whole.items[i].end <= text.len);
        assert(i == 0 || whole.items[i - 1].begin <= whole.items[i].begin);
        assert(memcmp(&whole.items[i], &parts.items[i], sizeof whole.items[i]) == 0);
    }
    free(whole.items);
    free(parts.items);
    mgp_keywords_destroy(keywords);
    return 0;
}
