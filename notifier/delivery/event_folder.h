/* A folder into which files of events are moved, whole, one after the other (written elsewhere on the same file
 * system, then renamed). They are taken in the order of their names' bytes; names that begin with '.' or end in
 * ".part" or ".tmp" are not looked at, for they are still being written. A file that was taken is moved to done/ in
 * the folder, or to failed/ if something in it could not be read; where that name is taken it gets a number. */
#ifndef MGP_NOTIFIER_DELIVERY_EVENT_FOLDER_H
#define MGP_NOTIFIER_DELIVERY_EVENT_FOLDER_H

#include <stdbool.h>

#include "base/status.h"

/* The first file there is now, as folder/name; the caller frees *out, which is NULL when there is none. */
enum mgp_status mgp_event_folder_next(const char *folder, char **out, struct mgp_error *error);

enum mgp_status mgp_event_folder_put_away(const char *folder, const char *path, bool has_failed,
                                          struct mgp_error *error);

#endif
