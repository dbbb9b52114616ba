#include "scanner/content/json_text.h"
#include "scanner/content/swar.h"

/* What reading one token came to. */
enum token {
    TOKEN_READ,
    TOKEN_CUT, /* the text ends in it */
    TOKEN_BAD,
};

/* A text, and how far it was read. */
struct scan {
    struct mgp_slice text;
    size_t at;
};

static bool is_digit(uint8_t byte)
{
    return byte >= '0' && byte <= '9';
}

static bool is_hex(uint8_t byte)
{
    uint8_t letter = byte | 0x20;
    return is_digit(byte) || (letter >= 'a' && letter <= 'f');
}

/* --- tokens -------------------------------------------------------------------------------------------- */

/* Is it what may stand behind a backslash, but for u? */
static bool is_escaped(uint8_t letter)
{
    switch (letter) {
    case '"':
    case '\\':
    case '/':
    case 'b':
    case 'f':
    case 'n':
    case 'r':
    case 't': return true;
    default: return false;
    }
}

static enum token read_escape(struct scan *scan)
{
    if (scan->text.len - scan->at < 2) return TOKEN_CUT;
    uint8_t letter = scan->text.ptr[scan->at + 1];
    if (letter != 'u') {
        scan->at += 2;
        return is_escaped(letter) ? TOKEN_READ : TOKEN_BAD;
    }
    if (scan->text.len - scan->at < 6) return TOKEN_CUT;
    for (size_t i = 2; i < 6; i++) {
        if (!is_hex(scan->text.ptr[scan->at + i])) return TOKEN_BAD;
    }
    scan->at += 6;
    return TOKEN_READ;
}

static bool is_plain(uint8_t byte)
{
    return byte != '"' && byte != '\\' && byte >= 0x20;
}

/* From inside a string to just before its closing quote. */
static enum token read_characters(struct scan *scan)
{
    const uint8_t *text = scan->text.ptr;
    size_t len = scan->text.len;
    for (;;) {
        size_t at = scan->at;
        uint64_t mask = 0;
        for (; at + 8 <= len; at += 8) {
            uint64_t eight = mgp_swar_load(text + at);
            mask = mgp_swar_match(eight, '"') | mgp_swar_match(eight, '\\') | mgp_swar_below(eight, 0x20);
            if (!mask) continue;
            at += mgp_swar_first(mask);
            break;
        }
        while (at < len && is_plain(text[at])) {
            at++;
        }
        scan->at = at;
        while (scan->at < len && text[scan->at] == '\\') {
            enum token token = read_escape(scan);
            if (token != TOKEN_READ) return token;
        }
        if (scan->at == len) return TOKEN_CUT;
        if (text[scan->at] == '"') return TOKEN_READ;
        if (text[scan->at] < 0x20) return TOKEN_BAD;
    }
}

static size_t digits(struct scan *scan)
{
    size_t begin = scan->at;
    while (scan->at < scan->text.len && is_digit(scan->text.ptr[scan->at])) {
        scan->at++;
    }
    return scan->at - begin;
}

/* Takes one byte if it is this or that. */
static bool take(struct scan *scan, uint8_t one, uint8_t other)
{
    if (scan->at == scan->text.len) return false;
    uint8_t byte = scan->text.ptr[scan->at];
    bool is_one = byte == one || byte == other;
    scan->at += is_one;
    return is_one;
}

/* A number that reaches the end of the text may go on there. */
static enum token read_number(struct scan *scan)
{
    take(scan, '-', '-');
    bool has_zero = take(scan, '0', '0');
    bool is_sound = has_zero || digits(scan) > 0;
    if (is_sound && take(scan, '.', '.')) is_sound = digits(scan) > 0;
    if (is_sound && take(scan, 'e', 'E')) {
        take(scan, '+', '-');
        is_sound = digits(scan) > 0;
    }
    if (scan->at == scan->text.len) return TOKEN_CUT;
    return is_sound ? TOKEN_READ : TOKEN_BAD;
}

static enum token read_literal(struct scan *scan, const char *literal)
{
    size_t size = strlen(literal), left = scan->text.len - scan->at;
    if (memcmp(scan->text.ptr + scan->at, literal, left < size ? left : size) != 0) return TOKEN_BAD;
    if (left < size) return TOKEN_CUT;
    scan->at += size;
    return TOKEN_READ;
}

