/* Is it CSV, with which delimiter, and is its first record a header?
 *
 * Each of , TAB ; | is tried on the records of the sample, quotes respected: how many records have as many cells as
 * most have? With an extension of CSV or TSV it is enough that half of the records are divided at all, for ragged
 * rows are common, and one record will do. Without one the text must look like a table all over: every record
 * agrees, there are two at least, and its cells do not read like prose (a blank or nothing after most delimiters, or
 * many words in a cell). A .txt must have three records and three columns. Documents, logs and source code are never
 * CSV.
 */
#include "base/utf8.h"
#include "scanner/content/csv_index.h"
#include "scanner/content/detect.h"

#define MAX_COUNTED_CELLS     ((size_t)1024) /* records with more are counted as having so many */
#define MAX_WORDS_IN_CELL     4              /* on average; more reads like prose */
#define MAX_HEADER_CHARACTERS ((size_t)128)

/* How the sample looks with one delimiter. */
struct table {
    uint8_t delimiter;
    bool is_asked_for_words;
    size_t records;             /* that hold something, and are whole */
    size_t columns;             /* that most records have */
    size_t agreeing;            /* records with so many */
    size_t divided;             /* records with two cells or more */
    size_t cells;               /* in all */
    size_t words;               /* blanks inside unquoted ones, if is_asked_for_words */
    size_t followers;           /* cells after a delimiter */
    size_t blank_before, empty; /* of these: that begin with a blank; that are empty */
};

/* --- looking at a table -------------------------------------------------------------------------------- */

static size_t count_blanks(struct mgp_slice text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.len; i++) {
        count += text.ptr[i] == ' ';
    }
    return count;
}

/* Reads the record at *at; returns how many cells it has. A blank line has none; *is_whole is false where the
 * sample ends in it. */
static size_t read_record(struct mgp_slice text, size_t *at, struct table *table, bool *is_whole)
{
    size_t cells = 0;
    bool is_blank = false;
    struct mgp_csv_cell cell;
    do {
        size_t begin = *at;
        mgp_csv_read_cell(text, begin, table->delimiter, &cell);
        *at = cell.next;
        if (table->is_asked_for_words && cell.raw_begin == begin)
            table->words += count_blanks(mgp_slice_sub(text, begin, cell.raw_end));
        if (cells++ == 0) {
            is_blank = cell.ends_record && cell.end == begin;
            continue;
        }
        table->followers++;
        table->blank_before += begin < text.len && text.ptr[begin] == ' ';
        table->empty += cell.end == begin;
    } while (!cell.ends_record && cell.is_terminated);
    *is_whole = cell.ends_record;
    table->cells += cells;
    return is_blank ? 0 : cells;
}

/* The next record that holds something; false behind the last one. */
static bool next_record(const struct mgp_sample *sample, size_t *at, struct table *table, size_t *cells)
{
    while (*at < sample->text.len) {
        bool is_whole;
        *cells = read_record(sample->text, at, table, &is_whole);
        if (!is_whole && !sample->is_whole && table->records > 0) return false;
        if (*cells == 0) continue;
        table->records++;
        table->divided += *cells > 1;
        return true;
    }
    return false;
}

/* How many records have how many cells. */
struct census {
    uint32_t records[MAX_COUNTED_CELLS + 1];
    size_t most; /* cells that a record has, MAX_COUNTED_CELLS at most */
};

/* A record of text[begin, end), with so many cells. */
static void count_record(struct mgp_slice text, size_t begin, size_t end, size_t cells, struct census *census,
                         struct table *table)
{
    bool is_blank = cells == 1 && (begin == end || (begin + 1 == end && text.ptr[begin] == '\r'));
    if (is_blank) return;
    if (cells > MAX_COUNTED_CELLS) cells = MAX_COUNTED_CELLS;
    if (cells > census->most) census->most = cells;
    census->records[cells]++;
    table->records++;
    table->divided += cells > 1;
}

