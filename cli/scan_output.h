/* Where the outputs of a scan go: files, standard output, objects in S3. */
#ifndef MGP_CLI_SCAN_OUTPUT_H
#define MGP_CLI_SCAN_OUTPUT_H

#include "base/file.h"
#include "net/s3.h"

/* The connection that outputs to S3 share; made with the first. Zero-initialise it but for aws. */
struct mgp_scan_outputs {
    const struct mgp_aws_options *aws; /* borrowed */
    struct mgp_s3 *s3;
    struct mgp_s3_client *client;
};

/* A path, "-", or s3://bucket/key. */
enum mgp_status mgp_scan_output_open(struct mgp_scan_outputs *outputs, const char *path, struct mgp_output **out,
                                     struct mgp_error *error);
void mgp_scan_outputs_close(struct mgp_scan_outputs *outputs); /* after every output */

#endif
