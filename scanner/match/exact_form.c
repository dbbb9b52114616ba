#include "scanner/match/exact_form.h"

#include <string.h>

/* Where more states are possible at one place, everything is asked. */
#define MAX_STATES 24

/* The states that texts of the form can be in at each place of a span; those that cannot go on are left out. */
struct levels {
    const struct mgp_exact *exact;
    struct level {
        uint16_t states[MAX_STATES];
        uint8_t count;
        bool may_stop;          /* a text may have left the automaton before */
        const uint8_t *classes; /* of all bytes that stand here in texts of the form */
        size_t class_count;
    } items[MGP_FORM_BYTES + 1];
    uint8_t digits[10], letters[52]; /* their classes, each once */
    uint8_t digit_count, letter_count;
};

static void add_class(uint8_t *classes, uint8_t *count, uint8_t class)
{
    if (!memchr(classes, class, *count)) classes[(*count)++] = class;
}

static void collect_classes(struct levels *levels)
{
    const uint8_t *classes = levels->exact->classes;
    levels->digit_count = levels->letter_count = 0;
    for (size_t digit = '0'; digit <= '9'; digit++) {
        add_class(levels->digits, &levels->digit_count, classes[digit]);
    }
    for (size_t letter = 'a'; letter <= 'z'; letter++) {
        add_class(levels->letters, &levels->letter_count, classes[letter]);
        add_class(levels->letters, &levels->letter_count, classes[letter - 'a' + 'A']);
    }
}

static void set_classes(const struct levels *levels, struct level *level, uint8_t byte)
{
    if ((uint8_t)(byte - '0') < 10) {
        level->classes = levels->digits;
        level->class_count = levels->digit_count;
    } else if ((uint8_t)((byte | 0x20) - 'a') < 26) {
        level->classes = levels->letters;
        level->class_count = levels->letter_count;
    } else {
        level->classes = &levels->exact->classes[byte];
        level->class_count = 1;
    }
}

static bool add_state(struct level *level, uint16_t state)
{
    for (size_t i = 0; i < level->count; i++) {
        if (level->states[i] == state) return true;
    }
    if (level->count == MAX_STATES) return false;
    level->states[level->count++] = state;
    return true;
}

/* False where there are too many states. */
static bool go_on(const struct levels *levels, const struct level *from, struct level *to)
{
    to->count = 0;
    to->may_stop = from->may_stop;
    for (size_t i = 0; i < from->count; i++) {
        for (size_t class = 0; class < from->class_count; class++) {
            uint16_t state = levels->exact->next[from->states[i] + from->classes[class]];
            if (state == 0) to->may_stop = true;
            else if (!add_state(to, state)) return false;
        }
    }
    return true;
}

/* Do all states of a level lead on, whatever the byte is? */
static bool all_go_on(const struct levels *levels, const struct level *level)
{
    for (size_t i = 0; i < level->count; i++) {
        for (size_t class = 0; class < level->class_count; class++) {
            if (levels->exact->next[level->states[i] + level->classes[class]] == 0) return false;
        }
    }
    return true;
}

static size_t count_taking(const struct levels *levels, const struct level *level)
{
    size_t count = 0;
    for (size_t i = 0; i < level->count; i++) {
        count += level->states[i] >= levels->exact->ends;
    }
    return count;
}

bool mgp_exact_narrow(const struct mgp_exact *exact, struct mgp_slice text, struct mgp_exact_question *question)
{
    struct levels levels = {.exact = exact};
    struct level *items = levels.items;
    size_t from = question->from, until = question->until;
    collect_classes(&levels);
    items[from].states[0] = exact->start;
    items[from].count = 1;
    for (size_t at = from; at < until; at++) {
        set_classes(&levels, &items[at], text.ptr[at]);
        if (!go_on(&levels, &items[at], &items[at + 1])) return true;
    }
    size_t taking = count_taking(&levels, &items[until]);
    if (taking == 0) return false;
    if (taking == items[until].count) { /* who comes there is taken */
        question->taken = 1;
        while (until > from && all_go_on(&levels, &items[until - 1])) {
            until--;
        }
    }
    while (from < until && items[from + 1].count == 1 && !items[from + 1].may_stop) {
        from++;
    }
    question->from = (uint8_t)from;
    question->until = (uint8_t)until;
    question->state = items[from].states[0];
    return true;
}
