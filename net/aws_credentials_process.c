/* credential_process: a command whose output is the keys. It is split as a shell would (quotes, backslashes), but
 * no shell runs it. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "net/aws_credentials_parts.h"

#define MAX_OUTPUT  65536u
#define MAX_WORDS   64
#define PATIENCE_MS 60000 /* of a command that may have to ask a server */

extern char **environ;

/* Cuts the next word off text into the arena; NULL at the end. False in *fine for a quote that is not closed. */
static char *next_word(struct mgp_arena *arena, const char **text, bool *fine)
{
    struct mgp_buffer word = {0};
    char quote = 0;
    const char *at = *text + strspn(*text, " \t");
    if (!*at) return NULL;
    for (; *at && (quote || (*at != ' ' && *at != '\t')); at++) {
        if (quote ? *at == quote : (*at == '"' || *at == '\''))
            quote = quote ? 0 : *at;
        else if (*at == '\\' && quote != '\'' && at[1])
            mgp_buffer_byte(&word, (uint8_t) * ++at);
        else
            mgp_buffer_byte(&word, (uint8_t)*at);
    }
    *fine = quote == 0;
    *text = at;
    char *copy = mgp_arena_text(arena, mgp_buffer_slice(&word));
    mgp_buffer_clear(&word);
    return copy;
}

static bool split(struct mgp_arena *arena, const char *command, char *words[MAX_WORDS + 1])
{
    size_t count = 0;
    bool fine = true;
    char *word;
    while (fine && (word = next_word(arena, &command, &fine))) {
        if (count == MAX_WORDS) return false;
        words[count++] = word;
    }
    words[count] = NULL;
    return fine && count > 0;
}

static bool start(char *const words[], pid_t *child, int *output)
{
    int ends[2];
    posix_spawn_file_actions_t actions;
    if (pipe(ends) != 0) return false;
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    if (ends[1] != STDOUT_FILENO) posix_spawn_file_actions_addclose(&actions, ends[1]);
    int failed = posix_spawnp(child, words[0], &actions, NULL, words, environ);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    *output = ends[0];
    if (failed) close(ends[0]);
    return failed == 0;
}

/* Reads to the end; false when it takes too long or is too much. */
static bool read_output(int fd, struct mgp_buffer *out)
{
    uint64_t deadline = mgp_monotonic_ns() / 1000000 + PATIENCE_MS;
    mgp_buffer_reserve(out, MAX_OUTPUT); /* never moved, so that one wipe reaches all of it */
    for (;;) {
        uint64_t now = mgp_monotonic_ns() / 1000000;
        if (now >= deadline || out->len == MAX_OUTPUT) return false;
        int ready = poll(&(struct pollfd){.fd = fd, .events = POLLIN}, 1, (int)(deadline - now));
        if (ready < 0 && errno == EINTR) continue;
        if (ready <= 0) return false;
        ssize_t got = read(fd, out->ptr + out->len, MAX_OUTPUT - out->len);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return got == 0;
        out->len += (size_t)got;
    }
}

static enum mgp_status run(char *const words[], const char *profile, struct mgp_aws_found *found,
                           struct mgp_error *error)
{
    pid_t child;
    int output, status = 0;
    struct mgp_buffer text = {0};
    char who[160];
    snprintf(who, sizeof who, "credential_process of profile '%.80s'", profile);
    if (!start(words, &child, &output))
        return mgp_fail(error, MGP_DENIED, "%s cannot be started: check that its program is there", who);
    bool is_read = read_output(output, &text);
    close(output);
    if (!is_read) kill(child, SIGKILL);
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    enum mgp_status result = MGP_OK;
    if (!is_read)
        result = mgp_fail(error, MGP_DENIED, "%s did not end within %d s, or said too much", who, PATIENCE_MS / 1000);
    else if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        result = mgp_fail(error, MGP_DENIED, "%s failed (status %d): run it by hand to see why", who,
                          WIFEXITED(status) ? WEXITSTATUS(status) : -1);
    else
        result = mgp_aws_parse_json_keys(mgp_buffer_slice(&text), who, found, error);
    mgp_wipe(text.ptr, text.capacity);
    mgp_buffer_clear(&text);
    snprintf(found->source, sizeof found->source, "%s", who);
    return result;
}

enum mgp_status mgp_aws_find_process(const struct mgp_aws_config *config, const char *profile,
                                     struct mgp_aws_found *found, struct mgp_error *error)
{
    const char *command = mgp_aws_profile_setting(config, profile, "credential_process");
    struct mgp_arena arena = {0};
    char *words[MAX_WORDS + 1];
    if (!command) return MGP_GONE;
    enum mgp_status status =
        split(&arena, command, words)
            ? run(words, profile, found, error)
            : mgp_fail(error, MGP_INVALID, "profile '%.80s': credential_process is no command: check its quotes",
                       profile);
    mgp_arena_clear(&arena);
    return status;
}
