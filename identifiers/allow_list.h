/* Allow lists: text that is never to be reported, as Macie's allow lists (user guide, "Defining sensitive data
 * exceptions with allow lists"): a list of words, compared whole and without case, or a regex that matches an
 * occurrence completely. They hold for managed and custom identifiers alike. Filled while a scan is prepared;
 * then read-only, but for a counter, and shared by all workers. */
#ifndef MGP_IDENTIFIERS_ALLOW_LIST_H
#define MGP_IDENTIFIERS_ALLOW_LIST_H

#include "base/alloc.h"
#include "base/status.h"

#define MGP_ALLOW_MAX_ENTRIES ((size_t)100000)
#define MGP_ALLOW_MAX_BYTES   ((size_t)35 << 20)
/* Lists of each kind in one scan: a job of Macie takes five of words and five regexes. */
#define MGP_ALLOW_MAX_LISTS 5
/* Steps of the automaton that a regex may take over one occurrence: so many, and so many more for each byte. */
#define MGP_ALLOW_STEPS          65536u
#define MGP_ALLOW_STEPS_PER_BYTE 64u

struct mgp_allow_lists;

struct mgp_allow_lists *mgp_allow_lists_create(void);
void mgp_allow_lists_destroy(struct mgp_allow_lists *lists); /* NULL allowed */

/* Adds a file. One that begins with '{' is JSON: {"regex": "..."} or {"words": [...]}, with a name and the like,
 * or the document of CreateAllowList with a regex. Any other is a list of words, UTF-8, one a line; blank lines
 * do not count, nor do blanks around an entry. INVALID, LIMIT, ...: the error names file, line, limit and value,
 * and never an entry, which is somebody's data. */
enum mgp_status mgp_allow_lists_read(struct mgp_allow_lists *lists, const char *path, struct mgp_error *error);

/* The same from text in memory; path names it in errors. */
enum mgp_status mgp_allow_lists_parse(struct mgp_allow_lists *lists, const char *path, struct mgp_slice text,
                                      struct mgp_error *error);

/* To be called after the last list was added, before the first question. */
void mgp_allow_lists_finish(struct mgp_allow_lists *lists);

/* Is an occurrence with this text (UTF-8) not to be reported? Runs of blanks and line breaks count as one
 * blank when words are compared. Thread-safe. */
bool mgp_allow_lists_hold(const struct mgp_allow_lists *lists, struct mgp_slice text);

/* How many times a regex needed more steps than it may take; the occurrence was then reported. */
uint64_t mgp_allow_lists_given_up(const struct mgp_allow_lists *lists);

#endif