static void count_records(const struct mgp_sample *sample, const struct mgp_csv_index *index, struct census *census,
                          struct table *table)
{
    size_t begin = 0, cells = 1;
    for (size_t block = 0; block < index->block_count; block++) {
        uint64_t records = index->blocks[block].records, delimiters = index->blocks[block].stops & ~records;
        for (; records; records &= records - 1) {
            uint64_t before = (records & (0 - records)) - 1;
            size_t end = block * MGP_STRUCTURE_BYTES + (size_t)__builtin_ctzll(records);
            cells += mgp_bit_count(delimiters & before);
            count_record(sample->text, begin, end, cells, census, table);
            delimiters &= ~before;
            begin = end + 1;
            cells = 1;
        }
        cells += mgp_bit_count(delimiters);
    }
    bool is_counted = begin < sample->text.len && (sample->is_whole || table->records == 0);
    if (is_counted) count_record(sample->text, begin, SIZE_MAX, cells, census, table);
}

/* Only what is_table asks of files whose names say that they are tables. */
static void look_at_all(const struct mgp_sample *sample, struct table *out)
{
    struct census census = {0};
    struct mgp_csv_index index = {0};
    const struct mgp_structure_kernel *kernel = mgp_structure_kernel_for(mgp_cpu_choose());
    mgp_csv_index_build(&index, kernel, sample->text, sample->text.len, out->delimiter);
    count_records(sample, &index, &census, out);
    mgp_csv_index_clear(&index);
    for (size_t cells = 1; cells <= census.most; cells++) {
        if (census.records[cells] <= out->agreeing) continue;
        out->agreeing = census.records[cells];
        out->columns = cells;
    }
}

/* Looks no farther than to the first record that does not agree with those before it. */
static void look_while_agreeing(const struct mgp_sample *sample, struct table *out)
{
    size_t at = 0, cells;
    if (!next_record(sample, &at, out, &cells)) return;
    out->columns = cells < MAX_COUNTED_CELLS ? cells : MAX_COUNTED_CELLS;
    out->agreeing = 1;
    while (out->agreeing == out->records && next_record(sample, &at, out, &cells)) {
        out->agreeing += (cells < MAX_COUNTED_CELLS ? cells : MAX_COUNTED_CELLS) == out->columns;
    }
}

static bool is_prose(const struct table *table)
{
    return table->blank_before * 2 > table->followers || table->empty * 2 > table->followers ||
           table->words > table->cells * MAX_WORDS_IN_CELL;
}

static bool is_table(const struct table *table, enum mgp_extension extension)
{
    switch (extension) {
    case MGP_EXTENSION_CSV:
    case MGP_EXTENSION_TSV:
        return table->divided > 0 && table->divided * 2 >= table->records;
    case MGP_EXTENSION_TEXT:
        if (table->records < 3 || table->columns < 3) return false;
        break;
    case MGP_EXTENSION_UNKNOWN:
        if (table->records < 2) return false;
        break;
    case MGP_EXTENSION_JSON:
    case MGP_EXTENSION_JSON_LINES:
    case MGP_EXTENSION_PROSE:
        return false;
    }
    return table->columns > 1 && table->agreeing == table->records && !is_prose(table);
}

/* The better table: more agreement, then more columns. */
static bool is_better(const struct table *a, const struct table *b)
{
    size_t left = a->agreeing * b->records, right = b->agreeing * a->records;
    return left != right ? left > right : a->columns > b->columns;
}

/* --- the header ---------------------------------------------------------------------------------------- */

static bool is_digit(uint8_t byte)
{
    return byte >= '0' && byte <= '9';
}

/* 1900 to 2099: such numbers do name columns. */
static bool is_year(struct mgp_slice text)
{
    return text.len == 4 &&
           (mgp_slice_starts_with(text, MGP_LITERAL("19")) ||
            mgp_slice_starts_with(text, MGP_LITERAL("20"))) &&
           is_digit(text.ptr[2]) && is_digit(text.ptr[3]);
}

