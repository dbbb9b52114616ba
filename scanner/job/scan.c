#include "scanner/job/scan.h"

#include <stdio.h>

#include "scanner/content/piece.h"
#include "scanner/source/etag.h"

/* Reports kept for another use; a worker holds no more at a time. */
#define SPARE_REPORTS 32
/* What is kept of the small files of a batch. */
#define KEPT_BYTES ((size_t)256 * 1024)

/* Small files with findings, whole, until the end of the batch. */
struct kept_files {
    bool is_wanted;
    uint8_t *bytes; /* KEPT_BYTES; NULL until it is needed */
    size_t used, written; /* by files that are needed, and by any */
    struct mgp_slice files[MGP_SCAN_BATCH];
    char *etags[MGP_SCAN_BATCH]; /* where they go */
    size_t count;
};

struct mgp_scanner {
    struct mgp_scan_options options;
    struct mgp_matcher *matcher;
    struct mgp_joiner *joiner;
    struct mgp_content *content; /* its memory serves one object after the other */
    bool has_customs;
    struct mgp_report *spares[SPARE_REPORTS];
    size_t spare_count;
    struct kept_files kept;
};

#define MAX_READINGS 4 /* of an object that is replaced again and again while it is read */

/* Opens the object's bytes, from the beginning each time. */
struct opener {
    enum mgp_status (*open)(void *context, struct mgp_reader *out, struct mgp_error *error);
    void (*close)(void *context);
    bool (*renew)(void *context); /* it changed: can it be read as it is now? NULL: no */
    void (*found)(void *context); /* as mgp_pieces_options.on_found, while it is open; NULL: not of interest */
    void *context;
};

/* How an object is read this time. */
struct attempt {
    const struct opener *opener;
    bool as_text;   /* it turned out not to have the structure that it seemed to have */
    bool as_whole;  /* it could not be cut into pieces */
};

struct mgp_scanner *mgp_scanner_create(const struct mgp_scan_options *options)
{
    struct mgp_scanner *scanner = mgp_calloc(1, sizeof *scanner);
    scanner->options = *options;
    scanner->matcher = options->matcher->create(options->rules);
    scanner->joiner = mgp_joiner_create(options->rules);
    scanner->content = mgp_content_create();
    for (size_t rule = 0; rule < options->rules->rule_count; rule++) {
        if (options->rules->rules[rule].custom) scanner->has_customs = true;
    }
    return scanner;
}

void mgp_scanner_destroy(struct mgp_scanner *scanner)
{
    if (!scanner) return;
    scanner->options.matcher->destroy(scanner->matcher);
    mgp_joiner_destroy(scanner->joiner);
    mgp_content_destroy(scanner->content);
    while (scanner->spare_count > 0) {
        mgp_report_destroy(scanner->spares[--scanner->spare_count]);
    }
    free(scanner->kept.bytes); /* wiped at the end of each batch */
    free(scanner);
}

struct mgp_matcher *mgp_scanner_matcher(const struct mgp_scanner *scanner)
{
    return scanner->matcher;
}

void mgp_scanner_recycle(struct mgp_scanner *scanner, struct mgp_report *report)
{
    if (!report) return;
    if (scanner->spare_count == SPARE_REPORTS) {
        mgp_report_destroy(report);
        return;
    }
    struct mgp_arena arena = report->arena;
    mgp_arena_reset(&arena);
    *report = (struct mgp_report){.arena = arena};
    scanner->spares[scanner->spare_count++] = report;
}

void mgp_report_destroy(struct mgp_report *report)
{
    if (!report) return;
    mgp_arena_clear(&report->arena);
    free(report);
}

static const char *copy_text(struct mgp_arena *arena, const char *text)
{
    return text ? mgp_arena_text(arena, mgp_slice_text(text)) : NULL;
}

