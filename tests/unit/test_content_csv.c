#include <criterion/criterion.h>

#include "base/utf8.h"

#define REQUIRE(condition) cr_assert(condition)
#include "../support/content_walk.h"
#include "scanner/content/csv.h"

/* --- the oracle: Python's csv module, state by state, character by character --------------------------- */

enum state { START_RECORD, START_CELL, IN_CELL, IN_QUOTED, AFTER_QUOTE };

struct oracle {
    struct mgp_buffer out, cell;
    unsigned row, column;
};

static void oracle_cell(struct oracle *oracle)
{
    if (oracle->cell.len > 0) {
        mgp_buffer_format(&oracle->out, "%u,%u <", oracle->row, oracle->column);
        mgp_buffer_append(&oracle->out, mgp_buffer_slice(&oracle->cell));
        mgp_buffer_text(&oracle->out, ">\n");
    }
    oracle->cell.len = 0;
    oracle->column++;
}

/* False if the text ends inside quotes. */
static bool oracle_read(struct oracle *oracle, struct mgp_slice text)
{
    enum state state = START_RECORD;
    oracle->out.len = oracle->cell.len = 0;
    oracle->row = oracle->column = 1;
    for (size_t i = 0; i < text.len; i++) {
        char c = (char)text.ptr[i];
        bool is_quoted = state == IN_QUOTED;
        if (!is_quoted && (c == '\n' || c == '\r')) {
            oracle_cell(oracle);
            oracle->row++;
            oracle->column = 1;
            state = START_RECORD;
            if (c == '\r' && i + 1 < text.len && text.ptr[i + 1] == '\n') i++;
        } else if (!is_quoted && c == ',') {
            oracle_cell(oracle);
            state = START_CELL;
        } else if (c == '"' && (state == START_RECORD || state == START_CELL)) {
            state = IN_QUOTED;
        } else if (c == '"' && is_quoted) {
            state = AFTER_QUOTE;
        } else {
            if (state == AFTER_QUOTE && c == '"') {
                state = IN_QUOTED;
            } else if (!is_quoted) {
                state = IN_CELL;
            }
            mgp_buffer_byte(&oracle->cell, (uint8_t)c);
        }
    }
    if (state == IN_QUOTED) return false;
    oracle_cell(oracle);
    return true;
}

/* --- the layout, without looking whether it is CSV ------------------------------------------------------ */

static enum mgp_status read_csv(struct mgp_slice text, size_t window_bytes, struct mgp_buffer *out)
{
    struct memory_object object = {text, 0, 0};
    struct mgp_reader reader = {&object, memory_read};
    struct mgp_csv_dialect dialect = {',', 0};
    struct mgp_text_input input = {0};
    struct mgp_layout *layout = mgp_layout_csv_create(&dialect, NULL);
    struct walk walk = {.by_offset = true};
    cr_assert_eq(mgp_decoder_create(&reader, &input.decoder, NULL), MGP_OK);
    layout->window_bytes = window_bytes;
    enum mgp_status status;
    uint64_t offset = 0;
    for (bool has_window; (status = layout->ops->advance(layout, &input, &has_window, NULL)) == MGP_OK && has_window;) {
        struct mgp_value value;
        cr_assert_eq(layout->offset, offset);
        offset += layout->window.len;
        walk.kept_count = walk.texts.len = 0;
        while (mgp_layout_next(layout, &value)) {
            require_sound(layout, &value);
            keep_value(&walk, &value);
            mgp_buffer_format(out, "%u,%u <", (unsigned)value.row, (unsigned)value.column);
            mgp_buffer_append(out, value.text);
            mgp_buffer_text(out, ">\n");
        }
        require_values_at(&walk, layout);
    }
    layout->ops->destroy(layout);
    mgp_decoder_destroy(input.decoder);
    mgp_text_input_clear(&input);
    walk_clear(&walk);
    return status;
}

static void check_against_oracle(struct oracle *oracle, struct mgp_slice text, size_t window_bytes,
                                 struct mgp_buffer *out)
{
    bool is_closed = oracle_read(oracle, text);
    out->len = 0;
    enum mgp_status status = read_csv(text, window_bytes, out);
    cr_assert_eq(status, is_closed ? MGP_OK : MGP_RESTART_AS_TEXT, "<%.*s>", (int)text.len, (const char *)text.ptr);
    if (!is_closed) return;
    cr_assert(mgp_slice_equal(mgp_buffer_slice(out), mgp_buffer_slice(&oracle->out)), "<%.*s>: %.*s", (int)text.len,
              (const char *)text.ptr, (int)out->len, (const char *)out->ptr);
}

