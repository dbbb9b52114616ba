/* The bitmaps of structure: every kernel against single bytes, at every alignment, and the index of CSV against the
 * reader of cells. */
#include <criterion/criterion.h>

#include "base/alloc.h"
#include "scanner/content/csv_index.h"
#include "scanner/content/detect.h"

static uint32_t choose(uint32_t *random, uint32_t count)
{
    *random = *random * 1664525 + 1013904223;
    return (*random >> 16) % count;
}

/* The kernels that this processor has. */
static size_t all_kernels(const struct mgp_structure_kernel *kernels[4])
{
    size_t count = 0;
    kernels[count++] = &mgp_structure_portable;
#if defined(__x86_64__)
    kernels[count++] = &mgp_structure_sse2;
    if (__builtin_cpu_supports("avx2")) kernels[count++] = &mgp_structure_avx2;
#endif
#if defined(__aarch64__)
    kernels[count++] = &mgp_structure_neon;
#endif
    return count;
}

/* --- kernels ------------------------------------------------------------------------------------------- */

static uint64_t bits_of(const uint8_t *text, const char *any, size_t count)
{
    uint64_t bits = 0;
    for (size_t i = 0; i < 64; i++) {
        if (memchr(any, text[i], count)) bits |= (uint64_t)1 << i;
    }
    return bits;
}

static uint64_t controls_of(const uint8_t *text)
{
    uint64_t bits = 0;
    for (size_t i = 0; i < 64; i++) {
        if (text[i] < 0x20) bits |= (uint64_t)1 << i;
    }
    return bits;
}

static void compare_kernel(const struct mgp_structure_kernel *kernel, const uint8_t *text, size_t blocks)
{
    static const uint8_t delimiters[] = {',', '\t', ';', '|'};
    struct mgp_csv_marks csv[8];
    struct mgp_json_marks json[8];
    cr_assert_leq(blocks, 8);
    kernel->mark_json(text, blocks, json);
    for (size_t k = 0; k < 4; k++) {
        kernel->mark_csv(text, blocks, delimiters[k], csv);
        for (size_t i = 0; i < blocks; i++) {
            cr_assert_eq(csv[i].quote, bits_of(text + 64 * i, "\"", 1));
            cr_assert_eq(csv[i].delimiter, bits_of(text + 64 * i, (const char *)&delimiters[k], 1));
            cr_assert_eq(csv[i].feed, bits_of(text + 64 * i, "\n", 1));
            cr_assert_eq(csv[i].carriage_return, bits_of(text + 64 * i, "\r", 1));
        }
    }
    for (size_t i = 0; i < blocks; i++) {
        cr_assert_eq(json[i].quote, bits_of(text + 64 * i, "\"", 1));
        cr_assert_eq(json[i].backslash, bits_of(text + 64 * i, "\\", 1));
        cr_assert_eq(json[i].operators, bits_of(text + 64 * i, "{}[]:,", 6));
        cr_assert_eq(json[i].blank, bits_of(text + 64 * i, " \t\n\r", 4));
        cr_assert_eq(json[i].feed, bits_of(text + 64 * i, "\n", 1));
        cr_assert_eq(json[i].control, controls_of(text + 64 * i));
    }
}

Test(content_structure, kernels_mark_every_byte_value_at_every_place)
{
    const struct mgp_structure_kernel *kernels[4];
    size_t count = all_kernels(kernels);
    uint8_t text[64];
    for (size_t k = 0; k < count; k++) {
        for (unsigned byte = 0; byte < 256; byte++) {
            for (unsigned place = 0; place < 64; place++) {
                memset(text, (int)(byte ^ 0x5F), sizeof text);
                text[place] = (uint8_t)byte;
                compare_kernel(kernels[k], text, 1);
            }
        }
    }
}

Test(content_structure, kernels_agree_on_random_bytes_at_every_alignment)
{
    static const char likely[] = "\"\"\\\\{}[]:,;|\t\n\r ab09\x0C\x1A\x1F\x7F\x80\xFB\xA0";
    const struct mgp_structure_kernel *kernels[4];
    size_t count = all_kernels(kernels);
    uint32_t random = 1;
    for (size_t round = 0; round < 640; round++) {
        size_t shift = round % 64, blocks = 1 + round % 8;
        uint8_t *memory = mgp_malloc(shift + blocks * 64); /* ends with the text: a read beyond is noticed */
        uint8_t *text = memory + shift;
        for (size_t i = 0; i < blocks * 64; i++) {
            uint32_t any = choose(&random, 256);
            text[i] = choose(&random, 8) ? (uint8_t)likely[choose(&random, sizeof likely)] : (uint8_t)any;
        }
        for (size_t k = 0; k < count; k++) {
            compare_kernel(kernels[k], text, blocks);
        }
        free(memory);
    }
}