static struct mgp_report *new_report(struct mgp_scanner *scanner, const struct mgp_object *object)
{
    struct mgp_report *report = scanner->spare_count > 0 ? scanner->spares[--scanner->spare_count]
                                                         : mgp_calloc(1, sizeof *report);
    struct mgp_arena *arena = &report->arena;
    report->object = *object;
    report->object.bucket = mgp_arena_copy(arena, object->bucket);
    report->object.key = mgp_arena_copy(arena, object->key);
    report->object.location = mgp_arena_copy(arena, object->location);
    report->object.storage_class = copy_text(arena, object->storage_class);
    report->object.version_id = copy_text(arena, object->version_id);
    report->object.encryption_type = copy_text(arena, object->encryption_type);
    report->object.kms_key_id = copy_text(arena, object->kms_key_id);
    return report;
}

static void set_state(struct mgp_report *report, enum mgp_scan_state state, const char *reason,
                      const char *message)
{
    report->state = state;
    report->reason = reason;
    report->message[0] = '\0';
    if (*message) snprintf(report->message, sizeof report->message, "%.250s", message);
}

/* Macie's reason for an object that could not be read, or no further (reference: ClassificationResultStatus).
 */
static const char *reason_of(enum mgp_status status)
{
    switch (status) {
    case MGP_DENIED:
        return "PERMISSION_DENIED";
    case MGP_GONE:
        return "SOURCE_OBJECT_NO_LONGER_AVAILABLE";
    case MGP_CHANGED:
        return "OBJECT_VERSION_MISMATCH";
    case MGP_LIMIT:
        return "JSON_NESTING_LEVEL_OVER_LIMIT";
    case MGP_CORRUPT:
        return "MALFORMED_FILE";
    case MGP_UNSUPPORTED:
        return "UNSUPPORTED_FILE_TYPE_EXCEPTION";
    case MGP_INVALID:
        return "NO_SUCH_BUCKET_AVAILABLE";
    case MGP_ARCHIVED:
        return "INVALID_OBJECT_STATE";
    case MGP_ENCRYPTED:
        return "INVALID_ENCRYPTION";
    case MGP_KEY_DENIED:
        return "INVALID_KMS_KEY";
    default:
        return "UNABLE_TO_PARSE_FILE";
    }
}

/* Formats that Macie reads and Magpie does not yet: passing over one leaves the scan incomplete, whereas
 * nobody reads an image. */
static bool is_document(const char *mime_type)
{
    static const char *const documents[] = {
        "application/pdf",
        "application/zip",
        "application/x-tar",
        "application/msword",
        "application/vnd.ms-excel",
        "application/x-ole-storage",
        "application/vnd.apache.parquet",
        "application/vnd.apache.avro",
        "application/gzip",
    };
    for (size_t i = 0; i < sizeof documents / sizeof *documents; i++) {
        if (strcmp(mime_type, documents[i]) == 0) return true;
    }
    return strncmp(mime_type, "application/vnd.openxmlformats", 30) == 0;
}

static void note_type(struct mgp_report *report, const struct mgp_content_type *type)
{
    report->mime_type = type->mime_type;
    report->is_member_of_archive = type->is_gzip;
    if (type->format != MGP_FORMAT_OTHER) return;
    set_state(report, MGP_SCAN_SKIPPED, reason_of(MGP_UNSUPPORTED), "");
    report->kind = type->kind;
    report->is_unread_kind = !is_document(type->mime_type);
    if (!report->is_unread_kind)
        snprintf(report->message, sizeof report->message, "%s: not read yet", type->kind);
}

/* Is the object to be cut into pieces where it can be? A custom identifier has a budget for the object as a whole, so
 * then it is not. */
static bool wants_pieces(const struct mgp_scanner *scanner, const struct mgp_report *report,
                         const struct attempt *attempt)
{
    if (attempt->as_whole || scanner->has_customs) return false;
    if (scanner->options.piece_bytes > 0) return true;
    return scanner->options.helpers && scanner->options.helpers->threads > 1 && report->object.has_size &&
           report->object.size >= MGP_SCAN_MIN_PIECES * MGP_PIECE_BYTES;
}

