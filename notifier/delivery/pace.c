#include "notifier/delivery/pace.h"

void mgp_pace_begin(struct mgp_pace *pace, double rate, double allowance, uint64_t now_ms)
{
    *pace = (struct mgp_pace){.configured = rate, .rate = rate, .at_ms = now_ms};
    pace->allowance = allowance < MGP_PACE_BURST ? allowance : MGP_PACE_BURST;
}

static void advance(struct mgp_pace *pace, uint64_t now_ms)
{
    if (now_ms <= pace->at_ms) return;
    pace->allowance += (double)(now_ms - pace->at_ms) / 1000 * pace->rate;
    if (pace->allowance > MGP_PACE_BURST) pace->allowance = MGP_PACE_BURST;
    pace->at_ms = now_ms;
}

uint64_t mgp_pace_wait(struct mgp_pace *pace, uint64_t now_ms)
{
    advance(pace, now_ms);
    if (pace->allowance >= 1) return 0;
    return (uint64_t)((1 - pace->allowance) / pace->rate * 1000) + 1;
}

void mgp_pace_sent(struct mgp_pace *pace, uint64_t now_ms)
{
    advance(pace, now_ms);
    pace->allowance -= 1;
}

void mgp_pace_throttled(struct mgp_pace *pace)
{
    if (pace->allowance > 0) pace->allowance = 0;
    pace->rate *= MGP_PACE_SLOWER;
    if (pace->rate < pace->configured * MGP_PACE_SLOWEST) pace->rate = pace->configured * MGP_PACE_SLOWEST;
}

void mgp_pace_went_well(struct mgp_pace *pace)
{
    pace->rate *= MGP_PACE_FASTER;
    if (pace->rate > pace->configured) pace->rate = pace->configured;
}
