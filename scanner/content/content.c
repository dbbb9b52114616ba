#include "scanner/content/content.h"

#include "scanner/content/detect.h"
#include "scanner/content/layout.h"
#include "scanner/content/piece.h"

#define DEFAULT_WINDOW_BYTES ((size_t)256 * 1024)
/* Larger windows would only cost memory. */
#define MAX_WINDOW_BYTES ((size_t)64 * 1024 * 1024)

struct mgp_content {
    struct mgp_content_type type;
    struct mgp_decoder *decoder;
    struct mgp_text_input input;
    struct mgp_layout *layout; /* NULL: nobody reads it */
    struct mgp_layout *spare;  /* of running text, from an object before; NULL: none */
    const struct mgp_labeller *labeller;
    struct mgp_cutter cutter;
    bool has_given_window;
    bool is_over;
    enum mgp_status status;    /* what the end came with */
    struct mgp_error error;
};

/* --- what it is ---------------------------------------------------------------------------------------- */

static struct mgp_sample take_sample(struct mgp_content *content, struct mgp_slice key)
{
    struct mgp_text_input *input = &content->input;
    mgp_text_input_fill(input, MGP_HEAD_BYTES + 1);
    struct mgp_slice text = mgp_text_input_slice(input);
    bool is_whole = input->is_end && text.len <= MGP_HEAD_BYTES;
    if (text.len > MGP_HEAD_BYTES) text.len = MGP_HEAD_BYTES;
    return (struct mgp_sample){text, is_whole, mgp_extension_of(key, content->type.is_gzip)};
}

static struct mgp_layout *create_structured(const struct mgp_sample *sample, const struct mgp_labeller *labeller,
                                            struct mgp_content_type *type)
{
    enum mgp_format format;
    if (mgp_json_look(sample, &format)) {
        type->format = format;
        type->mime_type = "application/json";
        return mgp_layout_json_create(format == MGP_FORMAT_JSON_LINES, labeller);
    }
    struct mgp_csv_dialect dialect;
    if (!mgp_csv_look(sample, &dialect)) return NULL;
    type->format = MGP_FORMAT_CSV;
    type->mime_type = dialect.delimiter == '\t' ? "text/tsv" : "text/csv";
    return mgp_layout_csv_create(&dialect, labeller);
}

static void set_other(struct mgp_content *content, struct mgp_kind kind)
{
    content->type.format = MGP_FORMAT_OTHER;
    content->type.kind = kind.kind;
    content->type.mime_type = kind.mime_type;
}

/* Is it something that nobody reads, by what can be seen before its text? */
static bool is_other(struct mgp_content *content, struct mgp_slice extension)
{
    struct mgp_kind kind = {"UTF-32 text", "text/plain"};
    struct mgp_slice head = mgp_decoder_head(content->decoder);
    static const uint8_t gzip[] = {0x1F, 0x8B, 0x08};
    bool is_found = mgp_decoder_charset(content->decoder) == MGP_CHARSET_UTF32;
    if (!is_found && content->type.is_gzip && mgp_slice_starts_with(head, mgp_slice_of(gzip, sizeof gzip))) {
        kind.kind = "gzip in gzip";
        is_found = true;
    }
    is_found = is_found || mgp_signature_find(head, false, extension, &kind);
    if (is_found) set_other(content, kind);
    return is_found;
}

static void settle_type(struct mgp_content *content, const struct mgp_content_options *options)
{
    struct mgp_slice extension = mgp_extension_text(options->key, content->type.is_gzip);
    /* The decoder gives up its head when it is read, so what could be text is looked for in a copy. */
    uint8_t start[512];
    struct mgp_slice head = mgp_decoder_head(content->decoder);
    if (head.len > sizeof start) head.len = sizeof start;
    if (head.len > 0) memcpy(start, head.ptr, head.len);
    head.ptr = start;

    content->type.mime_type = "text/plain";
    if (is_other(content, extension)) return;
    struct mgp_sample sample = take_sample(content, options->key);
    if (mgp_text_is_binary(sample.text)) {
        struct mgp_kind kind = {"binary data", "application/octet-stream"};
        mgp_signature_find(head, true, extension, &kind);
        set_other(content, kind);
        return;
    }
    if (!options->as_text) content->layout = create_structured(&sample, options->labeller, &content->type);
    if (!content->layout) {
        content->type.format = MGP_FORMAT_TEXT;
        content->type.mime_type = mgp_text_mime_type(&sample);
        content->layout = content->spare;
        content->spare = NULL;
        if (content->layout) mgp_layout_text_restart(content->layout);
        else content->layout = mgp_layout_text_create();
    }
}

/* --- the content --------------------------------------------------------------------------------------- */

struct mgp_content *mgp_content_create(void)
{
    return mgp_calloc(1, sizeof(struct mgp_content));
}

static enum mgp_status restart_decoder(struct mgp_content *content, const struct mgp_reader *reader,
                                       struct mgp_error *error)
{
    if (!content->decoder) return mgp_decoder_create(reader, &content->decoder, error);
    return mgp_decoder_restart(content->decoder, reader, error);
}

/* Running text keeps its layout for the next object. */
static void forget_layout(struct mgp_content *content)
{
    if (!content->layout) return;
    if (content->type.format == MGP_FORMAT_TEXT && !content->spare) content->spare = content->layout;
    else content->layout->ops->destroy(content->layout);
    content->layout = NULL;
}

