#include <time.h>

#include "identifiers/recogniser_gates.h"
#include "recogniser_testing.h"

struct row {
    const char *text, *found;
};

static const char *found_as(const char *text, bool is_value)
{
    struct mgp_value_view view = {
        .text = mgp_slice_text(text), .begins_value = is_value, .ends_value = is_value};
    return found_in(MGP_RECOGNISER_ADDRESS, &view);
}

static void expect_rows(const struct row *rows, size_t count, bool is_value)
{
    for (size_t i = 0; i < count; i++) {
        const char *found = found_as(rows[i].text, is_value);
        cr_expect_str_eq(found, rows[i].found, "in \"%s\": \"%s\", not \"%s\"", rows[i].text, found,
                         rows[i].found);
    }
}
#define EXPECT_ROWS(rows, is_value) expect_rows(rows, sizeof(rows) / sizeof *(rows), is_value)

static const struct row american[] = {
    {"Home address: 482 Maple Street, Springfield, IL 62704\nPhone", "482 Maple Street, Springfield, IL 62704"},
    {"1907 Oak Avenue, Apt 4B, Portland, OR 97205", "1907 Oak Avenue, Apt 4B, Portland, OR 97205"},
    {"1600 Pennsylvania Avenue NW\nWashington, D.C. 20500", "1600 Pennsylvania Avenue NW\nWashington, D.C. 20500"},
    {"1 Infinite Loop\r\nCupertino, California 95014 USA", "1 Infinite Loop\r\nCupertino, California 95014"},
    {"One Microsoft Way, Redmond WA 98052-6399", "One Microsoft Way, Redmond WA 98052-6399"},
    {"P.O. Box 1047, Portland, OR 97207", "P.O. Box 1047, Portland, OR 97207"},
    {"She lives at 12 Main St., St. Louis, MO 63101.", "12 Main St., St. Louis, MO 63101"},
    {"Suite 900, 350 Fifth Avenue, New York, New York 10118", "Suite 900, 350 Fifth Avenue, New York, New York 10118"},
    {"350 Fifth Avenue, New York 10118", "350 Fifth Avenue, New York 10118"},
    {"123 main street, springfield, il 62704", "123 main street, springfield, il 62704"},
    {"482 MAPLE STREET\nSPRINGFIELD IL 62704", "482 MAPLE STREET\nSPRINGFIELD IL 62704"},
    {" * 51 Franklin Street, Fifth Floor,\n * Boston, MA 02110-1301, USA.",
     "51 Franklin Street, Fifth Floor,\n * Boston, MA 02110-1301"},
    {"12 Main Street<br>Springfield, IL 62704", "12 Main Street<br>Springfield, IL 62704"},
    {"100 West 5th Street, Austin, TX 78701", "100 West 5th Street, Austin, TX 78701"},
    {"the office in Boston, MA 02110 is closed", "Boston, MA 02110"},
    {"1 A Street, Boston, MA 02110\n2 B Street, Austin, TX 78701",
     "1 A Street, Boston, MA 02110|2 B Street, Austin, TX 78701"},
    {"Copyright 1997 Purdue Research Foundation, West Lafayette, Indiana 47907", "West Lafayette, Indiana 47907"},
};

