/* A server's side of Signature Version 4: is a request, as a scripted server logged it, signed by the secret? Written
 * from the documents, with none of the signer's code; HMAC and SHA-256 are OpenSSL's where that is at hand. */
#ifndef MGP_TESTS_AWS_VERIFY_H
#define MGP_TESTS_AWS_VERIFY_H

#include "base/json.h"

bool aws_signature_holds(const struct mgp_json *request, const char *service, const char *region, const char *secret,
                         char *fault, size_t size);

#endif