static enum mgp_json_check_result cut_result(const struct mgp_json_check_options *options)
{
    return options->is_end ? MGP_JSON_BAD : MGP_JSON_NEEDS_MORE;
}

static enum mgp_json_check_result token_result(enum token token, const struct mgp_json_check_options *options)
{
    if (token == TOKEN_CUT) return cut_result(options);
    return token == TOKEN_BAD ? MGP_JSON_BAD : MGP_JSON_REACHED;
}

/* --- structure ----------------------------------------------------------------------------------------- */

static void begin_value(struct mgp_json_check *check)
{
    if (check->depth == 0) check->documents++;
}

static void end_value(struct mgp_json_check *check, size_t position)
{
    check->expects = check->depth == 0 ? MGP_JSON_MORE_ROOTS : MGP_JSON_COMMA;
    check->position = position;
}

static enum mgp_json_check_result open_container(struct mgp_json_check *check, bool is_array)
{
    if (check->depth == MGP_JSON_MAX_LEVELS) return MGP_JSON_DEEP;
    begin_value(check);
    struct mgp_json_frame *frame = &check->frames[check->depth++];
    *frame = (struct mgp_json_frame){.is_array = is_array};
    check->expects = is_array ? MGP_JSON_FIRST_VALUE : MGP_JSON_FIRST_NAME;
    check->position++;
    return MGP_JSON_REACHED;
}

static enum mgp_json_check_result close_container(struct mgp_json_check *check, bool is_array)
{
    if (check->depth == 0 || check->frames[check->depth - 1].is_array != is_array) return MGP_JSON_BAD;
    check->depth--;
    end_value(check, check->position + 1);
    return MGP_JSON_REACHED;
}

/* Reads a string; its content is text[check->position + 1, *end). */
static enum mgp_json_check_result read_string(struct mgp_json_check *check, struct mgp_slice text, size_t *end,
                                              const struct mgp_json_check_options *options)
{
    struct scan scan = {text, check->position + 1};
    enum token token = read_characters(&scan);
    *end = scan.at;
    if (!options->takes_any_string && scan.at - check->position - 1 > MGP_LONG_VALUE) return MGP_JSON_LONG_STRING;
    return token_result(token, options);
}

static enum mgp_json_check_result read_name(struct mgp_json_check *check, struct mgp_slice text,
                                            const struct mgp_json_check_options *options)
{
    size_t begin = check->position + 1, end;
    enum mgp_json_check_result result = read_string(check, text, &end, options);
    if (result == MGP_JSON_LONG_STRING || end - begin > MGP_LONG_VALUE) return MGP_JSON_BAD;
    if (result != MGP_JSON_REACHED) return result;
    struct mgp_json_frame *frame = &check->frames[check->depth - 1];
    frame->name = begin;
    frame->name_len = end - begin;
    frame->has_name = true;
    frame->is_kept = false;
    check->expects = MGP_JSON_COLON;
    check->position = end + 1;
    return MGP_JSON_REACHED;
}

static enum mgp_json_check_result read_scalar(struct mgp_json_check *check, struct mgp_slice text,
                                              const struct mgp_json_check_options *options)
{
    struct scan scan = {text, check->position};
    enum token token = TOKEN_BAD;
    switch (text.ptr[scan.at]) {
    case 't': token = read_literal(&scan, "true"); break;
    case 'f': token = read_literal(&scan, "false"); break;
    case 'n': token = read_literal(&scan, "null"); break;
    default:
        if (text.ptr[scan.at] != '-' && !is_digit(text.ptr[scan.at])) return MGP_JSON_BAD;
        token = read_number(&scan);
        if (scan.at - check->position > MGP_LONG_VALUE) return MGP_JSON_BAD;
        /* At the very end a number is complete if another character would have ended it. */
        if (token == TOKEN_CUT && options->is_end && is_digit(text.ptr[text.len - 1])) token = TOKEN_READ;
    }
    if (token != TOKEN_READ) return token_result(token, options);
    begin_value(check);
    end_value(check, scan.at);
    return MGP_JSON_REACHED;
}

