/* The finder: where in a text could a keyword, or a value that needs none, begin? Bit algebra over the
 * bitmaps of classify.h, and one look into a small table for each start of a word. It says more places than
 * there are, never fewer. Read-only once made. */
#ifndef MGP_SCANNER_FINDER_H
#define MGP_SCANNER_FINDER_H

#include "identifiers/rule_set.h"
#include "scanner/match/classify.h"

/* What could begin at a place. */
enum mgp_spot_kind {
    MGP_SPOT_KEYWORD = 1,
    MGP_SPOT_ANCHOR = 2, /* a value of a pattern without keyword */
    MGP_SPOT_CARD = 4,
    MGP_SPOT_IBAN = 8,
    MGP_SPOT_JWT = 16,
    MGP_SPOT_KEY_BLOCK = 32, /* the word BEGIN or PuTTY of its mark */
    MGP_SPOT_FOLD = 64,      /* a character that stands for an ASCII one (written_form.h) */
    MGP_SPOT_NAME = 128,
    MGP_SPOT_ADDRESS = 256, /* the first digit of its postal code */
};
#define MGP_SPOT_CLASS_SHIFT 16 /* of a keyword's enum mgp_start_class (keyword_starts.h) */

struct mgp_spot {
    uint32_t at;
    uint32_t kinds;
};

struct mgp_spots {
    struct mgp_spot *items; /* by place */
    size_t count, capacity;
    /* Of the text's blocks in [first_block, end_block): which bytes of each are digits. */
    uint64_t *digits;
    /* A bit for each of them: has it a run that makes text dense (shapes.h), a byte of 0x80 and more? */
    uint64_t *with_run, *with_high;
    size_t first_block, end_block, block_capacity;
};

void mgp_spots_clear(struct mgp_spots *spots);

struct mgp_finder;

struct mgp_finder *mgp_finder_create(const struct mgp_rule_set *rules);
void mgp_finder_destroy(struct mgp_finder *finder);

/* Replaces spots by those of text[from, until), and perhaps some around it; text has less than 4 GiB. False
 * where the rules have keywords that begin with neither an ASCII letter nor a byte of 0x80 and more: then
 * keywords are not among the spots. */
bool mgp_finder_scan(const struct mgp_finder *finder, struct mgp_slice text, size_t from, size_t until,
                     struct mgp_spots *spots);

/* The same for a text of values which are parted by bytes whose bits are set in borders, 64 in a word; NULL: none is
 * known. No name or address that would reach over one of them has to be among the spots. */
bool mgp_finder_scan_values(const struct mgp_finder *finder, struct mgp_slice text, const uint64_t *borders,
                            struct mgp_spots *spots);

/* The rest is about the text that was scanned last. Can a value that the keyword at a spot speaks for be
 * within reach of it in running text? False where no place near is dense enough. */
bool mgp_finder_keyword_counts(const struct mgp_finder *finder, const struct mgp_spots *spots,
                               const struct mgp_spot *spot);

/* The same for text[from, until), within which the keyword counts wherever it stands. */
bool mgp_spots_count_within(const struct mgp_spots *spots, const struct mgp_spot *spot, size_t from, size_t until);

/* How many digits text[from, until) has where it was scanned. */
size_t mgp_spots_digits(const struct mgp_spots *spots, size_t from, size_t until);

/* Has text[from, until] no byte of 0x80 and more? May say no where one is near. */
bool mgp_spots_are_ascii(const struct mgp_spots *spots, size_t from, size_t until);

#endif
