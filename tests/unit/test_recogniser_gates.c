/* The gates say yes wherever a recogniser finds something: checked on texts put together at random from what names and
 * addresses are made of. */
#include "recogniser_testing.h"

#include "identifiers/recogniser_gates.h"

static const char *const name_parts[] = {
    "Anna", "Smith", "anna", "smith", "ANNA", "SMITH", "Jean-Luc", "O'Brien", "al-Hassan", "Ben", "ben", "van",
    "de", "la", "den", "der", "J", "J.", "R.R.", "Müller", "Jürgen", "García", "The", "Garden", "garden", "Dr.",
    "Dr", "Don.", "Don", "dr.", "mcDonald", "McDonald", "anNa", "AnNa", "d'Angelo", "Élodie", "by", "Will", "May",
    "Inc", "Maria", "Garcia", "Lopez", "John", "Tolkien", "Xyzwv", "Qrstuv", "Huckriede", "Torsten", "Lake",
    "<a@b.org>", "Street", "Mr", "Anna's", "e-Mail", "iPhone", "Alexandria", "Catherine", "Wolfeschlegelstein",
    "Ann\xC3\xA9", "12", "Signed:", ("Patrick O\xE2\x80\x99" "Brien"), "St", "san", "y", "Mary-Jane", "Watson-Parker",
    "\xC3\x81" "ngel", "\xC3\x98" "ystein", "\xC3\x87" "elik", "\xC5\xA0" "\xC3\xA1rka", "\xC3\x89.", "\xC3\x89",
    "E\xCC\x81.", "\xC5\x81" "ukasz", "\xE1\xB8\xB0.", "Nu\xC3\xB1" "ez", "\xC3\x93" "scar", "\xC3\x89" "ric",
    "\xC3\x9C" "mit", "\xC5\xBB" "ak"};
static const char *const name_joints[] = {
    " ", " ", " ", " ", ", ", ",", "  ", "\xC2\xA0", ".", "-", "\n", ". ", "\t", "'"};

static const char *const address_parts[] = {
    "Springfield", "IL", "62704", "62704-1234", "London", "NW1 6XE", "NW16XE", "NW106XE", "M60 1AA", "SW1A 1AA",
    "Toronto", "ON", "M5V 2T6", "M5V2T6", "M5V-2T6", "Sydney", "NSW", "2000", "75001", "Paris", "paris", "D-10115",
    "10115", "Berlin", "20121", "Milano", "(MI)", "MI", "28013", "Madrid", "12", "High", "Street",
    "12 rue de la Paix", "Calle Mayor 12", "Saint", "Louis", "MO", "63101", "St.", "Port", "port", "12345", "1987",
    "in", "New", "York", "NY", "10001", "New-York", "La", "Rochelle", "17000", "F-17000", "CEDEX", "L'Aquila",
    "67100", "Hauptstraße 12", "80331", "München", "the", "Saint-Denis", "93200", "Mount", "Vernon", "PO Box 12",
    "France", "South", "Wales", "Manchester", "M601AA", "Fort", "Worth", "TX", "76102", "O'Fallon", "63366",
    "Québec", "QC G1R 4S9"};
static const char *const address_joints[] = {
    " ", " ", " ", ", ", ", ", "\n", ",\n", "  ", "\n * ", "\t", ",", "-", "\xC2\xA0"};

#define COUNT(list) (sizeof(list) / sizeof *(list))

static uint64_t state = 20260317;
static size_t below(size_t limit)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (size_t)(state >> 33) % limit;
}

/* Up to `most` parts with joints between. The text's bytes are its own, so that a sanitizer sees a step outside. */
static struct mgp_slice compose(const char *const *parts, size_t part_count, const char *const *joints,
                                size_t joint_count, size_t most)
{
    struct mgp_buffer text = {0};
    for (size_t left = 1 + below(most); left > 0; left--) {
        mgp_buffer_text(&text, parts[below(part_count)]);
        if (left > 1 || below(3) == 0) mgp_buffer_text(&text, joints[below(joint_count)]);
    }
    uint8_t *copy = malloc(text.len);
    memcpy(copy, text.ptr, text.len);
    struct mgp_slice slice = mgp_slice_of(copy, text.len);
    mgp_buffer_clear(&text);
    return slice;
}

static bool is_letter(uint8_t byte)
{
    return (uint8_t)((byte | 0x20) - 'a') < 26;
}

static bool is_digit(uint8_t byte)
{
    return (uint8_t)(byte - '0') < 10;
}

/* Would a matcher ask for a name here? */
static bool is_asked(struct mgp_slice text, size_t at)
{
    uint8_t byte = text.ptr[at], before = at > 0 ? text.ptr[at - 1] : 0;
    if (byte >= 0xC3 && byte <= 0xE1) return !is_letter(before) && mgp_name_may_begin_with(text, at, 0, 0);
    if ((uint8_t)(byte - 'A') >= 26 || is_letter(before) || is_digit(before)) return false;
    size_t letters = 0;
    char start[MGP_NAME_START_LETTERS];
    while (at + letters < text.len && is_letter(text.ptr[at + letters])) {
        if (letters < sizeof start) start[letters] = (char)(text.ptr[at + letters] | 0x20);
        letters++;
    }
    size_t count = letters < sizeof start ? letters : sizeof start;
    return mgp_name_may_begin(text, at, letters, mgp_name_start(start, count));
}

