/* The linter of patterns: what it warns of, and that no value of a real event is held for impossible. */
#include <criterion/criterion.h>

#include "base/file.h"
#include "base/json_writer.h"
#include "notifier/rule/macie_shape.h"
#include "notifier/rule/pattern_lint.h"

struct lines {
    struct mgp_buffer text;
    size_t offset; /* of the last */
};

static void add_line(void *context, size_t offset, const char *text)
{
    struct lines *lines = context;
    mgp_buffer_format(&lines->text, "%s\n", text);
    lines->offset = offset;
}

static size_t lint(const char *text, struct lines *lines)
{
    struct mgp_pattern *pattern = NULL;
    struct mgp_error error = {0};
    *lines = (struct lines){0};
    cr_assert_eq(mgp_pattern_parse(mgp_slice_text(text), &pattern, &error), MGP_OK, "%s: %s", text, error.message);
    size_t count = mgp_pattern_lint(pattern, add_line, lines);
    mgp_pattern_destroy(pattern);
    return count;
}

#define D(rest) "{\"source\":[\"aws.macie\"],\"detail\":" rest "}"

static const struct {
    const char *pattern, *says; /* NULL: nothing to warn of */
} rows[] = {
    {"{\"source\":[\"aws.macie\"],\"detail-type\":[\"Macie Finding\"]}", NULL},
    {"{\"source\":[\"aws.s3\"],\"detail\":{\"x\":[1]}}", NULL},
    {"{\"source\":[\"aws.s3\",\"aws.macie\"],\"detail-type\":[\"Macie Finding\",\"Object Created\"]}", NULL},
    {"{\"detail-type\":[\"EC2 Instance State-change Notification\"],\"detail\":{\"state\":[\"running\"]}}", NULL},
    {"{\"source\":[{\"prefix\":\"aws.\"}],\"detail\":{\"type\":[{\"prefix\":\"Policy:\"}]}}", NULL},
    {"{\"source\":[\"aws.macie2\"]}", "source is never \"aws.macie2\": did you mean \"aws.macie\"?"},
    {"{\"source\":[\"Macie\"]}", "source is never \"Macie\""},
    {"{\"source\":[\"aws.macie\"],\"detail-type\":[\"Macie finding\"]}", "did you mean \"Macie Finding\"?"},
    {"{\"detail-type\":[\"Macie Alert\"],\"source\":[\"aws.macie\"]}", "detail-type holds a string: Macie Finding"},
    {D("{\"resourcesAffected\":{\"effectivePermission\":[\"PUBLIC\"]}}"),
     "no Macie event has detail.resourcesAffected.effectivePermission: did you mean "
     "detail.resourcesAffected.s3Bucket.publicAccess.effectivePermission?"},
    {"{\"detail\":{\"resourcesAffected\":{\"effectivePermission\":[\"PUBLIC\"]}}}", "no Macie event has"},
    {D("{\"resourcesAffected\":{\"s3Object\":{\"eTag\":[\"x\"]}}}"),
     "no Macie event has detail.resourcesAffected.s3Object.eTag: did you mean detail.resourcesAffected.s3Object.etag?"},
    {"{\"source\":[\"aws.macie\"],\"detail.severity.descripton\":[\"High\"]}",
     "did you mean detail.severity.description?"},
    {"{\"source\":[\"aws.macie\"],\"severity\":{\"description\":[\"High\"]}}",
     "did you mean detail.severity.description?"},
    {"{\"source\":[\"aws.macie\"],\"policyDetails\":{\"action\":{\"actionType\":[\"AWS_API_CALL\"]}}}",
     "did you mean detail.policyDetails.action.actionType?"},
    {D("{\"nothing\":{\"like\":{\"it\":[1]}}}"), "no Macie event has detail.nothing.like.it\n"},
    {D("{\"severity\":[\"High\"]}"), "detail.severity is an object"},
    {D("{\"findingType\":[{\"exists\":false}]}"), "so exists: false always holds"},
    {D("{\"policyDetails\":[{\"exists\":true}]}"), "exists is true where it is null"},
    {D("{\"policyDetails\":[null]}"), NULL},
    {D("{\"severity\":{\"description\":[\"High\",{\"equals-ignore-case\":\"LOW\"},{\"prefix\":\"M\"},"
       "{\"suffix\":\"h\"}]}}"), NULL},
    {D("{\"severity\":{\"description\":[\"HIGH\"]}}"), "did you mean \"High\"?"},
    {D("{\"severity\":{\"description\":[\"Critical\"]}}"), "holds a string: Low, Medium, High"},
    {D("{\"severity\":{\"description\":[{\"anything-but\":\"LOW\"}]}}"),
     "so this leaves nothing out: did you mean \"Low\"?"},
    {D("{\"severity\":{\"description\":[{\"anything-but\":[\"Low\",\"Medium\",\"High\"]}]}}"), "this never matches"},
    {D("{\"severity\":{\"description\":[{\"anything-but\":{\"prefix\":\"L\"}}]}}"), NULL},
    {D("{\"severity\":{\"description\":[3]}}"), "this never matches"},
    {D("{\"severity\":{\"score\":[\"3\"]}}"), "detail.severity.score holds a number of 1 to 3"},
    {D("{\"severity\":{\"score\":[3,1.0,{\"numeric\":[\">\",2]},{\"anything-but\":1},"
       "{\"numeric\":[\">\",2.5,\"<\",8]}]}}"), NULL},
    {D("{\"severity\":{\"score\":[70]}}"), "this never matches"},
    {D("{\"severity\":{\"score\":[1.5]}}"), "this never matches"},
    {D("{\"severity\":{\"score\":[{\"numeric\":[\">\",3]}]}}"), "this never matches"},
    {D("{\"severity\":{\"score\":[{\"numeric\":[\"<\",1]}]}}"), "this never matches"},
    {D("{\"severity\":{\"score\":[{\"numeric\":[\">\",1,\"<\",2]}]}}"), "this never matches"},
    {D("{\"type\":[\"SensitiveData:S3Object/Credential\"]}"), "did you mean \"SensitiveData:S3Object/Credentials\"?"},
    {D("{\"type\":[\"S3BucketPublic\"]}"), "did you mean \"Policy:IAMUser/S3BucketPublic\"?"},
    {D("{\"type\":[{\"prefix\":\"SensitiveData:\"},{\"wildcard\":\"*Public\"}]}"), NULL},
    {D("{\"type\":[{\"wildcard\":\"*:S3Bucket/*\"}]}"), "this never matches"},
    {D("{\"archived\":[true]}"), "detail.archived holds a boolean: false"},
    {D("{\"sample\":[true,false]}"), NULL},
    {D("{\"sample\":[\"true\"]}"), "detail.sample holds a boolean"},
    {D("{\"accountId\":[210987654321]}"), "detail.accountId holds a string"},
    {D("{\"resourcesAffected\":{\"s3Bucket\":{\"allowsUnencryptedObjectUploads\":[true]}}}"), "TRUE, FALSE, UNKNOWN"},
    {D("{\"resourcesAffected\":{\"s3Bucket\":{\"name\":[null]}}}"), "this never matches"},
    {D("{\"resourcesAffected\":{\"s3Bucket\":{\"name\":[{\"cidr\":\"10.0.0.0/8\"}]}}}"), "holds no IP address"},
    {D("{\"policyDetails\":{\"actor\":{\"ipAddressDetails\":{\"ipAddressV4\":[{\"cidr\":\"10.0.0.0/8\"}]}}}}"), NULL},
    {D("{\"policyDetails\":{\"actor\":{\"ipAddressDetails\":{\"ipAddressV4\":[{\"cidr\":\"2001:db8::/32\"}]}}}}"),
     "no IPv6"},
    {"{\"source\":[\"aws.macie\"],\"resources\":[{\"prefix\":\"arn:\"}]}", "an empty list in every Macie event"},
    {D("{\"category\":[\"CLASSIFICATION\"],\"policyDetails\":{\"action\":{\"actionType\":[\"AWS_API_CALL\"]}}}"),
     "never hold together"},
    {D("{\"type\":[{\"prefix\":\"Policy:\"}],\"classificationDetails\":{\"result\":{\"mimeType\":[\"text/csv\"]}}}"),
     "never hold together"},
    {D("{\"$or\":[{\"category\":[\"CLASSIFICATION\"]},"
       "{\"policyDetails\":{\"action\":{\"actionType\":[\"AWS_API_CALL\"]}}}]}"), NULL},
    {D("{\"classificationDetails\":{\"result\":{\"sensitiveData\":{\"detections\":{\"type\":[\"NAME\"]}}}}}"), NULL},
};

