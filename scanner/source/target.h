/* Targets: what was asked for on the command line, checked, and given its place among buckets and keys.
 *
 * Where nothing else is said (--as, --mirror), a target under the working directory belongs to a bucket named
 * as the working directory, with the path from there as its key; elsewhere the bucket is the directory itself,
 * for a file the directory that it is in. The directory / is called "root". A path is taken as it was given;
 * only one with ".." in it, or one that leads under the working directory by symbolic links alone, is named by
 * its real path. */
#ifndef MGP_SCANNER_TARGET_H
#define MGP_SCANNER_TARGET_H

#include <sys/types.h>

#include "scanner/source/source.h"

enum mgp_scan_target_kind { MGP_TARGET_FILE, MGP_TARGET_DIRECTORY, MGP_TARGET_MIRROR, MGP_TARGET_STDIN };

struct mgp_scan_target {
    enum mgp_scan_target_kind kind;
    const char *path;  /* as given; borrowed */
    char *real_path;   /* without symbolic links; NULL for STDIN */
    char *bucket;      /* UTF-8; "" for a MIRROR */
    char *key;         /* UTF-8; FILE, STDIN: the whole key; DIRECTORY: what stands in front: "" or "…/" */
};

/* Checks and names every target. A target that is another one, or lies within another directory that is a
 * target, is left out: its files are reached already. The error names the first that cannot be opened. */
enum mgp_status mgp_scan_targets_create(const struct mgp_source_options *options, struct mgp_scan_target **out,
                                        size_t *count, struct mgp_error *error);
void mgp_scan_targets_destroy(struct mgp_scan_target *targets, size_t count);

/* Is the real path (absolute, without symbolic links) root itself or below it? */
bool mgp_path_is_within(const char *real_path, const char *root);

/* "cannot VERB PATH: REASON: REMEDY", with the status that fits errno's number. */
enum mgp_status mgp_fail_path(struct mgp_error *error, int number, const char *verb, const char *path);
enum mgp_status mgp_errno_status(int number);

#endif
