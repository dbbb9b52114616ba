#ifndef MGP_SCANNER_S3_BUCKET_H
#define MGP_SCANNER_S3_BUCKET_H

#include "net/s3.h"

struct mgp_bucket_settings;

/* Asks for every setting, one after the other; what cannot be had is UNKNOWN. Destroyed by the caller. */
struct mgp_bucket_settings *mgp_s3_ask_bucket(struct mgp_s3_client *client, struct mgp_slice bucket,
                                              const struct mgp_s3 *s3);

#endif
