#include <criterion/criterion.h>

#include "base/utf8.h"

#include "base/buffer.h"
#include "scanner/content/content.h"
#include "../support/memory_object.h"

static struct mgp_content_type type_of(const char *key, struct mgp_slice bytes)
{
    struct memory_object object = {bytes, 0, 0};
    struct mgp_reader reader = {&object, memory_read};
    struct mgp_content_options options = {.key = mgp_slice_text(key)};
    struct mgp_content *content = NULL;
    cr_assert_eq(mgp_content_open(&reader, &options, &content, NULL), MGP_OK);
    struct mgp_content_type type = *mgp_content_type(content);
    struct mgp_layout *layout = NULL;
    if (type.format == MGP_FORMAT_OTHER) {
        cr_assert_eq(mgp_content_next(content, &layout, NULL), MGP_OK);
        cr_assert_null(layout);
    }
    mgp_content_destroy(content);
    return type;
}

struct example {
    const char *key, *text;
    enum mgp_format format;
    const char *mime_type;
};

static void check_examples(const struct example *examples, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct mgp_content_type type = type_of(examples[i].key, mgp_slice_text(examples[i].text));
        cr_expect(type.format == examples[i].format, "%s: <%s> is %d", examples[i].key, examples[i].text, type.format);
        cr_expect_str_eq(type.mime_type, examples[i].mime_type, "%s: <%s> is %s", examples[i].key, examples[i].text,
                         type.mime_type);
    }
}

#define CHECK(examples) check_examples(examples, sizeof(examples) / sizeof *(examples))

#define PLAIN MGP_FORMAT_TEXT, "text/plain"
#define CSV   MGP_FORMAT_CSV, "text/csv"
#define TSV   MGP_FORMAT_CSV, "text/tsv"
#define JSON  MGP_FORMAT_JSON, "application/json"
#define LINES MGP_FORMAT_JSON_LINES, "application/json"

Test(content_detect, knows_tables)
{
    static const struct example examples[] = {
        {"a.csv", "name,id\nAda,1\n", CSV},
        {"a.CSV", "name,id", CSV},
        {"dir.x/a", "name,id\nAda,1\n", CSV},
        {"a.dat", "name;id\nAda;1\n", CSV},
        {"a.dat", "name|id\nAda|1\n", CSV},
        {"a", "name\tid\nAda\t1\n", TSV},
        {"a.tsv", "name\tid, or not\nAda\t1, 2\n", TSV},
        {"a.csv", "name;price\nAda;1,5\nBob;2,5\n", CSV},
        {"a.csv", "name, id\nAda, 1\nragged\nmore, and, more\nBob, 2\n", CSV},
        {"a.csv", "\"Smith, Ada\",1\n\"two\nlines\",2\n", CSV},
        {"a.txt", "name,id,age\nAda,1,36\nBob,2,40\n", CSV},
        {"a.csv", "only one column\nand no more\n", PLAIN},
        {"a.csv", "three,of,them\ntwo,here\nand,four,of,them\nalone\n", CSV},
        {"a.csv", "three,of,them\nalone\nalone\n", PLAIN},
        {"a.csv", "\n\n", PLAIN},
        {"a", "name,id\n", PLAIN},
        {"a", "name,id\nAda\n", PLAIN},
    };
    CHECK(examples);
}

Test(content_detect, leaves_prose_alone)
{
    static const struct example examples[] = {
        {"a", "Dear Ada, how are you\nI am well, thank you\n", PLAIN},
        {"letter", "Dear Sir,\nMany thanks,\n", PLAIN},
        {"a.txt", "one, two\nthree, four\nfive, six\n", PLAIN},
        {"a.md", "a,b,c\n1,2,3\n4,5,6\n", PLAIN},
        {"a.md", "|a|b|\n|-|-|\n|1|2|\n", PLAIN},
        {"a.c", "int a, b;\nint c, d;\nint e, f;\n", PLAIN},
        {"app.log", "a|b|c\nd|e|f\n", PLAIN},
        {"a", "When it rained that day we stayed,and nobody went out at all\n"
              "The next morning was as wet as that,but we had run out of bread\n", PLAIN},
        {"a", "nothing to see here", PLAIN},
    };
    CHECK(examples);
}

