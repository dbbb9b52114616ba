#define _DEFAULT_SOURCE /* TIOCGWINSZ */
#include "cli/scan_terminal.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

bool mgp_when_parse(const char *text, enum mgp_when *out)
{
    static const char *const names[] = {"auto", "always", "never"};
    for (int i = 0; i < 3; i++) {
        if (strcmp(text, names[i]) == 0) {
            *out = (enum mgp_when)i;
            return true;
        }
    }
    return false;
}

bool mgp_wants_color(enum mgp_when when, int fd)
{
    if (when != MGP_WHEN_AUTO) return when == MGP_WHEN_ALWAYS;
    const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");
    return isatty(fd) && !(no_color && *no_color) && term && strcmp(term, "dumb") != 0;
}

size_t mgp_terminal_width(int fd)
{
    struct winsize size;
    if (!isatty(fd)) return 0;
    return ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

void mgp_progress_start(struct mgp_progress *progress, enum mgp_when when)
{
    *progress = (struct mgp_progress){.started_ns = mgp_monotonic_ns()};
    progress->is_wanted = when == MGP_WHEN_ALWAYS || (when == MGP_WHEN_AUTO && isatty(STDERR_FILENO));
}

void mgp_progress_show(struct mgp_progress *progress, const struct mgp_summary *summary)
{
    const uint64_t second = 1000000000u;
    if (!progress->is_wanted) return;
    uint64_t now = mgp_monotonic_ns();
    if (now - progress->started_ns < second || now - progress->shown_ns < second / 5)
        return;
    uint64_t findings = summary->findings[MGP_SEVERITY_LOW] + summary->findings[MGP_SEVERITY_MEDIUM] +
                        summary->findings[MGP_SEVERITY_HIGH];
    fprintf(stderr, "\r\033[K%llu objects, %.1f MiB, %llu findings, %llu s",
            (unsigned long long)summary->objects, (double)summary->bytes / 1048576.0,
            (unsigned long long)findings, (unsigned long long)((now - progress->started_ns) / second));
    fflush(stderr);
    progress->shown_ns = now;
    progress->is_shown = true;
}

void mgp_progress_hide(struct mgp_progress *progress)
{
    if (!progress->is_shown) return;
    fputs("\r\033[K", stderr);
    fflush(stderr);
    progress->is_shown = false;
}
