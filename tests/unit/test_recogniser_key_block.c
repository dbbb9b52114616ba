#include "recogniser_testing.h"

/* Blocks are made here from pieces, so that no scanner of secrets takes this file for a key. */
#define MARK(what) "-----" what
static const char rsa[] = "RSA PRIVATE KEY", pkcs8[] = "PRIVATE KEY", openssh[] = "OPENSSH PRIVATE KEY",
                  pgp[] = "PGP PRIVATE KEY BLOCK", encrypted[] = "ENCRYPTED PRIVATE KEY";

/* Base64 that begins with first and goes on to size characters (a multiple of 4). */
static const char *base64(const char *first, size_t size)
{
    static char text[70000];
    static const char filler[] = "q7Xv2LkPz0aNw4Ht8RmYc5Bj1GdSf9Eo3UiK6VxTlQyMbWgZrCnAhDsJpFeIuO+/";
    for (size_t i = 0; i < size; i++) {
        text[i] = i < strlen(first) ? first[i] : filler[i % (sizeof filler - 1)];
    }
    text[size] = 0;
    return text;
}

struct frame {
    const char *label, *end_label, *headers, *line_end, *indent;
    size_t width;
};

static const char *block(struct frame frame, const char *body)
{
    static struct mgp_buffer buffer;
    mgp_buffer_clear(&buffer);
    mgp_buffer_format(&buffer, "%s %s%s%s", MARK("BEGIN"), frame.label, MARK(""), frame.line_end);
    if (frame.headers) mgp_buffer_text(&buffer, frame.headers);
    for (size_t at = 0; at < strlen(body); at += frame.width) {
        mgp_buffer_format(&buffer, "%s%.*s%s", frame.indent, (int)frame.width, body + at, frame.line_end);
    }
    mgp_buffer_format(&buffer, "%s%s %s%s", frame.indent, MARK("END"),
                      frame.end_label ? frame.end_label : frame.label, MARK(""));
    return mgp_buffer_string(&buffer);
}

static const char openssh_head[] = "b3BlbnNzaC1rZXktdjEA", der_head[] = "MIIEpAIBAAKCAQEA",
                  pgp_head[] = "lQdGBF";

static void expect_block(const char *text, enum mgp_key_block kind)
{
    char framed[80000];
    snprintf(framed, sizeof framed, "key: \"%s\" and\n%s\n", text, text);
    struct results results = collect_all(MGP_RECOGNISER_KEY_BLOCK, mgp_slice_text(framed));
    cr_expect_eq(results.count, kind ? 2 : 0, "%zu results in %s", results.count, framed);
    for (size_t i = 0; i < results.count; i++) {
        cr_expect_eq(results.items[i].variant, kind);
        cr_expect_eq(results.items[i].end - results.items[i].begin, strlen(text));
    }
    free(results.items);
    if (strlen(framed) < 3000) assert_same_in_pieces(MGP_RECOGNISER_KEY_BLOCK, mgp_slice_text(framed));
}

Test(recogniser_key_block, finds_every_kind)
{
    struct frame frame = {.line_end = "\n", .indent = "", .width = 64};
    frame.label = rsa;
    expect_block(block(frame, base64(der_head, 640)), MGP_KEY_PKCS);
    frame.label = pkcs8;
    expect_block(block(frame, base64("MC4CAQAw", 64)), MGP_KEY_PKCS);
    frame.label = "EC PRIVATE KEY";
    expect_block(block(frame, base64("MHcCAQEE", 164)), MGP_KEY_PKCS);
    frame.label = "DSA PRIVATE KEY";
    expect_block(block(frame, base64("MIIBuwIBAAKBgQ", 600)), MGP_KEY_PKCS);
    frame.label = encrypted;
    expect_block(block(frame, base64("MIIFHDBOBgkq", 600)), MGP_KEY_PKCS);
    frame.label = openssh;
    expect_block(block(frame, base64(openssh_head, 400)), MGP_KEY_OPENSSH);
    frame.label = pgp;
    frame.headers = "Version: GnuPG v2\nComment: a key, just a key\n\n";
    expect_block(block(frame, base64(pgp_head, 800)), MGP_KEY_PGP);
}

