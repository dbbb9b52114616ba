/* What follows from an example. Its value (what was found in it) is put into other surroundings and other
 * written forms, in which it must be found, or is spoilt so that it must not. Where a derivation says nothing
 * of an identifier (one without keywords is found without any), it is left out. */
#include "base/buffer.h"
#include "scanner/job/examples_run.h"

struct derivation {
    struct mgp_example_run *run;
    size_t number;          /* of the example */
    struct mgp_slice value; /* found in it */
    const char *keyword;    /* one of the identifier's that ends with a letter or digit, or "" */
    bool needs_keyword;     /* every pattern does, and the value holds none itself */
    struct mgp_buffer text;
};

static void join(struct derivation *d, const struct mgp_slice *pieces, size_t count)
{
    d->text.len = 0;
    for (size_t i = 0; i < count; i++) {
        mgp_buffer_append(&d->text, pieces[i]);
    }
}

static void expect_pieces(struct derivation *d, const char *kind, const char *name, bool wanted,
                          const struct mgp_slice *pieces, size_t count)
{
    join(d, pieces, count);
    d->run->counts->derived++;
    mgp_example_expect(d->run, kind, d->number, name, mgp_buffer_slice(&d->text), wanted);
}

#define EXPECT(d, kind, name, wanted, ...)                                                                   \
    do {                                                                                                     \
        const struct mgp_slice pieces[] = {__VA_ARGS__};                                                     \
        expect_pieces(d, kind, name, wanted, pieces, sizeof pieces / sizeof *pieces);                        \
    } while (0)

/* --- keywords ------------------------------------------------------------------------------------------ */

static void derive_keywords(struct derivation *d)
{
    const struct mgp_slice gap_30 = MGP_LITERAL(" ============================ ");
    struct mgp_slice keyword = mgp_slice_text(d->keyword), blank = MGP_LITERAL(" ");
    if (!d->needs_keyword) return;
    EXPECT(d, "no keyword", "example.txt", false, d->value);
    EXPECT(d, "keyword behind", "example.txt", true, d->value, blank, keyword);
    EXPECT(d, "keyword 30 away", "example.txt", true, keyword, gap_30, d->value);
    EXPECT(d, "keyword 31 away", "example.txt", false, keyword, blank, gap_30, d->value);
    EXPECT(d, "keyword 31 away behind", "example.txt", false, d->value, gap_30, blank, keyword);
    EXPECT(d, "keyword within a word", "example.txt", false, MGP_LITERAL("x"), keyword, MGP_LITERAL("x "), d->value);
    for (size_t i = 0; d->number == 1 && d->run->identifier->keywords[i]; i++) {
        EXPECT(d, d->run->identifier->keywords[i], "example.txt", true,
               mgp_slice_text(d->run->identifier->keywords[i]), blank, d->value);
    }
}

/* --- other containers ---------------------------------------------------------------------------------- */

static bool holds_any(struct mgp_slice text, const char *bytes)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] && strchr(bytes, text.ptr[i])) return true;
    }
    return false;
}

static void derive_containers(struct derivation *d)
{
    struct mgp_slice keyword = mgp_slice_text(d->keyword[0] ? d->keyword : "x");
    if (holds_any(d->value, "\"\\\r\n") || holds_any(keyword, "\"\\,")) return;
    EXPECT(d, "named by its column", "example.csv", true, MGP_LITERAL("id,"), keyword, MGP_LITERAL("\n1,\""),
           d->value, MGP_LITERAL("\"\n"));
    EXPECT(d, "named by its member", "example.json", true, MGP_LITERAL("{\"id\": 1, \""), keyword,
           MGP_LITERAL("\": \""), d->value, MGP_LITERAL("\"}"));
    if (!d->needs_keyword) return;
    EXPECT(d, "in a column of another name", "example.csv", false, keyword, MGP_LITERAL(",xyz\n1,\""),
           d->value, MGP_LITERAL("\"\n"));
    EXPECT(d, "in a member of another name", "example.json", false, MGP_LITERAL("{\""), keyword,
           MGP_LITERAL("\": 1, \"xyz\": \""), d->value, MGP_LITERAL("\"}"));
}

/* --- edges --------------------------------------------------------------------------------------------- */

