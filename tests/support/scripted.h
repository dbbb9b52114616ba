/* Starting and stopping a scripted server (scripted_http, scripted_smtp) from a test, and reading its log. */
#ifndef MGP_TESTS_SCRIPTED_H
#define MGP_TESTS_SCRIPTED_H

#include "base/json.h"

struct scripted {
    int pid;
    char folder[64];
    unsigned port;
};

/* program is a path; script is its text; arguments, NULL-ended, come behind --port-file, --log and --script. False if
 * the server is not ready within ten seconds. */
bool scripted_start(struct scripted *scripted, const char *program, const char *script, const char *const *arguments);
/* The requests so far: an array of JSON objects, parsed into arena; returns how many. */
size_t scripted_log(const struct scripted *scripted, struct mgp_arena *arena, const struct mgp_json **out, size_t max);
/* A file in the server's folder. */
void scripted_path(const struct scripted *scripted, const char *name, char *out, size_t size);
void scripted_stop(struct scripted *scripted);

#endif
