#include "cli/bench_values.h"

#include <string.h>

#include "cli/bench_random.h"
#include "cli/bench_words.h"
#include "identifiers/catalogue.h"

#define below mgp_bench_below

static void add_one_of(struct mgp_buffer *out, uint64_t *random, const char *characters, unsigned count)
{
    mgp_buffer_byte(out, (uint8_t)characters[below(random, count)]);
}

void mgp_bench_add_digit(struct mgp_buffer *out, uint64_t *random)
{
    add_one_of(out, random, "0123456789", 10);
}

void mgp_bench_add_hex(struct mgp_buffer *out, uint64_t *random)
{
    add_one_of(out, random, "0123456789abcdef", 16);
}

void mgp_bench_add_base64(struct mgp_buffer *out, uint64_t *random)
{
    add_one_of(out, random, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", 64);
}

void mgp_bench_add_base32(struct mgp_buffer *out, uint64_t *random)
{
    add_one_of(out, random, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 32);
}

void mgp_bench_add_lower(struct mgp_buffer *out, uint64_t *random)
{
    add_one_of(out, random, "abcdefghijklmnopqrstuvwxyz", 26);
}

void mgp_bench_add_upper(struct mgp_buffer *out, uint64_t *random)
{
    add_one_of(out, random, "ABCDEFGHIJKLMNOPQRSTUVWXYZ", 26);
}

void mgp_bench_add_text_byte(struct mgp_buffer *out, uint64_t *random)
{
    uint8_t byte;
    do {
        byte = (uint8_t)below(random, 256);
    } while ((byte < ' ' && byte != '\n' && byte != '\r' && byte != '\t') || byte == 0x7F);
    mgp_buffer_byte(out, byte);
}

void mgp_bench_add_high_byte(struct mgp_buffer *out, uint64_t *random)
{
    mgp_buffer_byte(out, (uint8_t)(0x80 + below(random, 0x80)));
}

static char luhn_digit(const char *digits, unsigned count)
{
    unsigned sum = 0;
    for (unsigned i = 0; i < count; i++) {
        unsigned digit = (unsigned)(digits[count - 1 - i] - '0');
        if (i % 2 == 0) digit *= 2;
        sum += digit / 10 + digit % 10;
    }
    return (char)('0' + (10 - sum % 10) % 10);
}

static void add_card(struct mgp_buffer *out, uint64_t *random, char separator)
{
    unsigned kind = below(random, 10), length = kind < 8 ? 16 : 15;
    char digits[16];
    const char *prefix = kind < 5 ? "4" : kind < 8 ? "5" : "37";
    for (unsigned i = 0; i + 1 < length; i++) {
        digits[i] = (char)('0' + below(random, 10));
    }
    memcpy(digits, prefix, strlen(prefix));
    if (*prefix == '5') digits[1] = (char)('1' + below(random, 5)); /* 51 to 55 */
    digits[length - 1] = luhn_digit(digits, length - 1);
    for (unsigned i = 0; i < length; i++) {
        bool begins_group = length == 16 ? i % 4 == 0 && i > 0 : i == 4 || i == 10;
        if (separator && begins_group) mgp_buffer_byte(out, (uint8_t)separator);
        mgp_buffer_byte(out, (uint8_t)digits[i]);
    }
}

void mgp_bench_add_card(struct mgp_buffer *out, uint64_t *random)
{
    add_card(out, random, '\0');
}

void mgp_bench_add_dashed_card(struct mgp_buffer *out, uint64_t *random)
{
    add_card(out, random, '-');
}

void mgp_bench_add_spaced_card(struct mgp_buffer *out, uint64_t *random)
{
    add_card(out, random, ' ');
}

static unsigned remainder_of_97(const uint8_t *text, size_t length, unsigned remainder)
{
    for (size_t i = 0; i < length; i++) {
        bool is_digit = text[i] <= '9';
        unsigned value = is_digit ? (unsigned)(text[i] - '0') : (unsigned)(text[i] - 'A') + 10;
        remainder = (remainder * (is_digit ? 10 : 100) + value) % 97;
    }
    return remainder;
}

void mgp_bench_add_iban(struct mgp_buffer *out, uint64_t *random)
{
    static const struct {
        const char *country, *bank;
        unsigned digits;
    } kinds[] = {{"DE", "", 18}, {"GB", "NWBK", 14}, {"FR", "", 23}};
    unsigned kind = below(random, 3);
    size_t begin = out->len;
    mgp_buffer_format(out, "%s00%s", kinds[kind].country, kinds[kind].bank);
    for (unsigned i = 0; i < kinds[kind].digits; i++) {
        mgp_bench_add_digit(out, random);
    }
    uint8_t *iban = out->ptr + begin;
    unsigned check = 98 - remainder_of_97(iban, 4, remainder_of_97(iban + 4, out->len - begin - 4, 0));
    iban[2] = (uint8_t)('0' + check / 10);
    iban[3] = (uint8_t)('0' + check % 10);
}

static void add_ascii_name(struct mgp_buffer *out, uint64_t *random, const struct mgp_bench_word_list *list)
{
    for (const char *name = list->words[below(random, list->count)]; *name; name++) {
        bool is_capital = *name >= 'A' && *name <= 'Z';
        if (is_capital || (*name >= 'a' && *name <= 'z')) mgp_buffer_byte(out, (uint8_t)(*name | 0x20));
    }
}

void mgp_bench_add_mail_name(struct mgp_buffer *out, uint64_t *random)
{
    add_ascii_name(out, random, &mgp_bench_given_names);
    mgp_buffer_byte(out, '.');
    add_ascii_name(out, random, &mgp_bench_surnames);
    mgp_buffer_format(out, "%u", below(random, 1000));
}

static size_t count_texts(const char *const *texts)
{
    size_t count = 0;
    while (texts && texts[count]) {
        count++;
    }
    return count;
}

/* One of the catalogue's texts at that member, identifier by identifier until one has any. */
static void add_of_catalogue(struct mgp_buffer *out, uint64_t *random, size_t member)
{
    size_t at = below(random, (unsigned)mgp_catalogue_count), count;
    const char *const *texts;
    do {
        at = (at + 1) % mgp_catalogue_count;
        memcpy(&texts, (const char *)&mgp_catalogue[at] + member, sizeof texts);
        count = count_texts(texts);
    } while (count == 0);
    mgp_buffer_text(out, texts[below(random, (unsigned)count)]);
}

void mgp_bench_add_keyword(struct mgp_buffer *out, uint64_t *random)
{
    add_of_catalogue(out, random, offsetof(struct mgp_identifier, keywords));
}

void mgp_bench_add_example(struct mgp_buffer *out, uint64_t *random)
{
    add_of_catalogue(out, random, offsetof(struct mgp_identifier, examples));
}
