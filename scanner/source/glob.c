/* A pattern becomes a list of tokens, and matching keeps the set of tokens that may come next (a
 * nondeterministic automaton, simulated): no input makes it go back. */
#include "scanner/source/glob.h"

#include "base/utf8.h"

enum token_kind {
    TOKEN_CHARACTER,
    TOKEN_ONE,     /* ? */
    TOKEN_SET,     /* [...] */
    TOKEN_RUN,     /* * */
    TOKEN_ANY_RUN, /* ** */
    TOKEN_FOLDERS, /* "**" and '/' at the beginning of a segment: no folder, or go on with the next token */
    TOKEN_WITHIN_FOLDERS, /* always behind TOKEN_FOLDERS: inside them, until a '/' */
};

struct range {
    uint32_t first, last;
};

struct token {
    enum token_kind kind;
    uint32_t character;
    size_t range_begin, range_end; /* SET: in the glob's ranges */
    bool is_negated;
};

struct glob {
    struct token *tokens;
    size_t count, capacity;
    struct range *ranges;
    size_t range_count, range_capacity;
    bool is_whole_key;   /* else each segment is compared for itself */
    bool is_folder_only;
};

struct mgp_globs {
    struct glob *includes, *excludes;
    size_t include_count, exclude_count;
};

/* Reads one character; a byte that is not UTF-8 is a character of its own beyond Unicode. */
static uint32_t next_character(struct mgp_slice text, size_t *at)
{
    uint32_t character;
    size_t size = mgp_utf8_decode(text.ptr + *at, text.len - *at, &character);
    if (size == 0) return 0x110000u + text.ptr[(*at)++];
    *at += size;
    return character;
}

static struct token *add_token(struct glob *glob, enum token_kind kind)
{
    MGP_GROW(glob->tokens, glob->count, glob->capacity);
    struct token *token = &glob->tokens[glob->count++];
    *token = (struct token){.kind = kind};
    return token;
}

static void add_range(struct glob *glob, uint32_t first, uint32_t last)
{
    MGP_GROW(glob->ranges, glob->range_count, glob->range_capacity);
    glob->ranges[glob->range_count++] = (struct range){first, last};
}

/* One member of a set, after its escape was taken off. False at the end of the pattern. */
static bool set_member(struct mgp_slice text, size_t *at, uint32_t *out)
{
    if (*at < text.len && text.ptr[*at] == '\\') (*at)++;
    if (*at >= text.len) return false;
    *out = next_character(text, at);
    return true;
}

/* The set whose '[' was read; NULL when it is fine, else what is wrong. */
static const char *compile_set(struct glob *glob, struct mgp_slice text, size_t *at)
{
    static const char unclosed[] = "'[' is never closed by ']' (write \\[ for the character itself)";
    bool is_negated = *at < text.len && (text.ptr[*at] == '!' || text.ptr[*at] == '^');
    size_t begin = glob->range_count;
    if (is_negated) (*at)++;
    for (bool is_first = true;; is_first = false) {
        if (*at >= text.len) return unclosed;
        if (text.ptr[*at] == ']' && !is_first) break;
        uint32_t first, last;
        if (!set_member(text, at, &first)) return unclosed;
        last = first;
        if (*at + 1 < text.len && text.ptr[*at] == '-' && text.ptr[*at + 1] != ']') {
            (*at)++;
            if (!set_member(text, at, &last)) return unclosed;
            if (last < first) return "a range in [] runs backwards";
        }
        add_range(glob, first, last);
    }
    (*at)++;
    struct token *token = add_token(glob, TOKEN_SET);
    token->range_begin = begin;
    token->range_end = glob->range_count;
    token->is_negated = is_negated;
    return NULL;
}

/* The stars from at - 1 on. */
static void compile_stars(struct glob *glob, struct mgp_slice text, size_t *at)
{
    size_t begin = *at - 1;
    while (*at < text.len && text.ptr[*at] == '*') {
        (*at)++;
    }
    bool is_segment_start = begin == 0 || text.ptr[begin - 1] == '/';
    if (*at - begin == 1) {
        add_token(glob, TOKEN_RUN);
    } else if (is_segment_start && *at < text.len && text.ptr[*at] == '/') {
        (*at)++;
        add_token(glob, TOKEN_FOLDERS);
        add_token(glob, TOKEN_WITHIN_FOLDERS);
    } else {
        add_token(glob, TOKEN_ANY_RUN);
    }
}