static bool is_letter_or_digit(uint8_t c)
{
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

static bool is_name_or_address(const struct mgp_identifier *identifier)
{
    return identifier->recogniser == MGP_RECOGNISER_NAME || identifier->recogniser == MGP_RECOGNISER_ADDRESS;
}

static bool has_parts(const struct mgp_identifier *identifier)
{
    if (is_name_or_address(identifier)) return true;
    for (size_t i = 0; i < identifier->pattern_count; i++) {
        if (identifier->patterns[i].proof == MGP_PROOF_BARE) return true;
    }
    return false;
}

/* What stands within a word or number is none. Not asked where a part of the value may be one by itself: of
 * headers ("Cookie:" in "Set-Cookie:" is a word), of groups behind blanks where any digits will do, and of names
 * and addresses. */
static void derive_edges(struct derivation *d)
{
    const struct mgp_slice digits = MGP_LITERAL("90718253647586950413627180");
    struct mgp_slice keyword = mgp_slice_text(d->keyword), blank = MGP_LITERAL(" ");
    if (!is_letter_or_digit(d->value.ptr[0]) || !is_letter_or_digit(d->value.ptr[d->value.len - 1]) ||
        holds_any(d->value, ":") || (holds_any(d->value, " ") && has_parts(d->run->identifier))) {
        return;
    }
    EXPECT(d, "within a longer number", "example.txt", false, keyword, blank, digits, d->value, digits);
    EXPECT(d, "within a longer word", "example.txt", false, keyword, blank, MGP_LITERAL("\xC3\xA9"), d->value,
           MGP_LITERAL("\xC3\xA9"));
}

/* --- written forms ------------------------------------------------------------------------------------- */

/* Every character as its full-width form, blanks and hyphens that do not break. */
static void append_wide(struct mgp_buffer *out, struct mgp_slice value)
{
    for (size_t i = 0; i < value.len; i++) {
        uint8_t c = value.ptr[i];
        if (c == ' ') {
            mgp_buffer_codepoint(out, 0x00A0);
        } else if (c == '-') {
            mgp_buffer_codepoint(out, i % 2 ? 0x2011 : 0x2013);
        } else if (is_letter_or_digit(c)) {
            mgp_buffer_codepoint(out, 0xFF00u + c - 0x20u);
        } else {
            mgp_buffer_byte(out, c);
        }
    }
}

static bool is_caseless(const struct mgp_identifier *identifier)
{
    for (size_t i = 0; i < identifier->pattern_count; i++) {
        if (!identifier->patterns[i].is_caseless || identifier->patterns[i].proof == MGP_PROOF_TOKEN)
            return false;
    }
    return identifier->recogniser == MGP_RECOGNISER_NONE || identifier->recogniser == MGP_RECOGNISER_IBAN;
}

static void append_in_case(struct mgp_buffer *out, struct mgp_slice value, bool is_upper)
{
    for (size_t i = 0; i < value.len; i++) {
        uint8_t c = value.ptr[i];
        bool is_letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
        if (is_letter) c = (uint8_t)(is_upper ? c & ~0x20 : c | 0x20);
        mgp_buffer_byte(out, c);
    }
}

static void derive_forms(struct derivation *d)
{
    struct mgp_slice keyword = mgp_slice_text(d->keyword), blank = MGP_LITERAL(" ");
    struct mgp_buffer form = {0};
    append_wide(&form, d->value);
    EXPECT(d, "in full width", "example.txt", true, keyword, blank, mgp_buffer_slice(&form));
    for (int is_upper = 0; is_upper < 2 && is_caseless(d->run->identifier); is_upper++) {
        form.len = 0;
        append_in_case(&form, d->value, is_upper);
        EXPECT(d, is_upper ? "in upper case" : "in lower case", "example.txt", true, keyword, blank,
               mgp_buffer_slice(&form));
    }
    mgp_buffer_clear(&form);
}

/* --- check digits -------------------------------------------------------------------------------------- */

/* Is everything that the identifier finds proven by a check digit? */
static bool is_proven(const struct mgp_identifier *identifier)
{
    for (size_t i = 0; i < identifier->pattern_count; i++) {
        if (identifier->patterns[i].proof != MGP_PROOF_CHECK) return false;
    }
    return !identifier->recogniser || identifier->recogniser == MGP_RECOGNISER_CARD ||
           identifier->recogniser == MGP_RECOGNISER_IBAN;
}

/* Raises the last letter or digit before *at by one. */
static void spoil(struct mgp_buffer *value, size_t *at)
{
    while (*at > 0 && !is_letter_or_digit(value->ptr[*at - 1])) {
        (*at)--;
    }
    if (*at == 0) return;
    uint8_t *last = &value->ptr[--*at];
    *last = *last == '9' ? '0' : (*last | 0x20) == 'z' ? (uint8_t)(*last - 25) : (uint8_t)(*last + 1);
}

/* The last letter or digit is the check character, its change makes another one necessary, or (the number of
 * an issue) it stands behind the check character. */
static void derive_wrong_check(struct derivation *d)
{
    struct mgp_slice pieces[] = {mgp_slice_text(d->keyword), MGP_LITERAL(" "), {NULL, 0}};
    struct mgp_buffer wrong = {0};
    if (!is_proven(d->run->identifier)) return;
    mgp_buffer_append(&wrong, d->value);
    size_t at = wrong.len;
    spoil(&wrong, &at);
    pieces[2] = mgp_buffer_slice(&wrong);
    join(d, pieces, 3);
    if (mgp_example_is_found(d->run, "example.txt", mgp_buffer_slice(&d->text), NULL)) spoil(&wrong, &at);
    expect_pieces(d, "wrong check digit", "example.txt", false, pieces, 3);
    mgp_buffer_clear(&wrong);
}

static bool always_needs_keyword(const struct mgp_identifier *identifier)
{
    for (size_t i = 0; i < identifier->pattern_count; i++) {
        if (!identifier->patterns[i].needs_keyword) return false;
    }
    return !identifier->recogniser || identifier->recogniser_needs_keyword;
}

static bool holds_keyword(const struct mgp_identifier *identifier, struct mgp_slice text)
{
    struct mgp_keywords *keywords = mgp_keywords_create();
    struct mgp_keyword_hits hits = {0};
    for (size_t i = 0; identifier->keywords[i]; i++) {
        mgp_keywords_add(keywords, mgp_slice_text(identifier->keywords[i]), 0, true);
    }
    mgp_keywords_find(keywords, text, 0, text.len, &hits);
    bool holds = hits.count > 0;
    free(hits.items);
    mgp_keywords_destroy(keywords);
    return holds;
}

static const char *plain_keyword(const struct mgp_identifier *identifier)
{
    for (size_t i = 0; identifier->keywords && identifier->keywords[i]; i++) {
        const char *keyword = identifier->keywords[i];
        uint8_t last = (uint8_t)keyword[strlen(keyword) - 1];
        if (last >= 0x80 || is_letter_or_digit(last)) return keyword;
    }
    return "";
}

void mgp_example_derive(struct mgp_example_run *run, size_t number)
{
    const struct mgp_identifier *identifier = run->identifier;
    struct derivation d = {.run = run, .number = number};
    struct mgp_slice example = mgp_slice_text(identifier->examples[number - 1]);
    if (!mgp_example_is_found(run, "example.txt", example, &d.value)) return; /* told of already */
    /* A name may be one for what stands beside it: an address of mail, a title. */
    if (is_name_or_address(identifier) && !mgp_example_is_found(run, "example.txt", d.value, NULL)) return;
    d.keyword = plain_keyword(identifier);
    d.needs_keyword = always_needs_keyword(identifier) && !holds_keyword(identifier, d.value);
    derive_keywords(&d);
    derive_containers(&d);
    derive_edges(&d);
    derive_forms(&d);
    derive_wrong_check(&d);
    mgp_buffer_clear(&d.text);
}

void mgp_example_exclusions(struct mgp_example_run *run)
{
    const struct mgp_identifier *identifier = run->identifier;
    struct derivation d = {.run = run};
    d.keyword = plain_keyword(identifier);
    for (size_t i = 0; identifier->exclusions && identifier->exclusions[i]; i++) {
        d.number = i + 1;
        EXPECT(&d, "excluded value", "example.txt", false, mgp_slice_text(d.keyword), MGP_LITERAL(" "),
               mgp_slice_text(identifier->exclusions[i]));
    }
    mgp_buffer_clear(&d.text);
}
