/* Any bytes as a line of a file of dead letters: refused, or names that are names and an event within the line. */
#include <stdio.h>
#include <stdlib.h>

#include "notifier/delivery/dead_letter.h"
#include "notifier/rule/rules_reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define REQUIRE(condition)                                                          \
    do {                                                                            \
        if (!(condition)) {                                                         \
            fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition); \
            abort();                                                                \
        }                                                                           \
    } while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct mgp_arena arena = {0};
    struct mgp_dead_letter letter;
    struct mgp_json *event = NULL;
    struct mgp_delivery_key key;
    struct mgp_slice line = mgp_slice_of(data, size);
    if (mgp_dead_letter_read(&arena, line, &letter, NULL) == MGP_OK) {
        REQUIRE(mgp_rules_is_name(mgp_slice_text(letter.rule)));
        REQUIRE(mgp_rules_is_name(mgp_slice_text(letter.target)));
        REQUIRE(mgp_rules_is_name(mgp_slice_text(letter.destination)));
        REQUIRE(letter.event.ptr >= data && letter.event.ptr + letter.event.len <= data + size);
        REQUIRE(mgp_json_parse(&arena, letter.event, &event, NULL) == MGP_OK && event->type == MGP_JSON_OBJECT);
        mgp_delivery_key_make(letter.event_id, letter.event, letter.rule, letter.target, &key);
    }
    mgp_arena_clear(&arena);
    return 0;
}
