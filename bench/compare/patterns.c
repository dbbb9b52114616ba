#include <stdlib.h>

#include "contender.h"
#include "identifiers/catalogue.h"

static void add(struct pattern_list *list, const char *regex, bool is_caseless)
{
    MGP_GROW(list->items, list->count, list->capacity);
    list->items[list->count++] = (struct pattern){.regex = mgp_strdup(regex), .is_caseless = is_caseless};
}

/* Does every match begin with a letter, a digit or '_'? In doubt no: a boundary would hide matches. */
static bool begins_with_word(const char *regex)
{
    if (*regex == '[') return regex[1] != '^' && strchr("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", regex[1]);
    if (*regex == '\\') return regex[1] == 'd' || regex[1] == 'w';
    return (*regex >= '0' && *regex <= '9') || (*regex >= 'A' && *regex <= 'Z') || (*regex >= 'a' && *regex <= 'z');
}

static void add_bounded(struct pattern_list *list, const struct mgp_pattern *pattern)
{
    struct mgp_buffer regex = {0};
    mgp_buffer_format(&regex, "%s(?:%s)", begins_with_word(pattern->regex) ? "\\b" : "", pattern->regex);
    add(list, mgp_buffer_string(&regex), pattern->is_caseless);
    mgp_buffer_clear(&regex);
}

void patterns_of_catalogue(struct pattern_list *out)
{
    static const char *const recognisers[] = {
        "\\b\\d(?:[ -]?\\d){12,18}\\b",
        "\\b[A-Z]{2}\\d{2}[A-Z0-9]{11,30}\\b",
        "-----BEGIN [A-Z ]{0,20}PRIVATE KEY",
        "\\beyJ[A-Za-z0-9_-]{10,}\\.eyJ[A-Za-z0-9_-]{10,}\\.[A-Za-z0-9_-]{10,}",
        "\\b[A-Z][a-z]{1,15} (?:[A-Z]\\. )?[A-Z][a-z]{1,20}\\b",
        "\\b[A-Z][A-Za-z .]{2,30},? (?:[A-Z]{2} )?\\d{5}\\b",
    };
    for (size_t i = 0; i < mgp_catalogue_count; i++) {
        for (size_t k = 0; k < mgp_catalogue[i].pattern_count; k++) {
            add_bounded(out, &mgp_catalogue[i].patterns[k]);
        }
    }
    for (size_t i = 0; i < sizeof recognisers / sizeof *recognisers; i++) {
        add(out, recognisers[i], false);
    }
}

static int by_regex(const void *left, const void *right)
{
    return strcmp(((const struct pattern *)left)->regex, ((const struct pattern *)right)->regex);
}

static void add_quoted(struct pattern_list *out, const char *keyword)
{
    struct mgp_buffer regex = {0};
    for (; *keyword; keyword++) {
        if (strchr("\\^$.|?*+()[]{}", *keyword)) mgp_buffer_byte(&regex, '\\');
        mgp_buffer_byte(&regex, (uint8_t)*keyword);
    }
    add(out, mgp_buffer_string(&regex), true);
    mgp_buffer_clear(&regex);
}

void patterns_of_keywords(struct pattern_list *out)
{
    for (size_t i = 0; i < mgp_catalogue_count; i++) {
        for (const char *const *keyword = mgp_catalogue[i].keywords; keyword && *keyword; keyword++) {
            add_quoted(out, *keyword);
        }
    }
    if (out->count == 0) return;
    qsort(out->items, out->count, sizeof *out->items, by_regex);
    size_t left = 1;
    for (size_t i = 1; i < out->count; i++) {
        if (strcmp(out->items[left - 1].regex, out->items[i].regex) == 0) free(out->items[i].regex);
        else out->items[left++] = out->items[i];
    }
    out->count = left;
}

void patterns_clear(struct pattern_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        free(list->items[i].regex);
    }
    free(list->items);
    *list = (struct pattern_list){0};
}
