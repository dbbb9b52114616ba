#include "scanner/content/detect.h"

/* --- extensions ---------------------------------------------------------------------------------------- */

static struct mgp_slice last_segment(struct mgp_slice key)
{
    for (size_t i = key.len; i-- > 0;) {
        if (key.ptr[i] == '/') return mgp_slice_sub(key, i + 1, key.len);
    }
    return key;
}

/* Cuts the extension from name, dot and all. */
static struct mgp_slice cut_extension(struct mgp_slice *name)
{
    for (size_t i = name->len; i-- > 0;) {
        if (name->ptr[i] != '.') continue;
        struct mgp_slice extension = mgp_slice_sub(*name, i + 1, name->len);
        name->len = i;
        return extension;
    }
    return (struct mgp_slice){0};
}

struct mgp_slice mgp_extension_text(struct mgp_slice key, bool in_gzip)
{
    struct mgp_slice name = last_segment(key), extension = cut_extension(&name);
    bool is_gzip_name = mgp_slice_equal_caseless(extension, MGP_LITERAL("gz")) ||
                        mgp_slice_equal_caseless(extension, MGP_LITERAL("gzip"));
    return in_gzip && is_gzip_name ? cut_extension(&name) : extension;
}

enum mgp_extension mgp_extension_of(struct mgp_slice key, bool in_gzip)
{
    static const struct {
        enum mgp_extension extension;
        const char *texts; /* each between blanks */
    } known[] = {
        {MGP_EXTENSION_CSV, " csv "},
        {MGP_EXTENSION_TSV, " tsv tab "},
        {MGP_EXTENSION_JSON, " json geojson webmanifest ipynb "},
        {MGP_EXTENSION_JSON_LINES, " jsonl ndjson jsonlines "},
        {MGP_EXTENSION_TEXT, " txt text "},
        {MGP_EXTENSION_PROSE,
         " md markdown rst adoc org tex log out err eml mbox msg html htm xhtml xml xsl xsd svg yaml yml toml ini cfg "
         "conf env properties pem key crt asc sql c h cc cpp cxx hpp cs go rs java kt scala swift m py rb pl pm php js "
         "mjs ts jsx tsx vue css scss less sh bash zsh fish ps1 bat cmd lua r jl hs erl ex clj tf tfvars gradle cmake "
         "mk dockerfile patch diff srt vtt "},
    };
    struct mgp_slice text = mgp_extension_text(key, in_gzip);
    char wanted[16] = " ";
    if (text.len == 0 || text.len > sizeof wanted - 3) return MGP_EXTENSION_UNKNOWN;
    for (size_t i = 0; i < text.len; i++) {
        bool is_upper = text.ptr[i] >= 'A' && text.ptr[i] <= 'Z';
        wanted[1 + i] = (char)(text.ptr[i] | (is_upper ? 0x20 : 0));
    }
    wanted[1 + text.len] = ' ';
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (strstr(known[i].texts, wanted)) return known[i].extension;
    }
    return MGP_EXTENSION_UNKNOWN;
}

/* --- text ---------------------------------------------------------------------------------------------- */

bool mgp_text_is_binary(struct mgp_slice sample)
{
    const uint32_t allowed = 1u << '\b' | 1u << '\t' | 1u << '\n' | 1u << '\v' | 1u << '\f' | 1u << '\r' | 1u << 0x1B;
    for (size_t i = 0; i < sample.len; i++) {
        if (sample.ptr[i] < 0x20 && !(allowed >> sample.ptr[i] & 1)) return true;
    }
    return false;
}

static bool begins_caseless(struct mgp_slice text, struct mgp_slice prefix)
{
    return text.len >= prefix.len && mgp_slice_equal_caseless(mgp_slice_sub(text, 0, prefix.len), prefix);
}

const char *mgp_text_mime_type(const struct mgp_sample *sample)
{
    static const struct {
        struct mgp_slice begin;
        const char *mime_type;
    } looks[] = {
        {{(const uint8_t *)"<!doctype html", 14}, "text/html"},
        {{(const uint8_t *)"<html", 5}, "text/html"},
        {{(const uint8_t *)"<head", 5}, "text/html"},
        {{(const uint8_t *)"<body", 5}, "text/html"},
        {{(const uint8_t *)"<?xml", 5}, "text/xml"},
    };
    struct mgp_slice text = sample->text;
    while (text.len > 0 && (text.ptr[0] == ' ' || (text.ptr[0] >= '\t' && text.ptr[0] <= '\r'))) {
        text = mgp_slice_sub(text, 1, text.len);
    }
    for (size_t i = 0; i < sizeof looks / sizeof *looks; i++) {
        if (begins_caseless(text, looks[i].begin)) return looks[i].mime_type;
    }
    return "text/plain";
}
