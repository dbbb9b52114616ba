/* scripted_smtp: a small mail server that answers as told.
 *
 *   scripted_smtp --port-file FILE --log FILE [--script FILE] [--user NAME --password WORD]
 *                 [--tls first|starttls --certificate FILE]
 *
 * Listens on 127.0.0.1, one connection after the other. A line of the script is "VERB REPLY": the next command of that
 * verb (EHLO, AUTH, MAIL, RCPT, DATA, or END for the dot after the text) is answered so, once; "VERB drop" closes the
 * connection instead. With --user, AUTH PLAIN is offered and needed. With --tls, the certificate, made anew and for
 * 127.0.0.1, is written to a file that a client may trust. The log has a line of JSON for each message that was taken:
 * {"from", "to": [...], "data", "tls", "user"}. Ends with status 0 on SIGTERM. */
#include <arpa/inet.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/base64.h"
#include "base/file.h"
#include "base/json_writer.h"

#ifdef SCRIPTED_SMTP_TLS
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#endif

#define SCRIPT_MAX 64
#define TO_MAX     64

struct line {
    char *verb, *reply; /* verb NULL: used up */
};

static struct {
    const char *port_file, *log_path, *script_path, *user, *password, *tls, *certificate;
    struct line script[SCRIPT_MAX];
    size_t script_count;
} server;

struct session {
    int fd;
    struct mgp_buffer in;
    bool has_tls, is_known;
    char *from, *to[TO_MAX];
    size_t to_count;
#ifdef SCRIPTED_SMTP_TLS
    SSL *ssl;
#endif
};

static void on_signal(int number)
{
    (void)number;
    _exit(0);
}

static bool read_script(const char *path)
{
    struct mgp_buffer text = {0};
    if (mgp_file_read(path, 65536, &text, NULL) != MGP_OK) return false;
    char *rest = (char *)(uintptr_t)mgp_buffer_string(&text), *end;
    for (; *rest && server.script_count < SCRIPT_MAX; rest = end + 1) {
        end = strchr(rest, '\n');
        if (!end) break;
        *end = '\0';
        char *blank = strchr(rest, ' ');
        if (!blank) continue;
        *blank = '\0';
        server.script[server.script_count++] = (struct line){mgp_strdup(rest), mgp_strdup(blank + 1)};
    }
    mgp_buffer_clear(&text);
    return true;
}

/* The scripted reply to a verb, or NULL. */
static const char *scripted(const char *verb)
{
    for (size_t i = 0; i < server.script_count; i++) {
        if (!server.script[i].verb || strcmp(server.script[i].verb, verb) != 0) continue;
        free(server.script[i].verb);
        server.script[i].verb = NULL;
        return server.script[i].reply;
    }
    return NULL;
}

#ifdef SCRIPTED_SMTP_TLS
static SSL_CTX *tls;

static bool add_extension(X509 *certificate, int id, const char *value)
{
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, NULL, id, value);
    bool fine = extension && X509_add_ext(certificate, extension, -1) == 1;
    X509_EXTENSION_free(extension);
    return fine;
}

static bool write_certificate(X509 *certificate)
{
    FILE *file = fopen(server.certificate, "w");
    return file && PEM_write_X509(file, certificate) == 1 && fclose(file) == 0;
}

static bool make_tls(void)
{
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *certificate = X509_new();
    tls = SSL_CTX_new(TLS_server_method());
    if (!key || !certificate || !tls) return false;
    X509_NAME *name = X509_get_subject_name(certificate);
    X509_set_version(certificate, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
    X509_gmtime_adj(X509_getm_notAfter(certificate), 86400);
    X509_set_pubkey(certificate, key);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)"scripted", -1, -1, 0);
    X509_set_issuer_name(certificate, name);
    return add_extension(certificate, NID_subject_alt_name, "IP:127.0.0.1") &&
           add_extension(certificate, NID_basic_constraints, "critical,CA:TRUE") &&
           X509_sign(certificate, key, EVP_sha256()) && SSL_CTX_use_certificate(tls, certificate) == 1 &&
           SSL_CTX_use_PrivateKey(tls, key) == 1 && write_certificate(certificate);
}