/* Scans what is left of the content, with helpers if there are any. */
static enum mgp_status match_pieces(struct mgp_scanner *scanner, struct mgp_report *report, struct attempt *attempt,
                                    struct mgp_error *error)
{
    const struct mgp_scan_helpers *helpers = scanner->options.helpers;
    const struct mgp_pieces_options options = {
        .rules = scanner->options.rules,
        .matcher_type = scanner->options.matcher,
        .piece_bytes = scanner->options.piece_bytes ? scanner->options.piece_bytes : MGP_PIECE_BYTES,
        .ahead = helpers ? helpers->threads + 1 : 2,
        .keep_all = scanner->options.keep_all,
        .on_found = attempt->opener->found,
        .context = attempt->opener->context};
    struct mgp_pieces *pieces = mgp_pieces_create(&options, scanner->content, scanner->joiner, &report->arena);
    if (helpers) helpers->open(helpers->context, pieces);
    mgp_pieces_work(pieces, scanner->matcher, true);
    if (helpers) helpers->close(helpers->context, pieces);
    enum mgp_status status = mgp_pieces_finish(pieces, report, error);
    mgp_pieces_destroy(pieces);
    attempt->as_whole = status == MGP_UNSUPPORTED;
    return status;
}

/* Matches all windows. OK also where a custom regex ran out of its budget: the report tells. */
static enum mgp_status match_content(struct mgp_scanner *scanner, struct mgp_report *report, struct attempt *attempt,
                                     struct mgp_error *error)
{
    bool is_cut = wants_pieces(scanner, report, attempt), is_exhausted = false;
    for (;;) {
        struct mgp_layout *layout = NULL;
        if (is_cut && mgp_content_can_cut(scanner->content)) return match_pieces(scanner, report, attempt, error);
        enum mgp_status status = mgp_content_next(scanner->content, &layout, error);
        if (status != MGP_OK || !layout) {
            mgp_joiner_end(scanner->joiner, report);
            return status;
        }
        struct mgp_error reason;
        if (scanner->options.matcher->window(scanner->matcher, layout, scanner->joiner, &reason) != MGP_OK &&
            !is_exhausted) {
            set_state(report, MGP_SCAN_PARTIAL, "TIME_CUT_OFF_REACHED", reason.message);
            is_exhausted = true;
        }
    }
}

static enum mgp_status scan_once(struct mgp_scanner *scanner, const struct mgp_reader *reader,
                                 struct mgp_report *report, struct attempt *attempt, struct mgp_error *error)
{
    const struct mgp_content_options options = {.key = report->object.key,
                                                .as_text = attempt->as_text,
                                                .window_bytes = scanner->options.window_bytes,
                                                .labeller = &scanner->options.rules->labeller};
    mgp_joiner_begin(scanner->joiner, scanner->options.keep_all);
    scanner->options.matcher->begin(scanner->matcher);
    set_state(report, MGP_SCAN_COMPLETE, NULL, "");
    enum mgp_status status = mgp_content_restart(scanner->content, reader, &options, error);
    if (status != MGP_OK) return status;
    note_type(report, mgp_content_type(scanner->content));
    if (report->state != MGP_SCAN_COMPLETE) return MGP_OK;
    status = match_content(scanner, report, attempt, error);
    report->bytes_classified = mgp_content_bytes_read(scanner->content);
    return status;
}

static enum mgp_status open_and_scan(struct mgp_scanner *scanner, struct mgp_report *report, struct attempt *attempt,
                                     struct mgp_error *error)
{
    const struct opener *opener = attempt->opener;
    struct mgp_reader reader;
    enum mgp_status status = opener->open(opener->context, &reader, error);
    if (status != MGP_OK) return status;
    status = scan_once(scanner, &reader, report, attempt, error);
    opener->close(opener->context);
    return status;
}

static void forget(struct mgp_report *report)
{
    report->detection_count = 0;
    report->bytes_classified = 0;
}

/* One version of the object, from its beginning, in as many attempts as it takes. */
static enum mgp_status scan_version(struct mgp_scanner *scanner, const struct opener *opener,
                                    struct mgp_report *report, struct mgp_error *error)
{
    struct attempt attempt = {.opener = opener};
    enum mgp_status status;
    bool is_again;
    forget(report);
    do {
        const struct attempt before = attempt;
        status = open_and_scan(scanner, report, &attempt, error);
        if (status == MGP_RESTART_AS_TEXT) attempt.as_text = true;
        is_again = attempt.as_text != before.as_text || attempt.as_whole != before.as_whole;
        /* What was found in an attempt that does not count, or by Macie's rule in a document nested too deeply. */
        if (is_again || status == MGP_LIMIT) forget(report);
    } while (is_again);
    return status;
}