static const char *compile_tokens(struct glob *glob, struct mgp_slice text)
{
    const char *fault = NULL;
    size_t at = 0;
    while (at < text.len && !fault) {
        uint32_t character = next_character(text, &at);
        if (character == '*') {
            compile_stars(glob, text, &at);
        } else if (character == '?') {
            add_token(glob, TOKEN_ONE);
        } else if (character == '[') {
            fault = compile_set(glob, text, &at);
        } else if (character == '\\' && at >= text.len) {
            fault = "it ends with a '\\' that escapes nothing";
        } else {
            if (character == '\\') character = next_character(text, &at);
            add_token(glob, TOKEN_CHARACTER)->character = character;
        }
        if (glob->count > MGP_GLOB_MAX_LENGTH) fault = "it is longer than any key";
    }
    return fault;
}

static bool ends_with_folder_slash(struct mgp_slice text)
{
    size_t backslashes = 0;
    if (text.len == 0 || text.ptr[text.len - 1] != '/') return false;
    while (backslashes + 1 < text.len && text.ptr[text.len - 2 - backslashes] == '\\') {
        backslashes++;
    }
    return backslashes % 2 == 0;
}

static const char *compile_glob(struct glob *glob, struct mgp_slice text)
{
    if (ends_with_folder_slash(text)) {
        glob->is_folder_only = true;
        text.len--;
    }
    glob->is_whole_key = text.len > 0 && memchr(text.ptr, '/', text.len);
    if (glob->is_whole_key && text.ptr[0] == '/') text = mgp_slice_sub(text, 1, text.len);
    if (text.len == 0) return "it is empty";
    return compile_tokens(glob, text);
}

static enum mgp_status compile_list(const char *const *patterns, size_t count, struct glob **out,
                                    struct mgp_error *error)
{
    struct glob *globs = mgp_calloc(count, sizeof *globs);
    *out = globs;
    for (size_t i = 0; i < count; i++) {
        const char *fault = compile_glob(&globs[i], mgp_slice_text(patterns[i]));
        if (!fault) continue;
        struct mgp_buffer shown = {0};
        mgp_append_printable(&shown, mgp_slice_text(patterns[i]));
        mgp_fail(error, MGP_INVALID, "the pattern \"%.120s\" is not valid: %s", mgp_buffer_string(&shown), fault);
        mgp_buffer_clear(&shown);
        return MGP_INVALID;
    }
    return MGP_OK;
}

enum mgp_status mgp_globs_create(const char *const *includes, size_t include_count, const char *const *excludes,
                                 size_t exclude_count, struct mgp_globs **out, struct mgp_error *error)
{
    struct mgp_globs *globs = mgp_calloc(1, sizeof *globs);
    globs->include_count = include_count;
    globs->exclude_count = exclude_count;
    enum mgp_status status = compile_list(includes, include_count, &globs->includes, error);
    if (status == MGP_OK) status = compile_list(excludes, exclude_count, &globs->excludes, error);
    if (status != MGP_OK) {
        mgp_globs_destroy(globs);
        return status;
    }
    *out = globs;
    return MGP_OK;
}

static void destroy_list(struct glob *globs, size_t count)
{
    for (size_t i = 0; globs && i < count; i++) {
        free(globs[i].tokens);
        free(globs[i].ranges);
    }
    free(globs);
}

void mgp_globs_destroy(struct mgp_globs *globs)
{
    if (!globs) return;
    destroy_list(globs->includes, globs->include_count);
    destroy_list(globs->excludes, globs->exclude_count);
    free(globs);
}

/* The tokens that may take the next character, one bit each; bit glob->count: the pattern was used up. */
#define STATE_WORDS ((MGP_GLOB_MAX_LENGTH + 2) / 64 + 1)
struct states {
    uint64_t words[STATE_WORDS];
    size_t word_count; /* that are in use for this pattern */
};

