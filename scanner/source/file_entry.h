/* Entries of files and folders: made by a walk, filled from what stat says, used again. */
#ifndef MGP_SCANNER_FILE_ENTRY_H
#define MGP_SCANNER_FILE_ENTRY_H

#include "scanner/source/open_folder.h"
#include "scanner/source/source.h"
#include "scanner/source/stream.h"

/* Entries that are to be used again, with their memory. It belongs to the thread that lists. */
struct mgp_entry_pool {
    struct mgp_entry **items;
    size_t count, capacity;
};

void mgp_entry_pool_clear(struct mgp_entry_pool *pool);

/* An entry of which only the names are known. Its handle, if it gets one, is a struct mgp_file_handle. */
struct mgp_entry *mgp_file_entry_take(struct mgp_entry_pool *pool, struct mgp_slice bucket, struct mgp_slice key,
                                      struct mgp_slice location);
/* Takes an entry back, also one that was given out; NULL allowed. */
void mgp_file_entry_give_back(struct mgp_entry_pool *pool, struct mgp_entry *entry);
/* What a handle holds besides memory. */
void mgp_file_entry_release(struct mgp_entry *entry);

/* These fill an entry and return it. */
struct mgp_entry *mgp_file_entry_fail(struct mgp_entry *entry, enum mgp_status status, const char *message);
struct mgp_entry *mgp_file_entry_fail_errno(struct mgp_entry *entry, int number);
struct mgp_entry *mgp_file_entry_set_kind(struct mgp_entry *entry, const char *kind);
struct mgp_entry *mgp_file_entry_set_origin(struct mgp_entry *entry, const struct mgp_origin *from);
/* As stat saw it. real_path: where a link leads to it, else NULL, and it is opened below folder if that can be shared
 * (NULL allowed), by the end of its location. */
struct mgp_entry *mgp_file_entry_set_status(struct mgp_entry *entry, const struct stat *status, const char *real_path,
                                            struct mgp_open_folder *folder);

#endif