Test(recogniser_key_block, reads_checksums_and_encrypted_headers)
{
    struct frame frame = {.label = pgp, .line_end = "\n", .indent = "", .width = 64, .headers = "\n"};
    char body[1000];
    snprintf(body, sizeof body, "%s=abcd", base64("xcFGBF", 640));
    expect_block(block(frame, body), MGP_KEY_PGP);
    snprintf(body, sizeof body, "%s==\n=abcd", base64("xcFGBF", 638));
    expect_block(block(frame, body), MGP_KEY_PGP);
    frame.label = rsa;
    frame.headers = "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,0123456789ABCDEF0123456789ABCDEF\n\n";
    expect_block(block(frame, base64("q7Xv2Lk", 640)), MGP_KEY_PKCS);
    snprintf(body, sizeof body, "%s==", base64(der_head, 638));
    frame.headers = NULL;
    expect_block(block(frame, body), MGP_KEY_PKCS);
}

Test(recogniser_key_block, reads_every_line_end)
{
    static const char *const line_ends[] = {"\n", "\r\n", "\r",   "\\n",     "\\r\\n", "\\\\n",
                                            " ",  "",     "\n\n", "\\n\\\n", " \n"};
    for (size_t i = 0; i < sizeof line_ends / sizeof line_ends[0]; i++) {
        struct frame frame = {.label = openssh, .line_end = line_ends[i], .indent = "", .width = 70};
        expect_block(block(frame, base64(openssh_head, 400)), MGP_KEY_OPENSSH);
    }
    static const char *const indents[] = {"    ", "\t", "> ", "# ", "// ", " * ", "  | "};
    for (size_t i = 0; i < sizeof indents / sizeof indents[0]; i++) {
        struct frame frame = {.label = rsa, .line_end = "\n", .indent = indents[i], .width = 64};
        expect_block(block(frame, base64(der_head, 640)), MGP_KEY_PKCS);
    }
    struct frame joined = {.label = rsa, .line_end = "\\n\" +\n", .indent = "    \"", .width = 64};
    expect_block(block(joined, base64(der_head, 640)), MGP_KEY_PKCS);
    struct frame listed = {.label = rsa, .line_end = "',\n", .indent = "    '", .width = 64};
    expect_block(block(listed, base64(der_head, 640)), MGP_KEY_PKCS);
}

Test(recogniser_key_block, wants_a_body_of_the_kind)
{
    struct frame frame = {.label = rsa, .line_end = "\n", .indent = "", .width = 64};
    expect_block(block(frame, base64("q7Xv2Lk", 640)), 0);
    expect_block(block(frame, base64(der_head, 60)), 0);
    expect_block(block(frame, base64(der_head, 641)), 0);
    expect_block(block(frame, "MIIEpAIBAAKCAQEA..."), 0);
    frame.label = openssh;
    expect_block(block(frame, base64(der_head, 640)), 0);
    frame.label = pgp;
    expect_block(block(frame, base64("mQENBF", 640)), 0); /* a public key */
    frame.label = "CERTIFICATE";
    expect_block(block(frame, base64(der_head, 640)), 0);
    frame.label = "RSA PUBLIC KEY";
    expect_block(block(frame, base64(der_head, 640)), 0);
}

Test(recogniser_key_block, wants_its_own_end)
{
    struct frame frame = {.label = rsa, .end_label = pkcs8, .line_end = "\n", .indent = "", .width = 64};
    expect_block(block(frame, base64(der_head, 640)), 0);
    char text[4000];
    snprintf(text, sizeof text, "%s %s-----\n", MARK("BEGIN"), rsa);
    expect_block(text, 0);
    snprintf(text, sizeof text, "%s %s-----\n%s\n", MARK("BEGIN"), rsa, base64(der_head, 640));
    expect_block(text, 0);
    frame.end_label = NULL;
    const char *good = block(frame, base64(der_head, 640));
    snprintf(text, sizeof text, "%s %s-----\n%s", MARK("BEGIN"), rsa, good);
    cr_expect_str_eq(found_in_text(MGP_RECOGNISER_KEY_BLOCK, text), good);
    snprintf(text, sizeof text, "-%s%s", good, good);
    struct results results = collect_all(MGP_RECOGNISER_KEY_BLOCK, mgp_slice_text(text));
    cr_expect_eq(results.count, 2);
    free(results.items);
}