static bool begin_tls(struct session *session)
{
    session->ssl = SSL_new(tls);
    session->has_tls = session->ssl && SSL_set_fd(session->ssl, session->fd) == 1 && SSL_accept(session->ssl) == 1;
    return session->has_tls;
}

static ssize_t take(struct session *session, void *bytes, size_t size)
{
    return session->ssl ? SSL_read(session->ssl, bytes, (int)size) : recv(session->fd, bytes, size, 0);
}

static void give(struct session *session, struct mgp_slice bytes)
{
    if (session->ssl) SSL_write(session->ssl, bytes.ptr, (int)bytes.len);
    else if (send(session->fd, bytes.ptr, bytes.len, MSG_NOSIGNAL) < 0) perror("send");
}

static void end_tls(struct session *session)
{
    SSL_free(session->ssl);
}
#else
static bool make_tls(void)
{
    fprintf(stderr, "scripted_smtp: built without TLS\n");
    return false;
}

static bool begin_tls(struct session *session)
{
    return session->fd < 0;
}

static ssize_t take(struct session *session, void *bytes, size_t size)
{
    return recv(session->fd, bytes, size, 0);
}

static void give(struct session *session, struct mgp_slice bytes)
{
    if (send(session->fd, bytes.ptr, bytes.len, MSG_NOSIGNAL) < 0) perror("send");
}

static void end_tls(struct session *session)
{
    (void)session;
}
#endif

/* Everything up to end, which is cut off too. False at the end of the connection. */
static bool take_until(struct session *session, struct mgp_slice end, struct mgp_buffer *out)
{
    for (;;) {
        size_t at = mgp_slice_find(mgp_buffer_slice(&session->in), end, 0);
        if (at != SIZE_MAX) {
            size_t used = at + end.len;
            mgp_buffer_append(out, mgp_slice_of(session->in.ptr, at));
            memmove(session->in.ptr, session->in.ptr + used, session->in.len - used);
            session->in.len -= used;
            return true;
        }
        mgp_buffer_reserve(&session->in, 65536);
        ssize_t got = take(session, session->in.ptr + session->in.len, 65536);
        if (got <= 0) return false;
        session->in.len += (size_t)got;
    }
}

/* False to close the connection. */
static bool answer(struct session *session, const char *verb, const char *otherwise)
{
    struct mgp_buffer line = {0};
    const char *reply = scripted(verb);
    if (reply && strcmp(reply, "drop") == 0) return false;
    mgp_buffer_format(&line, "%s\r\n", reply ? reply : otherwise);
    give(session, mgp_buffer_slice(&line));
    bool is_fine = !reply || reply[0] == '2' || reply[0] == '3';
    mgp_buffer_clear(&line);
    return is_fine || strcmp(verb, "EHLO") != 0;
}

static char *between_angles(const char *line)
{
    const char *open = strchr(line, '<'), *close = strchr(line, '>');
    return open && close && close > open ? mgp_slice_dup(mgp_slice_of(open + 1, (size_t)(close - open - 1))) : NULL;
}

static void forget(struct session *session)
{
    free(session->from);
    session->from = NULL;
    while (session->to_count > 0) free(session->to[--session->to_count]);
}

