#include <criterion/criterion.h>
#include <string.h>

#include "base/digest.h"
#include "cli/bench_corpus.h"

enum { SIZE = 1 << 18 };

static void digest_of(struct mgp_slice bytes, char hex[65])
{
    struct mgp_sha256 sha;
    uint8_t digest[32];
    mgp_sha256_init(&sha);
    mgp_sha256_update(&sha, bytes);
    mgp_sha256_final(&sha, digest);
    mgp_hex(digest, sizeof digest, hex);
}

/* Figures of different days and machines can be compared only if the texts are the same: change these digests together
 * with the figures in docs/bench.md. */
static const struct {
    const char *name, *sha256;
} pinned[] = {
    {"prose", "324d755feebe338fc3628d9c762b504abe8f2365e4a8843818e0bd14a8f31c4d"},
    {"csv", "73fa65f30653db1925a95ad137dd5af8112dfe40d692094ef30d1a3b32f4f5fa"},
    {"csv-labelled", "fbe9c03e55cd554a1ee77df797455b03125bbc7ef348ad4e965332becf24f8e5"},
    {"jsonl", "61cf5d19a77c49b6346e69ea19cb4765b84c37a0f7b205e88119aac2f3cbcb57"},
    {"source", "0d11f05bfb9dc660556bb1d15faa6bb420ac5b05783e7d17bbe88b14ec6f24e3"},
    {"blobs", "e26e4fc9eb8f8fb52af6814c2a6b9b72498c10c0b3836b8a8316eb3e33dea913"},
    {"random", "2b91c01d9c479171a7ea4ab0799c07d7b8423e0a68014458f84f4d61936c061b"},
    {"records", "22280976111c071ae4819829ba5f184c2cc8027102e7776e5aa9d4bd5fe89369"},
};

Test(bench_corpus, texts_are_the_same_everywhere)
{
    cr_assert_eq(mgp_bench_corpus_count, sizeof pinned / sizeof *pinned);
    for (size_t i = 0; i < mgp_bench_corpus_count; i++) {
        struct mgp_buffer text = {0};
        char hex[65];
        mgp_bench_corpus_make(&mgp_bench_corpora[i], SIZE, &text);
        digest_of(mgp_buffer_slice(&text), hex);
        cr_expect_str_eq(mgp_bench_corpora[i].name, pinned[i].name);
        cr_expect_str_eq(hex, pinned[i].sha256, "%s: %s", pinned[i].name, hex);
        mgp_buffer_clear(&text);
    }
}

Test(bench_corpus, a_text_reaches_its_size_and_ends_soon_after)
{
    for (size_t i = 0; i < mgp_bench_corpus_count; i++) {
        struct mgp_buffer text = {0};
        mgp_bench_corpus_make(&mgp_bench_corpora[i], SIZE, &text);
        cr_expect_geq(text.len, SIZE);
        cr_expect_lt(text.len, SIZE + 65536, "%s", mgp_bench_corpora[i].name);
        mgp_buffer_clear(&text);
    }
}

/* A larger text begins as the smaller one: sizes can be compared. */
Test(bench_corpus, a_larger_text_continues_the_smaller_one)
{
    for (size_t i = 0; i < mgp_bench_corpus_count; i++) {
        struct mgp_buffer small = {0}, large = {0};
        mgp_bench_corpus_make(&mgp_bench_corpora[i], SIZE / 4, &small);
        mgp_bench_corpus_make(&mgp_bench_corpora[i], SIZE, &large);
        cr_expect(small.len < large.len && memcmp(small.ptr, large.ptr, small.len) == 0);
        mgp_buffer_clear(&small);
        mgp_buffer_clear(&large);
    }
}

Test(bench_corpus, every_adversarial_text_can_be_made)
{
    for (size_t i = 0; i < mgp_bench_adversary_count; i++) {
        struct mgp_buffer text = {0};
        cr_assert_eq(mgp_bench_corpus_find(mgp_bench_adversaries[i].name), &mgp_bench_adversaries[i]);
        mgp_bench_corpus_make(&mgp_bench_adversaries[i], 1 << 16, &text);
        cr_expect_geq(text.len, 1 << 16);
        cr_expect_null(memchr(text.ptr, '~', text.len), "%s: a symbol is left", mgp_bench_adversaries[i].name);
        mgp_buffer_clear(&text);
    }
}
