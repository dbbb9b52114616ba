/* make_corpus text|csv|jsonl|line|json MEGABYTES SEED: writes a corpus sparse in keywords to standard output,
 * the same for the same seed. About one value in 20,000 is a social security number with its keyword. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"

static uint64_t state;

/* splitmix64 */
static uint64_t next(void)
{
    uint64_t z = (state += 0x9E3779B97F4A7C15u);
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
}

static const char *word(void)
{
    static const char *const words[] = {
        "request", "served",  "from",  "cache",  "in",     "the",   "usual",   "order", "while",
        "workers", "wait",    "for",   "a",      "lock",   "that",  "nobody",  "holds", "any",
        "longer",  "because", "retry", "window", "closed", "after", "timeout", "of",    "seconds"};
    return words[next() % (sizeof words / sizeof *words)];
}

static void sentence(struct mgp_buffer *out, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        mgp_buffer_text(out, word());
        mgp_buffer_byte(out, ' ');
        if (next() % 9 == 0) mgp_buffer_format(out, "%llu ", (unsigned long long)(next() % 100000));
    }
}

static void value(struct mgp_buffer *out)
{
    mgp_buffer_format(out, "%03u-%02u-%04u", (unsigned)(100 + next() % 500), (unsigned)(10 + next() % 80),
                      (unsigned)(1000 + next() % 9000));
}

static void text_line(struct mgp_buffer *out, const char *end)
{
    sentence(out, 14);
    if (next() % 1500 == 0) {
        mgp_buffer_text(out, "ssn ");
        value(out);
    }
    mgp_buffer_text(out, end);
}

static void csv_line(struct mgp_buffer *out)
{
    for (unsigned i = 0; i < 9; i++) {
        mgp_buffer_format(out, i % 3 ? "%s %llu," : "%s-%llu,", word(),
                          (unsigned long long)(next() % 1000000));
    }
    if (next() % 2000 == 0) {
        mgp_buffer_text(out, "\"ssn, \"\"new\"\" ");
        value(out);
        mgp_buffer_byte(out, '"');
    }
    mgp_buffer_byte(out, '\n');
}

static void json_line(struct mgp_buffer *out, const char *end)
{
    mgp_buffer_format(out, "{\"level\":\"%s\",\"at\":%llu,\"message\":\"", word(),
                      (unsigned long long)(next() % 10000000));
    sentence(out, 8);
    mgp_buffer_text(out, next() % 8 ? "\",\"tags\":[\"" : "\\u00e9\\n\",\"tags\":[\"");
    mgp_buffer_text(out, word());
    mgp_buffer_text(out, "\",\"x\"]");
    if (next() % 1500 == 0) {
        mgp_buffer_text(out, ",\"ssn\":\"");
        value(out);
        mgp_buffer_byte(out, '"');
    }
    mgp_buffer_format(out, "}%s", end);
}

static void record(const char *kind, struct mgp_buffer *out)
{
    if (strcmp(kind, "csv") == 0) {
        csv_line(out);
    } else if (strcmp(kind, "jsonl") == 0) {
        json_line(out, "\n");
    } else if (strcmp(kind, "json") == 0) {
        json_line(out, ",");
    } else {
        text_line(out, strcmp(kind, "line") == 0 ? " " : "\n");
    }
}

int main(int argc, char **argv)
{
    if (argc != 4) return fprintf(stderr, "usage: %s text|csv|jsonl|line|json MEGABYTES SEED\n", argv[0]), 2;
    uint64_t left = strtoull(argv[2], NULL, 10) << 20;
    struct mgp_buffer out = {0};
    bool is_json = strcmp(argv[1], "json") == 0;
    state = strtoull(argv[3], NULL, 10);
    if (strcmp(argv[1], "csv") == 0) mgp_buffer_text(&out, "a,b,c,d,e,f,g,h,i,note\n");
    if (is_json) mgp_buffer_byte(&out, '[');
    while (left > 0) {
        while (out.len < 1 << 20) {
            record(argv[1], &out);
        }
        left -= out.len < left ? out.len : left;
        if (fwrite(out.ptr, 1, out.len, stdout) != out.len) return perror("write"), 1;
        out.len = 0;
    }
    if (is_json) fputs("0]\n", stdout);
    mgp_buffer_clear(&out);
    return fflush(stdout) != 0;
}
