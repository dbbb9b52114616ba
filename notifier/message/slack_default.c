#include "notifier/message/slack_block.h"

#define BLOCK_KIT_URL  "https://api.slack.com/block-kit"
#define PART_MAX       500 /* units of one part of the fallback text */
#define FOUND_MAX      20  /* kinds of data that are named */
#define FOUND_NAME_MAX 80  /* units of one such name */

static const char *severity_emoji(struct mgp_slice severity)
{
    if (mgp_slice_is(severity, "High")) return ":red_circle: ";
    if (mgp_slice_is(severity, "Medium")) return ":large_orange_circle: ";
    if (mgp_slice_is(severity, "Low")) return ":large_yellow_circle: ";
    return ":white_circle: ";
}

/* A finding's title, else what else names the event. */
static struct mgp_slice title_of(const struct mgp_slack_facts *facts)
{
    if (facts->title.len > 0) return facts->title;
    return facts->type.len > 0 ? facts->type : facts->detail_type;
}

static struct mgp_slice bucket_of(const struct mgp_slack_facts *facts)
{
    return facts->bucket_arn.len > 0 ? facts->bucket_arn : facts->bucket_name;
}

/* Shown by notifications and read by screen readers, and where blocks cannot be shown. */
static void write_fallback(struct mgp_json_writer *writer, const struct mgp_slack_facts *facts)
{
    struct mgp_buffer text = {0};
    mgp_buffer_text(&text, "Macie finding, severity ");
    mgp_slack_append_text(&text, facts->severity, 40, true);
    mgp_buffer_text(&text, ": ");
    mgp_slack_append_text(&text, title_of(facts), PART_MAX, true);
    mgp_buffer_text(&text, ": ");
    mgp_slack_append_text(&text, facts->bucket_name.len ? facts->bucket_name : facts->bucket_arn, PART_MAX,
                          true);
    if (facts->key.len > 0) {
        mgp_buffer_byte(&text, '/');
        mgp_slack_append_text(&text, facts->key, PART_MAX, true);
    }
    mgp_buffer_text(&text, " (finding ");
    mgp_slack_append_text(&text, facts->finding_id, 100, true);
    mgp_buffer_byte(&text, ')');
    mgp_json_member_string(writer, "text", mgp_buffer_slice(&text));
    mgp_buffer_clear(&text);
}

static void write_alert(struct mgp_json_writer *writer, const struct mgp_slack_facts *facts)
{
    mgp_json_begin_object(writer);
    mgp_json_member_text(writer, "type", "section");
    mgp_slack_write_heading(writer, facts->time);
    mgp_json_key(writer, "fields");
    mgp_json_begin_array(writer);
    mgp_slack_write_mrkdwn(writer, MGP_LITERAL("*S3 Bucket*"));
    mgp_slack_write_mrkdwn(writer, MGP_LITERAL("*Severity*"));
    mgp_slack_write_plain(writer, bucket_of(facts), MGP_SLACK_FIELD_MAX, false);
    mgp_slack_write_escaped(writer, severity_emoji(facts->severity), facts->severity, 200);
    mgp_json_end_array(writer);
    mgp_json_end_object(writer);
}

static void write_pair(struct mgp_json_writer *writer, const char *left, const char *right,
                       struct mgp_slice left_value, struct mgp_slice right_value)
{
    mgp_slack_begin_section(writer);
    mgp_slack_write_mrkdwn(writer, mgp_slice_text(left));
    mgp_slack_write_mrkdwn(writer, mgp_slice_text(right));
    mgp_slack_write_plain(writer, left_value, MGP_SLACK_FIELD_MAX, false);
    mgp_slack_write_plain(writer, right_value, MGP_SLACK_FIELD_MAX, false);
    mgp_slack_end_section(writer);
}

/* "27 x NAME, " for one kind of data; nothing where its name is missing. */
static void append_detection(struct mgp_buffer *out, const struct mgp_json *detection,
                             const char *name_member, size_t *named)
{
    struct mgp_slice name = mgp_slack_value(mgp_json_member(detection, name_member));
    if (name.len == 0 || *named >= FOUND_MAX) return;
    if (++*named > 1) mgp_buffer_text(out, ", ");
    mgp_slack_append(out, mgp_slack_value(mgp_json_member(detection, "count")), 20, false);
    mgp_buffer_text(out, " x ");
    mgp_slack_append(out, name, FOUND_NAME_MAX, false);
}

static void append_detections(struct mgp_buffer *out, const struct mgp_json *detections,
                              const char *name_member, size_t *named)
{
    if (!mgp_json_is(detections, MGP_JSON_ARRAY)) return;
    for (size_t i = 0; i < detections->count; i++)
        append_detection(out, detections->items[i], name_member, named);
}

/* Kinds and counts, never values: "27 x USA_SOCIAL_SECURITY_NUMBER, 3 x Contractor badge". */
static void append_found(struct mgp_buffer *out, const struct mgp_slack_facts *facts)
{
    size_t named = 0;
    const struct mgp_json *result = mgp_json_path(facts->detail, "classificationDetails", "result", NULL);
    const struct mgp_json *categories = mgp_json_member(result, "sensitiveData");
    if (mgp_json_is(categories, MGP_JSON_ARRAY))
        for (size_t i = 0; i < categories->count; i++)
            append_detections(out, mgp_json_member(categories->items[i], "detections"), "type", &named);
    append_detections(out, mgp_json_path(result, "customDataIdentifiers", "detections", NULL), "name",
                      &named);
}

