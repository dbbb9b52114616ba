/* Which 15 occurrences a finding lists. Macie says only that a depth-first search fills them; here every type
 * gets one before any gets a second, in order of first appearance, so that each is shown as far as 15 go. */
#include "scanner/finding/finding_parts.h"

static bool comes_before(const struct mgp_report *report, size_t a, size_t b)
{
    uint64_t first = report->detections[a].first_offset, second = report->detections[b].first_offset;
    return first != second ? first < second : a < b;
}

/* The detection after previous in order of first appearance; previous SIZE_MAX gives the first, and SIZE_MAX
 * is the end. */
static size_t next_to_appear(const struct mgp_report *report, size_t previous)
{
    size_t next = SIZE_MAX;
    for (size_t i = 0; i < report->detection_count; i++) {
        if (!mgp_detection_is_in_finding(&report->detections[i])) continue;
        if (previous != SIZE_MAX && !comes_before(report, previous, i)) continue;
        if (next == SIZE_MAX || comes_before(report, i, next)) next = i;
    }
    return next;
}

/* Gives each detection that has one left another place; returns how many were given. */
static size_t deal_round(const struct mgp_report *report, size_t *taken, size_t left)
{
    size_t given = 0;
    size_t i = next_to_appear(report, SIZE_MAX);
    for (; i != SIZE_MAX && given < left; i = next_to_appear(report, i)) {
        if (taken[i] >= report->detections[i].occurrence_count) continue;
        taken[i]++;
        given++;
    }
    return given;
}

bool mgp_finding_share_places(const struct mgp_report *report, size_t *taken)
{
    size_t left = MGP_FINDING_PLACES;
    uint64_t found = 0;
    for (size_t i = 0; i < report->detection_count; i++) {
        taken[i] = 0;
        if (mgp_detection_is_in_finding(&report->detections[i])) found += report->detections[i].count;
    }
    if (report->is_member_of_archive) left = 0; /* Macie locates nothing inside archives in a finding */
    size_t listed = 0;
    for (size_t given = left; given > 0 && left > 0; left -= given) {
        given = deal_round(report, taken, left);
        listed += given;
    }
    return found > listed;
}
