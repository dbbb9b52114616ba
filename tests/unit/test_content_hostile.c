/* Structure made to hurt: every kind of it is read in a time that grows as its size does, and gives the same whether
 * its values are taken one by one or passed over. */
#include <criterion/criterion.h>
#include <time.h>

#define REQUIRE(condition) cr_assert(condition)
#include "../support/content_walk.h"

static uint32_t choose(uint32_t *random, uint32_t count)
{
    *random = *random * 1664525 + 1013904223;
    return (*random >> 16) % count;
}

/* Under sanitizers everything takes many times as long. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SIZE ((size_t)32 << 10)
#else
#define SIZE ((size_t)128 << 10)
#endif

/* A text of about size bytes. */
struct hostile {
    const char *name, *key;
    const char *begin, *repeated, *end;
    void (*add)(struct mgp_buffer *out, uint32_t *random); /* instead of repeated */
};

static void add_new_name(struct mgp_buffer *out, uint32_t *random)
{
    mgp_buffer_format(out, "{\"%08x%04x\":1}\n", choose(random, 1 << 16) << 16 | choose(random, 1 << 16),
                      choose(random, 1 << 16));
}

static void add_new_member(struct mgp_buffer *out, uint32_t *random)
{
    mgp_buffer_format(out, ",\"%04x%04x\":{\"name\":\"x\"}", choose(random, 1 << 16), choose(random, 1 << 16));
}

/* Names with labels in ever other combinations. */
static void add_label_path(struct mgp_buffer *out, uint32_t *random)
{
    static const char *const names[] = {"ssn", "card", "id", "x", "card ssn", "ssn id"};
    mgp_buffer_byte(out, ',');
    for (unsigned i = 0; i < 100; i++) {
        mgp_buffer_format(out, "{\"%s\":", names[choose(random, 6)]);
    }
    mgp_buffer_byte(out, '1');
    for (unsigned i = 0; i < 100; i++) {
        mgp_buffer_byte(out, '}');
    }
}

static void add_long_name(struct mgp_buffer *out, uint32_t *random)
{
    mgp_buffer_format(out, ",\"%04x", choose(random, 1 << 16));
    for (unsigned i = 0; i < 60000; i++) {
        mgp_buffer_byte(out, 'n');
    }
    mgp_buffer_text(out, "\":1");
}

static void add_long_cell(struct mgp_buffer *out, uint32_t *random)
{
    mgp_buffer_text(out, "1,\"");
    for (unsigned i = 0; i < 65536; i++) {
        mgp_buffer_text(out, choose(random, 100) ? "a," : "\"\"");
    }
    mgp_buffer_text(out, "\",3\n");
}

static void add_blanks(struct mgp_buffer *out, uint32_t *random)
{
    mgp_buffer_text(out, ",\"a\"");
    for (unsigned i = choose(random, 100000); i > 0; i--) {
        mgp_buffer_byte(out, ' ');
    }
}

static const struct hostile hostiles[] = {
    {"doubled quotes", "a.csv", "a,b,c\n", "\"\"\"\"\"\"\"\",\"\"\"\"\"\"\"\"\"\",1\n", "", NULL},
    {"quotes that are text", "a.csv", "a,b,c\n", "a\"b\"c\"\"\"d\",\"\",\"\n", "", NULL},
    {"text behind quotes", "a.csv", "a,b\n", "\"a\"b,\"\"c\n", "", NULL},
    {"empty cells", "a.csv", "a,ssn,b\n1,2,3\n", ",,\n", "", NULL},
    {"one record", "a.csv", "a,ssn,b\n1,2,3\n", "x,", "", NULL},
    {"carriage returns", "a.csv", "a,b\n1,2\n3,4\n5,6\n", "\r", "", NULL},
    {"long cells", "a.csv", "a,b,c\n1,2,3\n", NULL, "", add_long_cell},
    {"brackets", "a.json", "[", "[],", "1]", NULL},
    {"nested brackets", "a.json", "[", "[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]],", "1]", NULL},
    {"objects in objects", "a.json", "[", "{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":1}}}}}}},", "1]", NULL},
    {"documents", "a.json", "{}", "[]", "", NULL},
    {"numbers", "a.json", "[", "1,", "1]", NULL},
    {"literals", "a.json", "[", "true,null,", "1]", NULL},
    {"labelled numbers", "a.json", "{\"ssn\":[", "1,", "1]}", NULL},
    {"escapes", "a.json", "[", "\"\\\\\\\"\\n\\u00e9\",", "1]", NULL},
    {"empty strings", "a.json", "[", "\"\",", "1]", NULL},
    {"blanks", "a.json", "[1", NULL, "]", add_blanks},
    {"new names", "a.json", "{\"a\":1", NULL, "}", add_new_member},
    {"long names", "a.json", "{\"a\":1", NULL, "}", add_long_name},
    {"new labels", "a.json", "[1", NULL, "]", add_label_path},
    {"new names in lines", "a.jsonl", "", NULL, "", add_new_name},
    {"lines of a quote", "a.jsonl", "{}\n{}\n", "\"\n{}\n", "", NULL},
    {"empty lines", "a.jsonl", "{}\n{}\n", "\n", "", NULL},
    {"one line", "a.jsonl", "{}\n[1", ",{\"ssn\":[\"x\"]}", "]", NULL},
};

