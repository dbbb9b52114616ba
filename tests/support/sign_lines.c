/* sign_lines: signs the requests that stand on standard input and prints the Authorization of each, for a comparison
 * with another signer. A line is fields of hex, with blanks between: time (ISO 8601), method, path (raw key), session
 * token ("-": none), then "q" NAME VALUE and "h" NAME VALUE as often as wanted. */
#include <stdio.h>

#include "base/percent.h"
#include "net/sigv4.h"

#define MOST 16

struct line {
    struct mgp_arena arena;
    struct mgp_sigv4_pair query[MOST], headers[MOST];
    struct mgp_sigv4_request request;
};

static struct mgp_slice field(struct line *line, char **rest)
{
    struct mgp_buffer bytes = {0};
    char *at = *rest;
    unsigned value;
    if (*at == '-') at++;
    for (; *at && *at != ' ' && *at != '\n' && sscanf(at, "%2x", &value) == 1; at += 2)
        mgp_buffer_byte(&bytes, (uint8_t)value);
    *rest = at + (*at == ' ');
    struct mgp_slice copy = mgp_arena_copy(&line->arena, mgp_buffer_slice(&bytes));
    mgp_buffer_clear(&bytes);
    return copy;
}

static void read_line(struct line *line, char *text)
{
    struct mgp_sigv4_request *request = &line->request;
    struct mgp_buffer path = {0};
    mgp_time_parse(mgp_arena_text(&line->arena, field(line, &text)), &request->time);
    request->method = mgp_arena_text(&line->arena, field(line, &text));
    mgp_append_percent_encoded(&path, field(line, &text), true);
    request->path = mgp_arena_copy(&line->arena, mgp_buffer_slice(&path));
    mgp_buffer_clear(&path);
    const char *token = mgp_arena_text(&line->arena, field(line, &text));
    if (*token) request->credentials.session_token = token;
    while (*text == 'q' || *text == 'h') {
        bool is_query = *text == 'q';
        text += 2;
        struct mgp_slice name = field(line, &text), value = field(line, &text);
        if (is_query) line->query[request->query_count++] = (struct mgp_sigv4_pair){name, value};
        else line->headers[request->header_count++] = (struct mgp_sigv4_pair){name, value};
    }
}

int main(void)
{
    static char text[65536];
    struct mgp_sigv4_key key = {0};
    struct mgp_sigv4_signature signature = {0};
    while (fgets(text, sizeof text, stdin)) {
        struct line line = {.request = {.service = "s3",
                                        .region = "eu-west-1",
                                        .host = MGP_LITERAL("127.0.0.1:9000"),
                                        .with_payload_header = true,
                                        .credentials = {.access_key = "AKSCRIPTED", .secret_key = "scripted-secret"}}};
        read_line(&line, text);
        line.request.query = line.query;
        line.request.headers = line.headers;
        if (!mgp_sigv4_sign(&line.request, &key, &signature)) return 1;
        printf("%s\n", mgp_buffer_string(&signature.authorization));
        mgp_arena_clear(&line.arena);
    }
    mgp_sigv4_signature_clear(&signature);
    mgp_sigv4_key_clear(&key);
    return 0;
}
