/* The config and credentials files of AWS's tools: sections in brackets, settings "name = value", lines that begin
 * with a blank as a setting's nested ones ("s3 =" followed by "  addressing_style = path"), comments with # or ; at
 * the line's start or after a blank. Thread-safe: no state. */
#ifndef MGP_NET_INI_H
#define MGP_NET_INI_H

#include "base/buffer.h"
#include "base/status.h"

#define MGP_INI_MAX_BYTES ((size_t)1 << 20)

struct mgp_ini_setting {
    const char *section; /* "profile dev", without brackets, blanks run together */
    const char *name;    /* lower case; of a nested setting: "s3.addressing_style" */
    char *value;
};

/* Zero-initialise it. */
struct mgp_ini {
    struct mgp_arena arena;
    const char **sections;
    size_t section_count, section_capacity;
    struct mgp_ini_setting *settings;
    size_t setting_count, setting_capacity;
};

/* Adds what text says; path is for the error, which names the line. */
enum mgp_status mgp_ini_parse(struct mgp_ini *ini, const char *path, struct mgp_slice text, struct mgp_error *error);

bool mgp_ini_has_section(const struct mgp_ini *ini, const char *section);
/* The last value of the setting, NULL if it has none. */
const char *mgp_ini_find(const struct mgp_ini *ini, const char *section, const char *name);

/* Wipes the values, which may be secrets. */
void mgp_ini_clear(struct mgp_ini *ini);

#endif
