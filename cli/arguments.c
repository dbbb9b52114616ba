#include "cli/arguments.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/utf8.h"
#include "identifiers/rule_set.h"

static void print_line(const char *prefix, const char *format, va_list arguments) __attribute__((format(printf, 2, 0)));

static void print_line(const char *prefix, const char *format, va_list arguments)
{
    char text[1200];
    vsnprintf(text, sizeof text, format, arguments);
    for (char *at = text; *at; at++) {
        if ((unsigned char)*at < 0x20 || *at == 0x7F) *at = '?';
    }
    fprintf(stderr, "%s: %s\n", prefix, text);
}

int mgp_usage_error(const char *command, const char *format, ...)
{
    char prefix[64];
    va_list arguments;
    snprintf(prefix, sizeof prefix, command ? "magpie %s" : "magpie", command);
    va_start(arguments, format);
    print_line(prefix, format, arguments);
    va_end(arguments);
    fprintf(stderr, "Try '%s --help'.\n", prefix);
    return 2;
}

int mgp_failure(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    print_line("magpie", format, arguments);
    va_end(arguments);
    return 2;
}

/* Option names for mgp_nearest, which takes a function without context; the command line is read by one
 * thread. */
static const struct mgp_option *known_options;

static const char *nth_option(size_t index)
{
    return known_options[index].name;
}

static int unknown_option(const struct mgp_arguments *arguments, const struct mgp_option *options,
                          size_t count, const char *name, size_t length)
{
    char *given = mgp_slice_dup(mgp_slice_of(name, length));
    struct mgp_buffer shown = {0};
    known_options = options;
    const char *nearest = mgp_nearest(given, nth_option, count);
    mgp_append_printable(&shown, mgp_slice_text(given));
    if (nearest) {
        mgp_usage_error(arguments->command, "unknown option '%s': did you mean %s?",
                        mgp_buffer_string(&shown), nearest);
    } else {
        mgp_usage_error(arguments->command, "unknown option '%s'", mgp_buffer_string(&shown));
    }
    mgp_buffer_clear(&shown);
    free(given);
    return MGP_ARGUMENT_ERROR;
}

static int take_value(struct mgp_arguments *arguments, const struct mgp_option *option, const char *attached,
                      int index, const char **value)
{
    *value = attached;
    if (option->takes_value && !attached) {
        if (arguments->at >= arguments->argc) {
            mgp_usage_error(arguments->command, "%s needs a value", option->name);
            return MGP_ARGUMENT_ERROR;
        }
        *value = arguments->argv[arguments->at++];
    }
    if (!option->takes_value && attached) {
        mgp_usage_error(arguments->command, "%s takes no value", option->name);
        return MGP_ARGUMENT_ERROR;
    }
    return index;
}

int mgp_next_argument(struct mgp_arguments *arguments, const struct mgp_option *options, size_t count,
                      const char **value)
{
    if (arguments->at >= arguments->argc) return MGP_ARGUMENT_END;
    const char *argument = arguments->argv[arguments->at++];
    *value = argument;
    if (arguments->only_values || argument[0] != '-' || argument[1] == '\0') return MGP_ARGUMENT_POSITIONAL;
    if (strcmp(argument, "--") == 0) {
        arguments->only_values = true;
        return mgp_next_argument(arguments, options, count, value);
    }
    const char *equals = argument[1] == '-' ? strchr(argument, '=') : NULL;
    size_t length = equals ? (size_t)(equals - argument) : strlen(argument);
    for (size_t i = 0; i < count; i++) {
        if (argument[1] == '-') {
            if (strlen(options[i].name) == length && strncmp(options[i].name, argument, length) == 0) {
                return take_value(arguments, &options[i], equals ? equals + 1 : NULL, (int)i, value);
            }
        } else if (options[i].letter && argument[1] == options[i].letter) {
            return take_value(arguments, &options[i], argument[2] ? argument + 2 : NULL, (int)i, value);
        }
    }
    return unknown_option(arguments, options, count, argument, length);
}

void mgp_text_list_add(struct mgp_text_list *list, const char *text)
{
    MGP_GROW(list->items, list->count, list->capacity);
    list->items[list->count++] = text;
}

void mgp_text_list_add_split(struct mgp_text_list *list, const char *value)
{
    while (*value) {
        size_t length = strcspn(value, ",");
        if (length > 0) mgp_text_list_add(list, mgp_arena_text(&list->arena, mgp_slice_of(value, length)));
        value += length + (value[length] == ',');
    }
}

void mgp_text_list_clear(struct mgp_text_list *list)
{
    free(list->items);
    mgp_arena_clear(&list->arena);
    *list = (struct mgp_text_list){0};
}
