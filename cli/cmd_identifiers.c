/* magpie identifiers: what can be found, and why something is or is not. */
#include <stdio.h>

#include "cli/arguments.h"
#include "cli/commands.h"
#include "cli/identifiers.h"

const char mgp_identifiers_help[] =
    "Usage: magpie identifiers list [WORD] [--format table|json]\n"
    "       magpie identifiers show ID\n"
    "       magpie identifiers check [CUSTOM-FILE]\n"
    "       magpie identifiers test WHAT FILE     (see magpie identifiers test --help)\n"
    "\n"
    "list   all managed data identifiers (those with WORD in id, name or category): active or not, category,\n"
    "       keyword needed or not, in Macie's recommended set or not, severity, validator\n"
    "show   one of them: an example that is found and one that is not, and why; patterns, checks, keywords,\n"
    "       what is never reported\n"
    "check  run the examples of every active identifier and what is derived from them; with a file, check the\n"
    "       custom identifiers in it (the JSON of CreateCustomDataIdentifier, one or an array) and run their\n"
    "       \"examples\" and \"counterExamples\"\n"
    "test   try an identifier on a text: what is found, and which condition failed for what is not\n"
    "\n"
    "Examples:\n"
    "  magpie identifiers list passport\n"
    "  magpie identifiers check my-identifiers.json\n"
    "  magpie identifiers test --regex 'EMP-[0-9]{4}' --keyword badge --text 'badge EMP-1234'\n"
    "\n"
    "Exit status: 0 done, 1 an example failed (check) or nothing is found (test), 2 it could not be done.\n";

static const struct {
    const char *name;
    int (*run)(int argc, char **argv);
} verbs[] = {
    {"list", mgp_identifiers_list},
    {"show", mgp_identifiers_show},
    {"check", mgp_identifiers_check},
    {"test", mgp_identifiers_test},
};

static const char *nth_verb(size_t index)
{
    return verbs[index].name;
}

int mgp_cmd_identifiers(int argc, char **argv)
{
    const char *verb = argc > 1 ? argv[1] : NULL;
    if (!verb) return mgp_usage_error("identifiers", "say list, show ID, check or test");
    if (strcmp(verb, "--help") == 0 || strcmp(verb, "-h") == 0) return fputs(mgp_identifiers_help, stdout), 0;
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
        if (strcmp(verb, verbs[i].name) == 0) return verbs[i].run(argc - 1, argv + 1);
    }
    const char *nearest = mgp_nearest(verb, nth_verb, sizeof verbs / sizeof *verbs);
    if (nearest) return mgp_usage_error("identifiers", "unknown verb '%s': did you mean %s?", verb, nearest);
    return mgp_usage_error("identifiers", "unknown verb '%s': there are list, show, check and test", verb);
}
