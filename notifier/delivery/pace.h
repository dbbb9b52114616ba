/* How fast messages may go out: a token bucket, so that a few may follow each other at once and the rest keep the
 * rate. A server that says "too fast" all the same empties the bucket and lowers the rate, which climbs back slowly
 * while things go well. Times are milliseconds of a monotonic clock. No state but the struct. */
#ifndef MGP_NOTIFIER_DELIVERY_PACE_H
#define MGP_NOTIFIER_DELIVERY_PACE_H

#include <stdint.h>

#define MGP_PACE_BURST    5    /* messages that may go out at once after a rest */
#define MGP_PACE_SLOWER   0.8  /* the rate after "too fast", of what it was */
#define MGP_PACE_FASTER   1.01 /* after each message that was taken, up to what is configured */
#define MGP_PACE_SLOWEST  0.05 /* of what is configured */

struct mgp_pace {
    double configured, rate; /* messages a second */
    double allowance;        /* messages that may go out at at_ms; below 0: one was sent too early */
    uint64_t at_ms;
};

void mgp_pace_begin(struct mgp_pace *pace, double rate, double allowance, uint64_t now_ms);
/* 0 if a message may go out, else how long to wait. */
uint64_t mgp_pace_wait(struct mgp_pace *pace, uint64_t now_ms);
void mgp_pace_sent(struct mgp_pace *pace, uint64_t now_ms);
void mgp_pace_throttled(struct mgp_pace *pace);
void mgp_pace_went_well(struct mgp_pace *pace);

#endif
