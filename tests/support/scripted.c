#include "scripted.h"

#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"

#define ARGUMENTS_MAX 20

void scripted_path(const struct scripted *scripted, const char *name, char *out, size_t size)
{
    snprintf(out, size, "%s/%s", scripted->folder, name);
}

static bool write_script(const char *path, const char *script)
{
    FILE *file = fopen(path, "w");
    return file && fputs(script, file) >= 0 && fclose(file) == 0;
}

static unsigned read_port(const char *path)
{
    struct mgp_buffer text = {0};
    unsigned port = 0;
    for (int i = 0; i < 1000 && port == 0; i++) {
        text.len = 0;
        if (mgp_file_read(path, 100, &text, NULL) == MGP_OK)
            port = (unsigned)strtoul(mgp_buffer_string(&text), NULL, 10);
        if (port == 0) mgp_sleep_ms(10);
    }
    mgp_buffer_clear(&text);
    return port;
}

bool scripted_start(struct scripted *scripted, const char *program, const char *script, const char *const *arguments)
{
    char port_path[128], log_path[128], script_path[128];
    const char *argv[ARGUMENTS_MAX] = {program,    "--port-file", port_path, "--log",
                                       log_path, "--script",    script_path};
    *scripted = (struct scripted){.folder = "/tmp/magpie-scripted-XXXXXX"};
    if (!mkdtemp(scripted->folder)) return false;
    scripted_path(scripted, "port", port_path, sizeof port_path);
    scripted_path(scripted, "log", log_path, sizeof log_path);
    scripted_path(scripted, "script", script_path, sizeof script_path);
    for (size_t i = 0; arguments && arguments[i] && i + 8 < ARGUMENTS_MAX; i++) argv[i + 7] = arguments[i];
    if (!write_script(script_path, script)) return false;
    scripted->pid = fork();
    if (scripted->pid == 0) {
        execv(program, (char *const *)(uintptr_t)argv);
        _exit(127);
    }
    scripted->port = scripted->pid > 0 ? read_port(port_path) : 0;
    if (scripted->port == 0) scripted_stop(scripted);
    return scripted->port != 0;
}

size_t scripted_log(const struct scripted *scripted, struct mgp_arena *arena, const struct mgp_json **out, size_t max)
{
    char path[128];
    struct mgp_buffer text = {0};
    size_t count = 0;
    scripted_path(scripted, "log", path, sizeof path);
    if (mgp_file_read(path, 64 << 20, &text, NULL) != MGP_OK) return 0;
    for (size_t at = 0; at < text.len && count < max;) {
        struct mgp_json *json = NULL;
        size_t end = mgp_slice_find(mgp_buffer_slice(&text), MGP_LITERAL("\n"), at);
        if (end == SIZE_MAX) break;
        struct mgp_slice line = mgp_arena_copy(arena, mgp_slice_sub(mgp_buffer_slice(&text), at, end));
        if (mgp_json_parse(arena, line, &json, NULL) == MGP_OK) out[count++] = json;
        at = end + 1;
    }
    mgp_buffer_clear(&text);
    return count;
}

void scripted_stop(struct scripted *scripted)
{
    static const char *const names[] = {"port", "port.part", "log", "script", "certificate", "extra"};
    if (scripted->pid > 0) {
        kill(scripted->pid, SIGTERM);
        waitpid(scripted->pid, NULL, 0);
    }
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char path[128];
        scripted_path(scripted, names[i], path, sizeof path);
        unlink(path);
    }
    rmdir(scripted->folder);
    *scripted = (struct scripted){0};
}
