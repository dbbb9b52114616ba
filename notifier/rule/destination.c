#include "notifier/rule/destination.h"

#include <stddef.h>
#include <stdio.h>

#include "notifier/rule/destination_member.h"

#define NAME_RULE "1 to 64 characters of letters, digits, '.', '-' and '_'"
#define MEMBERS_MAX 32

/* The table: the members of each type, how each is read and where it goes. A new type is a row in types, its
 * list of members, and a value in MGP_DESTINATION_TYPE_LIST. */

#define FIELD(field) offsetof(struct mgp_destination, field)

static const struct mgp_destination_member common[] = {
    {"Type", NULL, 0, 0, true},
    {"RatePerSecond", mgp_destination_read_rate, FIELD(rate_per_second), 0, false},
    {0},
};

/* Of types whose messages people read. */
static const struct mgp_destination_member readable[] = {
    {"Digest", mgp_destination_read_digest, FIELD(digest), 0, false},
    {"LinkTemplate", mgp_destination_read_link, FIELD(link_template), true, false},
    {"BucketLinkTemplate", mgp_destination_read_link, FIELD(bucket_link_template), false, false},
    {0},
};

static const struct mgp_destination_member aws[] = {
    {"Region", mgp_destination_read_region, FIELD(region), 0, false},
    {"Endpoint", mgp_destination_read_base, FIELD(api_url), 0, false},
    {"AccessKeyId", mgp_destination_read_secret, FIELD(access_key_source), 0, false},
    {"SecretAccessKey", mgp_destination_read_secret, FIELD(secret_key_source), 0, false},
    {"SessionToken", mgp_destination_read_secret, FIELD(session_token_source), 0, false},
    {0},
};

static const struct mgp_destination_member slack[] = {
    {"Token", mgp_destination_read_secret, FIELD(token_source), 0, false},
    {"Channel", mgp_destination_read_text, FIELD(channel), 255, false},
    {"ApiUrl", mgp_destination_read_base, FIELD(api_url), 0, false},
    {"WebhookUrl", mgp_destination_read_secret, FIELD(url_source), 0, false},
    {"Layout", mgp_destination_read_layout, FIELD(layout), 0, false},
    {0},
};

static const struct mgp_destination_member webhook[] = {
    {"Url", mgp_destination_read_address, FIELD(api_url), 0, true},
    {"SigningSecret", mgp_destination_read_signing, FIELD(signing_sources), 0, false},
    {"Token", mgp_destination_read_secret, FIELD(token_source), 0, false},
    {0},
};

static const struct mgp_destination_member secret_webhook[] = {
    {"WebhookUrl", mgp_destination_read_secret, FIELD(url_source), 0, true},
    {0},
};

static const struct mgp_destination_member pagerduty[] = {
    {"RoutingKey", mgp_destination_read_secret, FIELD(token_source), 0, true},
    {"Url", mgp_destination_read_base, FIELD(api_url), 0, false},
    {0},
};

static const struct mgp_destination_member smtp[] = {
    {"Url", mgp_destination_read_smtp_url, FIELD(api_url), 0, true},
    {"From", mgp_destination_read_mailbox, FIELD(from), 0, true},
    {"To", mgp_destination_read_recipients, FIELD(recipients), 0, true},
    {"UserName", mgp_destination_read_text, FIELD(user_name), 255, false},
    {"Password", mgp_destination_read_secret, FIELD(token_source), 0, false},
    {"Tls", mgp_destination_read_tls, FIELD(without_tls), 0, false},
    {0},
};

static const struct mgp_destination_member sns[] = {
    {"TopicArn", mgp_destination_read_topic, FIELD(resource), 0, true},
    {0},
};

static const struct mgp_destination_member sqs[] = {
    {"QueueUrl", mgp_destination_read_base, FIELD(resource), 0, true},
    {0},
};

static const struct mgp_destination_member eventbridge[] = {
    {"EventBusName", mgp_destination_read_text, FIELD(resource), 1600, false},
    {"Source", mgp_destination_read_text, FIELD(event_source), 256, false},
    {0},
};

static const struct mgp_destination_member file[] = {
    {"Path", mgp_destination_read_text, FIELD(path), 4096, true},
    {0},
};

static const struct type {
    const char *name;
    double rate_per_second;
    const char *url; /* where none is given */
    const struct mgp_destination_member *members[3];
    enum mgp_status (*check)(const struct mgp_rules_reader *reader, const struct mgp_json *object,
                             struct mgp_destination *destination);
} types[] = {
    [MGP_DESTINATION_SLACK] = {"slack", 1, NULL, {slack, readable}, mgp_destination_check_slack},
    [MGP_DESTINATION_WEBHOOK] = {"webhook", 10, NULL, {webhook}, mgp_destination_check_open},
    [MGP_DESTINATION_TEAMS] = {"teams", 1, NULL, {secret_webhook, readable}, NULL},
    [MGP_DESTINATION_DISCORD] = {"discord", 1, NULL, {secret_webhook, readable}, NULL},
    [MGP_DESTINATION_PAGERDUTY] = {"pagerduty", 2, MGP_PAGERDUTY_URL, {pagerduty, readable},
                                   mgp_destination_check_open},
    [MGP_DESTINATION_SMTP] = {"smtp", 1, NULL, {smtp, readable}, mgp_destination_check_smtp},
    [MGP_DESTINATION_SNS] = {"sns", 10, NULL, {sns, aws}, mgp_destination_check_aws},
    [MGP_DESTINATION_SQS] = {"sqs", 10, NULL, {sqs, aws}, mgp_destination_check_aws},
    [MGP_DESTINATION_EVENTBRIDGE] = {"eventbridge", 10, NULL, {eventbridge, aws}, mgp_destination_check_aws},
    [MGP_DESTINATION_FILE] = {"file", 1000, NULL, {file}, NULL},
};

