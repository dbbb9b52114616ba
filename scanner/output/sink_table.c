/* The table: for people. A block for each object with a finding:
 *
 *   High    exports/customers.csv
 *     The S3 object contains multiple categories of sensitive data (SensitiveData:S3Object/Multiple)
 *     High    CREDIT_CARD_NUMBER  12  ************1111  row 2, column 4 (card_no); row 3, column 4 (card_no);
 * … Low     NAME                 1  **************th  row 2, column 1 (name)
 *
 * On a terminal no line is wider than it: names and places are cut, then the samples left out. */
#include "base/utf8.h"
#include "scanner/finding/finding_parts.h"
#include "scanner/output/sink_type.h"
#include "scanner/output/table_text.h"

#define SEVERITY_COLUMNS 6  /* "Medium" */
#define MAX_PLACES       3  /* of a row */
#define MAX_NAME_COLUMNS 60 /* of a column's name: a header may be of any length */
/* On a terminal: */
#define LEAST_WIDTH      40 /* a narrower one is treated as this */
#define SAMPLES_WIDTH    72 /* the least for samples to be shown */
#define SAMPLE_COLUMNS   8
#define LEAST_ID_COLUMNS 12
#define WHERE_COLUMNS    28 /* what ids make room for */

struct row {
    const struct mgp_detection *detection;
    struct mgp_buffer id, count, sample;
};

struct columns {
    size_t id, count, sample, where; /* sample 0: not shown; where 0: any width */
};

static void append_severity(struct mgp_buffer *out, enum mgp_severity severity, bool use_color)
{
    static const char *const colors[] = {"", "\033[36m", "\033[33m", "\033[31m"}; /* cyan, yellow, red */
    const char *name = mgp_severity_name(severity);
    if (use_color) mgp_buffer_text(out, colors[severity]);
    mgp_buffer_text(out, name);
    if (use_color) mgp_buffer_text(out, "\033[0m");
    mgp_append_blanks(out, SEVERITY_COLUMNS - strlen(name));
}

static void append_place(struct mgp_buffer *out, const struct mgp_place *place)
{
    struct mgp_buffer name = {0};
    switch (place->kind) {
    case MGP_PLACE_LINES:
        if (place->end_line > place->start_line) {
            mgp_buffer_format(out, "lines %ju-%ju", (uintmax_t)place->start_line, (uintmax_t)place->end_line);
        } else {
            mgp_buffer_format(out, "line %ju", (uintmax_t)place->start_line);
        }
        mgp_buffer_format(out, ", column %ju", (uintmax_t)place->start_column);
        break;
    case MGP_PLACE_CELL:
        mgp_buffer_format(out, "row %ju, column %ju", (uintmax_t)place->row, (uintmax_t)place->column);
        if (!place->column_name || !*place->column_name) break;
        mgp_append_printable(&name, mgp_slice_text(place->column_name));
        mgp_buffer_text(out, " (");
        mgp_append_cut_end(out, mgp_buffer_slice(&name), MAX_NAME_COLUMNS);
        mgp_buffer_byte(out, ')');
        break;
    case MGP_PLACE_RECORD:
        if (place->json_path) {
            mgp_append_printable(out, mgp_slice_text(place->json_path));
            mgp_buffer_text(out, " in ");
        }
        mgp_buffer_format(out, "record %ju", (uintmax_t)place->record_index);
        break;
    }
    mgp_buffer_clear(&name);
}

/* The first places of a detection, as many as fit, and "…" where there are more. */
static void append_where(struct mgp_buffer *out, const struct mgp_detection *detection, size_t width)
{
    struct mgp_buffer text = {0};
    size_t shown = detection->occurrence_count < MAX_PLACES ? detection->occurrence_count : MAX_PLACES;
    for (;; shown--) {
        bool has_more = detection->count > shown;
        text.len = 0;
        for (size_t i = 0; i < shown; i++) {
            if (i > 0) mgp_buffer_text(&text, "; ");
            append_place(&text, &detection->occurrences[i].place);
        }
        if (has_more && shown > 0) mgp_buffer_text(&text, "; …");
        if (shown <= 1 || width == 0 || mgp_display_width(mgp_buffer_slice(&text)) <= width) break;
    }
    mgp_append_cut_end(out, mgp_buffer_slice(&text), width);
    mgp_buffer_clear(&text);
}

