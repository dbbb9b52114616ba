/* What the kernels of mixed_text.h share: how a text is gone through, run by run. */
#ifndef MGP_SCANNER_MIXED_TEXT_RUNS_H
#define MGP_SCANNER_MIXED_TEXT_RUNS_H

#include "scanner/content/mixed_text.h"

enum {
    MGP_MIXED_RUN = 64,
    MGP_MIXED_LOOK_AHEAD = 3, /* a character that begins in the run may end so far behind it */
    MGP_MIXED_ROOM = 4 * MGP_MIXED_RUN, /* what the writer of a run may write, of which three quarters count at most */
};

/* Of each byte of a run: is it beyond ASCII, and does a character (RFC 3629) of two, three or four bytes begin
 * there? */
struct mgp_mixed_leads {
    uint64_t high, two, three, four;
};

/* Looks at a run and MGP_MIXED_LOOK_AHEAD bytes more. */
typedef struct mgp_mixed_leads mgp_find_mixed_leads(const uint8_t *text);

/* Is the run all ASCII? */
typedef bool mgp_is_ascii_run(const uint8_t *text);

/* Writes a run, of which some bytes stay as they are; returns the end. */
typedef uint8_t *mgp_write_mixed_run(const uint8_t *text, uint64_t kept, uint8_t *out);

#define MGP_RUNS __attribute__((always_inline)) static inline

/* The bytes of a run that are ASCII or of a character. *spilled: those that end a character of the run before; becomes
 * those of the next run that end one of this. */
MGP_RUNS uint64_t mgp_mixed_kept(struct mgp_mixed_leads leads, uint64_t *spilled)
{
    uint64_t three = leads.three | leads.four, two = leads.two | three;
    uint64_t kept = *spilled | ~leads.high | two | two << 1 | three << 2 | leads.four << 3;
    *spilled = two >> 63 | three >> 62 | leads.four >> 61;
    return kept;
}

MGP_RUNS size_t mgp_skip_utf8_runs(struct mgp_slice text, mgp_is_ascii_run *is_ascii, mgp_find_mixed_leads *find_leads)
{
    size_t at = 0;
    uint64_t spilled = 0;
    while (text.len - at >= MGP_MIXED_RUN + MGP_MIXED_LOOK_AHEAD) {
        uint64_t spills = spilled;
        if (!is_ascii(text.ptr + at) && ~mgp_mixed_kept(find_leads(text.ptr + at), &spills)) break;
        spilled = spills;
        at += MGP_MIXED_RUN;
    }
    for (; spilled; spilled >>= 1) {
        at++;
    }
    return at;
}

MGP_RUNS size_t mgp_decode_mixed_runs(struct mgp_slice text, uint8_t *out, size_t room, size_t *used,
                                      mgp_find_mixed_leads *find_leads, mgp_write_mixed_run *write_run)
{
    const uint8_t *begin = out;
    size_t at = 0;
    uint64_t spilled = 0; /* bytes of the next run that end a character of this one */
    bool is_mixed = true;
    while (is_mixed && text.len - at >= MGP_MIXED_RUN + MGP_MIXED_LOOK_AHEAD &&
           room - (size_t)(out - begin) >= MGP_MIXED_ROOM) {
        uint64_t kept = mgp_mixed_kept(find_leads(text.ptr + at), &spilled);
        is_mixed = ~kept != 0;
        if (is_mixed) {
            out = write_run(text.ptr + at, kept, out);
        } else {
            memcpy(out, text.ptr + at, MGP_MIXED_RUN);
            out += MGP_MIXED_RUN;
        }
        at += MGP_MIXED_RUN;
    }
    for (; spilled; spilled >>= 1) {
        *out++ = text.ptr[at++];
    }
    *used = (size_t)(out - begin);
    return at;
}

#endif