/* What the client stuffed with a dot is told as it was (RFC 5321, 4.5.2). */
static void log_message(struct session *session, struct mgp_slice data)
{
    struct mgp_buffer line = {0}, text = {0};
    struct mgp_json_writer writer;
    FILE *log = fopen(server.log_path, "a");
    for (size_t i = 0; i < data.len; i++) {
        bool is_stuffed = data.ptr[i] == '.' && (i == 0 || data.ptr[i - 1] == '\n');
        if (!is_stuffed) mgp_buffer_byte(&text, data.ptr[i]);
    }
    mgp_json_writer_init(&writer, &line, 0);
    mgp_json_begin_object(&writer);
    mgp_json_member_text(&writer, "from", session->from);
    mgp_json_key(&writer, "to");
    mgp_json_begin_array(&writer);
    for (size_t i = 0; i < session->to_count; i++) mgp_json_write_text(&writer, session->to[i]);
    mgp_json_end_array(&writer);
    mgp_json_member_string(&writer, "data", mgp_buffer_slice(&text));
    mgp_json_member_bool(&writer, "tls", session->has_tls);
    mgp_json_member_bool(&writer, "user", session->is_known);
    mgp_json_end_object(&writer);
    mgp_buffer_byte(&line, '\n');
    if (!log || fwrite(line.ptr, 1, line.len, log) != line.len || fclose(log) != 0) perror(server.log_path);
    mgp_buffer_clear(&line);
    mgp_buffer_clear(&text);
}

static bool take_data(struct session *session)
{
    struct mgp_buffer data = {0};
    if (!answer(session, "DATA", "354 go on")) return false;
    bool fine = take_until(session, MGP_LITERAL("\r\n.\r\n"), &data);
    /* The scripted reply is known before: a message that is refused is not logged. */
    const char *reply = fine ? scripted("END") : NULL;
    if (fine && !reply) {
        log_message(session, mgp_buffer_slice(&data));
        give(session, MGP_LITERAL("250 taken\r\n"));
    } else if (reply && strcmp(reply, "drop") != 0) {
        struct mgp_buffer line = {0};
        mgp_buffer_format(&line, "%s\r\n", reply);
        give(session, mgp_buffer_slice(&line));
        mgp_buffer_clear(&line);
    } else {
        fine = false;
    }
    mgp_buffer_clear(&data);
    return fine;
}

/* "AUTH PLAIN base64", where the word may come by itself after a 334. */
static bool check_user(struct session *session, const char *line)
{
    struct mgp_buffer word = {0}, given = {0}, wanted = {0};
    const char *base64 = strlen(line) > 11 ? line + 11 : NULL;
    bool fine = true;
    if (!base64) {
        give(session, MGP_LITERAL("334 \r\n"));
        fine = take_until(session, MGP_LITERAL("\r\n"), &word);
        base64 = mgp_buffer_string(&word);
    }
    mgp_buffer_byte(&wanted, 0);
    mgp_buffer_text(&wanted, server.user ? server.user : "");
    mgp_buffer_byte(&wanted, 0);
    mgp_buffer_text(&wanted, server.password ? server.password : "");
    session->is_known = fine && mgp_base64_decode(&given, mgp_slice_text(base64)) &&
                        mgp_slice_equal(mgp_buffer_slice(&given), mgp_buffer_slice(&wanted));
    mgp_buffer_clear(&word);
    mgp_buffer_clear(&given);
    mgp_buffer_clear(&wanted);
    return fine && answer(session, "AUTH", session->is_known ? "235 known" : "535 5.7.8 not known");
}

static bool greet(struct session *session)
{
    struct mgp_buffer line = {0};
    bool offers_tls = server.tls && strcmp(server.tls, "starttls") == 0 && !session->has_tls;
    mgp_buffer_format(&line, "250-scripted\r\n%s%s250 8BITMIME", offers_tls ? "250-STARTTLS\r\n" : "",
                      server.user ? "250-AUTH PLAIN\r\n" : "");
    bool fine = answer(session, "EHLO", mgp_buffer_string(&line));
    mgp_buffer_clear(&line);
    return fine;
}

