#include <criterion/criterion.h>
#include <stdio.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/digest.h"
#include "scanner/source/etag.h"

/* Every test runs in a process of its own. */
static char path[] = "/tmp/magpie-etag.XXXXXX";
static struct mgp_buffer text;

static void make_file(void)
{
    cr_assert_geq(mkstemp(path), 0);
}

static void remove_file(void)
{
    unlink(path);
    mgp_buffer_clear(&text);
}

TestSuite(etag, .init = make_file, .fini = remove_file, .timeout = 120);

/* Writes a file of size bytes, which text has too. */
static struct mgp_origin write_bytes(size_t size)
{
    uint32_t state = 1;
    struct mgp_origin origin;
    struct stat status;
    text.len = 0;
    mgp_buffer_reserve(&text, size + 1);
    for (text.len = 0; text.len < size; text.len++) {
        state = state * 1664525 + 1013904223;
        text.ptr[text.len] = (uint8_t)(state >> 24);
    }
    FILE *file = fopen(path, "wb");
    cr_assert(file);
    cr_assert_eq(fwrite(text.ptr, 1, size, file), size);
    cr_assert_eq(fclose(file), 0);
    cr_assert_eq(stat(path, &status), 0);
    mgp_origin_init(&origin, path, &status);
    return origin;
}

static void md5(struct mgp_slice bytes, uint8_t out[16])
{
    struct mgp_md5 digest;
    mgp_md5_init(&digest);
    mgp_md5_update(&digest, bytes);
    mgp_md5_final(&digest, out);
}

/* By the definition: one part after the other. */
static void expect_etag(size_t size)
{
    struct mgp_origin origin = write_bytes(size);
    struct mgp_error error = {0};
    char etag[80], wanted[80];
    uint8_t bytes[16], digests[32 * 16];
    size_t parts = 0;
    for (size_t at = 0; at < size; at += MGP_ETAG_PART_BYTES) {
        size_t end = at + MGP_ETAG_PART_BYTES;
        md5(mgp_slice_sub(mgp_buffer_slice(&text), at, end < size ? end : size), digests + 16 * parts++);
    }
    bool is_whole = size < MGP_ETAG_PART_BYTES;
    md5(is_whole ? mgp_buffer_slice(&text) : mgp_slice_of(digests, 16 * parts), bytes);
    mgp_hex(bytes, sizeof bytes, wanted);
    if (!is_whole) snprintf(wanted + 32, 8, "-%zu", parts);
    cr_assert_eq(mgp_etag_of_file(&origin, etag, &error), MGP_OK, "%zu: %s", size, error.message);
    cr_expect_str_eq(etag, wanted, "%zu: %s, not %s", size, etag, wanted);
}

Test(etag, of_a_small_file_is_the_md5_of_its_bytes)
{
    static const size_t sizes[] = {0, 1, 63, 64, 65, 131071, 131072, 131073, 200000, 8388607};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        expect_etag(sizes[i]);
    }
}

Test(etag, of_a_large_file_is_that_of_its_parts)
{
    const size_t part = MGP_ETAG_PART_BYTES;
    /* One part, some, and more than are digested side by side. */
    const size_t sizes[] = {part, part + 16385, 3 * part - 1, 17 * part + 77777};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        expect_etag(sizes[i]);
    }
}

/* Of any lengths and numbers: lanes become free and are taken again. */
Test(etag, of_several_small_files_at_once_are_those_of_each)
{
    enum { MOST = 70 };
    struct mgp_slice files[MOST];
    char etags[MOST][80], *out[MOST], wanted[80];
    uint8_t bytes[16];
    write_bytes(100000);
    for (size_t count = 0; count <= MOST; count += count < 20 ? 1 : 25) {
        for (size_t i = 0; i < count; i++) {
            size_t begin = (i * 7919 + count) % 50000;
            files[i] = mgp_slice_of(text.ptr + begin, i % 3 == 0 ? 4096 : i * i * i * 31 % 9000);
            out[i] = etags[i];
        }
        mgp_etags_of_bytes(files, out, count);
        for (size_t i = 0; i < count; i++) {
            md5(files[i], bytes);
            mgp_hex(bytes, sizeof bytes, wanted);
            cr_expect_str_eq(etags[i], wanted, "%zu of %zu, %zu bytes", i, count, files[i].len);
        }
    }
}

/* What S3 takes, and how boto3 cuts what would be more. */
Test(etag, knows_the_length_of_parts)
{
    const uint64_t part = MGP_ETAG_PART_BYTES;
    cr_expect_eq(mgp_etag_part_bytes(0), 0);
    cr_expect_eq(mgp_etag_part_bytes(part - 1), 0);
    cr_expect_eq(mgp_etag_part_bytes(part), part);
    cr_expect_eq(mgp_etag_part_bytes(MGP_ETAG_MAX_PARTS * part), part);
    cr_expect_eq(mgp_etag_part_bytes(MGP_ETAG_MAX_PARTS * part + 1), 2 * part);
    cr_expect_eq(mgp_etag_part_bytes((uint64_t)1 << 62) % part, 0);
}

Test(etag, is_not_given_for_a_file_that_changed)
{
    static const size_t sizes[] = {100, 3 * MGP_ETAG_PART_BYTES};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct mgp_origin origin = write_bytes(sizes[i]);
        char etag[80] = "";
        cr_assert_eq(truncate(path, (off_t)sizes[i] - 1), 0);
        cr_expect_eq(mgp_etag_of_file(&origin, etag, NULL), MGP_CHANGED);
        cr_assert_eq(truncate(path, (off_t)sizes[i] + 1), 0);
        cr_expect_eq(mgp_etag_of_file(&origin, etag, NULL), MGP_CHANGED);
        cr_expect_str_eq(etag, "");
    }
    struct mgp_origin origin = write_bytes(5);
    cr_assert_eq(unlink(path), 0);
    cr_expect_eq(mgp_etag_of_file(&origin, (char[80]){0}, NULL), MGP_GONE);
}