Test(content_detect, knows_json)
{
    static const struct example examples[] = {
        {"a", "{\"a\":1}", JSON},
        {"a.json", " [1,\n2]\n", JSON},
        {"a.jsonl", "{\"a\":1}\n", LINES},
        {"a.ndjson", "{\"a\":1}", LINES},
        {"a", "{\"a\":1}\n{\"a\":2}\n", LINES},
        {"a.json", "{\"a\":1}\r\n{\"a\":2}\r\n", LINES},
        {"a.log", "{\"a\":1}\n{\"a\":2}\n", LINES},
        {"a", "{\"a\":1}\n\n{\"a\":2}\nbroken\n", LINES},
        {"a.jsonl", "broken\n{\"a\":1}\n", LINES},
        {"a.jsonl", "1\n2\nbroken\nbroken\n", LINES},
        {"a.jsonl", "1\n\nbroken\nbroken\n", PLAIN},
        {"a.jsonl", "1\n2\nbroken\nbroken\nbroken\n", PLAIN},
        {"a.jsonl", "1\nbroken\nbroken\n2\n\n", LINES},
        {"a.jsonl", "1\n2\n3\n\nbroken\nbroken\nbroken", LINES},
        {"a.json", "{broken\n{\"a\":1}\n{\"a\":1}\n", LINES},
        {"a", "{\n\"a\":1}\n{\n\"a\":2}\n", JSON},
        {"a.json", "\"scalar\"", JSON},
        {"a.json", "12", JSON},
        {"a", "12", PLAIN},
        {"a", "\"quoted\"", PLAIN},
        {"a.json", "{\"a\":1,}", PLAIN},
        {"a.json", "{'a':1}", PLAIN},
        {"a.jsonl", "bad\nworse\n{\"a\":1}\n", PLAIN},
        {"a", "[1] see the notes\n[2] and these\n", PLAIN},
        {"a", "[2024-05-06 10:11] INFO started\n[2024-05-06 10:12] INFO done\n", PLAIN},
        {"a", "{\"a\":1}\nand then some text\nand more\n", PLAIN},
        {"a.json", "{\"a\":", PLAIN},
    };
    CHECK(examples);
}

Test(content_detect, knows_markup)
{
    static const struct example examples[] = {
        {"a", "\n <!DOCTYPE html><p>", MGP_FORMAT_TEXT, "text/html"},
        {"a.html", "<HTML lang=en>", MGP_FORMAT_TEXT, "text/html"},
        {"a", "<?xml version='1.0'?><a/>", MGP_FORMAT_TEXT, "text/xml"},
        {"a.txt", "a < b", PLAIN},
        {"a.txt", "escape \x1B[1m bold \b\f\v", PLAIN},
    };
    CHECK(examples);
}

Test(content_detect, names_what_nobody_reads)
{
    const struct {
        const char *key;
        struct mgp_slice bytes;
        const char *kind, *mime_type;
    } examples[] = {
        {"a.txt", MGP_LITERAL("\x89PNG\r\n\x1A\n\0\0\0\rIHDR"), "PNG image", "image/png"},
        {"a", MGP_LITERAL("\xFF\xD8\xFF\xE0\0\x10JFIF"), "JPEG image", "image/jpeg"},
        {"a.zip", MGP_LITERAL("PK\3\4\x14\0"), "ZIP archive", "application/zip"},
        {"a.DOCX", MGP_LITERAL("PK\3\4\x14\0"), "Word document",
         "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
        {"a", MGP_LITERAL("\x7F" "ELF\2\1\1\0"), "ELF executable", "application/x-executable"},
        {"a.pdf", MGP_LITERAL("%PDF-1.7\n1 0 obj\n"), "PDF document", "application/pdf"},
        {"a.parquet", MGP_LITERAL("PAR1\x15\4\x15\0"), "Parquet file", "application/vnd.apache.parquet"},
        {"a", MGP_LITERAL("Obj\1\4\x16"), "Avro file", "application/avro"},
        {"a", MGP_LITERAL("RIFF\1\0\0\0WAVEfmt "), "WAV sound", "audio/wav"},
        {"a", MGP_LITERAL("BM\1\0\0\0"), "BMP image", "image/bmp"},
        {"a", MGP_LITERAL("SQLite format 3\0"), "SQLite database", "application/vnd.sqlite3"},
        {"a.csv", MGP_LITERAL("a,b\n1,\x01\n"), "binary data", "application/octet-stream"},
        {"a", MGP_LITERAL("\0\0\xFE\xFF\0\0\0a"), "UTF-32 text", "text/plain"},
    };
    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
        struct mgp_content_type type = type_of(examples[i].key, examples[i].bytes);
        cr_expect_eq(type.format, MGP_FORMAT_OTHER);
        cr_expect_str_eq(type.kind, examples[i].kind);
        cr_expect_str_eq(type.mime_type, examples[i].mime_type);
    }
    cr_expect_eq(type_of("a", MGP_LITERAL("BMW drivers and MZ cars\n")).format, MGP_FORMAT_TEXT);
}

Test(content_detect, keeps_a_late_nul_as_text)
{
    struct mgp_buffer text = {0};
    while (text.len < 65536) {
        mgp_buffer_text(&text, "some words\n");
    }
    mgp_buffer_append(&text, MGP_LITERAL("a\0b"));
    cr_expect_eq(type_of("a", mgp_buffer_slice(&text)).format, MGP_FORMAT_TEXT);
    text.ptr[65535] = '\0';
    cr_expect_eq(type_of("a", mgp_buffer_slice(&text)).format, MGP_FORMAT_OTHER);
    mgp_buffer_clear(&text);
}
