/* Is it JSON, one document or one a line?
 *
 * JSON begins with { or [; only an extension of JSON allows another value. A document must be sound as far as the
 * sample goes. It is JSON Lines where the first line is a whole document and something follows it, or where the
 * extension says so; then at most half of the sample's lines may be bad. A broken first line does not hide the
 * lines after it. Without an extension two lines at least must be good, so that notes in brackets stay text. Whole
 * documents that follow one another but not line by line are JSON too, each a record. */
#include "scanner/content/detect.h"
#include "scanner/content/json_walk.h"
#include "scanner/content/lines.h"

/* What a look needs: most of the text is walked by its index, and the checker decides where that does not go on. */
struct look {
    const struct mgp_sample *sample;
    struct mgp_json_check check;
    struct mgp_json_walk walk;
    struct mgp_label_cache no_labels;
};

struct line_counts {
    size_t good, bad; /* lines that hold something */
};

static bool is_blank(uint8_t byte)
{
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

static size_t skip_blanks(struct mgp_slice text, size_t at)
{
    while (at < text.len && is_blank(text.ptr[at])) {
        at++;
    }
    return at;
}

static bool is_line_good(struct mgp_json_check *check, struct mgp_slice line)
{
    static const struct mgp_json_check_options whole = {.is_end = true, .takes_any_string = true};
    mgp_json_check_reset(check, 0);
    enum mgp_json_check_result result = mgp_json_check_run(check, line, line.len, &whole);
    return result == MGP_JSON_DEEP || (result == MGP_JSON_AT_END && mgp_json_check_is_complete(check));
}

static bool are_lines_good(const struct line_counts *counts, bool has_extension)
{
    return counts->good >= (has_extension ? 1 : 2) && counts->good >= counts->bad;
}

/* Begins to walk the sample. */
static void start_walk(struct look *look, bool are_lines)
{
    struct mgp_slice text = look->sample->text;
    mgp_json_check_reset(&look->check, 0);
    look->walk.is_last = look->sample->is_whole;
    mgp_json_walk_start(&look->walk, text, text.len, are_lines, NULL);
}

/* Counts the line that begins at begin; blank ones do not count. False if it is not whole. */
static bool count_line(struct look *look, size_t begin, struct line_counts *counts)
{
    struct mgp_json_walk *walk = &look->walk;
    if (mgp_json_walk_run(walk, SIZE_MAX) == MGP_JSON_WALKED_LINE) {
        counts->good += look->check.expects != MGP_JSON_ROOT;
        return true;
    }
    if (!mgp_json_walk_pass_line(walk)) return false;
    bool is_good = is_line_good(&look->check, mgp_slice_sub(look->sample->text, begin, walk->at));
    counts->good += is_good;
    counts->bad += !is_good;
    return true;
}

/* Are the sample's lines documents? The last one counts only if it is whole. Those that can no longer change the answer
 * are not looked at. */
static bool are_lines(struct look *look, bool has_extension)
{
    struct line_counts counts = {0};
    struct mgp_slice text = look->sample->text;
    size_t most = mgp_line_count(text) + 1;
    start_walk(look, true);
    for (size_t begin = 0; begin < text.len;) {
        if (!count_line(look, begin, &counts)) break;
        if (counts.good >= most - counts.good && are_lines_good(&counts, has_extension)) return true;
        begin = look->walk.at + 1;
        mgp_json_walk_begin_line(&look->walk);
    }
    return are_lines_good(&counts, has_extension);
}

/* Is the first line that holds something a document, with more behind it? */
static bool is_first_line_document(const struct mgp_sample *sample, struct mgp_json_check *check)
{
    struct mgp_slice text = sample->text;
    size_t begin = skip_blanks(text, 0);
    const uint8_t *feed = memchr(text.ptr + begin, '\n', text.len - begin);
    if (!feed) return false;
    size_t end = (size_t)(feed - text.ptr);
    return skip_blanks(text, end) < text.len && is_line_good(check, mgp_slice_sub(text, begin, end));
}

/* One document, or several, as far as the sample goes. */
static bool is_document(struct look *look)
{
    const struct mgp_json_check_options options = {.is_end = look->sample->is_whole, .takes_any_string = true};
    start_walk(look, false);
    mgp_json_walk_run(&look->walk, SIZE_MAX);
    look->check.position = look->walk.at;
    enum mgp_json_check_result result = mgp_json_check_run(&look->check, look->sample->text, SIZE_MAX, &options);
    if (result == MGP_JSON_DEEP || result == MGP_JSON_NEEDS_MORE) return true;
    return result == MGP_JSON_AT_END && mgp_json_check_is_complete(&look->check);
}

/* Lines are asked for first: what they decide need not be read as a document as well. */
static bool decide(struct look *look, enum mgp_format *out)
{
    const struct mgp_sample *sample = look->sample;
    bool says_lines = sample->extension == MGP_EXTENSION_JSON_LINES;
    bool says_json = sample->extension == MGP_EXTENSION_JSON || says_lines;
    bool may_be_lines = says_lines || is_first_line_document(sample, &look->check);
    *out = MGP_FORMAT_JSON;
    if (!may_be_lines && is_document(look)) return true;
    if (!are_lines(look, says_json)) return may_be_lines && is_document(look);
    *out = MGP_FORMAT_JSON_LINES;
    return true;
}

bool mgp_json_look(const struct mgp_sample *sample, enum mgp_format *out)
{
    bool says_json = sample->extension == MGP_EXTENSION_JSON || sample->extension == MGP_EXTENSION_JSON_LINES;
    size_t begin = skip_blanks(sample->text, 0);
    if (begin == sample->text.len) return false;
    uint8_t first = sample->text.ptr[begin];
    if (first != '{' && first != '[' && !says_json) return false;
    struct look *look = mgp_calloc(1, sizeof *look);
    look->sample = sample;
    look->walk.check = &look->check;
    mgp_json_index_init(&look->walk.index, mgp_cpu_choose());
    mgp_json_names_init(&look->walk.names, &look->no_labels);
    bool is_json = decide(look, out);
    mgp_json_walk_clear(&look->walk);
    mgp_label_cache_clear(&look->no_labels);
    free(look);
    return is_json;
}