Test(content_structure, chooses_the_kernel_that_the_environment_names)
{
    unsetenv("MAGPIE_CPU");
    enum mgp_cpu best = mgp_cpu_choose();
    setenv("MAGPIE_CPU", "portable", 1);
    cr_expect_eq(mgp_structure_kernel_for(mgp_cpu_choose()), &mgp_structure_portable);
#if defined(__x86_64__)
    setenv("MAGPIE_CPU", "sse", 1);
    cr_expect_eq(mgp_structure_kernel_for(mgp_cpu_choose()), &mgp_structure_sse2);
#endif
    setenv("MAGPIE_CPU", "abacus", 1);
    cr_expect_eq(mgp_cpu_choose(), best, "what is not known is not wanted");
}

Test(content_structure, says_which_kernels_the_environment_may_name)
{
    char names[MGP_CPU_NAMES];
    unsetenv("MAGPIE_CPU");
    cr_expect(mgp_cpu_has_wanted(names));
    setenv("MAGPIE_CPU", "", 1);
    cr_expect(mgp_cpu_has_wanted(names));
    setenv("MAGPIE_CPU", "abacus", 1);
    cr_expect_not(mgp_cpu_has_wanted(names));
    for (char *name = strtok(names, ", "); name; name = strtok(NULL, ", ")) {
        char others[MGP_CPU_NAMES];
        setenv("MAGPIE_CPU", name, 1);
        cr_expect(mgp_cpu_has_wanted(others), "%s", name);
    }
    cr_expect_str_eq(getenv("MAGPIE_CPU"), "portable", "it is everywhere");
}

/* --- CSV ----------------------------------------------------------------------------------------------- */

struct expected {
    uint64_t *stops, *records, *borders;
    size_t tails[4096], tail_count;
};

static void set_bit(uint64_t *bits, size_t at)
{
    bits[at / 64] |= (uint64_t)1 << (at % 64);
}

/* Reads all cells of text one after the other. A cell that is not ended in [0, size) has no stop, but it may have a
 * tail. */
static void read_cells(struct mgp_slice text, size_t size, uint8_t delimiter, struct expected *out)
{
    for (size_t at = 0; at < size;) {
        struct mgp_csv_cell cell;
        mgp_csv_read_cell(text, at, delimiter, &cell);
        size_t stop = cell.next - 1;
        bool has_stop = cell.is_terminated && stop < size;
        if (has_stop) set_bit(out->stops, stop);
        for (size_t border = cell.end; border < cell.next && border < size; border++) {
            set_bit(out->borders, border);
        }
        if (has_stop && cell.ends_record) set_bit(out->records, stop);
        bool is_quoted = cell.raw_begin > at;
        if (is_quoted && cell.raw_end == cell.end && !cell.is_open) {
            size_t close = at + 1;
            while (text.ptr[close] != '"' || text.ptr[close + 1] == '"') {
                close += text.ptr[close] == '"' ? 2 : 1;
            }
            if (close + 1 < size) out->tails[out->tail_count++] = close;
        }
        at = cell.next;
    }
}

