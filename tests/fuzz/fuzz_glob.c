/* A pattern, a NUL, a key: an include and an exclude of the same pattern must part the keys between them. */
#include <stdlib.h>

#include "base/utf8.h"
#include "scanner/source/glob.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A key with every special character escaped is a pattern that fits that key. */
static void check_escaped(struct mgp_slice key)
{
    struct mgp_buffer pattern = {0};
    for (size_t i = 0; i < key.len; i++) {
        if (strchr("*?[\\", key.ptr[i])) mgp_buffer_byte(&pattern, '\\');
        mgp_buffer_byte(&pattern, key.ptr[i]);
    }
    const char *text = mgp_buffer_string(&pattern);
    struct mgp_globs *globs;
    bool is_folder = key.ptr[key.len - 1] == '/';
    bool is_plain = key.ptr[0] != '/' && !is_folder;
    if (mgp_globs_create(&text, 1, NULL, 0, &globs, NULL) == MGP_OK) {
        if (is_plain && !mgp_globs_select(globs, key)) abort();
        mgp_globs_destroy(globs);
    }
    mgp_buffer_clear(&pattern);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const uint8_t *end = size ? memchr(data, '\0', size) : NULL;
    if (!end || size > 4096) return 0;
    struct mgp_slice key = mgp_slice_of(end + 1, size - (size_t)(end - data) - 1);
    const char *pattern = (const char *)data;
    struct mgp_error error;
    struct mgp_globs *include, *exclude;
    if (mgp_globs_create(&pattern, 1, NULL, 0, &include, &error) != MGP_OK) {
        if (!mgp_utf8_is_valid(mgp_slice_text(error.message))) abort();
        return 0;
    }
    if (mgp_globs_create(NULL, 0, &pattern, 1, &exclude, NULL) != MGP_OK) abort();
    /* What an include takes, the same exclude leaves out, and nothing else. */
    if (mgp_globs_select(include, key) == mgp_globs_select(exclude, key)) abort();
    if (!mgp_globs_select(exclude, key) && !mgp_globs_exclude_folder(exclude, key)) abort();
    mgp_globs_destroy(include);
    mgp_globs_destroy(exclude);
    if (key.len > 0 && key.len <= MGP_GLOB_MAX_LENGTH && !memchr(key.ptr, '\0', key.len)) check_escaped(key);
    return 0;
}
