/* The names in one directory, in the order of the keys that they become. */
#ifndef MGP_SCANNER_FOLDER_H
#define MGP_SCANNER_FOLDER_H

#include "base/alloc.h"
#include "base/status.h"

enum mgp_item_type {
    MGP_ITEM_FILE,
    MGP_ITEM_DIRECTORY,
    MGP_ITEM_LINK,   /* symbolic; the walk finds out what it leads to */
    MGP_ITEM_OTHER,  /* neither file nor directory, or gone again: a look at it says which */
};

struct mgp_item {
    const uint8_t *key; /* the name as UTF-8; sorting counts a '/' behind a directory's */
    uint32_t key_length;
    uint8_t type;
    bool has_slash;     /* is it sorted as a directory? */
    const char *name;   /* as it stands in the directory: raw bytes, NUL-ended */
    void *link;         /* the walk's own */
};

struct mgp_folder {
    struct mgp_arena arena; /* of the names */
    struct mgp_item *items;
    size_t count, capacity;
};

/* Appends the names in the open directory fd, which stays open, in no order. On an error (errno tells) what
 * was read until then stands. */
bool mgp_folder_read(int fd, struct mgp_folder *folder);
void mgp_folder_sort(struct mgp_folder *folder);
/* The first two directories, neighbours after sorting, whose names become the same key; NULL: none. */
const struct mgp_item *mgp_folder_find_collision(const struct mgp_folder *folder);
void mgp_folder_clear(struct mgp_folder *folder);

/* What a file mode is, for people: "socket", "FIFO", "device"; NULL for files, directories and links. */
const char *mgp_mode_kind(unsigned mode);

#endif