/* Digits, and what stands in numbers, dates and times. */
static bool is_numeric(struct mgp_slice text)
{
    size_t digits = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (!is_digit(text.ptr[i]) && !memchr(" +-.,:/()%$", text.ptr[i], 11)) return false;
        digits += is_digit(text.ptr[i]);
    }
    return digits > 0 && !is_year(text);
}

/* Something that a value is and a name is not: an address with @, seven digits, a number, a long text. */
static bool is_data(struct mgp_slice text)
{
    enum { MANY_DIGITS = 7 };
    size_t digits = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '@') return true;
        digits += is_digit(text.ptr[i]);
    }
    return digits >= MANY_DIGITS || is_numeric(text) || mgp_utf8_count(text) > MAX_HEADER_CHARACTERS;
}

static bool is_repeated(const struct mgp_slice *texts, size_t count, struct mgp_slice text)
{
    for (size_t i = 0; i < count; i++) {
        if (mgp_slice_equal(texts[i], text)) return true;
    }
    return false;
}

/* Names, when in doubt: no cell is data, most are there, and no two are the same. */
static bool is_header(struct mgp_slice sample, size_t record, uint8_t delimiter)
{
    enum { COMPARED_CELLS = 256 };
    struct mgp_slice compared[COMPARED_CELLS];
    size_t cells = 0, empty = 0;
    struct mgp_csv_cell cell;
    size_t at = record;
    do {
        mgp_csv_read_cell(sample, at, delimiter, &cell);
        struct mgp_slice text = mgp_slice_sub(sample, cell.raw_begin, cell.raw_end);
        if (is_data(text)) return false;
        if (cells < COMPARED_CELLS) {
            if (text.len > 0 && is_repeated(compared, cells, text)) return false;
            compared[cells] = text;
        }
        empty += text.len == 0;
        cells++;
        at = cell.next;
    } while (!cell.ends_record && cell.is_terminated);
    return empty * 2 <= cells;
}

/* The first record that is no blank line. */
static uint64_t find_header_row(struct mgp_slice sample, uint8_t delimiter)
{
    uint64_t row = 1;
    size_t at = 0;
    while (at < sample.len && (sample.ptr[at] == '\n' || sample.ptr[at] == '\r')) {
        at += sample.ptr[at] == '\r' && at + 1 < sample.len && sample.ptr[at + 1] == '\n' ? 2 : 1;
        row++;
    }
    return is_header(sample, at, delimiter) ? row : 0;
}

/* Do all records have to agree, if the sample is a table? */
static bool must_agree(enum mgp_extension extension)
{
    return extension != MGP_EXTENSION_CSV && extension != MGP_EXTENSION_TSV;
}

bool mgp_csv_look(const struct mgp_sample *sample, struct mgp_csv_dialect *out)
{
    static const uint8_t delimiters[] = {',', '\t', ';', '|'};
    struct table best = {0};
    if (sample->extension == MGP_EXTENSION_PROSE || sample->text.len == 0) return false;
    for (size_t i = 0; i < sizeof delimiters; i++) {
        struct table table = {.delimiter = delimiters[i], .is_asked_for_words = must_agree(sample->extension)};
        if (!memchr(sample->text.ptr, delimiters[i], sample->text.len)) continue;
        if (must_agree(sample->extension)) look_while_agreeing(sample, &table);
        else look_at_all(sample, &table);
        if (!is_table(&table, sample->extension)) continue;
        bool is_expected = sample->extension == MGP_EXTENSION_TSV && delimiters[i] == '\t';
        if (best.records == 0 || is_expected || is_better(&table, &best)) best = table;
        if (is_expected) break;
    }
    if (best.records == 0) return false;
    out->delimiter = best.delimiter;
    out->header_row = find_header_row(sample->text, best.delimiter);
    return true;
}
