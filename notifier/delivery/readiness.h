/* Telling systemd how a service does: a datagram to the socket in NOTIFY_SOCKET (sd_notify(3)), nothing where there is
 * none. */
#ifndef MGP_NOTIFIER_DELIVERY_READINESS_H
#define MGP_NOTIFIER_DELIVERY_READINESS_H

#include <stdbool.h>

/* "READY=1", "STOPPING=1". False if it could not be sent; nobody needs to care. */
bool mgp_readiness_tell(const char *state);

#endif
