/* What the recognisers share with each other and with nobody else. */
#ifndef MGP_IDENTIFIERS_RECOGNISER_INTERNAL_H
#define MGP_IDENTIFIERS_RECOGNISER_INTERNAL_H

#include "base/utf8.h"
#include "identifiers/recogniser.h"

/* Each obeys mgp_recognise for its own id; from <= until <= view->text.len. */
bool mgp_recognise_card(const struct mgp_value_view *view, size_t from, size_t until,
                        struct mgp_recognition *out);
bool mgp_recognise_iban(const struct mgp_value_view *view, size_t from, size_t until,
                        struct mgp_recognition *out);
bool mgp_recognise_key_block(const struct mgp_value_view *view, size_t from, size_t until,
                             struct mgp_recognition *out);
bool mgp_recognise_jwt(const struct mgp_value_view *view, size_t from, size_t until,
                       struct mgp_recognition *out);
bool mgp_recognise_name(const struct mgp_value_view *view, size_t from, size_t until,
                        struct mgp_recognition *out);
bool mgp_recognise_address(const struct mgp_value_view *view, size_t from, size_t until,
                           struct mgp_recognition *out);

static inline bool mgp_is_digit(uint8_t byte)
{
    return (uint8_t)(byte - '0') < 10;
}

static inline bool mgp_is_ascii_letter(uint8_t byte)
{
    return (uint8_t)((byte | 0x20) - 'a') < 26;
}

/* Eight bytes as a number, the first in the lowest place. */
static inline uint64_t mgp_load_eight(const uint8_t *bytes)
{
    uint64_t eight;
    memcpy(&eight, bytes, sizeof eight);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    eight = __builtin_bswap64(eight);
#endif
    return eight;
}

static inline void mgp_store_eight(uint8_t *bytes, uint64_t eight)
{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    eight = __builtin_bswap64(eight);
#endif
    memcpy(bytes, &eight, sizeof eight);
}

/* Does text hold the bytes of word (a NUL-ended string) at this offset? */
static inline bool mgp_has_at(struct mgp_slice text, size_t at, const char *word)
{
    size_t len = strlen(word);
    return at <= text.len && len <= text.len - at && memcmp(text.ptr + at, word, len) == 0;
}

#endif
