#include "scanner/job/pieces.h"

#include <pthread.h>

#include "scanner/content/piece.h"
#include "scanner/job/tally.h"

enum slot_state { SLOT_FREE, SLOT_TAKEN, SLOT_SCANNED };

struct slot {
    enum slot_state state;
    struct mgp_piece piece;
    struct mgp_joiner *joiner;
    enum mgp_status status; /* of the scan */
    struct mgp_error error;
};

struct mgp_pieces {
    struct mgp_pieces_options options;
    struct mgp_content *content;
    struct mgp_arena *arena;
    struct mgp_tally *tally;
    struct mgp_joiner *own, *joiner; /* the caller's; the one that has what was joined last, own or a slot's */
    pthread_mutex_t cutting; /* held while a piece is cut; taken before lock */
    pthread_mutex_t lock;    /* guards what follows */
    pthread_cond_t joined;   /* a slot became free, or it is over */
    struct slot *slots;      /* piece n is in slot n % ahead */
    uint64_t cut_count, joined_count;
    bool is_over;            /* nothing more is cut */
    bool is_joining;         /* then the lock is not needed for joiner, tally and has_found */
    bool has_found, is_told; /* on_found was called */
    enum mgp_status status;  /* the first failure in the order of the text */
    struct mgp_error error;
};

struct mgp_pieces *mgp_pieces_create(const struct mgp_pieces_options *options, struct mgp_content *content,
                                     struct mgp_joiner *joiner, struct mgp_arena *arena)
{
    struct mgp_pieces *pieces = mgp_calloc(1, sizeof *pieces);
    pieces->options = *options;
    pieces->content = content;
    pieces->arena = arena;
    pieces->own = pieces->joiner = joiner;
    pieces->tally = mgp_tally_create(options->keep_all);
    pieces->slots = mgp_calloc(options->ahead, sizeof *pieces->slots);
    for (size_t i = 0; i < options->ahead; i++) {
        pieces->slots[i].joiner = mgp_joiner_create(options->rules);
    }
    pthread_mutex_init(&pieces->cutting, NULL);
    pthread_mutex_init(&pieces->lock, NULL);
    pthread_cond_init(&pieces->joined, NULL);
    return pieces;
}

void mgp_pieces_destroy(struct mgp_pieces *pieces)
{
    if (!pieces) return;
    /* Joiners were exchanged as pieces were joined: of all of them, the caller's stays. */
    for (size_t i = 0; i < pieces->options.ahead; i++) {
        if (pieces->slots[i].joiner != pieces->own) mgp_joiner_destroy(pieces->slots[i].joiner);
        mgp_piece_clear(&pieces->slots[i].piece);
    }
    if (pieces->joiner != pieces->own) mgp_joiner_destroy(pieces->joiner);
    mgp_tally_destroy(pieces->tally);
    pthread_cond_destroy(&pieces->joined);
    pthread_mutex_destroy(&pieces->lock);
    pthread_mutex_destroy(&pieces->cutting);
    free(pieces->slots);
    free(pieces);
}

static void scan(const struct mgp_pieces *pieces, struct slot *slot, struct mgp_matcher *matcher,
                 struct mgp_joiner *joiner)
{
    struct mgp_layout *layout = NULL;
    mgp_piece_begin(&slot->piece);
    pieces->options.matcher_type->begin(matcher);
    do {
        slot->status = mgp_piece_next(&slot->piece, &layout, &slot->error);
        if (slot->status == MGP_OK && layout) pieces->options.matcher_type->window(matcher, layout, joiner, NULL);
    } while (slot->status == MGP_OK && layout);
}

/* What the joiner that was used last has goes into the sum. */
static void sum_up(struct mgp_pieces *pieces)
{
    struct mgp_report part = {0};
    mgp_joiner_end(pieces->joiner, &part);
    pieces->has_found |= part.detection_count > 0;
    mgp_tally_add(pieces->tally, &part, pieces->arena);
    mgp_arena_clear(&part.arena);
}

static void join(struct mgp_pieces *pieces, struct slot *slot, struct mgp_matcher *matcher)
{
    if (slot->status != MGP_OK) return;
    if (mgp_joiner_reaches(pieces->joiner, slot->piece.begin)) {
        scan(pieces, slot, matcher, pieces->joiner);
        return;
    }
    sum_up(pieces);
    struct mgp_joiner *spare = pieces->joiner;
    pieces->joiner = slot->joiner;
    slot->joiner = spare;
}

