/* The ETag that S3 would give a file. A small one's is the MD5 of its bytes. A larger one is uploaded in parts, and its
 * ETag is the MD5 of their MD5s and, behind a dash, their number. How long parts are is up to whoever uploads: here it
 * is as the AWS CLI and boto3 have it by default, 8 MiB, for files of 8 MiB and more, and twice that until there are no
 * more than S3 takes. */
#ifndef MGP_SCANNER_ETAG_H
#define MGP_SCANNER_ETAG_H

#include "scanner/source/stream.h"

#define MGP_ETAG_PART_BYTES ((uint64_t)8 << 20)
#define MGP_ETAG_MAX_PARTS  10000

/* How long the parts are in which so many bytes are uploaded, 0: as a whole. */
uint64_t mgp_etag_part_bytes(uint64_t size);

/* Reads the whole file. etag: as in mgp_object. CHANGED when it is no longer as it was listed. */
enum mgp_status mgp_etag_of_file(const struct mgp_origin *origin, char *etag, struct mgp_error *error);

/* Of files below MGP_ETAG_PART_BYTES whose bytes are at hand, any number, digested side by side. */
void mgp_etags_of_bytes(const struct mgp_slice *files, char *const *etags, size_t count);

#endif
