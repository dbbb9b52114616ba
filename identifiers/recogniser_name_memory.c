/* Words of one text that were read, by where they begin: in a list of names each word is asked for by every name that
 * could begin some words before it, and by every one behind it. And what the lists say of words, whatever the text:
 * the same few come again. */
#include "base/alloc.h"
#include "identifiers/recogniser_name_internal.h"

/* More than the words of a name and those that are looked at around it. */
#define REMEMBERED ((size_t)128)

/* Words of one load that were looked up: 1 << KNOWN_WORDS_BITS places. */
#define KNOWN_WORDS_BITS 9

struct known_word {
    uint64_t letters; /* mgp_name_gate_letters; 0: the place is free */
    uint32_t flags;
};

struct remembered {
    uint64_t text; /* number of the text that this belongs to */
    size_t at;
    bool is_word;
    bool is_phrase;     /* with the word at phrase_with */
    size_t phrase_with; /* 0: nobody asked */
    size_t before_begin, before_end; /* mgp_name_word_before; SIZE_MAX: nobody asked */
    size_t heading;                  /* mgp_name_note_heading; SIZE_MAX: nobody noted it */
    struct mgp_name_word word;
};

struct mgp_name_memory {
    uint64_t text; /* counts texts, so that to forget costs nothing */
    struct mgp_slice bytes;
    struct remembered words[REMEMBERED];
    struct known_word known[(size_t)1 << KNOWN_WORDS_BITS];
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

uint32_t mgp_name_recall_flags(struct mgp_name_memory *memory, uint64_t letters, const char *key, size_t len)
{
    if (!memory || len > sizeof letters) return mgp_name_look_up(key, len);
    struct known_word *known = &memory->known[letters * 0x9E3779B97F4A7C15u >> (64 - KNOWN_WORDS_BITS)];
    if (known->letters != letters) *known = (struct known_word){letters, mgp_name_look_up(key, len)};
    return known->flags;
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
    entry->before_begin = entry->heading = SIZE_MAX;
    entry->is_word = mgp_name_read_word(view->text, at, memory, &entry->word);
    return entry;
}

bool mgp_name_recall_word(const struct mgp_value_view *view, size_t at, struct mgp_name_word *word)
{
    if (!view->names) return mgp_name_read_word(view->text, at, NULL, word);
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

size_t mgp_name_recall_heading(const struct mgp_value_view *view, size_t at)
{
    return view->names ? recall(view, at)->heading : SIZE_MAX;
}

void mgp_name_note_heading(const struct mgp_value_view *view, size_t at, size_t words)
{
    if (view->names) recall(view, at)->heading = words;
}