/* Every text of up to six of the five characters that matter. */
Test(content_csv, reads_every_short_text_as_python_does)
{
    static const char alphabet[] = "a\",\n\r";
    struct oracle oracle = {0};
    struct mgp_buffer out = {0};
    for (size_t len = 1, count = 5; len <= 6; len++, count *= 5) {
        for (size_t number = 0; number < count; number++) {
            uint8_t text[6];
            size_t rest = number;
            for (size_t i = 0; i < len; i++, rest /= 5) {
                text[i] = (uint8_t)alphabet[rest % 5];
            }
            check_against_oracle(&oracle, mgp_slice_of(text, len), number % 4 + 1, &out);
        }
    }
    mgp_buffer_clear(&out);
    mgp_buffer_clear(&oracle.out);
    mgp_buffer_clear(&oracle.cell);
}

Test(content_csv, reads_long_random_texts_as_python_does)
{
    static const char alphabet[] = "aabcdefgh  ,,\"\"\"\n\r";
    static const size_t windows[] = {1, 7, 64, 300, 4096};
    struct oracle oracle = {0};
    struct mgp_buffer out = {0};
    uint32_t random = 7;
    for (size_t round = 0; round < 1500; round++) {
        uint8_t text[700];
        size_t len = round % sizeof text;
        /* Few quotes, many quotes, no CR: different ways through the hopping. */
        size_t letters = sizeof alphabet - 1 - round % 3;
        for (size_t i = 0; i < len; i++) {
            random = random * 1664525 + 1013904223;
            text[i] = (uint8_t)alphabet[(random >> 16) % letters];
        }
        check_against_oracle(&oracle, mgp_slice_of(text, len), windows[round % 5], &out);
    }
    mgp_buffer_clear(&out);
    mgp_buffer_clear(&oracle.out);
    mgp_buffer_clear(&oracle.cell);
}

/* --- by way of the content ------------------------------------------------------------------------------ */

static enum mgp_status walk_csv(const char *key, struct mgp_slice text, size_t window_bytes, struct walk *walk)
{
    struct walk_setup setup = {.key = key, .window_bytes = window_bytes};
    walk_clear(walk);
    walk->by_offset = true;
    return walk_object(walk, text, &setup, NULL);
}

static void expect_values(const char *key, const char *text, const char *expected)
{
    static const size_t windows[] = {1, 3, 0};
    struct walk walk = {0};
    for (size_t i = 0; i < 3; i++) {
        cr_assert_eq(walk_csv(key, mgp_slice_text(text), windows[i], &walk), MGP_OK);
        cr_assert_str_eq(mgp_buffer_string(&walk.out), expected);
    }
    walk_clear(&walk);
}

Test(content_csv, gives_cells_the_labels_and_names_of_their_columns)
{
    expect_values("a.csv", "ssn,full name,card_id\r\n1,\"A \"\"B\"\"\"\r\n2,C,3,4\n",
                  "header 1,1 <ssn> 3 11 @0 lines 1-1:1\n"
                  "header 1,2 <full name> 9 11 @4 lines 1-1:5\n"
                  "header 1,3 <card_id> 7 11 @14 lines 1-1:15\n"
                  "cell 2,1 <1> 1 11 @23 #3^0 cell 2,1 ssn\n"
                  "cell 2,2 <A \"B\"> 5 11 @26 cell 2,2 full name\n"
                  "cell 3,1 <2> 1 11 @36 #3^0 cell 3,1 ssn\n"
                  "cell 3,2 <C> 1 11 @38 cell 3,2 full name\n"
                  "cell 3,3 <3> 1 11 @40 #70^0 #511^0 cell 3,3 card_id\n"
                  "cell 3,4 <4> 1 11 @42 cell 3,4 -\n");
}