static bool is_asked_anywhere(struct mgp_slice text)
{
    for (size_t at = 0; at < text.len; at++) {
        if (is_asked(text, at)) return true;
    }
    return false;
}

static size_t check_names(struct mgp_slice text)
{
    struct mgp_value_view running = {.text = text}, alone = {.text = text, .begins_value = true, .ends_value = true};
    struct mgp_recognition found;
    size_t count = 0;
    for (size_t at = 0; at < text.len; at++) {
        if (!mgp_recognise(MGP_RECOGNISER_NAME, &running, at, at + 1, &found)) continue;
        cr_expect(is_asked(text, at), "at %zu of \"%.*s\"", at, (int)text.len, (const char *)text.ptr);
        count++;
    }
    if (mgp_recognise(MGP_RECOGNISER_NAME, &alone, 0, text.len, &found)) {
        cr_expect(is_asked_anywhere(text), "the value \"%.*s\"", (int)text.len, (const char *)text.ptr);
        count++;
    }
    return count;
}

static size_t check_addresses(struct mgp_slice text)
{
    struct mgp_value_view view = {.text = text, .begins_value = true, .ends_value = true};
    struct mgp_recognition found;
    size_t count = 0;
    for (size_t at = 0; at < text.len; at++) {
        if (!is_digit(text.ptr[at]) || (at > 0 && is_digit(text.ptr[at - 1]))) continue;
        if (!mgp_address_at(&view, at, &found)) continue;
        cr_expect(mgp_address_may_be_at(text, at), "at %zu of \"%.*s\"", at, (int)text.len, (const char *)text.ptr);
        count++;
    }
    return count;
}

Test(recogniser_gates, let_every_name_through)
{
    size_t found = 0;
    for (int i = 0; i < 60000; i++) {
        struct mgp_slice text = compose(name_parts, COUNT(name_parts), name_joints, COUNT(name_joints), 6);
        found += check_names(text);
        free((void *)text.ptr);
    }
    cr_expect(found > 5000, "only %zu names in the texts", found);
}

Test(recogniser_gates, let_names_behind_many_initials_through)
{
    size_t found = 0;
    for (size_t initials = 1; initials < 12; initials++) {
        for (unsigned blanks = 0; blanks < 1u << (initials - 1); blanks++) {
            struct mgp_buffer text = {0};
            for (size_t i = 0; i < initials; i++) {
                mgp_buffer_byte(&text, (uint8_t)('A' + i));
                mgp_buffer_text(&text, i + 1 == initials || blanks >> i & 1 ? ". " : ".");
            }
            mgp_buffer_text(&text, "Martinez wrote it");
            found += check_names(mgp_buffer_slice(&text));
            mgp_buffer_clear(&text);
        }
    }
    cr_expect(found > 500, "only %zu names in the texts", found);
}

Test(recogniser_gates, let_every_address_through)
{
    size_t found = 0;
    for (int i = 0; i < 60000; i++) {
        struct mgp_slice text =
            compose(address_parts, COUNT(address_parts), address_joints, COUNT(address_joints), 9);
        found += check_addresses(text);
        free((void *)text.ptr);
    }
    cr_expect(found > 300, "only %zu addresses in the texts", found);
}

/* What makes up most of prose, logs and code. */
Test(recogniser_gates, stop_what_is_neither)
{
    static const char *const texts[] = {
        "The garden was in bloom.", "When they came, all was done.", "Mar 12 23:50:01 host12 kernel[12345]: up",
        "Mar  4 09:34:17 host7 sudo[10021]: up", "in 1987 it was", "2024-03-01T10:00:00Z", "10.0.12.34:5000",
        "x=12345;", "0xA1B2C3 d3adb33f", "a[1024] = 4096", "Long ago in a village", "Good morning to all",
        "({\"bytes\":12345,\"code\":4096})", "version 1.23456", "from 10.20.30.40 user 10215",
        "Count[12345] of 99999 items"};
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct mgp_slice text = mgp_slice_text(texts[i]);
        cr_expect_not(is_asked_anywhere(text), "a name in \"%s\"", texts[i]);
        for (size_t at = 0; at < text.len; at++) {
            if (!is_digit(text.ptr[at]) || (at > 0 && is_digit(text.ptr[at - 1]))) continue;
            cr_expect_not(mgp_address_may_be_at(text, at), "an address at %zu of \"%s\"", at, texts[i]);
        }
    }
}

/* Of texts of every length around eight, each in memory of its own, so that a byte too far shows. */
Test(recogniser_gates, load_gives_zeros_behind_the_end)
{
    for (size_t len = 1; len <= 20; len++) {
        uint8_t *bytes = malloc(len);
        for (size_t i = 0; i < len; i++) {
            bytes[i] = (uint8_t)(0x81 + i);
        }
        for (size_t at = 0; at <= len + 9; at++) {
            uint64_t expected = 0;
            for (size_t i = at; i < len && i < at + 8; i++) {
                expected |= (uint64_t)bytes[i] << (8 * (i - at));
            }
            cr_expect_eq(mgp_gate_load(mgp_slice_of(bytes, len), at), expected, "%zu at %zu", len, at);
        }
        free(bytes);
    }
}
