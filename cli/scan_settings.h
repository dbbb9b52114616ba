/* What `magpie scan` was asked to do, read from its arguments and the environment. */
#ifndef MGP_CLI_SCAN_SETTINGS_H
#define MGP_CLI_SCAN_SETTINGS_H

#include "base/clock.h"
#include "cli/arguments.h"
#include "cli/scan_terminal.h"
#include "identifiers/rule_set.h"
#include "scanner/match/matcher.h"
#include "scanner/source/source.h"

#define MGP_MAX_OUTPUTS 8

struct mgp_output_setting {
    const char *format;
    const char *path; /* "-": standard output */
};

struct mgp_scan_settings {
    struct mgp_source_options source;
    struct mgp_rule_set_options rules;
    struct mgp_output_setting outputs[MGP_MAX_OUTPUTS];
    size_t output_count;
    const struct mgp_matcher_type *matcher;
    size_t window_bytes;
    bool keep_all;
    unsigned threads;
    enum mgp_severity fail_on; /* NONE: never */
    bool allow_incomplete, is_strict, is_quiet;
    bool notify, is_dry_run, has_region;
    const char *notify_rules; /* NULL: the bare environment */
    const char *notify_queue; /* NULL: in memory */
    const char *account_id, *region;
    mgp_time_ms now;
    bool has_fixed_clock;
    enum mgp_when color, progress;
    struct mgp_text_list targets, managed, excluded, customs, allow_lists, includes, excludes, formats,
        paths; /* what the above points into */
};

/* Returns -1 when the scan is to go on, else the exit status (help was printed, or an error). */
int mgp_scan_settings_read(struct mgp_scan_settings *settings, int argc, char **argv);
void mgp_scan_settings_clear(struct mgp_scan_settings *settings);

#endif
