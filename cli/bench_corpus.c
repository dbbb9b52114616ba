#include "cli/bench_corpus.h"

/* splitmix64 */
static uint64_t next(uint64_t *random)
{
    uint64_t z = (*random += 0x9E3779B97F4A7C15u);
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
}

static unsigned below(uint64_t *random, unsigned limit)
{
    return (unsigned)(next(random) % limit);
}

#define PICK(random, list) (list)[below(random, sizeof(list) / sizeof *(list))]

static const char *const common[] = {
    "the",    "of",      "and",     "to",       "in",     "that",     "it",      "was",     "for",     "on",
    "are",    "as",      "with",    "they",     "at",     "be",       "this",    "have",    "from",    "or",
    "had",    "by",      "but",     "some",     "what",   "there",    "we",      "can",     "out",     "other",
    "were",   "all",     "your",    "when",     "up",     "use",      "word",    "how",     "said",    "each",
    "she",    "which",   "do",      "their",    "time",   "if",       "will",    "way",     "about",   "many",
    "then",   "them",    "would",   "write",    "like",   "so",       "these",   "her",     "long",    "make",
    "thing",  "see",     "him",     "two",      "has",    "look",     "more",    "day",     "could",   "go",
    "come",   "did",     "my",      "sound",    "no",     "most",     "number",  "who",     "over",    "know",
    "water",  "than",    "call",    "first",    "people", "may",      "down",    "side",    "been",    "now",
    "find",   "any",     "new",     "work",     "part",   "take",     "get",     "place",   "made",    "where",
    "after",  "back",    "little",  "only",     "round",  "man",      "year",    "came",    "show",    "every",
    "good",   "me",      "give",    "our",      "under",  "name",     "very",    "through", "just",    "form",
    "much",   "great",   "think",   "say",      "help",   "low",      "line",    "before",  "turn",    "cause",
    "same",   "mean",    "differ",  "move",     "right",  "boy",      "old",     "too",     "does",    "tell",
    "garden", "harvest", "kitchen", "evening",  "window", "mountain", "letter",  "season",  "village", "morning",
    "bridge", "station", "history", "question", "answer", "surface",  "problem", "complete", "measure", "standard",
};
static const char *const given[] = {"Anna",  "James", "Maria", "John",  "Elena",
                                   "Robert", "Julia", "David", "Sofia", "Thomas"};
static const char *const surnames[] = {"Smith", "Garcia", "Miller", "Rossi", "Novak",
                                      "Schmidt", "Dubois", "Brown", "Khan"};
static const char *const programs[] = {"sshd", "kernel", "cron", "nginx", "systemd", "postfix", "dhclient", "sudo"};

static void add_words(struct mgp_buffer *out, uint64_t *random, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        if (i > 0) mgp_buffer_byte(out, ' ');
        mgp_buffer_text(out, PICK(random, common));
    }
}

static void add_sentence(struct mgp_buffer *out, uint64_t *random)
{
    size_t begin = out->len;
    add_words(out, random, 6 + below(random, 14));
    out->ptr[begin] = (uint8_t)(out->ptr[begin] & ~0x20);
    if (below(random, 12) == 0) mgp_buffer_format(out, ", in %u", 1900 + below(random, 120));
    if (below(random, 30) == 0) mgp_buffer_format(out, ", wrote %s %s", PICK(random, given), PICK(random, surnames));
    mgp_buffer_text(out, ". ");
}

/* Three paragraphs and some lines of a log. */
static void add_prose(struct mgp_buffer *out, uint64_t *random)
{
    for (unsigned i = 0; i < 3; i++) {
        for (unsigned k = 0; k < 6; k++) {
            add_sentence(out, random);
        }
        mgp_buffer_byte(out, '\n');
    }
    for (unsigned i = 0; i < 6; i++) {
        mgp_buffer_format(out, "Mar %2u %02u:%02u:%02u host%u %s[%u]: ", 1 + below(random, 28), below(random, 24),
                          below(random, 60), below(random, 60), below(random, 40), PICK(random, programs),
                          100 + below(random, 30000));
        add_words(out, random, 5 + below(random, 6));
        mgp_buffer_format(out, " from 10.%u.%u.%u port %u\n", below(random, 256), below(random, 256),
                          below(random, 256), 1024 + below(random, 60000));
    }
}

