/* What an address of a destination may look like. Thread-safe: no state. */
#ifndef MGP_NOTIFIER_RULE_DESTINATION_URL_H
#define MGP_NOTIFIER_RULE_DESTINATION_URL_H

#include "base/slice.h"

enum mgp_url_kind {
    MGP_URL_BASE,  /* http or https, no query: a path is put behind it */
    MGP_URL_WHOLE, /* http or https, also with a query */
    MGP_URL_SMTP   /* smtp or smtps, host and port only */
};

/* NULL if text is such an address, else why it is not; neither has a user name or a fragment. */
const char *mgp_url_fault(struct mgp_slice text, enum mgp_url_kind kind);

/* The host of an address, without its port; an IPv6 address with its brackets. */
struct mgp_slice mgp_url_host(struct mgp_slice url);

#endif