static void write_context(struct mgp_json_writer *writer, const struct mgp_slack_facts *facts)
{
    struct mgp_buffer text = {0};
    mgp_slack_append_text(&text, facts->type, 200, false);
    mgp_buffer_text(&text, ", finding ");
    mgp_slack_append_text(&text, facts->finding_id, 200, false);
    mgp_buffer_text(&text, ", account ");
    mgp_slack_append_text(&text, facts->account, 100, false);
    mgp_buffer_text(&text, ", region ");
    mgp_slack_append_text(&text, facts->region, 100, false);
    mgp_json_begin_object(writer);
    mgp_json_member_text(writer, "type", "context");
    mgp_json_key(writer, "elements");
    mgp_json_begin_array(writer);
    mgp_slack_write_plain(writer, mgp_buffer_slice(&text), MGP_SLACK_FIELD_MAX, false);
    mgp_json_end_array(writer);
    mgp_json_end_object(writer);
    mgp_buffer_clear(&text);
}

/* A browser resolves "." and ".." whether they are encoded or not: such a key has no link. */
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

/* False where there is no address that leads to the object. */
static bool append_object_url(struct mgp_buffer *out, const struct mgp_slack_facts *facts)
{
    bool is_china = mgp_slice_starts_with(facts->region, MGP_LITERAL("cn-"));
    bool has_dots = mgp_slice_find(facts->bucket_name, MGP_LITERAL("."), 0) != SIZE_MAX;
    if (!mgp_slack_is_label(facts->bucket_name, 63, true) || !mgp_slack_is_label(facts->region, 32, false))
        return false;
    if (facts->key.len == 0 || has_dot_segment(facts->key)) return false;
    /* The certificate covers one label only, so a bucket with dots stands in the path. */
    mgp_buffer_text(out, "https://");
    if (!has_dots) mgp_buffer_append(out, facts->bucket_name);
    mgp_buffer_text(out, has_dots ? "s3." : ".s3.");
    mgp_buffer_append(out, facts->region);
    mgp_buffer_text(out, is_china ? ".amazonaws.com.cn/" : ".amazonaws.com/");
    if (has_dots) mgp_buffer_append(out, facts->bucket_name);
    if (has_dots) mgp_buffer_byte(out, '/');
    mgp_slack_append_encoded(out, facts->key);
    return out->len <= MGP_SLACK_URL_MAX;
}

static bool append_policy_url(struct mgp_buffer *out, const struct mgp_slack_facts *facts)
{
    if (!mgp_slack_is_label(facts->bucket_name, 63, true) || !mgp_slack_is_label(facts->region, 32, false))
        return false;
    mgp_buffer_text(out, "https://s3.console.aws.amazon.com/s3/bucket/");
    mgp_buffer_append(out, facts->bucket_name);
    mgp_buffer_text(out, "/property/policy/edit?region=");
    mgp_buffer_append(out, facts->region);
    return true;
}

static void write_buttons(struct mgp_json_writer *writer, const struct mgp_slack_facts *facts, bool is_policy)
{
    struct mgp_buffer url = {0};
    if (is_policy ? append_policy_url(&url, facts) : append_object_url(&url, facts)) {
        struct mgp_slice visit = mgp_buffer_slice(&url);
        mgp_slack_begin_actions(writer);
        mgp_slack_write_button(writer, is_policy ? "Visit policy" : "Visit object", visit);
        mgp_slack_write_button(writer, "Escalate", is_policy ? visit : MGP_LITERAL(BLOCK_KIT_URL));
        mgp_slack_end_actions(writer);
    }
    mgp_buffer_clear(&url);
}

static void write_classification(struct mgp_json_writer *writer, const struct mgp_slack_facts *facts)
{
    struct mgp_buffer found = {0};
    append_found(&found, facts);
    write_pair(writer, "*Type*", "*S3 Object*", title_of(facts), facts->key);
    write_pair(writer, "*File type*", "*Last modified*", facts->extension, facts->last_modified);
    if (found.len > 0) {
        mgp_slack_begin_section(writer);
        mgp_slack_write_mrkdwn(writer, MGP_LITERAL("*Found*"));
        mgp_slack_write_plain(writer, mgp_buffer_slice(&found), MGP_SLACK_FIELD_MAX, false);
        mgp_slack_end_section(writer);
    }
    mgp_buffer_clear(&found);
}

static void write_policy(struct mgp_json_writer *writer, const struct mgp_slack_facts *facts)
{
    write_pair(writer, "*Type*", "*API Action*", title_of(facts), facts->api);
    write_pair(writer, "*AccessKeyId*", "*IPV4 Address*", facts->access_key_id, facts->ip_address);
}

void mgp_slack_default_blocks(struct mgp_json_writer *writer, const struct mgp_slack_facts *facts)
{
    bool is_policy = mgp_slice_is(facts->category, "POLICY");
    write_fallback(writer, facts);
    mgp_json_key(writer, "blocks");
    mgp_json_begin_array(writer);
    write_alert(writer, facts);
    if (is_policy)
        write_policy(writer, facts);
    else
        write_classification(writer, facts);
    write_context(writer, facts);
    write_buttons(writer, facts, is_policy);
    mgp_slack_write_divider(writer);
    mgp_json_end_array(writer);
}