static void begin_plain_table(struct mgp_buffer *out)
{
    mgp_buffer_text(out, "a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q,r\n");
}

static void begin_labelled_table(struct mgp_buffer *out)
{
    mgp_buffer_text(out, "row,first_name,last_name,ssn,date_of_birth,phone,card_number,iban,passport_number,"
                         "drivers_license,salary,grade,team,floor,desk,badge,shift,note\n");
}

/* A number that passes the Luhn check, of 16 digits from 4. */
static void add_card(struct mgp_buffer *out, uint64_t *random)
{
    char digits[17] = "4";
    unsigned sum = 8;
    for (unsigned i = 1; i < 15; i++) {
        unsigned digit = below(random, 10), doubled = i % 2 == 0 ? 2 * digit : digit;
        digits[i] = (char)('0' + digit);
        sum += doubled / 10 + doubled % 10;
    }
    digits[15] = (char)('0' + (10 - sum % 10) % 10);
    digits[16] = '\0';
    mgp_buffer_text(out, digits);
}

/* A German IBAN with its check digits (ISO 7064, MOD 97-10). */
static void add_iban(struct mgp_buffer *out, uint64_t *random)
{
    char account[19];
    unsigned remainder = 0;
    for (unsigned i = 0; i < 18; i++) {
        account[i] = (char)('0' + below(random, 10));
        remainder = (remainder * 10 + (unsigned)(account[i] - '0')) % 97;
    }
    account[18] = '\0';
    remainder = (remainder * 1000000 + 131400) % 97; /* D, E and 00 behind the account */
    mgp_buffer_format(out, "DE%02u%s", 98 - remainder, account);
}

static void add_row(struct mgp_buffer *out, uint64_t *random)
{
    mgp_buffer_format(out, "%u,%s,%s,%03u-%02u-%04u,19%02u-%02u-%02u,+1 %u%02u %u%02u %04u,", below(random, 1000000),
                      PICK(random, given), PICK(random, surnames), 100 + below(random, 500), 10 + below(random, 80),
                      1000 + below(random, 9000), 40 + below(random, 60), 1 + below(random, 12), 1 + below(random, 28),
                      2 + below(random, 8), below(random, 100), 2 + below(random, 8), below(random, 100),
                      below(random, 10000));
    add_card(out, random);
    mgp_buffer_byte(out, ',');
    add_iban(out, random);
    mgp_buffer_format(out, ",%09u,%c%07u,%u,%u,%s,%u,%u,%u,%u,%s %s\n", 100000000 + below(random, 800000000),
                      'A' + (int)below(random, 26), below(random, 10000000), 20000 + below(random, 90000),
                      below(random, 9), PICK(random, common), below(random, 12), below(random, 400),
                      below(random, 100000), below(random, 3), PICK(random, common), PICK(random, common));
}

static void add_hex(struct mgp_buffer *out, uint64_t *random, unsigned count)
{
    static const char digits[] = "0123456789abcdef";
    for (unsigned i = 0; i < count; i++) {
        mgp_buffer_byte(out, (uint8_t)digits[below(random, 16)]);
    }
}

static void add_log_line(struct mgp_buffer *out, uint64_t *random)
{
    mgp_buffer_format(out, "{\"time\":\"2026-03-%02uT%02u:%02u:%02u.%06uZ\",\"level\":\"info\",\"trace\":\"",
                      1 + below(random, 28), below(random, 24), below(random, 60), below(random, 60),
                      below(random, 1000000));
    add_hex(out, random, 32);
    mgp_buffer_text(out, "\",\"span\":\"");
    add_hex(out, random, 16);
    mgp_buffer_format(out, "\",\"peer\":\"10.%u.%u.%u\",\"status\":%u,\"bytes\":%u,\"seconds\":%u.%06u,"
                           "\"message\":\"",
                      below(random, 256), below(random, 256), below(random, 256), 200 + below(random, 4) * 100,
                      below(random, 1000000), below(random, 3), below(random, 1000000));
    add_words(out, random, 4 + below(random, 10));
    mgp_buffer_format(out, "\",\"request\":{\"method\":\"GET\",\"path\":\"/%s/%s/%u\",\"id\":\"", PICK(random, common),
                      PICK(random, common), below(random, 100000));
    add_hex(out, random, 8);
    mgp_buffer_byte(out, '-');
    add_hex(out, random, 12);
    mgp_buffer_text(out, "\"}}\n");
}

