/* Words of one text that were read, by where they begin: in a list of names each word is asked for by every name that
 * could begin some words before it, and by every one behind it. And what the lists say of words, whatever the text:
 * the same few come again. */
#include "base/alloc.h"
#include "identifiers/recogniser_name_internal.h"

struct mgp_name_memory *mgp_name_memory_create(void)
{
    struct mgp_name_memory *memory = mgp_calloc(1, sizeof *memory);
    memory->text = 1;
    return memory;
}

void mgp_name_memory_destroy(struct mgp_name_memory *memory)
{
    if (memory) mgp_wipe(memory, sizeof *memory); /* it held words of values */
    free(memory);
}

void mgp_name_memory_forget(struct mgp_name_memory *memory)
{
    memory->text++;
}

uint32_t mgp_name_recall_flags(struct mgp_name_memory *memory, uint64_t letters, const char *key, size_t len)
{
    if (!memory || len > sizeof letters) return mgp_name_look_up(key, len);
    struct mgp_known_word *known = &memory->known[letters * 0x9E3779B97F4A7C15u >> (64 - MGP_NAME_KNOWN_BITS)];
    if (known->letters != letters) *known = (struct mgp_known_word){letters, mgp_name_look_up(key, len)};
    return known->flags;
}

/* Does the word end one blank before an offset, and would it be read alike from there back? So are words of ASCII
 * letters alone behind a blank. */
static bool is_plain_word_before(struct mgp_slice text, const struct mgp_name_place *place, size_t at)
{
    const struct mgp_name_word *word = &place->word;
    return place->is_word && word->end + 1 == at && word->end - word->begin == word->key_len &&
           (word->begin == 0 || text.ptr[word->begin - 1] == ' ') && text.ptr[word->end] == ' ';
}

struct mgp_name_place *mgp_name_read_place(const struct mgp_value_view *view, size_t at)
{
    struct mgp_name_memory *memory = view->names;
    struct mgp_name_place *place = &memory->places[at % MGP_NAME_PLACES], *last = &memory->places[memory->last];
    if (memory->bytes.ptr != view->text.ptr || memory->bytes.len != view->text.len) {
        memory->bytes = view->text;
        memory->text++;
    }
    bool is_behind_last = last->text == memory->text && is_plain_word_before(view->text, last, at);
    place->text = memory->text;
    place->at = at;
    place->phrase_with = 0;
    place->heading = SIZE_MAX;
    place->before_begin = is_behind_last ? last->word.begin : SIZE_MAX;
    place->before_end = is_behind_last ? last->word.end : SIZE_MAX;
    place->is_word = mgp_name_read_word(view->text, at, memory, &place->word);
    memory->last = at % MGP_NAME_PLACES;
    return place;
}

bool mgp_name_recall_word(const struct mgp_value_view *view, size_t at, struct mgp_name_word *word)
{
    const struct mgp_name_place *place = mgp_name_place(view, at);
    if (place->is_word) *word = place->word;
    return place->is_word;
}

struct mgp_name_place *mgp_name_place_before(const struct mgp_value_view *view, size_t at)
{
    struct mgp_name_place *place = mgp_name_place(view, at);
    if (place->before_begin == SIZE_MAX)
        place->before_begin = mgp_name_word_before(view->text, at, &place->before_end);
    size_t end = place->before_end;
    if (place->before_begin >= end) return NULL;
    struct mgp_name_place *before = mgp_name_place(view, place->before_begin);
    return before->is_word && before->word.after >= end ? before : NULL;
}

bool mgp_name_recall_word_before(const struct mgp_value_view *view, size_t at, struct mgp_name_word *word)
{
    const struct mgp_name_place *before = mgp_name_place_before(view, at);
    if (before) *word = before->word;
    return before;
}

bool mgp_name_recall_phrase(const struct mgp_value_view *view, const struct mgp_name_word *first,
                            const struct mgp_name_word *second)
{
    if (!mgp_name_may_begin_phrase(first)) return false;
    if (second->begin == 0) return mgp_name_is_phrase(first, second);
    struct mgp_name_place *place = mgp_name_place(view, first->begin);
    if (place->phrase_with != second->begin) {
        place->phrase_with = second->begin;
        place->is_phrase = mgp_name_is_phrase(first, second);
    }
    return place->is_phrase;
}
