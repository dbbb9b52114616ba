/* "LinkTemplate" and "BucketLinkTemplate" of a destination: an address with placeholders.
 *
 *     https://minio.example/browser/{bucket}/{key-component}
 *
 * {bucket}, {region}, {account}, {finding} (the finding's id), {key} (percent-encoded but for its slashes) and
 * {key-component} (its slashes too). Thread-safe: no state. */
#ifndef MGP_NOTIFIER_RULE_LINK_TEMPLATE_H
#define MGP_NOTIFIER_RULE_LINK_TEMPLATE_H

#include "base/slice.h"

#define MGP_LINK_TEMPLATE_MAX 1000

#define MGP_LINK_VARIABLE_LIST(X)                                                                                      \
    X(BUCKET, "bucket")                                                                                                \
    X(KEY, "key")                                                                                                      \
    X(KEY_COMPONENT, "key-component")                                                                                  \
    X(REGION, "region")                                                                                                \
    X(ACCOUNT, "account")                                                                                              \
    X(FINDING, "finding")

enum mgp_link_variable {
#define X(name, text) MGP_LINK_##name,
    MGP_LINK_VARIABLE_LIST(X)
#undef X
        MGP_LINK_NONE /* only text is left */
};

/* Cuts the next piece off *rest: text, then a variable (MGP_LINK_NONE at the end). False if the template is not
 * valid there. */
bool mgp_link_template_next(struct mgp_slice *rest, struct mgp_slice *text, enum mgp_link_variable *variable);

/* NULL if text is a template, else why it is none. with_key: may {key} stand in it? */
const char *mgp_link_template_fault(struct mgp_slice text, bool with_key);

#endif
