/* A directory that is held open by whoever needs it: the walk while it stands in it, and the entries of its files,
 * which are opened below it. */
#ifndef MGP_SCANNER_OPEN_FOLDER_H
#define MGP_SCANNER_OPEN_FOLDER_H

/* Directories that a process holds open before entries are opened by their paths instead. */
#define MGP_MAX_OPEN_FOLDERS 12

struct mgp_open_folder;

/* Takes fd over. The caller is its first user. */
struct mgp_open_folder *mgp_open_folder_create(int fd);
int mgp_open_folder_fd(const struct mgp_open_folder *folder); /* -1 for NULL */
/* One user more: returns folder, or NULL when there is none, or when so many are open that it is to be closed soon. */
struct mgp_open_folder *mgp_open_folder_share(struct mgp_open_folder *folder);
/* One user less; the last one closes it. NULL allowed. Thread-safe. */
void mgp_open_folder_release(struct mgp_open_folder *folder);

#endif
