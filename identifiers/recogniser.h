/* Recognisers: what no regex describes well (cards, IBANs, key blocks, JWTs, names, addresses). Pure functions of a
 * value with bounded context, the same for every matcher; only the gates before them differ. */
#ifndef MGP_IDENTIFIERS_RECOGNISER_H
#define MGP_IDENTIFIERS_RECOGNISER_H

#include "base/slice.h"

enum mgp_recogniser_id {
    MGP_RECOGNISER_NONE,
    MGP_RECOGNISER_CARD,      /* variant: enum mgp_card */
    MGP_RECOGNISER_IBAN,      /* variant: MGP_IBAN_VARIANT('D', 'E') */
    MGP_RECOGNISER_KEY_BLOCK, /* variant: enum mgp_key_block */
    MGP_RECOGNISER_JWT,       /* variant 0 */
    MGP_RECOGNISER_NAME,      /* variant 0 */
    MGP_RECOGNISER_ADDRESS,   /* variant 0 */
    MGP_RECOGNISER_COUNT,
};

#define MGP_IBAN_VARIANT(first, second) ((uint32_t)(first) << 8 | (uint32_t)(second))

/* What digits without any separator and nothing but a check digit say by themselves is little where other numbers are
 * so long: BARE needs a keyword. */
enum mgp_card { MGP_CARD_PLAIN, MGP_CARD_BARE };

enum mgp_key_block { MGP_KEY_OPENSSH = 1, MGP_KEY_PGP, MGP_KEY_PKCS, MGP_KEY_PUTTY };

/* Longest span of anything but a key block, and of a key block; longer ends do not exist. */
#define MGP_MAX_SPAN     ((size_t)4096)
#define MGP_MAX_KEY_SPAN ((size_t)65536)

/* What a recogniser or an edge test may look at before a start, in bytes. */
#define MGP_MAX_LOOK_BEHIND ((size_t)300)

/* What was read of a text for the sake of names, so that it is read once; one belongs to one worker. It is forgotten
 * before the bytes at the same place change. */
struct mgp_name_memory;

struct mgp_name_memory *mgp_name_memory_create(void);
void mgp_name_memory_destroy(struct mgp_name_memory *memory);
void mgp_name_memory_forget(struct mgp_name_memory *memory);

/* Likewise the words around postal codes. */
struct mgp_address_memory;

struct mgp_address_memory *mgp_address_memory_create(void);
void mgp_address_memory_destroy(struct mgp_address_memory *memory);
void mgp_address_memory_forget(struct mgp_address_memory *memory);

struct mgp_value_view {
    struct mgp_slice text; /* UTF-8: a value or a segment of one with context on both sides */
    bool begins_value;     /* text[0] is the value's first byte */
    bool ends_value;       /* the last byte is the value's last */
    bool is_labelled;      /* a column name or path element speaks for this identifier */
    struct mgp_name_memory *names; /* borrowed; NULL: nothing is remembered from call to call */
    struct mgp_address_memory *addresses; /* likewise */
};

struct mgp_recognition {
    size_t begin, end; /* bytes of view.text; edges are already free */
    uint32_t variant;
};

/* The first candidate whose start lies in [from, until): the leftmost start, and there the longest end.
 * Candidates at later starts are asked for with from = begin + 1, so that overlapping ones are all found.
 * False if there is none. The result depends on nothing further away than MGP_MAX_LOOK_BEHIND before the
 * start and MGP_MAX_SPAN (key blocks: MGP_MAX_KEY_SPAN) + MGP_MAX_LOOK_BEHIND after it. Linear in
 * until - from plus what the result spans. */
bool mgp_recognise(enum mgp_recogniser_id id, const struct mgp_value_view *view, size_t from, size_t until,
                   struct mgp_recognition *out);

#endif