Test(content_csv, gives_header_cells_their_physical_lines)
{
    expect_values("a.csv", "\xEF\xBB\xBF\n\"first\nname\",\xC3\xA9,id\nx,y,z\n",
                  "header 2,1 <first\nname> 10 11 @2 lines 2-3:2\n"
                  "header 2,2 <\xC3\xA9> 2 11 @14 lines 3-3:7\n"
                  "header 2,3 <id> 2 11 @17 lines 3-3:9\n"
                  "cell 3,1 <x> 1 11 @20 cell 3,1 first\nname\n"
                  "cell 3,2 <y> 1 11 @22 cell 3,2 \xC3\xA9\n"
                  "cell 3,3 <z> 1 11 @24 #511^0 cell 3,3 id\n");
}

Test(content_csv, takes_data_in_the_first_row_for_data)
{
    static const char *const rows[] = {"a@example.com,Ada", "Ada,36",
                                       "Ada,555-01-2345",   "x,x",
                                       ",,a",               "2024-05-06,Ada"};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct walk walk = {0};
        cr_assert_eq(walk_csv("a.csv", mgp_slice_text(rows[i]), 0, &walk), MGP_OK);
        cr_expect(!strstr(mgp_buffer_string(&walk.out), "header"), "%s", rows[i]);
        cr_expect(strstr(mgp_buffer_string(&walk.out), "cell"), "%s", rows[i]);
        walk_clear(&walk);
    }
    static const char *const headers[] = {"name,2019,2020", "name,", "q1,q2", "Name,E-mail address"};
    for (size_t i = 0; i < sizeof headers / sizeof *headers; i++) {
        struct walk walk = {0};
        cr_assert_eq(walk_csv("a.csv", mgp_slice_text(headers[i]), 0, &walk), MGP_OK);
        cr_expect(strstr(mgp_buffer_string(&walk.out), "header"), "%s", headers[i]);
        walk_clear(&walk);
    }
}

Test(content_csv, restarts_as_text_when_a_quote_is_never_closed)
{
    struct walk walk = {0};
    cr_assert_eq(walk_csv("a.csv", MGP_LITERAL("a,b\n1,2\n3,\"never\n4,5\n"), 1, &walk), MGP_RESTART_AS_TEXT);
    cr_assert_eq(walk_csv("a.csv", MGP_LITERAL("a,b\n1,2\n3,\"never\n4,5\n"), 0, &walk), MGP_RESTART_AS_TEXT);
    cr_assert_eq(walk_csv("a.csv", MGP_LITERAL("a,b\n1,2\n3,\""), 0, &walk), MGP_RESTART_AS_TEXT);
    walk_clear(&walk);
}

/* The limit counts the cell as it stands in the file, whatever the window. */
Test(content_csv, restarts_as_text_when_a_cell_is_too_long)
{
    static const size_t windows[] = {1000, 0, (size_t)8 << 20};
    for (size_t over = 0; over <= 1; over++) {
        for (size_t quoted = 0; quoted <= 1; quoted++) {
            struct mgp_buffer text = {0};
            size_t size = MGP_LONG_VALUE + over - 2 * quoted;
            mgp_buffer_text(&text, quoted ? "a,b\r\n1,\"" : "a,b\r\n1,");
            mgp_buffer_reserve(&text, size);
            memset(text.ptr + text.len, 'x', size);
            text.len += size;
            mgp_buffer_text(&text, quoted ? "\"\r\n3,4\r\n" : "\r\n3,4\r\n");
            for (size_t i = 0; i < 3; i++) {
                struct walk walk = {.no_places = true};
                struct walk_setup setup = {.key = "a.csv", .window_bytes = windows[i]};
                enum mgp_status status = walk_object(&walk, mgp_buffer_slice(&text), &setup, NULL);
                cr_assert_eq(status, over ? MGP_RESTART_AS_TEXT : MGP_OK);
                cr_assert(over || walk.values == 6);
                walk_clear(&walk);
            }
            mgp_buffer_clear(&text);
        }
    }
}

