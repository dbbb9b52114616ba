#define _GNU_SOURCE /* sched_getaffinity */
#include "cli/scan_settings.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/log.h"
#include "scanner/job/job.h"
#include "scanner/output/sink.h"

static const char help[] =
    "Usage: magpie scan TARGET... [OPTIONS]\n"
    "TARGET: a file, a directory, - for standard input, s3://BUCKET/PREFIX, or s3:// for every bucket\n"
    "\n"
    "  --mirror                 each folder in TARGET is a bucket\n"
    "  --as s3://BUCKET/PREFIX/ report files as if uploaded there (without the last '/': one file's key)\n"
    "  --include GLOB  --exclude GLOB      which keys (** crosses '/'; --exclude .git)\n"
    "  --managed all|recommended|none|ID,...    --exclude-managed ID,...\n"
    "  --custom FILE            custom identifiers (JSON of CreateCustomDataIdentifier); may be repeated\n"
    "  --allow-list FILE        text never to report: words, one a line, or {\"regex\": ...}; may be repeated\n"
    "  --report-test-values     also values that Macie never reports (its example keys and cards)\n"
    "  --format table|json|jsonl|events|hits  -o, --output FILE|s3://...   repeat both for several outputs\n"
    "  --notify [--rules FILE] [--queue DIR]   post findings to Slack as they arise (magpie notify --help)\n"
    "  --fail-on low|medium|high|never   severity that makes the exit status 1 (low)\n"
    "  --allow-incomplete       no status 3 for objects that could not be read\n"
    "  --strict                 status 3 also for kinds that nobody reads (images, ...)\n"
    "  --endpoint-url URL  --profile NAME  --no-sign-request  --addressing auto|path|virtual   for s3://\n"
    "  --ca-bundle FILE         certificates (PEM) to trust in place of the system's, for s3://\n"
    "  --dry-run                what would be read, from where, how much\n"
    "  --log-level debug|info|warning|error\n"
    "  --threads N   --account-id ID   --region NAME   --now TIME   --matcher fast|reference\n"
    "  --quiet   --color, --progress auto|always|never\n"
    "\n"
    "Examples:\n"
    "  magpie scan uploads --fail-on high              a gate in CI\n"
    "  magpie scan --mirror buckets --format json -o findings.json --format table -o -\n"
    "\n"
    "Exit status: 0 nothing found; 1 findings; 2 not done as asked; 3 something was not read.\n";

enum option {
    MIRROR,
    AS,
    INCLUDE,
    EXCLUDE,
    MANAGED,
    EXCLUDE_MANAGED,
    CUSTOM,
    ALLOW_LIST,
    TEST_VALUES,
    FORMAT,
    OUTPUT,
    NOTIFY,
    RULES,
    QUEUE,
    FAIL_ON,
    ALLOW_INCOMPLETE,
    STRICT,
    THREADS,
    ACCOUNT_ID,
    REGION,
    NOW,
    MATCHER,
    ENDPOINT_URL,
    PROFILE,
    NO_SIGN_REQUEST,
    ADDRESSING,
    CA_BUNDLE,
    DRY_RUN,
    LOG_LEVEL,
    QUIET,
    COLOR,
    PROGRESS,
    HELP,
};

static const struct mgp_option options[] = {
    [MIRROR] = {"--mirror", 0, false},
    [AS] = {"--as", 0, true},
    [INCLUDE] = {"--include", 0, true},
    [EXCLUDE] = {"--exclude", 0, true},
    [MANAGED] = {"--managed", 0, true},
    [EXCLUDE_MANAGED] = {"--exclude-managed", 0, true},
    [CUSTOM] = {"--custom", 0, true},
    [ALLOW_LIST] = {"--allow-list", 0, true},
    [TEST_VALUES] = {"--report-test-values", 0, false},
    [FORMAT] = {"--format", 0, true},
    [OUTPUT] = {"--output", 'o', true},
    [NOTIFY] = {"--notify", 0, false},
    [RULES] = {"--rules", 0, true},
    [QUEUE] = {"--queue", 0, true},
    [FAIL_ON] = {"--fail-on", 0, true},
    [ALLOW_INCOMPLETE] = {"--allow-incomplete", 0, false},
    [STRICT] = {"--strict", 0, false},
    [THREADS] = {"--threads", 0, true},
    [ACCOUNT_ID] = {"--account-id", 0, true},
    [REGION] = {"--region", 0, true},
    [NOW] = {"--now", 0, true},
    [MATCHER] = {"--matcher", 0, true},
    [ENDPOINT_URL] = {"--endpoint-url", 0, true},
    [PROFILE] = {"--profile", 0, true},
    [NO_SIGN_REQUEST] = {"--no-sign-request", 0, false},
    [ADDRESSING] = {"--addressing", 0, true},
    [CA_BUNDLE] = {"--ca-bundle", 0, true},
    [DRY_RUN] = {"--dry-run", 0, false},
    [LOG_LEVEL] = {"--log-level", 0, true},
    [QUIET] = {"--quiet", 'q', false},
    [COLOR] = {"--color", 0, true},
    [PROGRESS] = {"--progress", 0, true},
    [HELP] = {"--help", 'h', false},
};

