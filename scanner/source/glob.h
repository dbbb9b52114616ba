/* Globs over object keys: what --include and --exclude take.
 *
 *     *        any run of characters without '/', also none
 *     **       any run of characters, '/' too; "**" followed by '/' also stands for no folder at all
 *     ?        one character, not '/'
 *     [a-z]    one character of the set, never '/'; [!a-z] or [^a-z] one outside it; ']' may stand first
 *     \x       the character x itself
 *
 * A pattern without '/' is compared with the last segment of the key; one with '/' with the whole key, from
 * its beginning (a '/' in front says just that: "/notes" is at the top only). What fits a folder on the way
 * to an object fits the object: "logs" means the file logs and everything below a folder logs, anywhere. A
 * '/' at the end means folders only. Letters are compared with their case.
 *
 * Matching takes at most (length of key) x (length of pattern) steps, whatever they are. Compiled globs are
 * read-only and may be shared between threads. */
#ifndef MGP_SCANNER_GLOB_H
#define MGP_SCANNER_GLOB_H

#include "base/alloc.h"
#include "base/status.h"

#define MGP_GLOB_MAX_LENGTH 1024 /* characters of one pattern: as many as a key has bytes */

struct mgp_globs;

/* The texts may go afterwards. INVALID names the pattern that is none, and why. */
enum mgp_status mgp_globs_create(const char *const *includes, size_t include_count, const char *const *excludes,
                                 size_t exclude_count, struct mgp_globs **out, struct mgp_error *error);
void mgp_globs_destroy(struct mgp_globs *globs);

/* Is the object with this key to be looked at: it fits an include, if there are any, and no exclude? */
bool mgp_globs_select(const struct mgp_globs *globs, struct mgp_slice key);

/* Is everything in this folder left out? folder is its key without the '/' at the end. */
bool mgp_globs_exclude_folder(const struct mgp_globs *globs, struct mgp_slice folder);

#endif