Test(content_csv, labels_a_bounded_number_of_columns)
{
    struct mgp_buffer text = {0};
    size_t calls = 0;
    for (unsigned i = 0; i < 5000; i++) {
        mgp_buffer_format(&text, "%sssn%u", i ? "," : "", i);
    }
    mgp_buffer_text(&text, "\n");
    for (unsigned i = 0; i < 5000; i++) {
        mgp_buffer_text(&text, i ? ",v" : "v");
    }
    struct walk walk = {.by_offset = true, .offset_step = 61};
    struct walk_setup setup = {.key = "a.csv", .labeller_calls = &calls};
    cr_assert_eq(walk_object(&walk, mgp_buffer_slice(&text), &setup, NULL), MGP_OK);
    cr_assert_eq(walk.values, 10000);
    cr_assert_eq(calls, MGP_CSV_MAX_COLUMNS);
    cr_assert(strstr(mgp_buffer_string(&walk.out), "#3^0 cell 2,4096 ssn4095\n"));
    cr_assert(strstr(mgp_buffer_string(&walk.out), " cell 2,4097 -\n"));
    walk_clear(&walk);
    mgp_buffer_clear(&text);
}

Test(content_csv, cuts_long_column_names_in_places)
{
    struct mgp_buffer text = {0};
    mgp_buffer_text(&text, "id,");
    for (unsigned i = 0; i < 100; i++) {
        mgp_buffer_text(&text, "\xE2\x82\xAC");
    }
    mgp_buffer_text(&text, "\nx,y\n");
    struct walk walk = {0};
    cr_assert_eq(walk_csv("a.csv", mgp_buffer_slice(&text), 0, &walk), MGP_OK);
    const char *name = strstr(mgp_buffer_string(&walk.out), "cell 2,2 \xE2\x82\xAC");
    cr_assert_not_null(name);
    cr_assert_eq(strlen(name), strlen("cell 2,2 \n") + 255);
    walk_clear(&walk);
    mgp_buffer_clear(&text);
}

/* --- tables made by chance, which know their own cells ---------------------------------------------------- */

struct table_maker {
    uint32_t random;
    char delimiter;
    const char *line_end;
    bool is_ragged;
    struct mgp_buffer text, cell, expected;
};

static uint32_t choose(struct table_maker *maker, uint32_t count)
{
    maker->random = maker->random * 1664525 + 1013904223;
    return (maker->random >> 16) % count;
}

static void make_cell(struct table_maker *maker)
{
    static const char *const pieces[] = {"a", "12", " ", "\xC3\xA9", "x", "-", "word", "\"", "\n", "\r\n"};
    maker->cell.len = 0;
    for (uint32_t i = choose(maker, 5); i > 0; i--) {
        uint32_t piece = choose(maker, 12);
        if (piece < 10) {
            mgp_buffer_text(&maker->cell, pieces[piece]);
        } else {
            mgp_buffer_byte(&maker->cell, (uint8_t)maker->delimiter);
        }
    }
}

/* Quoted where RFC 4180 asks for it, and now and then where it does not. */
static void write_cell(struct table_maker *maker)
{
    struct mgp_slice cell = mgp_buffer_slice(&maker->cell);
    bool is_quoted = choose(maker, 5) == 0;
    for (size_t i = 0; i < cell.len; i++) {
        is_quoted |= cell.ptr[i] == '"' || cell.ptr[i] == '\n' || cell.ptr[i] == '\r' ||
                     cell.ptr[i] == (uint8_t)maker->delimiter;
    }
    if (is_quoted) mgp_buffer_byte(&maker->text, '"');
    for (size_t i = 0; i < cell.len; i++) {
        if (cell.ptr[i] == '"') mgp_buffer_byte(&maker->text, '"');
        mgp_buffer_byte(&maker->text, cell.ptr[i]);
    }
    if (is_quoted) mgp_buffer_byte(&maker->text, '"');
}

static void make_header(struct table_maker *maker, const char *const *names, unsigned columns)
{
    size_t begin = maker->text.len;
    for (unsigned i = 0; i < columns; i++) {
        if (i > 0) mgp_buffer_byte(&maker->text, (uint8_t)maker->delimiter);
        mgp_buffer_format(&maker->expected, "header 1,%u <%s> %zu 11 lines 1-1:%zu\n", i + 1, names[i],
                          strlen(names[i]), maker->text.len - begin + 1);
        mgp_buffer_text(&maker->text, names[i]);
    }
    mgp_buffer_text(&maker->text, maker->line_end);
}