const char *mgp_destination_type_text(enum mgp_destination_type type)
{
    return types[type].name;
}

const char *mgp_destination_place(const struct mgp_destination *destination, const char *source)
{
    for (size_t i = 0; i < destination->place_count; i++)
        if (destination->places[i].source == source) return destination->places[i].place;
    return destination->place;
}

bool mgp_layout_parse(const char *name, enum mgp_layout *out)
{
    bool is_classic = strcmp(name, "classic") == 0;
    if (!is_classic && strcmp(name, "default") != 0) return false;
    *out = is_classic ? MGP_LAYOUT_CLASSIC : MGP_LAYOUT_DEFAULT;
    return true;
}

static bool is_readable(const struct type *type)
{
    return type->members[0] == readable || type->members[1] == readable;
}

static enum mgp_status find_type(const struct mgp_rules_reader *reader, const struct mgp_json *object,
                                 enum mgp_destination_type *out)
{
    char known[200] = "";
    const struct mgp_json *value = NULL;
    enum mgp_status status = mgp_rules_require(reader, object, "a destination", "Type", MGP_JSON_STRING, &value);
    if (status != MGP_OK) return status;
    for (size_t i = 0, used = 0; i < sizeof types / sizeof *types; i++) {
        if (mgp_json_is_string(value, types[i].name)) {
            *out = (enum mgp_destination_type)i;
            return MGP_OK;
        }
        used += (size_t)snprintf(known + used, sizeof known - used, "%s%s", i ? ", " : "", types[i].name);
    }
    return mgp_rules_refuse(reader, value, "unknown destination Type: there are %s", known);
}

static const struct mgp_destination_member *list_of(const struct type *type, size_t index)
{
    return index == 0 ? common : index <= 3 ? type->members[index - 1] : NULL;
}

static enum mgp_status check_names(const struct mgp_rules_reader *reader, const struct mgp_json *object,
                                   const struct type *type)
{
    const char *known[MEMBERS_MAX] = {0};
    char what[64];
    size_t count = 0;
    const struct mgp_destination_member *member;
    for (size_t i = 0; (member = list_of(type, i)); i++)
        for (; member->name && count + 1 < MEMBERS_MAX; member++) known[count++] = member->name;
    snprintf(what, sizeof what, "a destination of Type %s", type->name);
    return mgp_rules_check_members(reader, object, what, known, NULL);
}

static enum mgp_status read_members(const struct mgp_rules_reader *reader, const struct mgp_json *object,
                                    const struct type *type, struct mgp_destination *out)
{
    const struct mgp_destination_member *member;
    for (size_t i = 0; (member = list_of(type, i)); i++) {
        for (; member->name; member++) {
            const struct mgp_json *value = mgp_json_member(object, member->name);
            if (!value && member->is_required)
                return mgp_rules_refuse(reader, object, "a destination of Type %s needs %s", type->name, member->name);
            if (!value || !member->read) continue;
            enum mgp_status status = member->read(reader, value, member, out);
            if (status != MGP_OK) return status;
        }
    }
    return MGP_OK;
}

static enum mgp_status read_destination(const struct mgp_rules_reader *reader, const struct mgp_json *object,
                                        struct mgp_slice name, struct mgp_destination *out)
{
    enum mgp_destination_type type_id = MGP_DESTINATION_SLACK;
    if (!mgp_rules_is_name(name))
        return mgp_rules_refuse(reader, object, "the name of a destination must be " NAME_RULE);
    if (object->type != MGP_JSON_OBJECT) return mgp_rules_refuse(reader, object, "a destination must be an object");
    enum mgp_status status = find_type(reader, object, &type_id);
    if (status != MGP_OK) return status;

    const struct type *type = &types[type_id];
    *out = (struct mgp_destination){.name = mgp_arena_text(reader->arena, name),
                                    .type = type_id,
                                    .place = mgp_rules_place(reader, object),
                                    .api_url = type->url,
                                    .rate_per_second = type->rate_per_second,
                                    .digest = {is_readable(type), MGP_DEFAULT_DIGEST_WINDOW_SECONDS,
                                               MGP_DEFAULT_DIGEST_ABOVE}};
    status = check_names(reader, object, type);
    if (status == MGP_OK) status = read_members(reader, object, type, out);
    if (status == MGP_OK && type->check) status = type->check(reader, object, out);
    return status;
}

enum mgp_status mgp_destinations_read(const struct mgp_rules_reader *reader, const struct mgp_json *object,
                                      struct mgp_destination **out, size_t *count)
{
    if (object->count > MGP_DESTINATIONS_MAX)
        return mgp_rules_refuse(reader, object, "more than %d destinations", MGP_DESTINATIONS_MAX);
    struct mgp_destination *destinations = mgp_arena_alloc(reader->arena, (object->count + 1) * sizeof *destinations);
    for (size_t i = 0; i < object->count; i++) {
        enum mgp_status status = read_destination(reader, object->items[i], object->names[i], &destinations[i]);
        if (status != MGP_OK) return status;
        for (size_t k = 0; k < i; k++)
            if (strcmp(destinations[k].name, destinations[i].name) == 0)
                return mgp_rules_refuse(reader, object->items[i], "two destinations have the name \"%s\"",
                                        destinations[i].name);
    }
    *out = destinations;
    *count = object->count;
    return MGP_OK;
}
