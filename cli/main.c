#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cpu.h"
#include "base/file.h"
#include "cli/arguments.h"
#include "cli/commands.h"
#include "identifiers/rule_set.h"

#ifndef MAGPIE_VERSION
#error "the build defines MAGPIE_VERSION"
#endif

static const char help[] =
    "Magpie finds sensitive data in files and S3 mirrors as Amazon Macie does, offline,\n"
    "and reports it in Macie's own JSON.\n"
    "\n"
    "Usage: magpie COMMAND [OPTIONS] ...\n"
    "\n"
    "  scan TARGET...   look for sensitive data in files, directories, a mirror of buckets\n"
    "  notify           match findings with EventBridge rules and post them to Slack\n"
    "  identifiers      list, show and check what can be found\n"
    "  pattern test     try an EventBridge pattern on an event\n"
    "  bench            measure how fast this machine scans\n"
    "\n"
    "Examples:\n"
    "  magpie scan .                                 what is in this folder?\n"
    "  magpie scan --mirror buckets --format json    each folder in buckets/ is a bucket\n"
    "  tar -xOf dump.tar | magpie scan - --as s3://archive/dump.txt\n"
    "  magpie scan uploads --format events | magpie notify --rules rules.json\n"
    "  magpie identifiers show USA_SOCIAL_SECURITY_NUMBER\n"
    "\n"
    "Exit status of scan: 0 nothing found, 1 something found, 2 it could not be done as asked,\n"
    "3 nothing found, but something could not be read.\n"
    "'magpie COMMAND --help' says more. 'magpie --version' tells the version.\n";

static const struct {
    const char *name;
    int (*run)(int argc, char **argv);
} commands[] = {
    {"scan", mgp_cmd_scan},
    {"notify", mgp_cmd_notify},
    {"identifiers", mgp_cmd_identifiers},
    {"pattern", mgp_cmd_pattern},
    {"bench", mgp_cmd_bench},
};

static const char *nth_command(size_t index)
{
    return commands[index].name;
}

static void on_signal(int number)
{
    mgp_output_remove_unfinished();
    signal(number, SIG_DFL);
    raise(number);
}

static int unknown_command(const char *name)
{
    const char *nearest = mgp_nearest(name, nth_command, sizeof commands / sizeof *commands);
    if (nearest) return mgp_usage_error(NULL, "unknown command '%s': did you mean %s?", name, nearest);
    return mgp_usage_error(NULL, "unknown command '%s': there are scan, notify, identifiers, pattern and bench",
                           name);
}

/* Whoever closed a standard stream finds it closed: what is opened later must not take its number. Opened the wrong way
 * round, so that using it is an error. */
static void keep_standard_streams(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) < 0) return;
}

static int missing_kernel(const char *names)
{
    return mgp_failure("MAGPIE_CPU=%s: this processor has no such kernels; here there are %s", getenv("MAGPIE_CPU"),
                       names);
}

int main(int argc, char **argv)
{
    char kernels[MGP_CPU_NAMES];
    struct sigaction ignore = {.sa_handler = SIG_IGN}, end = {.sa_handler = on_signal}, hangup;
    keep_standard_streams();
    sigaction(SIGPIPE, &ignore, NULL); /* a closed pipe is an error of its write */
    sigaction(SIGINT, &end, NULL);
    sigaction(SIGTERM, &end, NULL);
    if (sigaction(SIGHUP, NULL, &hangup) == 0 && hangup.sa_handler != SIG_IGN) /* as nohup leaves it */
        sigaction(SIGHUP, &end, NULL);
    mgp_on_exhaustion(mgp_output_remove_unfinished);
    if (argc < 2) return mgp_usage_error(NULL, "what is to be done? Name a command, such as scan");
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "help") == 0) {
        fputs(help, stdout);
        return 0;
    }
    if (strcmp(argv[1], "--version") == 0) {
        puts("magpie " MAGPIE_VERSION);
        return 0;
    }
    if (!mgp_cpu_has_wanted(kernels)) return missing_kernel(kernels);
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        if (strcmp(argv[1], commands[i].name) == 0) return commands[i].run(argc - 1, argv + 1);
    }
    return unknown_command(argv[1]);
}