static const struct row others[] = {
    {"55 King Street West, Toronto, Ontario M5K 1A2", "55 King Street West, Toronto, Ontario M5K 1A2"},
    {"1000 rue Sherbrooke Ouest, Montréal (QC) H3A 3G4", ""},
    {"1000 rue Sherbrooke Ouest, Montréal QC  H3A 3G4", "1000 rue Sherbrooke Ouest, Montréal QC  H3A 3G4"},
    {"Flat 2, 221B Baker Street, London NW1 6XE, UK", "Flat 2, 221B Baker Street, London NW1 6XE"},
    {"10 Downing Street\nLondon\nSW1A 2AA", "10 Downing Street\nLondon\nSW1A 2AA"},
    {"5 High Street, Cambridge, Cambridgeshire, CB2 1TN", "5 High Street, Cambridge, Cambridgeshire, CB2 1TN"},
    {"12 George Street, Surry Hills NSW 2010", "12 George Street, Surry Hills NSW 2010"},
    {"GPO Box 12, Melbourne VIC 3001", "GPO Box 12, Melbourne VIC 3001"},
    {"12 bis, rue de la Paix, 75002 Paris", "12 bis, rue de la Paix, 75002 Paris"},
    {"Adresse : 5, avenue Anatole France\n75007 PARIS\nFrance", "5, avenue Anatole France\n75007 PARIS"},
    {"BP 123, 31000 Toulouse Cedex 6", "BP 123, 31000 Toulouse Cedex 6"},
    {"F-67000 Strasbourg", "F-67000 Strasbourg"},
    {"Hauptstraße 5\n10115 Berlin", "Hauptstraße 5\n10115 Berlin"},
    {"wohnt in der Langen Straße 12a, 60311 Frankfurt am Main.", "Langen Straße 12a, 60311 Frankfurt am Main"},
    {"Fritschgasse 32-23\n66954 Pirmasens", "Fritschgasse 32-23\n66954 Pirmasens"},
    {"Am Alten Markt 3, D-50667 Köln", "Am Alten Markt 3, D-50667 Köln"},
    {"Postfach 10 01 02, 80331 München", "Postfach 10 01 02, 80331 München"},
    {"Via Garibaldi 12, 20121 Milano (MI)", "Via Garibaldi 12, 20121 Milano (MI)"},
    {"Piazza del Duomo, 1 - 50122 Firenze", "Piazza del Duomo, 1 - 50122 Firenze"},
    {"Calle de Alcalá, 45, 3º B, 28014 Madrid", "Calle de Alcalá, 45, 3º B, 28014 Madrid"},
    {"C/ Mayor 12, 41001 Sevilla", "C/ Mayor 12, 41001 Sevilla"},
    {"Calle Mayor 12, Madrid 28013, Spain", "Calle Mayor 12, Madrid 28013"},
};

static const struct row none[] = {
    {"482 Maple Street, Springfield, IL 33109", ""}, /* of Florida */
    {"482 Maple Street, Springfield, ZZ 62704", ""},
    {"482 Maple Street, Springfield", ""},
    {"62704", ""},
    {"12 rue de la Paix, 13002 Paris", ""},
    {"221B Baker Street, London EH1 6XE", ""},
    {"12 George Street, Surry Hills NSW 6010", ""},
    {"12 George Street, Sydney 2000", ""},
    {"the Sydney games of 2000", ""},
    {"In 2021, 10115 Berlin families moved", ""},
    {"order 98109 from Seattle", ""},
    {"Seattle, WA 98109.55", ""},
    {"Seattle, WA 981097", ""},
    {"Seattle, WA x98109", ""},
    {"id=98109,city=Seattle", ""},
    {"Boston MA-02110", ""},
    {"12345 67890 12345 67890", ""},
    {"ISO 10115 Berlin", ""},
    {"M5K 1A2", ""},
    {"NW1 6XE", ""},
    {"Hauptstraße 5 in Berlin", ""},
    {"port 10118 of New York", ""},
    {"12 Main Street.\n\nBerlin 10115", ""},
};

/* Whole values: the ends of the value speak for what stands alone. */
static const struct row values[] = {
    {"75002 Paris", "75002 Paris"},
    {"  10115 Berlin\n", "10115 Berlin"},
    {"20121 Milano MI", "20121 Milano MI"},
    {"75002 Berlin", ""},
    {"98109", ""},
    {"Seattle", ""},
};

Test(recogniser_address, finds_addresses_of_the_united_states)
{
    EXPECT_ROWS(american, false);
}

Test(recogniser_address, finds_addresses_of_other_countries)
{
    EXPECT_ROWS(others, false);
}