static void compare_index(struct mgp_slice text, size_t size, uint8_t delimiter)
{
    const struct mgp_structure_kernel *kernels[4];
    size_t count = all_kernels(kernels), blocks = (size + 63) / 64;
    struct expected expected = {.stops = mgp_calloc(blocks + 1, 8),
                                .records = mgp_calloc(blocks + 1, 8),
                                .borders = mgp_calloc(blocks + 1, 8)};
    struct mgp_csv_index index = {0};
    read_cells(text, size, delimiter, &expected);
    for (size_t k = 0; k < count; k++) {
        mgp_csv_index_build(&index, kernels[k], text, size, delimiter);
        cr_assert_eq(index.block_count, blocks);
        for (size_t i = 0; i < blocks; i++) {
            cr_assert_eq(index.blocks[i].stops, expected.stops[i], "kernel %zu, block %zu of %zu", k, i, blocks);
            cr_assert_eq(index.blocks[i].records, expected.records[i], "kernel %zu, block %zu of %zu", k, i, blocks);
            cr_assert_eq(index.borders[i], expected.borders[i], "kernel %zu, block %zu of %zu", k, i, blocks);
        }
        cr_assert_eq(index.tail_count, expected.tail_count);
        for (size_t i = 0; i < index.tail_count; i++) {
            cr_assert_eq(index.tails[i], expected.tails[i]);
        }
    }
    for (size_t target = 0; target <= size; target += 1 + target / 16) {
        struct mgp_csv_position by_index = {0, 1, 1}, by_quotes = {0, 1, 1};
        mgp_csv_index_skip(&index, &by_index, target);
        mgp_csv_skip(&by_quotes, text, delimiter, target);
        cr_assert(by_index.cell == by_quotes.cell && by_index.row == by_quotes.row &&
                      by_index.column == by_quotes.column,
                  "target %zu of %zu", target, size);
    }
    struct mgp_csv_position passed = {0, 3, 2}, skipped = passed;
    mgp_csv_index_pass(&index, &passed);
    mgp_csv_index_skip(&index, &skipped, size);
    cr_assert(passed.cell == skipped.cell && passed.row == skipped.row && passed.column == skipped.column);
    mgp_csv_index_clear(&index);
    free(expected.stops);
    free(expected.records);
    free(expected.borders);
}

static void compare_all_sizes(const char *text)
{
    struct mgp_slice slice = mgp_slice_text(text);
    for (size_t size = 0; size <= slice.len; size++) {
        compare_index(slice, size, ',');
    }
}

Test(content_structure, the_index_of_csv_is_right_for_every_piece_of_a_text)
{
    compare_all_sizes("");
    compare_all_sizes("a,b\r\nc\rd\n\n\"e,\"\"f\r\n\"x,5\" pipe,\"\"\"\",\"\"y\"z\"\",\"open, \n \"\"");
#define EIGHT_QUOTES "\"\"\"\"\"\"\"\""
    compare_all_sizes(EIGHT_QUOTES EIGHT_QUOTES EIGHT_QUOTES EIGHT_QUOTES EIGHT_QUOTES EIGHT_QUOTES EIGHT_QUOTES
                          EIGHT_QUOTES EIGHT_QUOTES "\"\",\"\"\n\"\"\r\"\"\r\n");
}

/* A quote, a doubled one, a line end or text in each place around the edge of a block. */
Test(content_structure, quotes_and_line_ends_may_stand_at_the_edge_of_a_block)
{
    static const char *const pieces[] = {"\"", "\"\"", ",", "\r\n", "\r", "\n", "x", "\"\"\"", ",\""};
    char text[160];
    for (size_t start = 0; start < 2; start++) {
        for (size_t pad = 61; pad < 65; pad++) {
            for (size_t i = 0; i < 9 * 9 * 9 * 9; i++) {
                size_t len = 0;
                if (start) text[len++] = '"';
                while (len < pad) {
                    text[len++] = 'a';
                }
                for (size_t k = 0, rest = i; k < 4; k++, rest /= 9) {
                    memcpy(text + len, pieces[rest % 9], strlen(pieces[rest % 9]));
                    len += strlen(pieces[rest % 9]);
                }
                memcpy(text + len, "b,\"c\"\n", 6);
                compare_index(mgp_slice_of(text, len + 6), len + 6, ',');
            }
        }
    }
}

Test(content_structure, the_index_of_csv_is_right_on_random_text)
{
    static const char likely[] = "\"\"\"\"\",,,\n\r ab;\t|";
    uint32_t random = 7;
    for (size_t round = 0; round < 3000; round++) {
        uint8_t text[1024];
        size_t len = 1 + choose(&random, sizeof text), quotes = round % 3 ? 5 : choose(&random, 5);
        for (size_t i = 0; i < len; i++) {
            text[i] = (uint8_t)likely[5 - quotes + choose(&random, (uint32_t)(sizeof likely - 1 - (5 - quotes)))];
        }
        static const uint8_t delimiters[] = {',', '\t', ';', '|'};
        compare_index(mgp_slice_of(text, len), len - choose(&random, 2), delimiters[round % 4]);
    }
}

