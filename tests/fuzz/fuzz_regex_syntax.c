/* Any bytes as a regex: what passes and compiles never matches outside the lengths that were promised. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <assert.h>
#include <pcre2.h>

#include "identifiers/regex_syntax.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char subject[] = "aA1 b-2\n\xC3\xA9 zz99 aaaa 1234-5678 \\x {3}";
    struct mgp_regex_length length;
    struct mgp_error error;
    if (size > 200 || mgp_regex_check(mgp_slice_of(data, size), false, &length, &error) != MGP_OK) return 0;
    int number;
    PCRE2_SIZE offset;
    pcre2_code *code = pcre2_compile(data, size, PCRE2_NO_AUTO_CAPTURE, &number, &offset, NULL);
    if (!code) return 0;
    pcre2_match_data *match = pcre2_match_data_create(1, NULL);
    pcre2_match_context *context = pcre2_match_context_create(NULL);
    pcre2_set_match_limit(context, 10000);
    if (pcre2_match(code, (PCRE2_SPTR)subject, sizeof subject - 1, 0, 0, match, context) >= 0) {
        PCRE2_SIZE *ends = pcre2_get_ovector_pointer(match);
        assert(ends[1] - ends[0] >= length.min && ends[1] - ends[0] <= length.max);
        (void)ends;
    }
    pcre2_match_context_free(context);
    pcre2_match_data_free(match);
    pcre2_code_free(code);
    return 0;
}