Test(pattern_lint, warns_of_what_can_never_be)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct lines lines;
        size_t count = lint(rows[i].pattern, &lines);
        const char *text = lines.text.ptr ? mgp_buffer_string(&lines.text) : "";
        if (!rows[i].says) cr_expect_eq(count, 0, "%s: %s", rows[i].pattern, text);
        else cr_expect_not_null(strstr(text, rows[i].says), "%s: %s", rows[i].pattern, text);
        mgp_buffer_clear(&lines.text);
    }
}

Test(pattern_lint, says_where)
{
    struct lines lines;
    cr_expect_eq(lint("{\"source\":[\"aws.macie\"],\n\"detail\":{\"severity\":{\"score\":[1, 9]}}}", &lines), 1);
    cr_expect_eq(lines.offset, 59, "%zu", lines.offset);
    mgp_buffer_clear(&lines.text);
}

static void write_scalar(struct mgp_buffer *out, const struct mgp_json *json)
{
    struct mgp_json_writer writer;
    mgp_json_writer_init(&writer, out, 0);
    mgp_json_write_tree(&writer, json);
}

/* A pattern for each value of the event alone: none may be warned of. */
static size_t expect_possible(const struct mgp_json *json, const char *path)
{
    size_t count = 0;
    if (json->type == MGP_JSON_OBJECT || json->type == MGP_JSON_ARRAY) {
        for (size_t i = 0; i < json->count; i++) {
            struct mgp_buffer below = {0};
            mgp_buffer_text(&below, path);
            if (json->type == MGP_JSON_OBJECT) {
                if (*path) mgp_buffer_byte(&below, '.');
                mgp_buffer_append(&below, json->names[i]);
            }
            count += expect_possible(json->items[i], below.len ? mgp_buffer_string(&below) : "");
            mgp_buffer_clear(&below);
        }
        return count;
    }
    struct mgp_buffer pattern = {0};
    struct lines lines;
    mgp_buffer_format(&pattern, "{\"%s\":[", path);
    write_scalar(&pattern, json);
    mgp_buffer_text(&pattern, "]}");
    cr_expect_eq(lint(mgp_buffer_string(&pattern), &lines), 0, "%s: %s", (const char *)pattern.ptr,
                 lines.text.ptr ? mgp_buffer_string(&lines.text) : "");
    mgp_buffer_clear(&lines.text);
    mgp_buffer_clear(&pattern);
    return 1;
}