static int bad_value(enum option option, const char *value, const char *expected)
{
    return mgp_usage_error("scan", "%s: '%.60s' is not %s", options[option].name, value, expected);
}

static int read_number(const char *text, unsigned long low, unsigned long high, unsigned long *out)
{
    char *end;
    if (*text < '0' || *text > '9') return -1;
    unsigned long value = strtoul(text, &end, 10);
    if (*end || value < low || value > high) return -1;
    *out = value;
    return 0;
}

static int set_managed(struct mgp_scan_settings *settings, const char *value)
{
    if (strcmp(value, "all") == 0) {
        settings->rules.selection = MGP_SELECT_ALL;
    } else if (strcmp(value, "recommended") == 0) {
        settings->rules.selection = MGP_SELECT_RECOMMENDED;
    } else if (strcmp(value, "none") == 0) {
        settings->rules.selection = MGP_SELECT_NONE;
    } else {
        settings->rules.selection = MGP_SELECT_LISTED;
        mgp_text_list_add_split(&settings->managed, value);
    }
    return -1;
}

static int set_fail_on(struct mgp_scan_settings *settings, const char *value)
{
    static const char *const names[] = {"never", "low", "medium", "high"};
    for (int i = 0; i < 4; i++) {
        if (strcmp(value, names[i]) == 0) {
            settings->fail_on = (enum mgp_severity)i;
            return -1;
        }
    }
    return bad_value(FAIL_ON, value, "low, medium, high or never");
}

static int set_account(struct mgp_scan_settings *settings, const char *value)
{
    settings->account_id = value;
    settings->source.aws.account_id = value;
    if (strlen(value) == 12 && strspn(value, "0123456789") == 12) return -1;
    return bad_value(ACCOUNT_ID, value, "an AWS account: 12 digits");
}

static int set_region(struct mgp_scan_settings *settings, const char *value)
{
    settings->region = value;
    settings->source.aws.region = value;
    settings->has_region = true;
    size_t length = strlen(value);
    if (length > 0 && length < 40 && strspn(value, "abcdefghijklmnopqrstuvwxyz0123456789-") == length)
        return -1;
    return bad_value(REGION, value, "a region such as us-east-1");
}

static int set_addressing(struct mgp_scan_settings *settings, const char *value)
{
    static const char *const names[] = {"auto", "path", "virtual"};
    for (int i = 0; i < 3; i++) {
        if (strcmp(value, names[i]) != 0) continue;
        settings->source.aws.addressing = (enum mgp_aws_addressing)i;
        return -1;
    }
    return bad_value(ADDRESSING, value, "auto, path or virtual");
}

static int set_log_level(const char *value)
{
    enum mgp_log_level level;
    if (!mgp_log_level_parse(value, &level)) return bad_value(LOG_LEVEL, value, "debug, info, warning or error");
    mgp_log_set_level(level);
    return -1;
}

static int set_now(struct mgp_scan_settings *settings, const char *value)
{
    settings->has_fixed_clock = true;
    if (mgp_time_parse(value, &settings->now)) return -1;
    return bad_value(NOW, value, "a time such as 2026-03-17T08:41:26Z");
}

static int set_matcher(struct mgp_scan_settings *settings, const char *value)
{
    static const struct mgp_matcher_type *const matchers[] = {&mgp_fast_matcher, &mgp_reference_matcher};
    for (size_t i = 0; i < sizeof matchers / sizeof *matchers; i++) {
        if (strcmp(value, matchers[i]->name) != 0) continue;
        settings->matcher = matchers[i];
        return -1;
    }
    return bad_value(MATCHER, value, "a matcher: there are fast and reference");
}

static int set_threads(struct mgp_scan_settings *settings, const char *value)
{
    unsigned long number;
    if (read_number(value, 1, MGP_MAX_THREADS, &number) != 0)
        return bad_value(THREADS, value, "a number from 1 to 256");
    settings->threads = (unsigned)number;
    return -1;
}

