/* What all checkers of messages ask of texts and addresses. */
#ifndef MGP_TESTS_LIMITS_TEXT_H
#define MGP_TESTS_LIMITS_TEXT_H

#include <stdio.h>

#include "base/json.h"
#include "base/utf8.h"

/* UTF-16 units: the strictest reading of "characters". */
static inline size_t limits_units(struct mgp_slice text)
{
    size_t units = 0;
    for (size_t i = 0; i < text.len; i++) {
        if ((text.ptr[i] & 0xC0) != 0x80) units++;
        if (text.ptr[i] >= 0xF0) units++;
    }
    return units;
}

/* Valid UTF-8 without controls (but line ends and tabs) and without what hides or reorders text. */
static inline bool limits_is_visible(struct mgp_slice text)
{
    static const uint32_t hidden[][2] = {{0x00, 0x08},     {0x0B, 0x1F},     {0x7F, 0x9F},     {0xAD, 0xAD},
                                         {0x061C, 0x061C}, {0x200B, 0x200F}, {0x2028, 0x202E}, {0x2060, 0x206F},
                                         {0xFEFF, 0xFEFF}, {0xFFF9, 0xFFFB}, {0xE0000, 0xE007F}};
    for (size_t at = 0; at < text.len;) {
        uint32_t c = 0;
        size_t length = mgp_utf8_decode(text.ptr + at, text.len - at, &c);
        if (length == 0) return false;
        for (size_t i = 0; i < sizeof hidden / sizeof *hidden; i++)
            if (c >= hidden[i][0] && c <= hidden[i][1]) return false;
        at += length;
    }
    return true;
}

static inline bool limits_is_blank(struct mgp_slice text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] != ' ' && text.ptr[i] != '\t' && text.ptr[i] != '\n' && text.ptr[i] != '\r') return false;
    return true;
}

static inline bool limits_is_url(struct mgp_slice url, size_t max)
{
    if (limits_units(url) > max) return false;
    if (!mgp_slice_starts_with(url, MGP_LITERAL("https://")) && !mgp_slice_starts_with(url, MGP_LITERAL("http://")))
        return false;
    for (size_t i = 0; i < url.len; i++)
        if (url.ptr[i] <= ' ' || url.ptr[i] >= 0x7F || strchr("\"<>\\^`{|}", url.ptr[i])) return false;
    return true;
}

/* A string of 1 to max visible units that is not blank. */
static inline bool limits_is_text(const struct mgp_json *json, size_t max)
{
    return mgp_json_is(json, MGP_JSON_STRING) && !limits_is_blank(json->text) && limits_units(json->text) <= max &&
           limits_is_visible(json->text);
}

#endif
