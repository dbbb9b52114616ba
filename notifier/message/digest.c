#include "notifier/message/digest.h"

#include <stdlib.h>

#include "base/utf8.h"
#include "notifier/message/text.h"

void mgp_digest_init(struct mgp_digest *digest)
{
    *digest = (struct mgp_digest){0};
}

/* A copy, cut at a character, that always says something. */
static char *copy(struct mgp_slice text)
{
    if (text.len > MGP_DIGEST_TEXT_MAX) {
        text = mgp_slice_sub(text, 0, MGP_DIGEST_TEXT_MAX);
        text.len = mgp_utf8_valid_prefix(text);
    }
    /* A NUL would end the text. */
    const uint8_t *nul = text.len > 0 ? memchr(text.ptr, 0, text.len) : NULL;
    if (nul) text.len = (size_t)(nul - text.ptr);
    return text.len > 0 ? mgp_slice_dup(text) : mgp_strdup(MGP_TEXT_NOTHING);
}

static struct mgp_slice type_of(const struct mgp_facts *facts)
{
    return facts->kind == MGP_INPUT_FINDING && facts->type.len > 0 ? facts->type : facts->detail_type;
}

static struct mgp_slice bucket_of(const struct mgp_facts *facts)
{
    if (facts->kind != MGP_INPUT_FINDING) return facts->source;
    return facts->bucket_name.len > 0 ? facts->bucket_name : facts->bucket_arn;
}

/* NULL where there is no room for another group. */
static struct mgp_digest_group *find_group(struct mgp_digest *digest, const struct mgp_facts *facts)
{
    char *bucket = copy(bucket_of(facts)), *type = copy(type_of(facts));
    struct mgp_digest_group *found = NULL;
    for (size_t i = 0; i < digest->group_count && !found; i++)
        if (strcmp(digest->groups[i].bucket, bucket) == 0 && strcmp(digest->groups[i].type, type) == 0)
            found = &digest->groups[i];
    if (found || digest->group_count == MGP_DIGEST_GROUPS_MAX) {
        free(bucket);
        free(type);
        return found;
    }
    if (!digest->groups) digest->groups = mgp_calloc(MGP_DIGEST_GROUPS_MAX, sizeof *digest->groups);
    found = &digest->groups[digest->group_count++];
    *found = (struct mgp_digest_group){.bucket = bucket, .type = type};
    return found;
}

static bool is_worse(const struct mgp_digest_object *a, const struct mgp_digest_object *b)
{
    if (a->severity != b->severity) return a->severity > b->severity;
    if (a->occurrences != b->occurrences) return a->occurrences > b->occurrences;
    return strcmp(a->key, b->key) < 0;
}

/* Keeps the worst, each key once. */
static void add_object(struct mgp_digest_group *group, struct mgp_digest_object object)
{
    for (size_t i = 0; i < group->object_count; i++) {
        struct mgp_digest_object *known = &group->worst[i];
        if (strcmp(known->key, object.key) != 0) continue;
        if (!is_worse(&object, known)) {
            free(object.key);
            return;
        }
        free(known->key);
        memmove(known, known + 1, (group->object_count - i - 1) * sizeof *known);
        group->object_count--;
        break;
    }
    size_t at = group->object_count;
    while (at > 0 && is_worse(&object, &group->worst[at - 1])) at--;
    if (at == MGP_DIGEST_OBJECTS_MAX) {
        free(object.key);
        return;
    }
    if (group->object_count == MGP_DIGEST_OBJECTS_MAX) free(group->worst[--group->object_count].key);
    memmove(&group->worst[at + 1], &group->worst[at], (group->object_count - at) * sizeof object);
    group->worst[at] = object;
    group->object_count++;
}

/* Times are ISO 8601 of one form, so they are in order as text. */
static void note_time(struct mgp_digest *digest, struct mgp_slice time)
{
    char text[sizeof digest->first];
    if (time.len == 0 || time.len >= sizeof text || mgp_utf8_valid_prefix(time) < time.len) return;
    memcpy(text, time.ptr, time.len);
    text[time.len] = '\0';
    if (!digest->first[0] || strcmp(text, digest->first) < 0) memcpy(digest->first, text, sizeof text);
    if (strcmp(text, digest->last) > 0) memcpy(digest->last, text, sizeof text);
}

static uint64_t sum(uint64_t a, uint64_t b)
{
    return b > UINT64_MAX - a ? UINT64_MAX : a + b;
}

void mgp_digest_add(struct mgp_digest *digest, const struct mgp_json *event)
{
    struct mgp_facts facts = mgp_facts_read(event);
    digest->events++;
    digest->counts[facts.severity_level]++;
    note_time(digest, facts.time);
    struct mgp_digest_group *group = find_group(digest, &facts);
    if (!group) {
        digest->ungrouped++;
        return;
    }
    uint64_t occurrences = mgp_facts_occurrences(&facts);
    group->counts[facts.severity_level]++;
    group->occurrences = sum(group->occurrences, occurrences);
    if (facts.kind == MGP_INPUT_FINDING && facts.key.len > 0)
        add_object(group, (struct mgp_digest_object){facts.severity_level, occurrences, copy(facts.key)});
}

void mgp_digest_clear(struct mgp_digest *digest)
{
    for (size_t i = 0; i < digest->group_count; i++) {
        for (size_t k = 0; k < digest->groups[i].object_count; k++) free(digest->groups[i].worst[k].key);
        free(digest->groups[i].bucket);
        free(digest->groups[i].type);
    }
    free(digest->groups);
    *digest = (struct mgp_digest){0};
}

uint64_t mgp_digest_group_events(const struct mgp_digest_group *group)
{
    uint64_t events = 0;
    for (int level = 0; level < MGP_SEVERITIES; level++) events += group->counts[level];
    return events;
}

static bool is_group_worse(const struct mgp_digest_group *a, const struct mgp_digest_group *b)
{
    for (int level = MGP_SEVERITIES - 1; level >= 0; level--)
        if (a->counts[level] != b->counts[level]) return a->counts[level] > b->counts[level];
    return a->occurrences > b->occurrences;
}

size_t mgp_digest_order(const struct mgp_digest *digest, size_t order[MGP_DIGEST_GROUPS_MAX])
{
    for (size_t i = 0; i < digest->group_count; i++) {
        size_t at = i;
        while (at > 0 && is_group_worse(&digest->groups[i], &digest->groups[order[at - 1]])) {
            order[at] = order[at - 1];
            at--;
        }
        order[at] = i;
    }
    return digest->group_count;
}

uint64_t mgp_digest_rest(const struct mgp_digest *digest, const size_t *order, size_t shown)
{
    uint64_t rest = digest->ungrouped;
    for (size_t i = shown; i < digest->group_count; i++) rest += mgp_digest_group_events(&digest->groups[order[i]]);
    return rest;
}
