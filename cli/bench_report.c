#include <stdio.h>

#include "base/json_writer.h"
#include "base/utf8.h"
#include "cli/bench.h"

#define NO_ROW SIZE_MAX

static int by_value(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return a < b ? -1 : a > b;
}

/* The least, the middle and the greatest of what was measured. */
struct spread {
    double least, median, greatest;
};

static struct spread spread_of(const double *values, unsigned count)
{
    double sorted[MGP_BENCH_MAX_REPEATS];
    memcpy(sorted, values, count * sizeof *values);
    qsort(sorted, count, sizeof *sorted, by_value);
    double median = count % 2 ? sorted[count / 2] : (sorted[count / 2 - 1] + sorted[count / 2]) / 2;
    return (struct spread){sorted[0], median, sorted[count - 1]};
}

struct figures {
    double gb_per_s, slowest, fastest, copy;
    double findings_per_kb; /* of 1,000 bytes */
    double findings_per_s;
    double nanoseconds_per_byte, cycles_per_byte; /* of one thread */
};

static struct figures figures_of(const struct mgp_bench *bench, const struct mgp_bench_row *row)
{
    double size = (double)bench->texts[row->text].size, all = size * row->threads;
    struct spread scan = spread_of(row->seconds, bench->repeats), copy = spread_of(row->copy_seconds, bench->repeats);
    return (struct figures){.gb_per_s = all / 1e9 / scan.median,
                            .slowest = all / 1e9 / scan.greatest,
                            .fastest = all / 1e9 / scan.least,
                            .copy = size / 1e9 / copy.median,
                            .findings_per_kb = (double)row->findings * 1000 / size,
                            .findings_per_s = (double)row->findings * row->threads / scan.median,
                            .nanoseconds_per_byte = scan.median * 1e9 / size,
                            .cycles_per_byte = spread_of(row->cycles, bench->repeats).median / size};
}

/* Was the text made in two sizes, and is this the larger one? */
static bool is_larger(const struct mgp_bench *bench, size_t text)
{
    return text > 0 && bench->texts[text - 1].key == bench->texts[text].key &&
           bench->texts[text - 1].size < bench->texts[text].size;
}

static bool is_quarter(const struct mgp_bench *bench, size_t text)
{
    return text + 1 < bench->text_count && is_larger(bench, text + 1);
}

static size_t find_row(const struct mgp_bench *bench, size_t text, const char *identifier,
                       const struct mgp_bench_row *like)
{
    for (size_t i = 0; i < bench->row_count; i++) {
        const struct mgp_bench_row *row = &bench->rows[i];
        bool is_of_identifier = row->identifier == identifier && (!identifier || row->is_without == like->is_without);
        if (row->text == text && is_of_identifier && row->way == like->way && row->threads == like->threads) return i;
    }
    return NO_ROW;
}

/* How much longer a byte of the whole text takes than one of its first quarter: 1 where time is linear in size. */
static bool growth_of(const struct mgp_bench *bench, const struct mgp_bench_row *row, double *growth)
{
    if (!is_larger(bench, row->text)) return false;
    size_t quarter = find_row(bench, row->text - 1, row->identifier, row);
    if (quarter == NO_ROW) return false;
    *growth = figures_of(bench, row).cycles_per_byte / figures_of(bench, &bench->rows[quarter]).cycles_per_byte;
    return true;
}

/* Nanoseconds per byte that the identifier adds to all the others. */
static bool addition_of(const struct mgp_bench *bench, const struct mgp_bench_row *row, double *addition)
{
    size_t all = row->is_without ? find_row(bench, row->text, NULL, row) : NO_ROW;
    if (all == NO_ROW) return false;
    *addition =
        figures_of(bench, &bench->rows[all]).nanoseconds_per_byte - figures_of(bench, row).nanoseconds_per_byte;
    return true;
}

static const char *way_name(enum mgp_bench_way way)
{
    static const char *const names[] = {"memory", "files", "windows", "values", "find"};
    return names[way];
}

static void append_measured(const struct mgp_bench_row *row, struct mgp_buffer *out)
{
    if (row->way == MGP_BENCH_FILES) mgp_buffer_text(out, "all, from files");
    else if (row->way != MGP_BENCH_MEMORY) mgp_buffer_format(out, "stage: %s", way_name(row->way));
    else mgp_buffer_format(out, "%s%s", row->is_without ? "all but " : "", row->identifier ? row->identifier : "all");
}

