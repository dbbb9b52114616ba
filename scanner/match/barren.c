#include "scanner/match/barren.h"

#include "base/alloc.h"
#include "scanner/content/swar.h"

#define TEXTS  ((size_t)512) /* a power of two; one takes the place of another */
#define WORDS  (MGP_BARREN_BYTES / 8)
#define FACTOR 0x9E3779B97F4A7C15u

struct mgp_barren {
    struct mgp_barren_text texts[TEXTS];
};

struct mgp_barren *mgp_barren_create(void)
{
    return mgp_calloc(1, sizeof(struct mgp_barren));
}

void mgp_barren_destroy(struct mgp_barren *barren)
{
    free(barren);
}

bool mgp_barren_has(struct mgp_barren *barren, struct mgp_slice text, struct mgp_barren_text **place)
{
    uint64_t words[WORDS], hash = text.len;
    *place = NULL;
    if (text.len > MGP_BARREN_BYTES) return false;
    size_t count = mgp_swar_read(text.ptr, text.len, words);
    for (size_t i = 0; i < count; i++) {
        hash = (hash ^ words[i]) * FACTOR;
        hash ^= hash >> 32;
    }
    struct mgp_barren_text *known = &barren->texts[hash & (TEXTS - 1)];
    *place = known;
    uint64_t differing = known->len ^ text.len;
    for (size_t i = 0; i < count; i++) {
        differing |= known->words[i] ^ words[i];
    }
    return differing == 0;
}

void mgp_barren_put(struct mgp_barren_text *place, struct mgp_slice text)
{
    mgp_swar_read(text.ptr, text.len, place->words);
    place->len = text.len;
}