static void add_source(struct mgp_buffer *out, uint64_t *random)
{
    const char *name = PICK(random, common), *other = PICK(random, common);
    mgp_buffer_format(out, "/* %s %s the %s. */\nstatic int %s_%s(struct %s *%s, size_t %s_count)\n{\n",
                      PICK(random, common), PICK(random, common), name, name, other, name, name, other);
    for (unsigned i = 0; i < 5; i++) {
        mgp_buffer_format(out, "    if (%s->%sCount[%u] > MAX_%s || !%s_is_%s(%s, 0x%04x)) {\n"
                               "        return -%u; // %s\n    }\n",
                          name, other, below(random, 64), "SIZE", PICK(random, common), PICK(random, common), name,
                          below(random, 65536), below(random, 99), PICK(random, common));
    }
    mgp_buffer_text(out, "    return 0;\n}\n\n");
}

static void add_blob(struct mgp_buffer *out, uint64_t *random)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (unsigned i = 0; i < 20 * 76; i++) {
        mgp_buffer_byte(out, (uint8_t)digits[below(random, 64)]);
        if (i % 76 == 75) mgp_buffer_byte(out, '\n');
    }
    for (unsigned i = 0; i < 30; i++) {
        mgp_buffer_format(out, "function %c(%c,n){return n>%u?%c.%s(n-1)||%u:null}var %c%u=[%u,%u];",
                          'a' + (int)below(random, 26), 'a' + (int)below(random, 26), below(random, 9),
                          'a' + (int)below(random, 26), PICK(random, common), below(random, 1000),
                          'a' + (int)below(random, 26), below(random, 100), below(random, 10000),
                          below(random, 100));
    }
    mgp_buffer_byte(out, '\n');
}

/* Bytes of any value but those that make a file binary. */
static void add_random(struct mgp_buffer *out, uint64_t *random)
{
    for (unsigned i = 0; i < 512; i++) {
        uint64_t eight = next(random);
        for (unsigned k = 0; k < 8; k++) {
            uint8_t byte = (uint8_t)(eight >> (8 * k));
            mgp_buffer_byte(out, byte < ' ' || byte == 0x7F ? '\n' : byte);
        }
    }
}

static void add_record(struct mgp_buffer *out, uint64_t *random)
{
    mgp_buffer_format(out, "{\"name\":\"%s %s\",\"ssn\":\"%03u-%02u-%04u\",\"dateOfBirth\":\"19%02u-%02u-%02u\","
                           "\"cardNumber\":\"",
                      PICK(random, given), PICK(random, surnames), 100 + below(random, 500), 10 + below(random, 80),
                      1000 + below(random, 9000), 40 + below(random, 60), 1 + below(random, 12), 1 + below(random, 28));
    add_card(out, random);
    mgp_buffer_text(out, "\",\"iban\":\"");
    add_iban(out, random);
    mgp_buffer_format(out, "\",\"passportNumber\":\"%09u\",\"phone\":\"+1 415 555 %04u\"}\n",
                      100000000 + below(random, 800000000), below(random, 10000));
}

const struct mgp_bench_corpus mgp_bench_corpora[] = {
    {"prose", "prose.txt", "English prose, a quarter of it logs", add_prose, NULL},
    {"csv", "table.csv", "18 columns of personal data, none labelled", add_row, begin_plain_table},
    {"csv-labelled", "people.csv", "the same, 9 columns labelled", add_row, begin_labelled_table},
    {"jsonl", "log.jsonl", "JSON Lines logs", add_log_line, NULL},
    {"source", "source.c", "source code", add_source, NULL},
    {"blobs", "blobs.txt", "base64 and minified script", add_blob, NULL},
    {"random", "random.txt", "random bytes as text", add_random, NULL},
    {"records", "people.jsonl", "personal records, every field labelled", add_record, NULL},
};
const size_t mgp_bench_corpus_count = sizeof mgp_bench_corpora / sizeof *mgp_bench_corpora;

void mgp_bench_corpus_make(const struct mgp_bench_corpus *corpus, size_t size, struct mgp_buffer *out)
{
    uint64_t random = 20260317;
    if (corpus->begin) corpus->begin(out);
    mgp_buffer_reserve(out, size + 65536);
    while (out->len < size) {
        corpus->add(out, &random);
    }
}