/* The masked sample; on a terminal with fewer stars, which say nothing. */
static void append_sample(struct mgp_buffer *out, const char *masked, size_t width)
{
    struct mgp_buffer text = {0};
    mgp_append_printable(&text, mgp_slice_text(masked));
    struct mgp_slice rest = mgp_buffer_slice(&text);
    while (width > 0 && rest.len > 0 && rest.ptr[0] == '*' && mgp_display_width(rest) > width) {
        rest = mgp_slice_sub(rest, 1, rest.len);
    }
    mgp_append_cut_front(out, rest, width);
    mgp_buffer_clear(&text);
}

static size_t width_of(const struct mgp_buffer *text)
{
    return mgp_display_width(mgp_buffer_slice(text));
}

static size_t larger(size_t a, size_t b)
{
    return a > b ? a : b;
}

/* The rows of a report, highest severity first, else in the report's order. */
static size_t make_rows(const struct mgp_report *report, size_t sample_width, struct row *rows)
{
    size_t count = 0;
    for (enum mgp_severity severity = MGP_SEVERITY_HIGH; severity > MGP_SEVERITY_NONE; severity--) {
        for (size_t i = 0; i < report->detection_count; i++) {
            const struct mgp_detection *detection = &report->detections[i];
            if (!mgp_detection_is_in_finding(detection) || detection->severity != severity) continue;
            struct row *row = &rows[count++];
            row->detection = detection;
            mgp_append_printable(&row->id, mgp_slice_text(mgp_detection_title(detection)));
            mgp_buffer_format(&row->count, "%ju", (uintmax_t)detection->count);
            if (detection->occurrence_count == 0) continue;
            append_sample(&row->sample, detection->occurrences[0].masked, sample_width);
        }
    }
    return count;
}

/* Natural widths; on a terminal the ids give way until the places have what they need to be told. */
static struct columns lay_out(const struct row *rows, size_t count, size_t width)
{
    struct columns columns = {0};
    for (size_t i = 0; i < count; i++) {
        columns.id = larger(columns.id, width_of(&rows[i].id));
        columns.count = larger(columns.count, width_of(&rows[i].count));
        columns.sample = larger(columns.sample, width_of(&rows[i].sample));
    }
    if (width == 0) return columns;
    if (width < SAMPLES_WIDTH) columns.sample = 0;
    size_t others =
        2 + SEVERITY_COLUMNS + 2 + 2 + columns.count + 2 + (columns.sample ? columns.sample + 2 : 0);
    size_t left = width > others + LEAST_ID_COLUMNS + 1 ? width - others : LEAST_ID_COLUMNS + 1;
    if (columns.id + WHERE_COLUMNS > left) {
        size_t room = left > WHERE_COLUMNS + LEAST_ID_COLUMNS ? left - WHERE_COLUMNS : LEAST_ID_COLUMNS;
        if (room < columns.id) columns.id = room;
    }
    columns.where = left - columns.id;
    return columns;
}

static void append_row(struct mgp_buffer *out, const struct row *row, const struct columns *columns,
                       bool use_color)
{
    size_t from = out->len;
    mgp_append_blanks(out, 2);
    append_severity(out, row->detection->severity, use_color);
    mgp_append_blanks(out, 2);
    from = out->len;
    mgp_append_cut_end(out, mgp_buffer_slice(&row->id), columns->id);
    mgp_append_blanks(out, columns->id - mgp_display_width(mgp_slice_of(out->ptr + from, out->len - from)));
    mgp_append_blanks(out, 2 + columns->count - width_of(&row->count));
    mgp_buffer_append(out, mgp_buffer_slice(&row->count));
    if (columns->sample > 0) {
        mgp_append_blanks(out, 2);
        mgp_buffer_append(out, mgp_buffer_slice(&row->sample));
        mgp_append_blanks(out, columns->sample - width_of(&row->sample));
    }
    mgp_append_blanks(out, 2);
    append_where(out, row->detection, columns->where);
    mgp_buffer_byte(out, '\n');
}

