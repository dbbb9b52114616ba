/* Any bytes as what a server answers, to every type of destination: what is kept of it is printable and short. */
#include <stdlib.h>

#include "base/utf8.h"
#include "notifier/delivery/answer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const char *text)
{
    struct mgp_slice slice = mgp_slice_text(text);
    if (!mgp_utf8_is_valid(slice)) abort();
    for (size_t i = 0; i < slice.len; i++)
        if (slice.ptr[i] < 0x20 || slice.ptr[i] == 0x7f) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const long statuses[] = {0, 200, 204, 302, 400, 404, 429, 500};
    struct mgp_http_response response = {0};
    mgp_buffer_append(&response.body, mgp_slice_of(data, size));
    size_t length = size < sizeof response.retry_after - 1 ? size : sizeof response.retry_after - 1;
    if (length > 0) memcpy(response.retry_after, data, length);
    for (int type = 0; type < MGP_DESTINATION_TYPES; type++) {
        for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++) {
            struct mgp_destination destination = {.type = (enum mgp_destination_type)type,
                                                  .url_source = i % 2 ? "env:X" : NULL};
            struct mgp_answer answer;
            response.status = statuses[i];
            mgp_answer_read(&destination, &response, 1700000000000, &answer);
            check(answer.error);
            check(answer.detail);
            check(answer.thread);
            if (!answer.error[0]) abort();
        }
    }
    mgp_http_response_clear(&response);
    return 0;
}
