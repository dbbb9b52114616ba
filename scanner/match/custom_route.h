/* How a custom identifier is looked for. Its regex is looked at once: what every match of it must hold (a text, a run
 * of digits or capitals) is searched for with means far cheaper than a regex, and only around it an automaton of the
 * regex says where matches can begin (start_automaton.h). Whatever a route leaves is proved as ever (prove.h): a route
 * says too many places, never too few. Read-only once made. */
#ifndef MGP_SCANNER_CUSTOM_ROUTE_H
#define MGP_SCANNER_CUSTOM_ROUTE_H

#include "base/buffer.h"
#include "identifiers/custom.h"
#include "scanner/match/start_automaton.h"

enum mgp_route_kind {
    MGP_ROUTE_KEYWORDS,  /* only around its own keywords, and in values labelled by them */
    MGP_ROUTE_LITERAL,   /* a text that every match holds */
    MGP_ROUTE_RUN,       /* a run of digits or capitals that every match holds */
    MGP_ROUTE_AUTOMATON, /* every byte of every value goes through the automaton */
    MGP_ROUTE_SCAN,      /* the regex itself is run over every value */
};

#define MGP_ROUTE_MAX_LITERAL 64

/* What stands before it in a match, in bytes. */
struct mgp_route_distance {
    size_t min, max; /* max: MGP_MAX_SPAN where it has no bound */
};

struct mgp_route_literal {
    uint8_t bytes[MGP_ROUTE_MAX_LITERAL]; /* letters without case are in lower case */
    uint8_t cases[MGP_ROUTE_MAX_LITERAL]; /* 0x20 for such a letter, else 0 */
    size_t length;                        /* 0: there is none */
    size_t rarest;                        /* the byte to look for */
    struct mgp_route_distance before;
};

struct mgp_route_run {
    const char *name; /* of its class: "digits" */
    uint64_t bytes[4];
    size_t length; /* at least so many; 0: there is none */
    struct mgp_route_distance before;
};

struct mgp_custom_route {
    enum mgp_route_kind kind;
    struct mgp_route_literal literal;
    struct mgp_route_run run;
    struct mgp_start_automaton *automaton; /* NULL where it would be too large */
};

void mgp_custom_route_make(const struct mgp_custom *custom, struct mgp_custom_route *out);
void mgp_custom_route_clear(struct mgp_custom_route *route);

/* "by the text \"EMP-\"", for people. */
void mgp_custom_route_append(struct mgp_buffer *out, const struct mgp_custom_route *route);

/* Where in a text the thing of a route stands. */
struct mgp_route_search {
    const struct mgp_custom_route *route;
    struct mgp_slice text;
    size_t at;
    size_t next[2]; /* the next places of the rarest byte in either case */
};

/* For routes by a literal or a run. */
void mgp_route_search_begin(struct mgp_route_search *search, const struct mgp_custom_route *route,
                            struct mgp_slice text, size_t from);

/* The next stretch in which matches that hold the thing can begin: [*from, *until); both ascend from call to call.
 * False after the last. */
bool mgp_route_search_next(struct mgp_route_search *search, size_t *from, size_t *until);

#endif