static void scan_object(struct mgp_scanner *scanner, const struct opener *opener, struct mgp_report *report)
{
    struct mgp_error error = {0};
    enum mgp_status status = scan_version(scanner, opener, report, &error);
    for (int readings = 1; status == MGP_CHANGED && readings < MAX_READINGS; readings++) {
        if (!opener->renew || !opener->renew(opener->context)) break;
        status = scan_version(scanner, opener, report, &error);
    }
    if (status != MGP_OK) {
        bool has_begun = report->bytes_classified > 0 && status != MGP_LIMIT;
        set_state(report, has_begun ? MGP_SCAN_PARTIAL : MGP_SCAN_SKIPPED, reason_of(status), error.message);
    }
}

void mgp_scanner_begin_batch(struct mgp_scanner *scanner)
{
    scanner->kept.is_wanted = true;
}

void mgp_scanner_end_batch(struct mgp_scanner *scanner)
{
    struct kept_files *kept = &scanner->kept;
    mgp_etags_of_bytes(kept->files, kept->etags, kept->count);
    if (kept->written > 0) mgp_wipe(kept->bytes, kept->written);
    *kept = (struct kept_files){.bytes = kept->bytes};
}

/* Copies a file to where the next one is to be kept; empty where there is no room. */
static struct mgp_slice try_keep(struct kept_files *kept, struct mgp_slice file)
{
    if (!kept->is_wanted || kept->count == MGP_SCAN_BATCH || file.len == 0 || file.len > KEPT_BYTES - kept->used)
        return (struct mgp_slice){0};
    if (!kept->bytes) kept->bytes = mgp_pages_alloc(KEPT_BYTES);
    memcpy(kept->bytes + kept->used, file.ptr, file.len);
    if (kept->written < kept->used + file.len) kept->written = kept->used + file.len;
    return mgp_slice_of(kept->bytes + kept->used, file.len);
}

/* The file that was copied last is needed. */
static void keep(struct kept_files *kept, struct mgp_slice file, char *etag)
{
    kept->files[kept->count] = file;
    kept->etags[kept->count++] = etag;
    kept->used += file.len;
}

struct entry_stream {
    struct mgp_scanner *scanner;
    struct mgp_slice kept; /* the whole file, if it came in one piece */
    struct mgp_source *source;
    const struct mgp_entry *entry;
    struct mgp_stream *stream;
    /* Of a long file with findings the ETag takes a fifth to a tenth of the time that the scan takes: one thread sees
     * to it while the others go on. */
    bool is_completed;
    enum mgp_status completion; /* its status; then error, or the ETag */
    struct mgp_error error;
    char etag[sizeof((struct mgp_object *)0)->etag];
};

static enum mgp_status read_stream(void *context, uint8_t *buffer, size_t capacity, size_t *got,
                                   struct mgp_error *error)
{
    struct entry_stream *entry = context;
    enum mgp_status status = mgp_stream_read(entry->stream, buffer, capacity, got, error);
    /* Less than it asked for, so it is all there is, and the stream has seen that nothing was changed meanwhile. */
    bool is_whole = status == MGP_OK && *got < capacity && *got == entry->entry->object.size;
    if (is_whole && entry->entry->is_local) entry->kept = try_keep(&entry->scanner->kept, mgp_slice_of(buffer, *got));
    return status;
}

static enum mgp_status open_stream(void *context, struct mgp_reader *out, struct mgp_error *error)
{
    struct entry_stream *entry = context;
    *out = (struct mgp_reader){entry, read_stream};
    entry->kept = (struct mgp_slice){0};
    return mgp_source_open(entry->source, entry->entry, &entry->stream, error);
}

static void close_stream(void *context)
{
    struct entry_stream *entry = context;
    mgp_stream_close(entry->stream);
    entry->stream = NULL;
}

static bool renew_stream(void *context)
{
    struct entry_stream *entry = context;
    return mgp_source_renew(entry->source, entry->entry, NULL) == MGP_OK;
}