static void append_rows(struct mgp_sink *sink, const struct mgp_report *report, size_t width)
{
    struct row *rows = mgp_calloc(report->detection_count, sizeof *rows);
    size_t count = make_rows(report, width ? SAMPLE_COLUMNS : 0, rows);
    struct columns columns = lay_out(rows, count, width);
    for (size_t i = 0; i < count; i++) {
        append_row(&sink->text, &rows[i], &columns, sink->options.use_color);
        mgp_buffer_clear(&rows[i].id);
        mgp_buffer_clear(&rows[i].count);
        mgp_buffer_clear(&rows[i].sample);
    }
    free(rows);
}

/* Severity and location; the end of a long path says more than its beginning. */
static void append_heading(struct mgp_sink *sink, const struct mgp_report *report, size_t width)
{
    struct mgp_buffer location = {0};
    mgp_append_printable(&location,
                         report->object.location.len ? report->object.location : report->object.key);
    append_severity(&sink->text, mgp_report_severity(report), sink->options.use_color);
    mgp_append_blanks(&sink->text, 2);
    if (sink->options.use_color) mgp_buffer_text(&sink->text, "\033[1m");
    mgp_append_cut_front(&sink->text, mgp_buffer_slice(&location), width ? width - SEVERITY_COLUMNS - 2 : 0);
    if (sink->options.use_color) mgp_buffer_text(&sink->text, "\033[0m");
    mgp_buffer_byte(&sink->text, '\n');
    mgp_buffer_clear(&location);
}

/* An indented line. */
static void append_line(struct mgp_sink *sink, struct mgp_buffer *text, size_t width)
{
    mgp_append_blanks(&sink->text, 2);
    mgp_append_cut_end(&sink->text, mgp_buffer_slice(text), width ? width - 2 : 0);
    mgp_buffer_byte(&sink->text, '\n');
    text->len = 0;
}

/* The title, and where there is room for it the type, for whoever writes a rule. */
static void append_title(struct mgp_buffer *out, const struct mgp_report *report, size_t width)
{
    const char *title = mgp_report_finding_title(report), *type = mgp_report_finding_type(report);
    mgp_buffer_text(out, title);
    if (width == 0 || strlen(title) + strlen(type) + 3 <= width) mgp_buffer_format(out, " (%s)", type);
}

static void append_block(struct mgp_sink *sink, const struct mgp_report *report)
{
    size_t width = sink->options.width;
    struct mgp_buffer line = {0};
    if (width > 0 && width < LEAST_WIDTH) width = LEAST_WIDTH;
    append_heading(sink, report, width);
    append_title(&line, report, width ? width - 2 : 0);
    append_line(sink, &line, width);
    if (report->state == MGP_SCAN_PARTIAL) {
        mgp_buffer_text(&line, "Examined in part: ");
        if (report->message[0]) mgp_append_printable(&line, mgp_slice_text(report->message));
        if (report->reason) mgp_buffer_format(&line, report->message[0] ? " (%s)" : "%s", report->reason);
        append_line(sink, &line, width);
    }
    append_rows(sink, report, width);
    mgp_buffer_clear(&line);
}

static void write_report(struct mgp_sink *sink, const struct mgp_report *report,
                         const struct mgp_bucket_facts *facts)
{
    (void)facts;
    if (!mgp_report_has_finding(report)) return;
    if (sink->findings > 0) mgp_buffer_byte(&sink->text, '\n');
    append_block(sink, report);
}

static void end(struct mgp_sink *sink)
{
    if (sink->findings > 0) return;
    mgp_buffer_text(&sink->text, "No sensitive data found.\n");
    if (sink->reports == 0) {
        mgp_buffer_text(&sink->text, "There was nothing to scan.\n");
    } else if (sink->incomplete > 0) {
        mgp_buffer_format(&sink->text, "%ju of %ju object%s could not be examined, or only in part.\n",
                          (uintmax_t)sink->incomplete, (uintmax_t)sink->reports,
                          sink->reports == 1 ? "" : "s");
    }
}

const struct mgp_sink_type mgp_sink_table = {NULL, write_report, end};
