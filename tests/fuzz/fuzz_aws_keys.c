/* Keys as processes, metadata hosts (JSON) and STS (XML) answer them: there are two keys, or an error says so. */
#include "net/aws_credentials_parts.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(enum mgp_status status, struct mgp_aws_found *found, const struct mgp_error *error)
{
    const struct mgp_aws_keys *keys = &found->keys;
    bool has_keys = keys->access_key && *keys->access_key && keys->secret_key && *keys->secret_key;
    if (status == MGP_OK && !has_keys) abort();
    if (status != MGP_OK && !error->message[0]) abort();
    mgp_aws_keys_clear(&found->keys);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct mgp_slice text = mgp_slice_of(data, size);
    struct mgp_aws_found found = {0};
    struct mgp_error error = {0};
    check(mgp_aws_parse_json_keys(text, "a process", &found, &error), &found, &error);
    check(mgp_aws_parse_sts_keys(text, &found, &error), &found, &error);
    return 0;
}