static enum mgp_json_check_result read_value(struct mgp_json_check *check, struct mgp_slice text,
                                             const struct mgp_json_check_options *options)
{
    uint8_t byte = text.ptr[check->position];
    if (byte == '{' || byte == '[') return open_container(check, byte == '[');
    if (byte != '"') return read_scalar(check, text, options);
    size_t end;
    enum mgp_json_check_result result = read_string(check, text, &end, options);
    if (result != MGP_JSON_REACHED) return result;
    begin_value(check);
    end_value(check, end + 1);
    return MGP_JSON_REACHED;
}

static enum mgp_json_check_result read_comma(struct mgp_json_check *check, uint8_t byte)
{
    struct mgp_json_frame *frame = &check->frames[check->depth - 1];
    if (byte != ',') {
        return byte == ']' || byte == '}' ? close_container(check, byte == ']') : MGP_JSON_BAD;
    }
    frame->index += frame->is_array;
    check->expects = frame->is_array ? MGP_JSON_VALUE : MGP_JSON_NAME;
    check->position++;
    return MGP_JSON_REACHED;
}

static enum mgp_json_check_result read_token(struct mgp_json_check *check, struct mgp_slice text,
                                             const struct mgp_json_check_options *options)
{
    uint8_t byte = text.ptr[check->position];
    switch (check->expects) {
    case MGP_JSON_COMMA: return read_comma(check, byte);
    case MGP_JSON_FIRST_NAME:
        if (byte == '}') return close_container(check, false);
        return byte == '"' ? read_name(check, text, options) : MGP_JSON_BAD;
    case MGP_JSON_NAME: return byte == '"' ? read_name(check, text, options) : MGP_JSON_BAD;
    case MGP_JSON_COLON:
        if (byte != ':') return MGP_JSON_BAD;
        check->expects = MGP_JSON_VALUE;
        check->position++;
        return MGP_JSON_REACHED;
    case MGP_JSON_FIRST_VALUE:
        if (byte == ']') return close_container(check, true);
        return read_value(check, text, options);
    case MGP_JSON_MORE_ROOTS: return byte == '{' || byte == '[' ? open_container(check, byte == '[') : MGP_JSON_BAD;
    case MGP_JSON_ROOT:
    case MGP_JSON_VALUE: break;
    }
    return read_value(check, text, options);
}

static void skip_blanks(struct mgp_json_check *check, struct mgp_slice text, bool stops_at_line)
{
    size_t at = check->position;
    while (at < text.len) {
        uint8_t byte = text.ptr[at];
        if (byte > ' ' || (byte != ' ' && byte != '\t' && byte != '\r' && (byte != '\n' || stops_at_line))) break;
        at++;
    }
    check->position = at;
}

enum mgp_json_check_result mgp_json_check_run(struct mgp_json_check *check, struct mgp_slice text, size_t target,
                                              const struct mgp_json_check_options *options)
{
    for (;;) {
        if (check->position < text.len && text.ptr[check->position] <= ' ') {
            skip_blanks(check, text, options->stops_at_line);
        }
        if (check->position >= text.len) return options->is_end ? MGP_JSON_AT_END : MGP_JSON_NEEDS_MORE;
        if (options->stops_at_line && text.ptr[check->position] == '\n') return MGP_JSON_LINE_END;
        if (check->position >= target) return MGP_JSON_REACHED;
        enum mgp_json_check_result result = read_token(check, text, options);
        if (result != MGP_JSON_REACHED) return result;
    }
}

bool mgp_json_check_is_complete(const struct mgp_json_check *check)
{
    return check->expects == MGP_JSON_ROOT || check->expects == MGP_JSON_MORE_ROOTS;
}

void mgp_json_check_begin_string(struct mgp_json_check *check)
{
    begin_value(check);
}

void mgp_json_check_end_string(struct mgp_json_check *check, size_t position)
{
    end_value(check, position);
}

bool mgp_json_check_string(struct mgp_slice text, size_t at, size_t *end)
{
    struct scan scan = {text, at};
    if (read_characters(&scan) != TOKEN_READ) return false;
    *end = scan.at;
    return true;
}

bool mgp_json_check_string_part(struct mgp_slice text)
{
    struct scan scan = {text, 0};
    return read_characters(&scan) == TOKEN_CUT && scan.at == text.len;
}

void mgp_json_check_reset(struct mgp_json_check *check, size_t position)
{
    check->position = position;
    check->expects = MGP_JSON_ROOT;
    check->depth = 0;
}