static void complete_early(void *context)
{
    struct entry_stream *entry = context;
    struct mgp_object object = entry->entry->object;
    struct mgp_arena arena = {0};
    entry->completion = mgp_source_complete(entry->source, entry->entry, &object, &arena, &entry->error);
    memcpy(entry->etag, object.etag, sizeof object.etag);
    entry->is_completed = true;
    mgp_arena_clear(&arena);
}

/* What only a finding needs. */
static enum mgp_status begin_completion(struct entry_stream *entry, struct mgp_report *report,
                                        struct mgp_pending **pending)
{
    if (!entry->is_completed)
        return mgp_source_complete_begin(entry->source, entry->entry, &report->object, &report->arena, pending,
                                         &entry->error);
    memcpy(report->object.etag, entry->etag, sizeof entry->etag);
    return entry->completion;
}

/* An entry that is nothing to be read. */
static void report_entry(const struct mgp_entry *entry, struct mgp_report *report)
{
    set_state(report, MGP_SCAN_SKIPPED, reason_of(entry->status), entry->message);
    report->kind = entry->kind;
    report->is_unread_kind = entry->kind != NULL;
}

struct mgp_report *mgp_scan_entry(struct mgp_scanner *scanner, struct mgp_source *source,
                                  const struct mgp_entry *entry, struct mgp_pending **pending)
{
    *pending = NULL;
    struct mgp_report *report = new_report(scanner, &entry->object);
    if (entry->status != MGP_OK) {
        report_entry(entry, report);
        return report;
    }
    struct entry_stream stream = {.scanner = scanner, .source = source, .entry = entry};
    const struct opener opener = {.open = open_stream,
                                  .close = close_stream,
                                  .renew = renew_stream,
                                  .found = entry->is_local ? complete_early : NULL,
                                  .context = &stream};
    scan_object(scanner, &opener, report);
    if (report->detection_count == 0) return report;
    if (stream.kept.len > 0) {
        keep(&scanner->kept, stream.kept, report->object.etag);
        return report;
    }
    enum mgp_status status = begin_completion(&stream, report, pending);
    if (status != MGP_OK && report->state == MGP_SCAN_COMPLETE) {
        set_state(report, MGP_SCAN_PARTIAL, reason_of(status), stream.error.message);
    }
    return report;
}

struct memory {
    struct mgp_slice bytes; /* come again and again */
    uint64_t size, at;
};

static enum mgp_status read_memory(void *context, uint8_t *buffer, size_t capacity, size_t *got,
                                   struct mgp_error *error)
{
    struct memory *memory = context;
    (void)error;
    size_t from = memory->bytes.len ? (size_t)(memory->at % memory->bytes.len) : 0;
    uint64_t left = memory->size - memory->at;
    size_t length = memory->bytes.len - from < capacity ? memory->bytes.len - from : capacity;
    if (length > left) length = (size_t)left;
    if (length > 0) memcpy(buffer, memory->bytes.ptr + from, length);
    memory->at += length;
    *got = length;
    return MGP_OK;
}

static enum mgp_status open_memory(void *context, struct mgp_reader *out, struct mgp_error *error)
{
    struct memory *memory = context;
    (void)error;
    memory->at = 0;
    *out = (struct mgp_reader){memory, read_memory};
    return MGP_OK;
}

static void close_memory(void *context)
{
    (void)context;
}

struct mgp_report *mgp_scan_repeated(struct mgp_scanner *scanner, struct mgp_slice name, struct mgp_slice bytes,
                                     uint64_t size)
{
    struct mgp_object object = {.bucket = MGP_LITERAL("memory"),
                                .key = name,
                                .location = name,
                                .size = size,
                                .has_size = true,
                                .last_modified = MGP_TIME_UNKNOWN};
    struct mgp_report *report = new_report(scanner, &object);
    struct memory memory = {.bytes = bytes, .size = size};
    scan_object(scanner, &(struct opener){.open = open_memory, .close = close_memory, .context = &memory}, report);
    return report;
}

struct mgp_report *mgp_scan_bytes(struct mgp_scanner *scanner, struct mgp_slice name, struct mgp_slice bytes)
{
    return mgp_scan_repeated(scanner, name, bytes, bytes.len);
}