Test(content_structure, seeks_wanted_columns_and_targets)
{
    struct mgp_slice text = mgp_slice_text("a,b,c\n1,2,3\n\n4\n5,6,7,8,9\nlast,b");
    static const bool wanted[] = {false, true, false};
    struct mgp_csv_index index = {0};
    struct mgp_csv_position at = {0, 1, 1};
    mgp_csv_index_build(&index, &mgp_structure_portable, text, text.len, ',');
    cr_expect_eq(mgp_csv_index_seek(&index, &at, SIZE_MAX, wanted, 3, text.len), 3);
    cr_expect(at.cell == 2 && at.row == 1 && at.column == 2);
    at = (struct mgp_csv_position){4, 1, 3};
    cr_expect_eq(mgp_csv_index_seek(&index, &at, SIZE_MAX, wanted, 3, text.len), 9);
    cr_expect(at.cell == 8 && at.row == 2 && at.column == 2);
    at = (struct mgp_csv_position){10, 2, 3};
    cr_expect_eq(mgp_csv_index_seek(&index, &at, 13, wanted, 3, text.len), 14, "the target's cell");
    cr_expect(at.cell == 13 && at.row == 4 && at.column == 1);
    at = (struct mgp_csv_position){29, 6, 2};
    cr_expect_eq(mgp_csv_index_seek(&index, &at, SIZE_MAX, wanted, 1, text.len), text.len, "columns without label");
    mgp_csv_index_clear(&index);
}

/* --- the look at a sample ------------------------------------------------------------------------------ */

/* What a file called .csv is asked for with one delimiter, cell by cell. */
struct counted {
    size_t records, divided, agreeing, columns;
};

static struct counted count_cells(const struct mgp_sample *sample, uint8_t delimiter)
{
    size_t counts[64] = {0};
    struct counted counted = {0};
    for (size_t at = 0; at < sample->text.len;) {
        struct mgp_csv_cell cell;
        size_t cells = 0, begin = at;
        do {
            mgp_csv_read_cell(sample->text, at, delimiter, &cell);
            at = cell.next;
            cells++;
        } while (!cell.ends_record && cell.is_terminated);
        if (!cell.ends_record && !sample->is_whole && counted.records > 0) break;
        if (cells == 1 && cell.ends_record && cell.end == begin) continue;
        counts[cells]++;
        counted.records++;
        counted.divided += cells > 1;
    }
    for (size_t cells = 1; cells < 64; cells++) {
        if (counts[cells] <= counted.agreeing) continue;
        counted.agreeing = counts[cells];
        counted.columns = cells;
    }
    return counted;
}

/* The delimiter of the best table; 0 if it is none. */
static uint8_t best_delimiter(const struct mgp_sample *sample)
{
    static const char delimiters[] = ",\t;|";
    struct counted best = {0};
    uint8_t chosen = 0;
    for (size_t i = 0; i < 4; i++) {
        uint8_t delimiter = (uint8_t)delimiters[i];
        struct counted counted = count_cells(sample, delimiter);
        if (counted.divided == 0 || counted.divided * 2 < counted.records) continue;
        size_t left = counted.agreeing * best.records, right = best.agreeing * counted.records;
        if (chosen && (left < right || (left == right && counted.columns <= best.columns))) continue;
        best = counted;
        chosen = delimiter;
    }
    return chosen;
}

Test(content_structure, a_sample_of_csv_is_counted_as_its_cells_are_read)
{
    static const char likely[] = ",,;;\t|\"\"\n\n\n\r\rab 1";
    uint32_t random = 11;
    size_t tables = 0;
    for (size_t round = 0; round < 40000; round++) {
        char text[48];
        size_t len = 1 + choose(&random, sizeof text), first = choose(&random, 8);
        for (size_t i = 0; i < len; i++) {
            text[i] = likely[first + choose(&random, (uint32_t)(sizeof likely - 1 - first))];
        }
        struct mgp_sample sample = {mgp_slice_of(text, len), choose(&random, 2), MGP_EXTENSION_CSV};
        struct mgp_csv_dialect dialect = {0};
        uint8_t expected = best_delimiter(&sample);
        bool is_table = mgp_csv_look(&sample, &dialect);
        cr_assert_eq(is_table, expected != 0, "%.*s", (int)len, text);
        if (is_table) cr_assert_eq(dialect.delimiter, expected, "%.*s", (int)len, text);
        tables += is_table;
    }
    cr_expect(tables > 5000 && tables < 35000, "%zu", tables);
}
