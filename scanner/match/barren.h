/* Barren texts: short ones in which the matcher found nothing, remembered so that they are not looked through again.
 * The names of JSON members come with every record and hold keywords; levels, methods and cities come again and again.
 * One belongs to one worker. */
#ifndef MGP_SCANNER_BARREN_H
#define MGP_SCANNER_BARREN_H

#include <stdbool.h>

#include "base/slice.h"

/* Longer texts are not remembered. */
#define MGP_BARREN_BYTES ((size_t)40)

/* Where a text is, or would be, remembered. */
struct mgp_barren_text {
    uint64_t words[MGP_BARREN_BYTES / 8]; /* of the text, as mgp_swar_read reads it */
    uint64_t len;                         /* 0: none */
};

struct mgp_barren;

struct mgp_barren *mgp_barren_create(void);
void mgp_barren_destroy(struct mgp_barren *barren);

/* Is text, which is not empty, known to be barren? Else *place is where it may be put; NULL: it is too long. */
bool mgp_barren_has(struct mgp_barren *barren, struct mgp_slice text, struct mgp_barren_text **place);

/* Remembers text, for which mgp_barren_has was asked last and gave place. */
void mgp_barren_put(struct mgp_barren_text *place, struct mgp_slice text);

#endif