Test(pattern_lint, holds_every_value_of_real_events_for_possible)
{
    static const char *const files[] = {
        SOURCE_DIR "/fixtures/notifier/finding-classification.event.json",
        SOURCE_DIR "/fixtures/notifier/finding-policy.event.json",
        SOURCE_DIR "/tests/data/finding/composed.events.jsonl",
        SOURCE_DIR "/tests/data/finding/facts.events.jsonl",
    };
    size_t values = 0;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct mgp_buffer text = {0};
        struct mgp_arena arena = {0};
        struct mgp_json *event = NULL;
        cr_assert_eq(mgp_file_read(files[i], 1 << 20, &text, NULL), MGP_OK, "%s", files[i]);
        struct mgp_slice rest = mgp_buffer_slice(&text);
        bool is_lines = mgp_slice_ends_with(mgp_slice_text(files[i]), MGP_LITERAL(".jsonl"));
        while (rest.len > 0) {
            size_t end = is_lines ? mgp_slice_find(rest, MGP_LITERAL("\n"), 0) : rest.len;
            if (end == SIZE_MAX) end = rest.len;
            cr_assert_eq(mgp_json_parse(&arena, mgp_slice_sub(rest, 0, end), &event, NULL), MGP_OK, "%s", files[i]);
            values += expect_possible(event, "");
            rest = mgp_slice_sub(rest, end + (end < rest.len), rest.len);
        }
        mgp_arena_clear(&arena);
        mgp_buffer_clear(&text);
    }
    cr_expect_gt(values, 200);
}

Test(pattern_lint, knows_each_path_once)
{
    for (size_t i = 0; i < mgp_macie_shape_count; i++)
        cr_expect_eq(mgp_shape_find(mgp_slice_text(mgp_macie_shape[i].path)), &mgp_macie_shape[i], "%s",
                     mgp_macie_shape[i].path);
}