/* The code of an address ends what belongs to the next one, unless it can be the number of its house. */
static const struct row in_one_line[] = {
    {"12 High Street, Springfield, IL 62704 14 Low Street, Springfield, IL 62704",
     "12 High Street, Springfield, IL 62704|14 Low Street, Springfield, IL 62704"},
    {"12 High Street, Springfield, IL 62704 Springfield, IL 62704",
     "12 High Street, Springfield, IL 62704|Springfield, IL 62704"},
    {"14 High Street, London SW1A 1AA Flat 2, 16 Low Road, London SW1A 1AA",
     "14 High Street, London SW1A 1AA|Flat 2, 16 Low Road, London SW1A 1AA"},
    {"Depot 12345 Main Street, Springfield, IL 62704", "Springfield, IL 62704"},
    {"12345 Main Street, Springfield, IL 62704", "12345 Main Street, Springfield, IL 62704"},
};

Test(recogniser_address, parts_addresses_in_one_line)
{
    EXPECT_ROWS(in_one_line, false);
}

Test(recogniser_address, finds_none_where_place_and_code_do_not_belong_together)
{
    EXPECT_ROWS(none, false);
}

Test(recogniser_address, reads_whole_values)
{
    EXPECT_ROWS(values, true);
    cr_expect_str_eq(found_as("75002 Paris", false), "");
}

Test(recogniser_address, is_the_same_in_pieces)
{
    struct mgp_buffer buffer = {0};
    for (size_t i = 0; i < sizeof american / sizeof american[0]; i++) {
        mgp_buffer_format(&buffer, "%s%s", american[i].text, i % 3 ? "\n" : ". ");
        mgp_buffer_format(&buffer, "%s%s", others[i % (sizeof others / sizeof *others)].text, i % 2 ? ", " : "\n\n");
        mgp_buffer_format(&buffer, "%s\n", none[i % (sizeof none / sizeof *none)].text);
    }
    assert_same_in_pieces(MGP_RECOGNISER_ADDRESS, mgp_slice_sub(mgp_buffer_slice(&buffer), 0, buffer.len / 2));
    assert_same_in_pieces(MGP_RECOGNISER_ADDRESS, mgp_buffer_slice(&buffer));
    mgp_buffer_clear(&buffer);
}

/* --- the memory -------------------------------------------------------------------------------------------- */

/* Pieces of addresses and what may stand between, to be drawn from: words that end others' addresses, words that are
 * cut in two by the beginning of what is looked at, words in lower case, empty lines. */
static const char *const pieces[] = {
    "12",      "12a",    "12-14",   "12/3",    "1AA",    "2BB",    "1ST",     "2000",        "1999",     "62704",
    "75001",   "Paris",  "Berlin",  "10115",   "Main",   "Street", "High",    "rue",         "de",       "la",
    "Paix",    "Weg",    "Kirchweg", "Am",     "Alten",  "Markt",  "Flat",    "Apt",         "bis",      "Suite",
    "PO",      "Box",    "BP",      "North",   "One",    "Five",   "Sydney",  "NSW",         "Springfield", "IL",
    "O'Brien", "St.",    "a.b",     "a-b",     "the",    "house",  "\xC3\x89t\xC3\xA9", "5th", "2nd", "Avenue",
    "Toronto", "ON",     "M5V 2T6", "London",  "SW1A",   "1AA",    "Saint",   "Sydney NSW 2000",
    "Springfield, IL 62704", "London SW1A 1AA",   "12 rue de la Paix, 75001 Paris"};
static const char *const separators[] = {" ",  " ",   " ",   ", ", ",",  "\n", "\n\n", "\n * ", "\r\n", "; ",
                                         ". ", ".",   "-",   " - ", "/", "<br>", "<br />", "(",  ")",     "'",
                                         "\t", "\n#\n", "  ", "#", "|", "\n> "};

static uint64_t draw(uint64_t *state, uint64_t count)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return (*state >> 20) % count;
}

/* A text of some hundred bytes: of few pieces that come again and again, or of all. */
static void draw_text(uint64_t *state, struct mgp_buffer *text)
{
    size_t piece_count = sizeof pieces / sizeof *pieces, separator_count = sizeof separators / sizeof *separators;
    size_t first = draw(state, piece_count), few = 2 + draw(state, 8);
    bool has_few = draw(state, 2), has_blanks = draw(state, 3) == 0;
    text->len = 0;
    while (text->len < 600) {
        size_t piece = has_few ? (first + draw(state, few)) % piece_count : draw(state, piece_count);
        const char *separator = has_blanks ? " " : separators[draw(state, separator_count)];
        mgp_buffer_format(text, "%s%s", pieces[piece], separator);
    }
}