static bool obey(struct session *session, const char *line)
{
    bool needs_user = server.user && !session->is_known;
    if (strncmp(line, "EHLO", 4) == 0 || strncmp(line, "HELO", 4) == 0) return greet(session);
    if (strncmp(line, "STARTTLS", 8) == 0) {
        give(session, MGP_LITERAL("220 begin\r\n"));
        return begin_tls(session);
    }
    if (strncmp(line, "AUTH PLAIN", 10) == 0) return check_user(session, line);
    if (strncmp(line, "MAIL", 4) == 0) {
        forget(session);
        if (needs_user) return answer(session, "MAIL", "530 5.7.0 authentication is needed");
        session->from = between_angles(line);
        return answer(session, "MAIL", "250 fine");
    }
    if (strncmp(line, "RCPT", 4) == 0) {
        if (session->to_count < TO_MAX) session->to[session->to_count++] = between_angles(line);
        return answer(session, "RCPT", "250 fine");
    }
    if (strncmp(line, "DATA", 4) == 0) return take_data(session);
    if (strncmp(line, "QUIT", 4) == 0) {
        give(session, MGP_LITERAL("221 bye\r\n"));
        return false;
    }
    give(session, MGP_LITERAL("250 fine\r\n")); /* RSET, NOOP */
    return true;
}

static void serve(int fd)
{
    struct session session = {.fd = fd};
    struct mgp_buffer line = {0};
    bool fine = !server.tls || strcmp(server.tls, "first") != 0 || begin_tls(&session);
    if (fine) give(&session, MGP_LITERAL("220 scripted ready\r\n"));
    while (fine) {
        line.len = 0;
        fine = take_until(&session, MGP_LITERAL("\r\n"), &line) && obey(&session, mgp_buffer_string(&line));
    }
    forget(&session);
    end_tls(&session);
    mgp_buffer_clear(&line);
    mgp_buffer_clear(&session.in);
    close(fd);
}

static int open_listener(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    char aside[4096];
    if (listener < 0 || bind(listener, (struct sockaddr *)&address, sizeof address) != 0 || listen(listener, 16) != 0 ||
        getsockname(listener, (struct sockaddr *)&address, &length) != 0)
        return perror("scripted_smtp"), -1;
    snprintf(aside, sizeof aside, "%s.part", server.port_file);
    FILE *file = fopen(aside, "w");
    if (!file || fprintf(file, "%d\n", ntohs(address.sin_port)) < 0 || fclose(file) != 0 ||
        rename(aside, server.port_file) != 0)
        return perror(server.port_file), -1;
    return listener;
}

static bool read_arguments(int argc, char **argv)
{
    static const struct {
        const char *name, **value;
    } options[] = {{"--port-file", &server.port_file}, {"--log", &server.log_path}, {"--script", &server.script_path},
                   {"--user", &server.user},           {"--password", &server.password}, {"--tls", &server.tls},
                   {"--certificate", &server.certificate}};
    for (int i = 1; i < argc; i += 2) {
        bool known = false;
        for (size_t k = 0; k < sizeof options / sizeof *options; k++) {
            if (strcmp(argv[i], options[k].name) != 0 || i + 1 >= argc) continue;
            *options[k].value = argv[i + 1];
            known = true;
        }
        if (!known) return false;
    }
    return server.port_file && server.log_path;
}

int main(int argc, char **argv)
{
    struct sigaction end = {.sa_handler = on_signal};
    sigaction(SIGTERM, &end, NULL);
    signal(SIGPIPE, SIG_IGN);
    if (!read_arguments(argc, argv)) return fprintf(stderr, "scripted_smtp: see the comment at its top\n"), 2;
    if (server.script_path && !read_script(server.script_path)) return 2;
    if (server.tls && !make_tls()) return 2;
    int listener = open_listener();
    if (listener < 0) return 2;
    for (;;) {
        int fd = accept(listener, NULL, NULL);
        if (fd >= 0) serve(fd);
        else if (errno != EINTR) return perror("accept"), 2;
    }
}
