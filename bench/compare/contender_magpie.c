/* Magpie in memory, and memcpy. */
#include <stdio.h>

#include "contender.h"
#include "scanner/job/scan.h"

enum { COPY_BYTES = 1 << 20, COPY_ALIGNMENT = 4096 };

static uint64_t run_memcpy(void *context, const struct text *text)
{
    uint8_t *buffer = context;
    buffer += COPY_ALIGNMENT - (uintptr_t)buffer % COPY_ALIGNMENT;
    for (size_t at = 0; at < text->bytes.len; at += COPY_BYTES) {
        size_t size = text->bytes.len - at < COPY_BYTES ? text->bytes.len - at : COPY_BYTES;
        memcpy(buffer, text->bytes.ptr + at, size);
        __asm__ volatile("" : : "r"(buffer) : "memory"); /* the copy is wanted */
    }
    return 0;
}

bool memcpy_contender(struct contender *out)
{
    uint8_t *buffer = mgp_malloc(COPY_BYTES + COPY_ALIGNMENT);
    memset(buffer, 1, COPY_BYTES + COPY_ALIGNMENT);
    *out = (struct contender){.name = "memcpy", .context = buffer, .run = run_memcpy, .destroy = free};
    return true;
}

struct magpie {
    struct mgp_rule_set *rules;
    struct mgp_scanner *scanner;
};

static uint64_t run_magpie(void *context, const struct text *text)
{
    struct magpie *magpie = context;
    struct mgp_report *report = mgp_scan_bytes(magpie->scanner, mgp_slice_text(text->key), text->bytes);
    uint64_t findings = 0;
    for (size_t i = 0; i < report->detection_count; i++) {
        findings += report->detections[i].count;
    }
    mgp_report_destroy(report);
    return findings;
}

static void destroy_magpie(void *context)
{
    struct magpie *magpie = context;
    mgp_scanner_destroy(magpie->scanner);
    mgp_rule_set_destroy(magpie->rules);
    free(magpie);
}

bool magpie_contender(struct contender *out)
{
    struct mgp_rule_set_options all = {.selection = MGP_SELECT_ALL};
    struct magpie *magpie = mgp_calloc(1, sizeof *magpie);
    struct mgp_error error = {0};
    if (mgp_rule_set_create(&all, &magpie->rules, &error) != MGP_OK) {
        fprintf(stderr, "magpie: %s\n", error.message);
        free(magpie);
        return false;
    }
    struct mgp_scan_options options = {.rules = magpie->rules, .matcher = &mgp_fast_matcher};
    magpie->scanner = mgp_scanner_create(&options);
    *out = (struct contender){.name = "magpie", .context = magpie, .run = run_magpie, .destroy = destroy_magpie};
    return true;
}