/* Returns -1 to go on, else the exit status. */
static int apply(struct mgp_scan_settings *settings, enum option option, const char *value)
{
    switch (option) {
    case MIRROR:
        settings->source.is_mirror = true;
        return -1;
    case AS:
        settings->source.as = value;
        return -1;
    case INCLUDE:
        mgp_text_list_add(&settings->includes, value);
        return -1;
    case EXCLUDE:
        mgp_text_list_add(&settings->excludes, value);
        return -1;
    case MANAGED:
        return set_managed(settings, value);
    case EXCLUDE_MANAGED:
        mgp_text_list_add_split(&settings->excluded, value);
        return -1;
    case CUSTOM:
        mgp_text_list_add(&settings->customs, value);
        return -1;
    case ALLOW_LIST:
        mgp_text_list_add(&settings->allow_lists, value);
        return -1;
    case TEST_VALUES:
        settings->rules.report_test_values = true;
        return -1;
    case FORMAT:
        mgp_text_list_add(&settings->formats, value);
        return -1;
    case OUTPUT:
        mgp_text_list_add(&settings->paths, value);
        return -1;
    case NOTIFY:
        settings->notify = true;
        return -1;
    case RULES:
        settings->notify_rules = value;
        return -1;
    case QUEUE:
        settings->notify_queue = value;
        return -1;
    case FAIL_ON:
        return set_fail_on(settings, value);
    case ALLOW_INCOMPLETE:
        settings->allow_incomplete = true;
        return -1;
    case STRICT:
        settings->is_strict = true;
        return -1;
    case THREADS:
        return set_threads(settings, value);
    case ACCOUNT_ID:
        return set_account(settings, value);
    case REGION:
        return set_region(settings, value);
    case NOW:
        return set_now(settings, value);
    case MATCHER:
        return set_matcher(settings, value);
    case ENDPOINT_URL:
        settings->source.aws.endpoint_url = value;
        return -1;
    case PROFILE:
        settings->source.aws.profile = value;
        return -1;
    case CA_BUNDLE:
        settings->source.aws.ca_bundle = value;
        return -1;
    case NO_SIGN_REQUEST:
        settings->source.aws.no_sign_request = true;
        return -1;
    case ADDRESSING:
        return set_addressing(settings, value);
    case DRY_RUN:
        settings->is_dry_run = settings->source.lists_only = true;
        return -1;
    case LOG_LEVEL:
        return set_log_level(value);
    case QUIET:
        settings->is_quiet = true;
        return -1;
    case COLOR:
        return mgp_when_parse(value, &settings->color) ? -1
                                                       : bad_value(COLOR, value, "auto, always or never");
    case PROGRESS:
        return mgp_when_parse(value, &settings->progress)
                   ? -1
                   : bad_value(PROGRESS, value, "auto, always or never");
    case HELP:
        fputs(help, stdout);
        return 0;
    }
    return -1;
}

static const char *nth_format(size_t index)
{
    return mgp_sink_formats[index];
}

static int check_format(const char *format)
{
    size_t count = 0;
    for (; mgp_sink_formats[count]; count++) {
        if (strcmp(mgp_sink_formats[count], format) == 0) return -1;
    }
    const char *nearest = mgp_nearest(format, nth_format, count);
    if (nearest)
        return mgp_usage_error("scan", "--format: '%.60s' is not known: did you mean %s?", format, nearest);
    return bad_value(FORMAT, format, "table, json, jsonl, events or hits");
}

/* The n-th -o belongs to the n-th --format; alone it is the table's. */
static int pair_outputs(struct mgp_scan_settings *settings)
{
    size_t count = settings->formats.count ? settings->formats.count : 1, on_stdout = 0;
    if (count > MGP_MAX_OUTPUTS)
        return mgp_usage_error("scan", "at most %d outputs are written at once", MGP_MAX_OUTPUTS);
    if (settings->paths.count > count)
        return mgp_usage_error("scan", "there are more -o than --format: give each -o its --format");
    for (size_t i = 0; i < count; i++) {
        struct mgp_output_setting *output = &settings->outputs[i];
        output->format = settings->formats.count ? settings->formats.items[i] : "table";
        output->path = i < settings->paths.count ? settings->paths.items[i] : "-";
        int status = check_format(output->format);
        if (status >= 0) return status;
        on_stdout += strcmp(output->path, "-") == 0;
        settings->keep_all = settings->keep_all || strcmp(output->format, "hits") == 0;
        for (size_t k = 0; k < i; k++) {
            if (strcmp(settings->outputs[k].path, output->path) == 0 && strcmp(output->path, "-") != 0) {
                return mgp_usage_error("scan", "two outputs have the same file: give each its own -o");
            }
        }
    }
    settings->output_count = count;
    if (on_stdout > 1)
        return mgp_usage_error("scan",
                               "two formats cannot share standard output: add an -o FILE for each but one");
    return -1;
}

