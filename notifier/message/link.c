#include "notifier/message/link.h"

#include "base/percent.h"
#include "notifier/message/text.h"
#include "notifier/rule/link_template.h"

#define NO_ACCOUNT "000000000000"

/* A browser resolves "." and ".." whether they are encoded or not. */
static bool has_dot_segment(struct mgp_slice key)
{
    size_t begin = 0;
    for (size_t i = 0; i <= key.len; i++) {
        if (i < key.len && key.ptr[i] != '/') continue;
        struct mgp_slice segment = mgp_slice_sub(key, begin, i);
        if (mgp_slice_is(segment, ".") || mgp_slice_is(segment, "..")) return true;
        begin = i + 1;
    }
    return false;
}

static bool append_key(struct mgp_buffer *out, struct mgp_slice key, bool with_slashes)
{
    if (key.len == 0 || has_dot_segment(key)) return false;
    mgp_append_percent_encoded(out, key, with_slashes);
    return true;
}

static bool append_label(struct mgp_buffer *out, struct mgp_slice text, size_t max_length, bool with_dots)
{
    if (!mgp_text_is_label(text, max_length, with_dots)) return false;
    mgp_buffer_append(out, text);
    return true;
}

static bool append_variable(struct mgp_buffer *out, enum mgp_link_variable variable, const struct mgp_facts *facts)
{
    switch (variable) {
    case MGP_LINK_BUCKET: return append_label(out, facts->bucket_name, 63, true);
    case MGP_LINK_KEY: return append_key(out, facts->key, true);
    case MGP_LINK_KEY_COMPONENT: return append_key(out, facts->key, false);
    case MGP_LINK_REGION: return append_label(out, facts->region, 32, false);
    case MGP_LINK_ACCOUNT: return append_label(out, facts->account, 12, false);
    case MGP_LINK_FINDING: return append_label(out, facts->finding_id, 128, false);
    case MGP_LINK_NONE: break;
    }
    return true;
}

static bool expand(struct mgp_buffer *out, const char *template, const struct mgp_facts *facts)
{
    struct mgp_slice rest = mgp_slice_text(template), text;
    enum mgp_link_variable variable;
    if (rest.len == 0) return false;
    do {
        if (!mgp_link_template_next(&rest, &text, &variable)) return false;
        mgp_buffer_append(out, text);
        if (!append_variable(out, variable, facts)) return false;
    } while (variable != MGP_LINK_NONE);
    return true;
}

static bool is_in_aws(const struct mgp_facts *facts)
{
    if (facts->account.len != 12 || mgp_slice_is(facts->account, NO_ACCOUNT)) return false;
    for (size_t i = 0; i < 12; i++)
        if (facts->account.ptr[i] < '0' || facts->account.ptr[i] > '9') return false;
    return true;
}

/* A bucket with dots stands in the path: S3's certificate covers one label only. */
static const char *default_template(const struct mgp_facts *facts)
{
    bool is_china = mgp_slice_starts_with(facts->region, MGP_LITERAL("cn-"));
    bool has_dots = mgp_slice_find(facts->bucket_name, MGP_LITERAL("."), 0) != SIZE_MAX;
    if (!is_in_aws(facts)) return "";
    if (facts->is_policy && is_china)
        return "https://console.amazonaws.cn/s3/bucket/{bucket}/property/policy/edit?region={region}";
    if (facts->is_policy)
        return "https://s3.console.aws.amazon.com/s3/bucket/{bucket}/property/policy/edit?region={region}";
    if (has_dots)
        return is_china ? "https://s3.{region}.amazonaws.com.cn/{bucket}/{key}"
                        : "https://s3.{region}.amazonaws.com/{bucket}/{key}";
    return is_china ? "https://{bucket}.s3.{region}.amazonaws.com.cn/{key}"
                    : "https://{bucket}.s3.{region}.amazonaws.com/{key}";
}

bool mgp_link_append(struct mgp_buffer *out, const struct mgp_destination *destination, const struct mgp_facts *facts,
                     size_t limit)
{
    size_t before = out->len;
    const char *template = facts->is_policy ? destination->bucket_link_template : destination->link_template;
    if (!template) template = default_template(facts);
    if (facts->kind == MGP_INPUT_FINDING && expand(out, template, facts) && out->len - before <= limit) return true;
    out->len = before;
    return false;
}