static void make_row(struct table_maker *maker, const char *const *names, unsigned columns, unsigned row)
{
    unsigned fewest = row % 2 ? 1 : 2; /* half of the records are divided: else it is no table */
    unsigned cells = maker->is_ragged ? fewest + choose(maker, columns + 1) : columns;
    for (unsigned i = 0; i < cells; i++) {
        make_cell(maker);
        if (i > 0) mgp_buffer_byte(&maker->text, (uint8_t)maker->delimiter);
        write_cell(maker);
        if (maker->cell.len == 0) continue;
        mgp_buffer_format(&maker->expected, "cell %u,%u <", row, i + 1);
        mgp_buffer_append(&maker->expected, mgp_buffer_slice(&maker->cell));
        mgp_buffer_format(&maker->expected, "> %zu 11%s cell %u,%u %s\n", maker->cell.len, i == 1 ? " #3^0" : "", row,
                          i + 1, i < columns ? names[i] : "-");
    }
}

static void make_table(struct table_maker *maker, bool has_mark)
{
    static const char *const names[] = {"alpha", "ssn", "gamma", "delta", "eta", "theta"};
    unsigned columns = 2 + choose(maker, 5), rows = 3 + choose(maker, 12);
    maker->text.len = maker->expected.len = 0;
    if (has_mark) mgp_buffer_text(&maker->text, "\xEF\xBB\xBF");
    make_header(maker, names, columns);
    for (unsigned row = 2; row < rows; row++) {
        make_row(maker, names, columns, row);
        mgp_buffer_text(&maker->text, row + 1 < rows || choose(maker, 2) ? maker->line_end : "");
    }
}

Test(content_csv, reads_tables_back_with_every_delimiter)
{
    static const char delimiters[] = ",\t;|";
    static const char *const line_ends[] = {"\n", "\r\n", "\r"};
    static const size_t windows[] = {1, 2, 7, 64, 0};
    struct table_maker maker = {.random = 3};
    struct walk walk = {0};
    for (unsigned round = 0; round < 600; round++) {
        maker.delimiter = delimiters[round % 4];
        maker.line_end = line_ends[round / 4 % 3];
        maker.is_ragged = round / 12 % 2;
        make_table(&maker, round % 5 == 0);
        for (size_t i = 0; i < 5; i++) {
            cr_assert_eq(walk_csv("a.csv", mgp_buffer_slice(&maker.text), windows[i], &walk), MGP_OK);
            drop_offsets(&walk.out);
            cr_assert_str_eq(mgp_buffer_string(&walk.out), mgp_buffer_string(&maker.expected),
                             "round %u, window %zu: %s", round, windows[i], mgp_buffer_string(&maker.text));
        }
    }
    walk_clear(&walk);
    mgp_buffer_clear(&maker.text);
    mgp_buffer_clear(&maker.cell);
    mgp_buffer_clear(&maker.expected);
}

/* --- passing over -------------------------------------------------------------------------------------- */

/* What next_beyond gives of text when nothing is asked for, one value a line. */
static void give_unasked(const char *text, struct mgp_buffer *out)
{
    struct opened opened;
    struct mgp_layout *layout;
    struct mgp_value value;
    struct walk_setup setup = {.key = "a.csv"};
    out->len = 0;
    open_object(&opened, mgp_slice_text(text), &setup);
    while (mgp_content_next(opened.content, &layout, NULL) == MGP_OK && layout) {
        while (mgp_layout_next_beyond(layout, SIZE_MAX, &value)) {
            mgp_buffer_format(out, "%u,%u <", (unsigned)value.row, (unsigned)value.column);
            mgp_buffer_append(out, value.text);
            mgp_buffer_text(out, ">\n");
        }
    }
    mgp_content_destroy(opened.content);
}

Test(content_csv, passes_over_all_but_labelled_cells_and_text_behind_quotes)
{
    struct mgp_buffer out = {0};
    give_unasked("a,b\n1,2\n\"p\"\"q\",4\n", &out);
    cr_expect_eq(out.len, 0, "%s", mgp_buffer_string(&out));
    give_unasked("a,b\n1,\"AK\"IA\n\"p\"\"q\",4\n\"5\"6,\"x\"\n", &out);
    cr_expect_str_eq(mgp_buffer_string(&out), "2,2 <AKIA>\n4,1 <56>\n");
    give_unasked("a,ssn\n1,2\n\n3\n4,\"5\",6\n", &out);
    cr_expect_str_eq(mgp_buffer_string(&out), "1,2 <ssn>\n2,2 <2>\n5,2 <5>\n");
    mgp_buffer_clear(&out);
}
