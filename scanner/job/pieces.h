/* One long object scanned by several workers, piece by piece (scanner/content/piece.h).
 *
 * Whoever has time cuts the next piece, alone, and scans it with its own matcher and the piece's joiner. Pieces that
 * are done are joined in their order by whoever finishes the one that is next. Where an occurrence reaches across a
 * border, what follows depends on it: then that piece is scanned once more with the joiner that knows. So the findings
 * are those of the object scanned whole. Memory is bounded: no piece is cut that is too far ahead of the joining. */
#ifndef MGP_SCANNER_PIECES_H
#define MGP_SCANNER_PIECES_H

#include "scanner/content/content.h"
#include "scanner/match/matcher.h"

struct mgp_pieces;

struct mgp_pieces_options {
    const struct mgp_rule_set *rules;            /* without custom identifiers */
    const struct mgp_matcher_type *matcher_type;
    size_t piece_bytes;
    size_t ahead; /* pieces in memory at a time */
    bool keep_all;
    /* Called once, as soon as something is known to have been found, by one of those who work on the pieces, while the
     * others go on. NULL allowed. */
    void (*on_found)(void *context);
    void *context;
};

/* For a content that can be cut, and what was found in its windows before: joiner, which is used on. Texts of what is
 * found go to arena. All but the options' copy is borrowed. */
struct mgp_pieces *mgp_pieces_create(const struct mgp_pieces_options *options, struct mgp_content *content,
                                     struct mgp_joiner *joiner, struct mgp_arena *arena);
/* When no thread is in mgp_pieces_work any more. NULL allowed. */
void mgp_pieces_destroy(struct mgp_pieces *pieces);

/* Cuts pieces and scans them with matcher until nothing is left to be cut, or, unless it is told to wait for room,
 * until too much is ahead of the joining. */
void mgp_pieces_work(struct mgp_pieces *pieces, struct mgp_matcher *matcher, bool waits);

/* Waits until all that was cut is joined, and fills report's detections. Like the end of mgp_content_next; UNSUPPORTED:
 * scan the object again, whole. */
enum mgp_status mgp_pieces_finish(struct mgp_pieces *pieces, struct mgp_report *report, struct mgp_error *error);

#endif