static unsigned usable_cores(void)
{
    cpu_set_t set;
    int count = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
    return count > 0 && count < MGP_MAX_THREADS ? (unsigned)count : 1;
}

static int read_environment(struct mgp_scan_settings *settings)
{
    unsigned long number;
    const char *epoch = getenv("SOURCE_DATE_EPOCH"), *window = getenv("MAGPIE_WINDOW");
    if (epoch && *epoch) {
        if (read_number(epoch, 0, 253402300799ul, &number) != 0) {
            return mgp_usage_error("scan", "SOURCE_DATE_EPOCH is not a number of seconds");
        }
        settings->now = (mgp_time_ms)number * 1000;
        settings->has_fixed_clock = true;
    }
    if (window && *window) {
        if (read_number(window, 1, 1ul << 30, &number) != 0) {
            return mgp_usage_error("scan", "MAGPIE_WINDOW is not a number of bytes (1 or more)");
        }
        settings->window_bytes = number;
    }
    return -1;
}

static int check(struct mgp_scan_settings *settings)
{
    if (settings->targets.count == 0)
        return mgp_usage_error("scan", "what is to be scanned? Name a file, a directory or -");
    if (settings->notify_rules && !settings->notify)
        return mgp_usage_error("scan", "--rules belongs to --notify: add it");
    if (settings->notify_queue && !settings->notify)
        return mgp_usage_error("scan", "--queue belongs to --notify: add it");
    if (settings->notify_queue && !*settings->notify_queue)
        return mgp_usage_error("scan", "--queue needs the name of a folder");
    if (settings->source.as && settings->source.is_mirror) {
        return mgp_usage_error(
            "scan", "--as and --mirror cannot be used together: the folders of a mirror name the buckets");
    }
    return pair_outputs(settings);
}

/* Points the options at the lists, which no longer grow. */
static void connect(struct mgp_scan_settings *settings)
{
    settings->source.targets = settings->targets.items;
    settings->source.target_count = settings->targets.count;
    settings->source.threads = settings->threads;
    settings->source.includes = settings->includes.items;
    settings->source.include_count = settings->includes.count;
    settings->source.excludes = settings->excludes.items;
    settings->source.exclude_count = settings->excludes.count;
    settings->rules.included = settings->managed.items;
    settings->rules.included_count = settings->managed.count;
    settings->rules.excluded = settings->excluded.items;
    settings->rules.excluded_count = settings->excluded.count;
    settings->rules.custom_files = settings->customs.items;
    settings->rules.custom_file_count = settings->customs.count;
    settings->rules.allow_files = settings->allow_lists.items;
    settings->rules.allow_file_count = settings->allow_lists.count;
}

static int read_arguments(struct mgp_scan_settings *settings, int argc, char **argv)
{
    struct mgp_arguments arguments = {.command = "scan", .argc = argc, .argv = argv, .at = 1};
    const char *value;
    for (;;) {
        int next = mgp_next_argument(&arguments, options, sizeof options / sizeof *options, &value);
        if (next == MGP_ARGUMENT_END) return -1;
        if (next == MGP_ARGUMENT_ERROR) return 2;
        if (next == MGP_ARGUMENT_POSITIONAL) {
            mgp_text_list_add(&settings->targets, value);
            continue;
        }
        int status = apply(settings, (enum option)next, value);
        if (status >= 0) return status;
    }
}

int mgp_scan_settings_read(struct mgp_scan_settings *settings, int argc, char **argv)
{
    *settings = (struct mgp_scan_settings){.matcher = &mgp_fast_matcher,
                                           .fail_on = MGP_SEVERITY_LOW,
                                           .account_id = "000000000000",
                                           .region = "us-east-1"};
    settings->threads = usable_cores();
    int status = read_environment(settings);
    if (status < 0) status = read_arguments(settings, argc, argv);
    if (status < 0) status = check(settings);
    if (status >= 0) {
        mgp_scan_settings_clear(settings);
        return status;
    }
    connect(settings);
    return -1;
}

void mgp_scan_settings_clear(struct mgp_scan_settings *settings)
{
    struct mgp_text_list *lists[] = {&settings->targets, &settings->managed,  &settings->excluded,
                                     &settings->customs, &settings->includes, &settings->excludes,
                                     &settings->formats, &settings->paths,    &settings->allow_lists};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        mgp_text_list_clear(lists[i]);
    }
}
