/* Another program, or magpie scan, on a file: its processor time from start to end. */
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "contender.h"

enum { MAX_ARGUMENTS = 16 };

extern char **environ;

struct process {
    const char *arguments[MAX_ARGUMENTS];
    size_t count;
};

/* Its output is thrown away. magpie scan and ripgrep end with 2 (a shell with 127) where they could not do it. */
static uint64_t run(void *context, const struct text *text)
{
    struct process process = *(struct process *)context;
    posix_spawn_file_actions_t actions;
    pid_t child;
    int state;
    process.arguments[process.count] = text->path;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    int failure = posix_spawnp(&child, process.arguments[0], &actions, NULL, (char *const *)(uintptr_t)process.arguments,
                               environ);
    posix_spawn_file_actions_destroy(&actions);
    if (failure || waitpid(child, &state, 0) != child || !WIFEXITED(state) || WEXITSTATUS(state) == 2 ||
        WEXITSTATUS(state) == 127) {
        fprintf(stderr, "%s: could not be run to its end\n", process.arguments[0]);
        exit(2);
    }
    return (uint64_t)WEXITSTATUS(state);
}

bool process_contender(const char *name, const char *const *arguments, struct contender *out)
{
    struct process *process = mgp_calloc(1, sizeof *process);
    while (arguments[process->count] && process->count + 2 < MAX_ARGUMENTS) {
        process->arguments[process->count] = arguments[process->count];
        process->count++;
    }
    *out = (struct contender){.name = name, .context = process, .run = run, .destroy = free, .is_process = true};
    return true;
}
