/* What a scan does on terminals only: colours, width, a progress line. */
#ifndef MGP_CLI_SCAN_TERMINAL_H
#define MGP_CLI_SCAN_TERMINAL_H

#include "scanner/output/sink.h"

enum mgp_when { MGP_WHEN_AUTO, MGP_WHEN_ALWAYS, MGP_WHEN_NEVER };

/* "auto", "always" or "never". */
bool mgp_when_parse(const char *text, enum mgp_when *out);

/* auto: on a terminal that is not "dumb", unless NO_COLOR is set (no-color.org). */
bool mgp_wants_color(enum mgp_when when, int fd);
/* Columns of a terminal; 0 if fd is none. */
size_t mgp_terminal_width(int fd);

/* A line on standard error that is rewritten while work lasts over a second. */
struct mgp_progress {
    bool is_wanted, is_shown;
    uint64_t started_ns, shown_ns;
};

void mgp_progress_start(struct mgp_progress *progress, enum mgp_when when);
void mgp_progress_show(struct mgp_progress *progress, const struct mgp_summary *summary);
void mgp_progress_hide(struct mgp_progress *progress); /* before anything else is printed */

#endif