static void print_row(const struct mgp_bench *bench, const struct mgp_bench_row *row)
{
    struct figures figures = figures_of(bench, row);
    struct mgp_buffer name = {0}, measured = {0};
    double value;
    mgp_append_printable(&name, mgp_slice_text(bench->texts[row->text].name));
    append_measured(row, &measured);
    printf("%-20s %-28s %7u %8.3f   %6.3f -%6.3f %8.2f %9.4f %8.2f %8.3f %11.0f", mgp_buffer_string(&name),
           mgp_buffer_string(&measured), row->threads, figures.gb_per_s, figures.slowest, figures.fastest,
           figures.copy, figures.gb_per_s / figures.copy, figures.cycles_per_byte, figures.findings_per_kb,
           figures.findings_per_s);
    if (growth_of(bench, row, &value)) printf("   growth %.2f", value);
    if (addition_of(bench, row, &value)) printf("   adds %+.3f ns/byte", value);
    putchar('\n');
    mgp_buffer_clear(&name);
    mgp_buffer_clear(&measured);
}

void mgp_bench_print_table(const struct mgp_bench *bench)
{
    printf("%-20s %-28s %7s %8s %17s %8s %9s %8s %8s %11s\n", "corpus", "identifiers", "threads", "GB/s",
           "slowest-fastest", "memcpy", "x memcpy", "cycles/B", "finds/KB", "findings/s");
    for (size_t i = 0; i < bench->row_count; i++) {
        if (!is_quarter(bench, bench->rows[i].text)) print_row(bench, &bench->rows[i]);
    }
}

static void write_number(struct mgp_json_writer *writer, const char *name, double value)
{
    mgp_json_key(writer, name);
    mgp_json_write_double(writer, value);
}

static void write_row(struct mgp_json_writer *writer, const struct mgp_bench *bench, const struct mgp_bench_row *row)
{
    struct figures figures = figures_of(bench, row);
    double value;
    mgp_json_begin_object(writer);
    mgp_json_member_text(writer, "corpus", bench->texts[row->text].name);
    mgp_json_member_text(writer, "way", way_name(row->way));
    if (row->identifier) mgp_json_member_text(writer, row->is_without ? "without" : "identifier", row->identifier);
    mgp_json_member_unsigned(writer, "bytes", bench->texts[row->text].size);
    mgp_json_member_unsigned(writer, "threads", row->threads);
    write_number(writer, "gb_per_s", figures.gb_per_s);
    write_number(writer, "slowest_gb_per_s", figures.slowest);
    write_number(writer, "fastest_gb_per_s", figures.fastest);
    write_number(writer, "memcpy_gb_per_s", figures.copy);
    write_number(writer, "times_memcpy", figures.gb_per_s / figures.copy);
    write_number(writer, "cycles_per_byte", figures.cycles_per_byte);
    mgp_json_member_unsigned(writer, "findings", row->findings);
    write_number(writer, "findings_per_kb", figures.findings_per_kb);
    write_number(writer, "findings_per_s", figures.findings_per_s);
    if (growth_of(bench, row, &value)) write_number(writer, "growth", value);
    if (addition_of(bench, row, &value)) write_number(writer, "adds_ns_per_byte", value);
    mgp_json_end_object(writer);
}

void mgp_bench_print_json(const struct mgp_bench *bench)
{
    struct mgp_buffer out = {0};
    struct mgp_json_writer writer;
    mgp_json_writer_init(&writer, &out, 2);
    mgp_json_begin_object(&writer);
    mgp_json_key(&writer, "results");
    mgp_json_begin_array(&writer);
    for (size_t i = 0; i < bench->row_count; i++) {
        if (!is_quarter(bench, bench->rows[i].text)) write_row(&writer, bench, &bench->rows[i]);
    }
    mgp_json_end_array(&writer);
    mgp_json_end_object(&writer);
    mgp_buffer_byte(&out, '\n');
    fwrite(out.ptr, 1, out.len, stdout);
    mgp_buffer_clear(&out);
}