static void make(const struct hostile *hostile, size_t size, struct mgp_buffer *out)
{
    uint32_t random = 11;
    out->len = 0;
    mgp_buffer_text(out, hostile->begin);
    while (out->len < size) {
        if (hostile->add) hostile->add(out, &random);
        else mgp_buffer_text(out, hostile->repeated);
    }
    mgp_buffer_text(out, hostile->end);
}

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Seconds to walk text, asking for a place in every few bytes or (every: SIZE_MAX) for none. */
static double walk_time(const char *key, struct mgp_slice text, size_t every)
{
    struct opened opened;
    struct mgp_layout *layout;
    struct mgp_value value;
    struct walk_setup setup = {.key = key};
    double before = seconds();
    open_object(&opened, text, &setup);
    while (mgp_content_next(opened.content, &layout, NULL) == MGP_OK && layout) {
        size_t offset = every;
        while (mgp_layout_next_beyond(layout, offset, &value)) {
            size_t end = value.raw_offset + value.raw.len;
            if (every < SIZE_MAX && offset < end) offset = end + every;
        }
    }
    mgp_content_destroy(opened.content);
    return seconds() - before;
}

/* The machine may be busy with other things: the best of three. */
static double best_time(const char *key, struct mgp_slice text, size_t every)
{
    double best = walk_time(key, text, every);
    for (unsigned i = 0; i < 2; i++) {
        double time = walk_time(key, text, every);
        if (time < best) best = time;
    }
    return best;
}

Test(content_hostile, time_grows_as_size_does, .timeout = 240)
{
    const size_t size = SIZE, times = 8;
    struct mgp_buffer small = {0}, large = {0};
    for (size_t i = 0; i < sizeof hostiles / sizeof *hostiles; i++) {
        make(&hostiles[i], size, &small);
        make(&hostiles[i], times * size, &large);
        static const size_t everies[] = {SIZE_MAX, 3};
        for (size_t k = 0; k < 2; k++) {
            double one = best_time(hostiles[i].key, mgp_buffer_slice(&small), everies[k]);
            double many = best_time(hostiles[i].key, mgp_buffer_slice(&large), everies[k]);
            cr_log_info("%-22s %8.2f %8.2f ns/byte", hostiles[i].name, one * 1e9 / (double)small.len,
                        many * 1e9 / (double)large.len);
            cr_expect_lt(many, 3 * (double)times * one + 0.05, "%s: %.3f s, %zu times as much %.3f s", hostiles[i].name,
                         one, times, many);
        }
    }
    mgp_buffer_clear(&small);
    mgp_buffer_clear(&large);
}

Test(content_hostile, values_are_the_same_passed_over_or_not, .timeout = 240)
{
    static const size_t windows[] = {0, 1000, 4096};
    struct mgp_buffer text = {0};
    for (size_t i = 0; i < sizeof hostiles / sizeof *hostiles; i++) {
        make(&hostiles[i], SIZE / 2, &text);
        for (size_t k = 0; k < 3; k++) {
            struct walk_setup setup = {.key = hostiles[i].key, .window_bytes = windows[k]};
            walk_beyond(mgp_buffer_slice(&text), &setup, 0, (uint32_t)(i + 1));
            walk_beyond(mgp_buffer_slice(&text), &setup, SIZE_MAX, 1);
        }
    }
    mgp_buffer_clear(&text);
}

/* Runs of backslashes, quotes and line feeds at and over the edges of blocks, as part of names and of values. */
Test(content_hostile, backslashes_may_stand_at_the_edge_of_a_block)
{
    static const char *const tails[] = {"\\\"", "n", "u0041", "\"", "\n", "\x01", ""};
    struct mgp_buffer text = {0};
    for (size_t pad = 52; pad < 68; pad++) {
        for (size_t i = 0; i < 9 * 7 * 2; i++) {
            text.len = 0;
            mgp_buffer_text(&text, i % 2 ? "[1]\n{\"ssn\":\"" : "{\"a\":1}\n{\"");
            while (text.len < pad) {
                mgp_buffer_byte(&text, 'a');
            }
            for (size_t k = i / 14; k > 0; k--) {
                mgp_buffer_byte(&text, '\\');
            }
            mgp_buffer_text(&text, tails[i / 2 % 7]);
            mgp_buffer_text(&text, i % 2 ? "\"}\n{\"id\":\"\"}\n[\"\\u0042\",{\"card\":[3]}]\n"
                                         : "\":[\"x\"]}\n{\"id\":[\"y\\n\",4]}\n");
            for (uint32_t seed = 0; seed < 4; seed++) {
                struct walk_setup setup = {.key = seed % 2 ? "a.jsonl" : "a.json"};
                walk_beyond(mgp_buffer_slice(&text), &setup, seed < 2 ? 0 : SIZE_MAX, seed);
            }
        }
    }
    mgp_buffer_clear(&text);
}

Test(content_hostile, a_header_may_have_a_hundred_thousand_columns)
{
    enum { COLUMNS = 100000, ROWS = 4 };
    struct mgp_buffer text = {0};
    struct walk_setup setup = {.key = "a.csv"};
    for (unsigned row = 0; row < ROWS; row++) {
        for (unsigned column = 0; column < COLUMNS; column++) {
            mgp_buffer_format(&text, "%s%s%u", column ? "," : "", row ? "" : column % 1000 ? "c" : "ssn", column);
        }
        mgp_buffer_byte(&text, '\n');
    }
    walk_beyond(mgp_buffer_slice(&text), &setup, SIZE_MAX, 1);
    walk_beyond(mgp_buffer_slice(&text), &setup, 0, 3);
    mgp_buffer_clear(&text);
}
