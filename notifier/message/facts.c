#include "notifier/message/facts.h"

#include "notifier/message/detections.h"
#include "notifier/message/text.h"

/* Only the members that the identity's kind has; the first that there is. */
static struct mgp_slice find_access_key(const struct mgp_json *actor)
{
    const struct mgp_json *identity = mgp_json_member(actor, "userIdentity");
    struct mgp_slice id = mgp_text_value(mgp_json_path(identity, "assumedRole", "accessKeyId", NULL));
    if (id.len > 0) return id;
    return mgp_text_value(mgp_json_path(identity, "federatedUser", "accessKeyId", NULL));
}

static enum mgp_input_kind kind_of(const struct mgp_json *input, const struct mgp_json *detail)
{
    const struct mgp_json *category = mgp_json_member(detail, "category");
    const struct mgp_json *source = mgp_json_member(input, "source"), *type = mgp_json_member(input, "detail-type");
    if (mgp_json_is_string(category, "CLASSIFICATION") || mgp_json_is_string(category, "POLICY"))
        return MGP_INPUT_FINDING;
    if (mgp_json_is_string(type, "Macie Finding") && mgp_json_is(detail, MGP_JSON_OBJECT)) return MGP_INPUT_FINDING;
    bool is_event = mgp_json_is(type, MGP_JSON_STRING) && (mgp_json_is(source, MGP_JSON_STRING) || detail);
    return is_event ? MGP_INPUT_EVENT : MGP_INPUT_TEXT;
}

static enum mgp_severity severity_level(struct mgp_slice text)
{
    for (int level = MGP_SEVERITY_LOW; level < MGP_SEVERITIES; level++)
        if (mgp_slice_is(text, mgp_severity_text((enum mgp_severity)level))) return (enum mgp_severity)level;
    return MGP_SEVERITY_NONE;
}

static void read_resources(struct mgp_facts *facts)
{
    const struct mgp_json *bucket = mgp_json_path(facts->detail, "resourcesAffected", "s3Bucket", NULL);
    const struct mgp_json *object = mgp_json_path(facts->detail, "resourcesAffected", "s3Object", NULL);
    facts->bucket_arn = mgp_text_value(mgp_json_member(bucket, "arn"));
    facts->bucket_name = mgp_text_value(mgp_json_member(bucket, "name"));
    facts->key = mgp_text_value(mgp_json_member(object, "key"));
    facts->extension = mgp_text_value(mgp_json_member(object, "extension"));
    facts->last_modified = mgp_text_value(mgp_json_member(object, "lastModified"));
}

static void read_policy(struct mgp_facts *facts)
{
    const struct mgp_json *policy = mgp_json_member(facts->detail, "policyDetails");
    const struct mgp_json *actor = mgp_json_member(policy, "actor");
    facts->api = mgp_text_value(mgp_json_path(policy, "action", "apiCallDetails", "api", NULL));
    facts->access_key_id = find_access_key(actor);
    facts->ip_address = mgp_text_value(mgp_json_path(actor, "ipAddressDetails", "ipAddressV4", NULL));
}

struct mgp_facts mgp_facts_read(const struct mgp_json *input)
{
    const struct mgp_json *detail = mgp_json_member(input, "detail");
    struct mgp_facts facts = {
        .kind = kind_of(input, detail),
        .input = input,
        .detail = detail,
        .event_id = mgp_text_value(mgp_json_member(input, "id")),
        .time = mgp_text_value(mgp_json_member(input, "time")),
        .region = mgp_text_value(mgp_json_member(input, "region")),
        .account = mgp_text_value(mgp_json_member(input, "account")),
        .source = mgp_text_value(mgp_json_member(input, "source")),
        .detail_type = mgp_text_value(mgp_json_member(input, "detail-type")),
        .category = mgp_text_value(mgp_json_member(detail, "category")),
        .title = mgp_text_value(mgp_json_member(detail, "title")),
        .type = mgp_text_value(mgp_json_member(detail, "type")),
        .severity = mgp_text_value(mgp_json_path(detail, "severity", "description", NULL)),
        .finding_id = mgp_text_value(mgp_json_member(detail, "id")),
    };
    facts.is_policy = mgp_slice_is(facts.category, "POLICY");
    facts.severity_level = severity_level(facts.severity);
    read_resources(&facts);
    read_policy(&facts);
    return facts;
}

struct mgp_slice mgp_facts_title(const struct mgp_facts *facts)
{
    if (facts->title.len > 0 && facts->kind == MGP_INPUT_FINDING) return facts->title;
    return facts->type.len > 0 && facts->kind == MGP_INPUT_FINDING ? facts->type : facts->detail_type;
}

struct mgp_slice mgp_facts_bucket(const struct mgp_facts *facts)
{
    return facts->bucket_arn.len > 0 ? facts->bucket_arn : facts->bucket_name;
}

const char *mgp_severity_text(enum mgp_severity severity)
{
    static const char *const texts[MGP_SEVERITIES] = {"Unknown", "Low", "Medium", "High"};
    return texts[severity];
}

uint64_t mgp_facts_occurrences(const struct mgp_facts *facts)
{
    struct mgp_detections walk;
    struct mgp_detection detection;
    uint64_t sum = 0;
    mgp_detections_begin(&walk, facts);
    while (mgp_detections_next(&walk, &detection))
        sum = detection.count > UINT64_MAX - sum ? UINT64_MAX : sum + detection.count;
    return sum;
}