Test(recogniser_key_block, ends_within_64_kib)
{
    struct frame frame = {.label = rsa, .line_end = "\n", .indent = "", .width = 64};
    size_t room = MGP_MAX_KEY_SPAN - strlen(block(frame, "")) - 1;
    size_t size = room / 65 * 64 / 4 * 4;
    struct mgp_value_view view = {.begins_value = true, .ends_value = true};
    struct mgp_recognition found;
    view.text = mgp_slice_text(block(frame, base64(der_head, size)));
    cr_expect(view.text.len <= MGP_MAX_KEY_SPAN);
    cr_expect(mgp_recognise(MGP_RECOGNISER_KEY_BLOCK, &view, 0, view.text.len, &found));
    view.text = mgp_slice_text(block(frame, base64(der_head, size + 128)));
    cr_expect(view.text.len > MGP_MAX_KEY_SPAN);
    cr_expect_not(mgp_recognise(MGP_RECOGNISER_KEY_BLOCK, &view, 0, view.text.len, &found));
}

/* A PuTTY file with each line ended by line_end; change replaces one of its pieces. */
static const char *putty(const char *version, const char *comment, const char *derivation, const char *mac,
                         const char *line_end)
{
    static char text[4000];
    char body[200];
    snprintf(body, sizeof body, "%s", base64("AAAAB3NzaC1yc2EA", 64));
    snprintf(text, sizeof text,
             "PuTTY-User-Key-%s%s: ssh-rsa%sEncryption: none%sComment:%s%sPublic-Lines: "
             "2%s%s%s%s%s%sPrivate-Lines: 1%s%s%s"
             "Private-MAC: %s",
             "File-", version, line_end, line_end, comment, line_end, line_end, body, line_end, body,
             line_end, derivation, line_end, body, line_end, mac);
    return text;
}

Test(recogniser_key_block, finds_putty_files)
{
    static const char mac[] = "0123456789abcdef0123456789abcdef01234567";
    static const char long_mac[] = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    static const char *const line_ends[] = {"\n", "\r\n", "\r", "\\n", "\\r\\n"};
    for (size_t i = 0; i < sizeof line_ends / sizeof line_ends[0]; i++) {
        expect_block(putty("2", " me@host with blanks", "", mac, line_ends[i]), MGP_KEY_PUTTY);
    }
    static const char argon[] =
        "Key-Derivation: Argon2id\nArgon2-Memory: 8192\nArgon2-Passes: 13\nArgon2-Parallelism: 1\n"
        "Argon2-Salt: 0123456789abcdef\n";
    expect_block(putty("3", "", argon, long_mac, "\n"), MGP_KEY_PUTTY);
    expect_block(putty("9", " x", "", mac, "\n"), 0);
    expect_block(putty("2", " x", "Other: header\n", mac, "\n"), 0);
    expect_block(putty("2: an algorithm and", " x", "", mac, "\n"), 0);
    expect_block(putty("2: -", " x", "", mac, "\n"), 0);
    expect_block(putty("2", " x", "", "none", "\n"), 0);
    cr_expect_str_eq(
        found_in_text(MGP_RECOGNISER_KEY_BLOCK, "PuTTY-User-Key-File-2: ssh-rsa\nEncryption: none\n"), "");
}

Test(recogniser_key_block, is_linear)
{
    static const char *const patterns[] = {
        "-----BEGIN RSA PRIVATE"
        " KEY-----\n",
        "-----BEGIN RSA PRIVATE"
        " KEY-----\nMIIEpAIBAAKCAQEA\n",
        "-",
        "PuTTY",
        "-----BEGIN RSA PRIVATE"
        " KEY-----\nA: b\n",
        "-----BEGIN RSA PRIVATE"
        " KEY-----A:",
        "PuTTY-User-Key-File-2: ",
        "-----BEGIN RSA PRIVATE"
        " KEY-----\n\n\n\n          ",
        "-----BEGIN RSA PRIVATE"
        " KEY-----\"  ",
        "PuTTY-User-Key-File-2: a\nEncryption: b\nComment: c\nPublic-Lines: 1\n",
        "P",
        "-----B",
        "\\",
        "\"",
    };
    for (size_t i = 0; i < sizeof patterns / sizeof patterns[0]; i++) {
        struct mgp_slice text = repeated(patterns[i], 1 << 20);
        struct results results = collect_all(MGP_RECOGNISER_KEY_BLOCK, text);
        cr_expect_eq(results.count, 0);
        free(results.items);
        free((void *)text.ptr);
    }
}