/* Joins what can be joined now, unless another thread is at it. The lock is held, but for the work itself. */
static void join_ready(struct mgp_pieces *pieces, struct mgp_matcher *matcher)
{
    if (pieces->is_joining) return;
    pieces->is_joining = true;
    for (;;) {
        struct slot *slot = &pieces->slots[pieces->joined_count % pieces->options.ahead];
        if (slot->state != SLOT_SCANNED) break;
        bool has_failed = pieces->status != MGP_OK;
        pthread_mutex_unlock(&pieces->lock);
        if (!has_failed) join(pieces, slot, matcher);
        pthread_mutex_lock(&pieces->lock);
        if (!has_failed && slot->status != MGP_OK) {
            pieces->status = slot->status;
            pieces->error = slot->error;
            pieces->is_over = true;
        }
        slot->state = SLOT_FREE;
        pieces->joined_count++;
        pthread_cond_broadcast(&pieces->joined);
    }
    pieces->is_joining = false;
}

/* Where the next piece goes, or NULL when there is no room and the caller does not wait, or when it is over. */
static struct slot *find_room(struct mgp_pieces *pieces, bool waits)
{
    struct slot *slot = NULL;
    pthread_mutex_lock(&pieces->lock);
    while (waits && !pieces->is_over && pieces->cut_count - pieces->joined_count >= pieces->options.ahead) {
        pthread_cond_wait(&pieces->joined, &pieces->lock);
    }
    if (!pieces->is_over && pieces->cut_count - pieces->joined_count < pieces->options.ahead)
        slot = &pieces->slots[pieces->cut_count % pieces->options.ahead];
    pthread_mutex_unlock(&pieces->lock);
    return slot;
}

static void note_end(struct mgp_pieces *pieces)
{
    pthread_mutex_lock(&pieces->lock);
    pieces->is_over = true;
    pthread_cond_broadcast(&pieces->joined);
    pthread_mutex_unlock(&pieces->lock);
}

/* Cuts a piece into the next slot; NULL: there is none, or no room. */
static struct slot *cut(struct mgp_pieces *pieces, bool waits)
{
    bool has_piece = false;
    pthread_mutex_lock(&pieces->cutting);
    struct slot *slot = find_room(pieces, waits);
    if (slot)
        mgp_content_cut(pieces->content, pieces->options.piece_bytes, &slot->piece, &has_piece, NULL);
    if (has_piece) {
        pthread_mutex_lock(&pieces->lock);
        slot->state = SLOT_TAKEN;
        pieces->cut_count++;
        pthread_mutex_unlock(&pieces->lock);
    } else if (slot) {
        note_end(pieces);
    }
    pthread_mutex_unlock(&pieces->cutting);
    return has_piece ? slot : NULL;
}

/* The lock is held before and after, not meanwhile. */
static void tell_found(struct mgp_pieces *pieces)
{
    if (pieces->is_joining || !pieces->has_found || pieces->is_told || !pieces->options.on_found) return;
    pieces->is_told = true;
    pthread_mutex_unlock(&pieces->lock);
    pieces->options.on_found(pieces->options.context);
    pthread_mutex_lock(&pieces->lock);
}

void mgp_pieces_work(struct mgp_pieces *pieces, struct mgp_matcher *matcher, bool waits)
{
    for (struct slot *slot = cut(pieces, waits); slot; slot = cut(pieces, waits)) {
        mgp_joiner_begin(slot->joiner, pieces->options.keep_all);
        scan(pieces, slot, matcher, slot->joiner);
        pthread_mutex_lock(&pieces->lock);
        slot->state = SLOT_SCANNED;
        join_ready(pieces, matcher);
        tell_found(pieces);
        pthread_mutex_unlock(&pieces->lock);
    }
}

enum mgp_status mgp_pieces_finish(struct mgp_pieces *pieces, struct mgp_report *report, struct mgp_error *error)
{
    struct mgp_piece none = {0};
    bool has_piece;
    enum mgp_status status = MGP_OK;
    pthread_mutex_lock(&pieces->lock);
    while (pieces->joined_count < pieces->cut_count) {
        pthread_cond_wait(&pieces->joined, &pieces->lock);
    }
    pthread_mutex_unlock(&pieces->lock);
    sum_up(pieces);
    mgp_joiner_begin(pieces->own, pieces->options.keep_all);
    mgp_tally_finish(pieces->tally, report);
    if (pieces->status != MGP_OK) {
        *error = pieces->error;
        return pieces->status;
    }
    pthread_mutex_lock(&pieces->cutting); /* the content still tells how the text ended */
    status = mgp_content_cut(pieces->content, pieces->options.piece_bytes, &none, &has_piece, error);
    pthread_mutex_unlock(&pieces->cutting);
    return status;
}
