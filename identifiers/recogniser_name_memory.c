/* Words of one text that were read, by where they begin. In a list of names each word is asked for by every name that
 * could begin some words before it, and by every one behind it. */
#include "base/alloc.h"
#include "identifiers/recogniser_name_internal.h"

/* More than the words of a name and those that are looked at around it. */
#define REMEMBERED ((size_t)128)

struct remembered {
    uint64_t text; /* number of the text that this belongs to */
    size_t at;
    bool is_word;
    bool is_phrase;     /* with the word at phrase_with */
    size_t phrase_with; /* 0: nobody asked */
    size_t before_begin, before_end; /* mgp_name_word_before; SIZE_MAX: nobody asked */
    struct mgp_name_word word;
};

struct mgp_name_memory {
    uint64_t text; /* counts texts, so that to forget costs nothing */
    struct mgp_slice bytes;
    struct remembered words[REMEMBERED];
};

struct mgp_name_memory *mgp_name_memory_create(void)
{
    struct mgp_name_memory *memory = mgp_calloc(1, sizeof *memory);
    memory->text = 1;
    return memory;
}

void mgp_name_memory_destroy(struct mgp_name_memory *memory)
{
    free(memory);
}

void mgp_name_memory_forget(struct mgp_name_memory *memory)
{
    memory->text++;
}

static struct remembered *recall(const struct mgp_value_view *view, size_t at)
{
    struct mgp_name_memory *memory = view->names;
    struct remembered *entry = &memory->words[at % REMEMBERED];
    if (memory->bytes.ptr != view->text.ptr || memory->bytes.len != view->text.len) {
        memory->bytes = view->text;
        memory->text++;
    }
    if (entry->text == memory->text && entry->at == at) return entry;
    entry->text = memory->text;
    entry->at = at;
    entry->phrase_with = 0;
    entry->before_begin = SIZE_MAX;
    entry->is_word = mgp_name_read_word(view->text, at, &entry->word);
    return entry;
}

bool mgp_name_recall_word(const struct mgp_value_view *view, size_t at, struct mgp_name_word *word)
{
    if (!view->names) return mgp_name_read_word(view->text, at, word);
    const struct remembered *entry = recall(view, at);
    if (entry->is_word) *word = entry->word;
    return entry->is_word;
}

bool mgp_name_recall_word_before(const struct mgp_value_view *view, size_t at, struct mgp_name_word *word)
{
    if (!view->names) return mgp_name_read_word_before(view->text, at, word);
    struct remembered *entry = recall(view, at);
    if (entry->before_begin == SIZE_MAX)
        entry->before_begin = mgp_name_word_before(view->text, at, &entry->before_end);
    size_t begin = entry->before_begin, end = entry->before_end;
    return begin < end && mgp_name_recall_word(view, begin, word) && word->begin == begin && word->after >= end;
}

bool mgp_name_recall_phrase(const struct mgp_value_view *view, const struct mgp_name_word *first,
                            const struct mgp_name_word *second)
{
    if (!view->names || second->begin == 0) return mgp_name_is_phrase(first, second);
    struct remembered *entry = recall(view, first->begin);
    if (entry->phrase_with != second->begin) {
        entry->phrase_with = second->begin;
        entry->is_phrase = mgp_name_is_phrase(first, second);
    }
    return entry->is_phrase;
}
