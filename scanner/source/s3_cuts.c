#include "scanner/source/s3_cuts.h"

#include "base/utf8.h"

#define MIN_CUTS     4  /* fewer are not worth it, unless nothing better is found */
#define MAX_LEVELS   6  /* of folders that are looked at */
#define LEVELS_UP    2  /* above where the keys of a page differ: ranges of many pages */
#define LEVELS_DOWN  16 /* below: which characters are in use */
#define LAST_PRINTED '~'

void mgp_s3_cuts_clear(struct mgp_s3_cuts *cuts)
{
    for (size_t i = 0; i < cuts->count; i++) mgp_buffer_clear(&cuts->keys[i]);
    *cuts = (struct mgp_s3_cuts){0};
}

/* Folders. */

/* The length of key's folder, with its '/', that is shorter than length; base: there is none below it. */
static size_t parent_length(struct mgp_slice key, size_t length, size_t base)
{
    while (length > base && key.ptr[length - 1] == '/') length--;
    while (length > base && key.ptr[length - 1] != '/') length--;
    return length;
}

/* Takes at most MGP_S3_MAX_CUTS of the prefixes after last_key, evenly. */
static void take_cuts(const struct mgp_s3_page *page, struct mgp_slice last_key, struct mgp_s3_cuts *cuts)
{
    size_t begin = 0, count, step;
    while (begin < page->prefix_count && mgp_slice_compare(page->prefixes[begin], last_key) <= 0) begin++;
    count = page->prefix_count - begin;
    step = count / MGP_S3_MAX_CUTS + 1;
    for (size_t i = step - 1; i < count && cuts->count < MGP_S3_MAX_CUTS; i += step) {
        struct mgp_slice key = page->prefixes[begin + i];
        bool is_in_order = cuts->count == 0 ||
                           mgp_slice_compare(key, mgp_buffer_slice(&cuts->keys[cuts->count - 1])) > 0;
        if (is_in_order) mgp_buffer_append(&cuts->keys[cuts->count++], key);
    }
}

/* Gives it what stands before the key that it was to start after? (The folder that holds the key may be given.) */
static bool ignores_start(const struct mgp_s3_page *page, struct mgp_slice last_key)
{
    if (page->count > 0 && mgp_slice_compare(page->items[0].key, last_key) <= 0) return true;
    return page->prefix_count > 0 && mgp_slice_compare(page->prefixes[0], last_key) < 0 &&
           !mgp_slice_starts_with(last_key, page->prefixes[0]);
}

/* False when the server is no good for ranges. */
static bool cut_at_folders(struct mgp_s3_client *client, const struct mgp_s3_target *target, struct mgp_slice last_key,
                           struct mgp_s3_cuts *cuts)
{
    size_t base = target->prefix.len, length = parent_length(last_key, last_key.len, base);
    bool is_fit = true, goes_on = true;
    for (int level = 0; level < MAX_LEVELS && goes_on && cuts->count < MIN_CUTS; level++) {
        struct mgp_s3_page page = {0};
        struct mgp_s3_list list = {.bucket = target->bucket,
                                   .prefix = mgp_slice_sub(last_key, 0, length),
                                   .delimiter = "/",
                                   .start_after = last_key};
        is_fit = mgp_s3_list(client, &list, &page, NULL) == MGP_OK && !ignores_start(&page, last_key);
        if (is_fit) take_cuts(&page, last_key, cuts);
        goes_on = is_fit && !page.is_truncated && length > base;
        mgp_s3_page_clear(&page);
        length = parent_length(last_key, length, base);
    }
    return is_fit;
}

/* Characters. */

static size_t common_length(struct mgp_slice a, struct mgp_slice b)
{
    size_t length = 0;
    while (length < a.len && length < b.len && a.ptr[length] == b.ptr[length]) length++;
    return length;
}

/* The characters that are used where wanted is: at any place behind begin where it is, too. */
static void note_alphabet(const struct mgp_s3_page *page, size_t begin, uint8_t wanted, bool used[128])
{
    for (size_t place = begin; place < begin + LEVELS_DOWN; place++) {
        bool here[256] = {false};
        for (size_t i = 0; i < page->count; i++)
            if (place < page->items[i].key.len) here[page->items[i].key.ptr[place]] = true;
        for (size_t c = 0; here[wanted] && c < 128; c++) used[c] |= here[c];
    }
}

static void add_character(struct mgp_s3_cuts *cuts, struct mgp_slice prefix, uint8_t character)
{
    mgp_buffer_append(&cuts->keys[cuts->count], prefix);
    mgp_buffer_byte(&cuts->keys[cuts->count++], character);
}

/* Cuts behind key at the characters that may follow its first level bytes. */
static void cut_at_level(const struct mgp_s3_page *page, size_t differs, struct mgp_slice key, size_t level,
                         struct mgp_s3_cuts *cuts)
{
    bool used[128] = {false};
    struct mgp_slice prefix = mgp_slice_sub(key, 0, level);
    uint8_t own = key.ptr[level];
    size_t count = 0, seen = 0, step;
    if (own < ' ' || own >= LAST_PRINTED || !mgp_utf8_is_valid(prefix)) return;
    note_alphabet(page, differs, own, used);
    for (uint8_t c = own + 1; c < LAST_PRINTED; c++) count += used[c];
    step = count / MGP_S3_MAX_CUTS + 1;
    for (uint8_t c = own + 1; c < LAST_PRINTED; c++)
        if (used[c] && ++seen % step == 0 && cuts->count < MGP_S3_MAX_CUTS - 1) add_character(cuts, prefix, c);
    if (cuts->count > 0) add_character(cuts, prefix, LAST_PRINTED);
}

void mgp_s3_cuts_at_characters(const struct mgp_s3_page *page, size_t base, struct mgp_s3_cuts *cuts)
{
    if (page->count < 2) return;
    struct mgp_slice last = page->items[page->count - 1].key;
    size_t differs = common_length(page->items[0].key, last);
    if (differs >= last.len || differs < base) return;
    size_t level = differs > base + LEVELS_UP ? differs - LEVELS_UP : base;
    for (;; level--) {
        cut_at_level(page, differs, last, level, cuts);
        if (cuts->count > 0 || level == base) return;
    }
}

void mgp_s3_cuts_find(struct mgp_s3_client *client, const struct mgp_s3_target *target, const struct mgp_s3_page *page,
                      struct mgp_s3_cuts *cuts)
{
    if (page->count == 0) return;
    bool is_fit = cut_at_folders(client, target, page->items[page->count - 1].key, cuts);
    if (cuts->count < 2) mgp_s3_cuts_clear(cuts);
    if (is_fit && cuts->count == 0) mgp_s3_cuts_at_characters(page, target->prefix.len, cuts);
}
