/* A walk lists what one target holds, in order, one directory's names at a time.
 *
 * A symbolic link is followed only where it leads to something within the target, and what a link leads to is
 * listed under its own name; under the link's only where its own name is left out by the globs. So nothing is
 * listed twice, and loops end. */
#ifndef MGP_SCANNER_WALK_H
#define MGP_SCANNER_WALK_H

#include "scanner/source/file_entry.h"
#include "scanner/source/glob.h"
#include "scanner/source/source.h"
#include "scanner/source/stream.h"
#include "scanner/source/target.h"

/* Directories that are entered through symbolic links, for each target: links to links multiply. */
#define MGP_MAX_LINKED_FOLDERS 65536

struct mgp_walk;

struct mgp_walk_options {
    bool has_globs;  /* anything is left out by them at all */
    bool lists_only; /* nothing will be opened */
};

/* target, globs and pool are borrowed. */
struct mgp_walk *mgp_walk_create(const struct mgp_scan_target *target, const struct mgp_globs *globs,
                                 const struct mgp_walk_options *options, struct mgp_entry_pool *pool);
void mgp_walk_destroy(struct mgp_walk *walk);

/* The next entry, from the pool; NULL after the last. Its handle is a struct mgp_file_handle. */
enum mgp_status mgp_walk_next(struct mgp_walk *walk, struct mgp_entry **out, struct mgp_error *error);

/* Closes the directories it holds open; they are opened again when they are needed. */
void mgp_walk_suspend(struct mgp_walk *walk);

#endif