enum mgp_status mgp_content_restart(struct mgp_content *content, const struct mgp_reader *reader,
                                    const struct mgp_content_options *options, struct mgp_error *error)
{
    forget_layout(content);
    *content = (struct mgp_content){.decoder = content->decoder,
                                    .input = content->input,
                                    .spare = content->spare,
                                    .labeller = options->labeller,
                                    .is_over = true};
    enum mgp_status status = restart_decoder(content, reader, error);
    if (status != MGP_OK) return status;
    mgp_text_input_restart(&content->input, content->decoder);
    content->type.is_gzip = mgp_decoder_is_gzip(content->decoder);
    settle_type(content, options);
    if (content->type.is_gzip) content->type.mime_type = "application/gzip";
    if (content->layout) {
        size_t wanted = options->window_bytes ? options->window_bytes : DEFAULT_WINDOW_BYTES;
        content->layout->window_bytes = wanted < MAX_WINDOW_BYTES ? wanted : MAX_WINDOW_BYTES;
    }
    content->is_over = !content->layout;
    return MGP_OK;
}

enum mgp_status mgp_content_open(const struct mgp_reader *reader, const struct mgp_content_options *options,
                                 struct mgp_content **out, struct mgp_error *error)
{
    struct mgp_content *content = mgp_content_create();
    enum mgp_status status = mgp_content_restart(content, reader, options, error);
    if (status == MGP_OK) *out = content;
    else mgp_content_destroy(content);
    return status;
}

const struct mgp_content_type *mgp_content_type(const struct mgp_content *content)
{
    return &content->type;
}

void mgp_content_destroy(struct mgp_content *content)
{
    if (!content) return;
    if (content->layout) content->layout->ops->destroy(content->layout);
    if (content->spare) content->spare->ops->destroy(content->spare);
    mgp_text_input_clear(&content->input);
    mgp_decoder_destroy(content->decoder);
    free(content);
}

/* Takes down how the text ended. */
static enum mgp_status end_text(struct mgp_content *content, enum mgp_status status)
{
    content->is_over = true;
    content->status = status;
    if (status == MGP_OK) content->status = mgp_decoder_status(content->decoder, &content->error);
    return content->status;
}

enum mgp_status mgp_content_next(struct mgp_content *content, struct mgp_layout **out, struct mgp_error *error)
{
    *out = NULL;
    if (!content->is_over) {
        bool has_window = false;
        struct mgp_layout *layout = content->layout;
        content->has_given_window = true;
        enum mgp_status status = layout->ops->advance(layout, &content->input, &has_window, &content->error);
        if (status == MGP_OK && has_window) {
            *out = layout;
            return MGP_OK;
        }
        end_text(content, status);
    }
    if (content->status != MGP_OK && error) *error = content->error;
    return content->status;
}

bool mgp_content_can_cut(const struct mgp_content *content)
{
    if (content->is_over || content->cutter.is_begun) return false;
    switch (content->type.format) {
    case MGP_FORMAT_CSV:
        return mgp_layout_csv_is_past_header(content->layout);
    case MGP_FORMAT_TEXT:
    case MGP_FORMAT_JSON_LINES:
        return !content->has_given_window;
    case MGP_FORMAT_JSON:
    case MGP_FORMAT_OTHER:
        break;
    }
    return false;
}

enum mgp_status mgp_content_cut(struct mgp_content *content, size_t size, struct mgp_piece *piece, bool *has_piece,
                                struct mgp_error *error)
{
    const struct mgp_cut cut = {content->type.format, &content->input, content->layout, content->labeller,
                                &content->cutter};
    *has_piece = false;
    if (!content->cutter.is_begun) mgp_cutter_begin(&cut);
    if (!content->is_over) {
        enum mgp_status status = mgp_cutter_next(&cut, size, piece, has_piece, &content->error);
        if (*has_piece && status == MGP_OK) return MGP_OK;
        end_text(content, status);
    }
    *has_piece = false;
    if (content->status != MGP_OK && error) *error = content->error;
    return content->status;
}

uint64_t mgp_content_bytes_read(const struct mgp_content *content)
{
    return mgp_decoder_bytes_read(content->decoder);
}

/* --- the layout's public side -------------------------------------------------------------------------- */

bool mgp_layout_next(struct mgp_layout *layout, struct mgp_value *out)
{
    return layout->ops->next(layout, out);
}

bool mgp_layout_is_text(const struct mgp_layout *layout)
{
    return layout->ops->next_beyond == NULL;
}

bool mgp_layout_next_beyond(struct mgp_layout *layout, size_t offset, struct mgp_value *out)
{
    return mgp_layout_is_text(layout) ? layout->ops->next(layout, out) : layout->ops->next_beyond(layout, offset, out);
}

bool mgp_layout_value_at(struct mgp_layout *layout, size_t offset, struct mgp_value *out)
{
    return layout->ops->value_at(layout, offset, out);
}

const uint64_t *mgp_layout_borders(const struct mgp_layout *layout)
{
    return layout->borders;
}

struct mgp_slice mgp_layout_window(const struct mgp_layout *layout)
{
    return layout->window;
}

uint64_t mgp_layout_offset(const struct mgp_layout *layout)
{
    return layout->offset;
}

uint64_t mgp_value_offset(const struct mgp_layout *layout, const struct mgp_value *value, size_t at)
{
    return layout->offset + value->raw_offset + (value->map ? value->map[at] : at);
}

void mgp_layout_place(struct mgp_layout *layout, const struct mgp_value *value, size_t begin, size_t end,
                      struct mgp_arena *arena, struct mgp_place *out)
{
    layout->ops->place(layout, value, begin, end, arena, out);
}

void mgp_layout_mark_name(struct mgp_layout *layout)
{
    if (layout->ops->mark_name) layout->ops->mark_name(layout);
}