static bool has_state(const struct states *states, size_t at)
{
    return states->words[at / 64] >> (at % 64) & 1;
}

static void clear_states(struct states *states)
{
    memset(states->words, 0, states->word_count * sizeof states->words[0]);
}

/* Adds a token, and those behind it when it may stand for nothing. */
static void add_state(const struct glob *glob, struct states *states, size_t at)
{
    for (;;) {
        states->words[at / 64] |= (uint64_t)1 << (at % 64);
        if (at >= glob->count) return;
        enum token_kind kind = glob->tokens[at].kind;
        if (kind == TOKEN_FOLDERS) {
            at += 2;
        } else if (kind == TOKEN_RUN || kind == TOKEN_ANY_RUN) {
            at++;
        } else {
            return;
        }
    }
}

static bool set_holds(const struct glob *glob, const struct token *token, uint32_t character)
{
    bool is_member = false;
    for (size_t i = token->range_begin; i < token->range_end && !is_member; i++) {
        is_member = character >= glob->ranges[i].first && character <= glob->ranges[i].last;
    }
    return is_member != token->is_negated && character != '/';
}

static void step_token(const struct glob *glob, size_t at, uint32_t character, struct states *next)
{
    const struct token *token = &glob->tokens[at];
    switch (token->kind) {
    case TOKEN_CHARACTER:
        if (character == token->character) add_state(glob, next, at + 1);
        break;
    case TOKEN_ONE:
        if (character != '/') add_state(glob, next, at + 1);
        break;
    case TOKEN_SET:
        if (set_holds(glob, token, character)) add_state(glob, next, at + 1);
        break;
    case TOKEN_RUN:
        if (character != '/') add_state(glob, next, at);
        break;
    case TOKEN_ANY_RUN:
        add_state(glob, next, at);
        break;
    case TOKEN_FOLDERS:
        add_state(glob, next, at + 1);
        if (character == '/') add_state(glob, next, at + 2);
        break;
    case TOKEN_WITHIN_FOLDERS:
        add_state(glob, next, at);
        if (character == '/') add_state(glob, next, at + 1);
        break;
    }
}

static void step(const struct glob *glob, const struct states *now, uint32_t character, struct states *next)
{
    clear_states(next);
    for (size_t word = 0; word < now->word_count; word++) {
        for (uint64_t bits = now->words[word]; bits; bits &= bits - 1) {
            size_t at = word * 64 + (size_t)__builtin_ctzll(bits);
            if (at < glob->count) step_token(glob, at, character, next);
        }
    }
}

/* Does the pattern fit the path, or a folder on the way to it? */
static bool glob_matches(const struct glob *glob, struct mgp_slice path, bool is_folder)
{
    struct states sets[2];
    struct states *now = &sets[0], *next = &sets[1];
    now->word_count = next->word_count = glob->count / 64 + 1;
    clear_states(now);
    add_state(glob, now, 0);
    for (size_t at = 0; at < path.len;) {
        uint32_t character = next_character(path, &at);
        if (character == '/' && has_state(now, glob->count)) return true;
        if (character == '/' && !glob->is_whole_key) {
            clear_states(now);
            add_state(glob, now, 0);
            continue;
        }
        step(glob, now, character, next);
        struct states *swap = now;
        now = next;
        next = swap;
    }
    return has_state(now, glob->count) && (is_folder || !glob->is_folder_only);
}

static bool any_matches(const struct glob *globs, size_t count, struct mgp_slice path, bool is_folder)
{
    for (size_t i = 0; i < count; i++) {
        if (glob_matches(&globs[i], path, is_folder)) return true;
    }
    return false;
}

bool mgp_globs_select(const struct mgp_globs *globs, struct mgp_slice key)
{
    if (globs->include_count && !any_matches(globs->includes, globs->include_count, key, false)) return false;
    return !any_matches(globs->excludes, globs->exclude_count, key, false);
}

bool mgp_globs_exclude_folder(const struct mgp_globs *globs, struct mgp_slice folder)
{
    return any_matches(globs->excludes, globs->exclude_count, folder, true);
}