static bool is_same(const struct mgp_value_view *with, const struct mgp_value_view *without, size_t at, size_t *found)
{
    struct mgp_recognition one = {0}, other = {0};
    bool is_one = mgp_address_at(with, at, &one), is_other = mgp_address_at(without, at, &other);
    *found += is_other;
    return is_one == is_other && one.begin == other.begin && one.end == other.end;
}

/* Digits from the first to the last, as matchers ask, and there and back, as nobody does. */
Test(recogniser_address, remembers_what_it_reads_anew)
{
    struct mgp_address_memory *memory = mgp_address_memory_create();
    struct mgp_buffer buffer = {0};
    uint64_t state = 88172645463325252u;
    size_t found = 0;
    for (size_t round = 0; round < 500; round++) {
        draw_text(&state, &buffer);
        struct mgp_value_view with = {.text = mgp_buffer_slice(&buffer), .addresses = memory}, without = with;
        without.addresses = NULL;
        mgp_address_memory_forget(memory);
        size_t earlier = 0;
        for (size_t at = 0; at < with.text.len; at++) {
            bool is_first = at == 0 || with.text.ptr[at - 1] < '0' || with.text.ptr[at - 1] > '9';
            if (with.text.ptr[at] < '0' || with.text.ptr[at] > '9' || !is_first) continue;
            if (draw(&state, 4) == 0) earlier = at;
            cr_assert(is_same(&with, &without, at, &found) && is_same(&with, &without, earlier, &found),
                      "at %zu or %zu of \"%s\"", at, earlier, mgp_buffer_string(&buffer));
        }
    }
    cr_expect_gt(found, 1000, "%zu", found);
    mgp_buffer_clear(&buffer);
    mgp_address_memory_destroy(memory);
}

/* The text that comes next to the same place is read anew. */
Test(recogniser_address, forgets_a_text)
{
    struct mgp_address_memory *memory = mgp_address_memory_create();
    char text[64] = "12 High Street, Springfield, IL 62704";
    struct mgp_value_view view = {.text = mgp_slice_text(text), .addresses = memory};
    struct mgp_recognition found;
    size_t digits = view.text.len - 5;
    cr_assert(mgp_address_at(&view, digits, &found));
    cr_expect_eq(found.begin, 0);
    memcpy(text, "it's so lovely", strlen("it's so lovely"));
    mgp_address_memory_forget(memory);
    cr_assert(mgp_address_at(&view, digits, &found));
    cr_expect_eq(found.begin, strlen("12 High Street, "));
    mgp_address_memory_destroy(memory);
}

static double seconds_for(const char *pattern, size_t size)
{
    struct timespec begin, end;
    struct mgp_slice text = repeated(pattern, size);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &begin);
    struct results results = collect_all(MGP_RECOGNISER_ADDRESS, text);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &end);
    free(results.items);
    free((void *)text.ptr);
    return (double)(end.tv_sec - begin.tv_sec) + 1e-9 * (double)(end.tv_nsec - begin.tv_nsec);
}

Test(recogniser_address, is_linear)
{
    static const char *const patterns[] = {
        "Aa Aa Aa ",          "1",         "12345 ",          "98109, ",        "Boston, MA 02110 ", "75002 Paris ",
        "1 Main Street, ",    "NW1 6XE ",  "London NW1 6XE ", "M5V 2T6 ",       "1A1A1A1A",          "A1 1AA",
        "Boston, MA 02110\n", "\n\n12345", ", , , 12345",     "PO Box 1 12345 "};
    for (size_t i = 0; i < sizeof patterns / sizeof patterns[0]; i++) {
        double small = seconds_for(patterns[i], 1 << 16), large = seconds_for(patterns[i], 1 << 19);
        cr_expect(large < 8 * small * 4 + 0.05, "\"%s\": %f s for 64 KiB, %f s for 512 KiB", patterns[i], small,
                  large);
    }
}
