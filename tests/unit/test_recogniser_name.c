#include "base/utf8.h"
#include "identifiers/recogniser_name_internal.h"
#include "recogniser_testing.h"

struct row {
    const char *text, *found;
};

static const char *found_as(const char *text, bool is_value, bool is_labelled)
{
    struct mgp_value_view view = {.text = mgp_slice_text(text),
                                  .begins_value = is_value,
                                  .ends_value = is_value,
                                  .is_labelled = is_labelled};
    return found_in(MGP_RECOGNISER_NAME, &view);
}

/* Running text in which these names are found. */
static const struct row names[] = {
    {"Jane Doe", "Jane Doe"},
    {"The patient, John Smith, was seen on Monday.", "John Smith"},
    {"Please ask Mary Johnson about the invoice.", "Mary Johnson"},
    {"Jean-Baptiste Barth wrote it.", "Jean-Baptiste Barth"},
    {"Contact Dr. Maria Garcia for details.", "Maria Garcia"},
    {"José García called yesterday.", "José García"},
    {"Signed by Müller's colleague Jürgen Müller.", "Jürgen Müller"},
    {"François Dupont et Amélie Lefèvre sont arrivés.", "François Dupont|Amélie Lefèvre"},
    {"Herr Hans-Peter Schmidt wohnt dort.", "Hans-Peter Schmidt"},
    {"Giuseppe Rossi ha firmato il contratto.", "Giuseppe Rossi"},
    {"João Silva e Ana Souza", "João Silva|Ana Souza"},
    {"Sven Andersson köpte en bil.", "Sven Andersson"},
    {"Pekka Virtanen soitti eilen.", "Pekka Virtanen"},
    {"Lars Hansen and Søren Kierkegaard", "Lars Hansen|Søren Kierkegaard"},
    {"We met Torsten Huckriede at noon.", "Torsten Huckriede"},
    {"Yesterday Nicholas Smith called.", "Nicholas Smith"},
    {"Según Mónica Vigil, no es correcto.", "Mónica Vigil"},
    {"Dr. Rukmini Deshpande examined him.", "Rukmini Deshpande"},
    {"Signed-off-by: Dodji Seketeli <dodji@example.org>", "Dodji Seketeli"},
    {"reported by Kean Johnson.", "Kean Johnson"},
    {"Shirley Jenkins and Travis Miller", "Shirley Jenkins|Travis Miller"},
    {"Jan de Vries belde gisteren.", "Jan de Vries"},
    {"Vincent van Gogh painted it.", "Vincent van Gogh"},
    {"Ludwig van Beethoven composed it.", "Ludwig van Beethoven"},
    {"Krzysztof Kowalski mieszka w Warszawie.", "Krzysztof Kowalski"},
    {"Petr Novák a Jana Nováková", "Petr Novák|Jana Nováková"},
    {"Ferenc Nagy lives in Pest.", "Ferenc Nagy"},
    {"Mehmet Yılmaz geldi.", "Mehmet Yılmaz"},
    {"Mustafa Al-Hassan spoke.", "Mustafa Al-Hassan"},
    {"Patrick O'Brien left.", "Patrick O'Brien"},
    {"Patrick O’Brien left.", "Patrick O’Brien"},
    {"John F. Kennedy was president.", "John F. Kennedy"},
    {"George W. Bush signed.", "George W. Bush"},
    {"Angus MacDonald sang.", "Angus MacDonald"},
    {"Mary-Jane Watson-Parker", "Mary-Jane Watson-Parker"},
    {"Emma Brown said hello.", "Emma Brown"},
    {"Olivia Jones's account was closed.", "Olivia Jones"},
    {"William Henry Harrison died.", "William Henry Harrison"},
    {"Miguel Ángel Fernández López vive aquí.", "Miguel Ángel Fernández López"},
    {"Catherine de Medici ruled.", "Catherine de Medici"},
    {"Leonardo da Vinci drew.", "Leonardo da Vinci"},
    {"Dear Susan Miller,", "Susan Miller"},
    {"From: Robert Taylor <rt@example.com>", "Robert Taylor"},
    {"assigned to Karen Wilson (support)", "Karen Wilson"},
    {"Mr. James Black", "James Black"},
    {"Mrs Elizabeth White paid.", "Elizabeth White"},
    {"MR JOHN SMITH", "JOHN SMITH"},
    {"Minutes\nJOHN SMITH\nMonday", "JOHN SMITH"},
    {"Signed: PALOMA COELLO\n", "PALOMA COELLO"},
    {"- SARA HENRIKSEN\n- EMIL JENSEN", "SARA HENRIKSEN|EMIL JENSEN"},
    {"1. ANNA ROSSI;", "ANNA ROSSI"},
    {"Author: Weber, Jeremy\n", "Weber, Jeremy"},
    {"* Huerta, Georgina", "Huerta, Georgina"},
    {"Attendees: Smith, Julie; Brown, Peter", "Smith, Julie|Brown, Peter"},
    {"Mark Johnson and Bill Clinton met.", "Mark Johnson|Bill Clinton"},
    {"Jack White played.", "Jack White"},
    {"Knuth, Donald E.", "Knuth, Donald E."},
    {"Smith, John", "Smith, John"},
    {"author = \"Anna Schneider\"", "Anna Schneider"},
    {"Copyright (c) 2010 Michael Thompson", "Michael Thompson"},
    {"Michael Jordan scored.", "Michael Jordan"},
    {"Jordan Peterson spoke", "Jordan Peterson"},
    {"George Washington crossed.", "George Washington"},
    {"Priya Sharma joined.", "Priya Sharma"},
    {"Rahul Gupta approved.", "Rahul Gupta"},
    {"Mohammed Ali Khan", "Mohammed Ali Khan"},
    {"Fatima Hassan", "Fatima Hassan"},
    {"Oluwaseun Adeyemi", "Oluwaseun Adeyemi"},
    {"Dmitri Ivanov", "Dmitri Ivanov"},
    {"Olga Petrova", "Olga Petrova"},
    {"Wei Zhang", "Wei Zhang"},
    {"Siobhán O'Connor", "Siobhán O'Connor"},
    {"Þór Jónsson", "Þór Jónsson"},
    {"Zoë Kravitz", "Zoë Kravitz"},
    {"Andrés Manuel López Obrador", "Andrés Manuel López"},
    {"Ahmed bin Salman", "Ahmed bin Salman"},
    {"Kim Davies", "Kim Davies"},
    {"Chloe Martin", "Chloe Martin"},
    {"Tom Baker", "Tom Baker"},
    {"Sarah Hill", "Sarah Hill"},
    {"Emily Clark", "Emily Clark"},
    {"Nikola Jokić", "Nikola Jokić"},
    {"Željko Obradović", "Željko Obradović"},
    {"Ionuț Popescu", "Ionuț Popescu"},
    {"Gediminas Butkus", "Gediminas Butkus"},
    {"Jānis Bērziņš", "Jānis Bērziņš"},
    {"Marta Kowalczyk", "Marta Kowalczyk"},
    {"Łukasz Wiśniewski", "Łukasz Wiśniewski"},
    {"Björn Borg", "Björn Borg"},
    {"Astrid Lindgren", "Astrid Lindgren"},
    {"Matti Nykänen", "Matti Nykänen"},
    {"Carlos Salazar", "Carlos Salazar"},
    {"Luis Hernández Martínez", "Luis Hernández Martínez"},
    {"Sophie Marceau", "Sophie Marceau"},
    {"Hiroshi Tanaka met Kenji Suzuki.", "Hiroshi Tanaka|Kenji Suzuki"},
    {"Xiaoming Wang and Yifan Chen", "Xiaoming Wang|Yifan Chen"},
    {"Jisoo Kim moved to Busan.", "Jisoo Kim"},
    {"Frau Anna Weber hat gekündigt.", "Anna Weber"},
    {"Sra. Carmen Ortega", "Carmen Ortega"},
    {"Monsieur Pierre Dubois", "Pierre Dubois"},
    {"Prof. Katarzyna Nowak", "Katarzyna Nowak"},
    {"Dr Helen Carter examined him.", "Helen Carter"},
    {"The tenant Thomas Wright pays.", "Thomas Wright"},
    {"Sincerely, Rebecca Collins", "Rebecca Collins"},
    {"call Daniel Evans at 5", "Daniel Evans"},
    {"\"customer\": \"Laura Rodriguez\"", "Laura Rodriguez"},
    {"<td>Nancy Turner</td>", "Nancy Turner"},
    {"| Kevin Phillips | 42 |", "Kevin Phillips"},
    {"name=Steven Campbell", "Steven Campbell"},
    {"Anne-Marie Lefebvre signe.", "Anne-Marie Lefebvre"},
    {"María José Fernández", "María José Fernández"},
    {"D'Angelo Russell", "D'Angelo Russell"},
    {"Luca D'Angelo", "Luca D'Angelo"},
    {"Ingrid Bergström", "Ingrid Bergström"},
    {"Antti Korhonen", "Antti Korhonen"},
    {"Zsuzsanna Szabó", "Zsuzsanna Szabó"},
    {"Elif Demir", "Elif Demir"},
    {"Tomáš Dvořák", "Tomáš Dvořák"},
    {"Ivana Horvat", "Ivana Horvat"},
    {"Stefan Jovanović", "Stefan Jovanović"},
    {"Ravi Kumar", "Ravi Kumar"},
    {"Ayesha Siddiqui", "Ayesha Siddiqui"},
    {"Thandiwe Nkosi", "Thandiwe Nkosi"},
    {"Gustavo Oliveira", "Gustavo Oliveira"},
    {"Inês Pereira", "Inês Pereira"},
    {"Willem de Boer", "Willem de Boer"},
    {"Pieter van der Merwe", "Pieter van der Merwe"},
    {"Élodie Moreau", "Élodie Moreau"},
    {"Benoît Fournier", "Benoît Fournier"},
    {"Ewa Zielińska", "Ewa Zielińska"},
};

/* Running text that holds no name. */
static const char *const not_names[] = {
    "a small first part: \xC3\xA9-Afif Elghraoui <a@b.example>",
    "Will Rose be there?",
    "spring forward in Hong Kong",
    "Debian Developers <list@example.org>",
    "Release Team <team@example.org>",
    "Anna Interoperability Overview Document",
    "by Foobar Bazqux",
    "Dodji Seketeli",
    "Mark May as the deadline.",
    "Grant Access to all users",
    "San Jose is large.",
    "Saint Louis won.",
    "St. Louis Blues",
    "Morgan Stanley Inc",
    "Morgan Stanley reported earnings.",
    "Goldman Sachs and Charles Schwab",
    "Charles Schwab Corporation",
    "John Deere tractors",
    "Wells Fargo Bank",
    "Johnson Controls International",
    "Stanford University",
    "Johns Hopkins University",
    "Martin Luther King Boulevard",
    "John Hancock Tower",
    "Abraham Lincoln High School",
    "Lincoln Park",
    "Washington Street",
    "Michael Smith Ltd",
    "Smith & Wesson",
    "Ernst & Young",
    "Marks & Spencer",
    "James Martin & Sons",
    "April May June",
    "Virginia Beach",
    "Jackson Hole",
    "New York City",
    "Los Angeles",
    "Las Vegas",
    "Santa Clara County",
    "Mount Everest",
    "Fort Worth",
    "Cape Town",
    "North Carolina",
    "South Dakota",
    "Great Britain",
    "Hurricane Andrew Jackson",
    "class James Smith",
    "struct Maria Garcia",
    "import Anna Miller",
    "John.Smith(",
    "new JohnSmith()",
    "camelCase fooBar JohnSmith",
    "$John Smith",
    "@John Smith",
    "path/John Smith/file",
    "John Smith(int a)",
    "John Smith::call",
    "The Quick Brown Fox Jumps Over",
    "Introduction To Modern Physics",
    "Getting Started With Python",
    "User Guide For Administrators",
    "Table Of Contents",
    "Chapter One Overview",
    "Error Code Not Found",
    "Internal Server Error",
    "Bad Request",
    "Access Denied",
    "Unknown Error",
    "Not Found",
    "Hello World",
    "Lorem Ipsum",
    "Credit Card Number",
    "Account Holder",
    "First Name Last Name",
    "Date Of Birth",
    "Social Security Number",
    "Invoice Total",
    "Order Confirmed",
    "Red Hat Enterprise Linux",
    "Visual Studio Code",
    "Google Chrome",
    "Microsoft Word",
    "Amazon Web Services",
    "Apache License",
    "MIT License",
    "General Public License",
    "Ruby Rails",
    "Java Script",
    "Perl Python Ruby",
    "Jenkins Pipeline",
    "Travis Build",
    "Docker Compose",
    "Apple Pie",
    "Ginger Ale",
    "Olive Oil",
    "Rose Wine",
    "Jasmine Rice",
    "Basil Pesto",
    "Brown Rice",
    "Green Tea",
    "Black Coffee",
    "White House",
    "Baker Street",
    "Victoria Station",
    "Charlotte Airport",
    "Hudson River",
    "Victoria Falls",
    "Lake Victoria",
    "Queen Elizabeth",
    "King George",
    "Prince Edward Island",
    "Santa Claus",
    "Merry Christmas",
    "Happy New Year",
    "Good Morning",
    "Thank You",
    "Dear Sir",
    "Monday Morning",
    "Friday Evening",
    "Second World War",
    "Cold War",
    "United States",
    "United Nations",
    "European Union",
    "Rose Garden",
    "Crystal Palace",
    "Diamond Ring",
    "Pearl Harbor",
    "Amber Alert",
    "Daisy Chain",
    "Chase Bank",
    "Bank Holiday",
    "Max Value",
    "Max Length",
    "Dean Office",
    "Guy Fawkes Night",
    "Bill Payment",
    "Bill Total",
    "Mark Read",
    "Mark Complete",
    "Drew Attention",
    "Hope Springs",
    "Joy Division",
    "Faith Based",
    "Dawn Raid",
    "Summer Sale",
    "Autumn Leaves",
    "Sierra Nevada",
    "Sierra Club",
    "Nova Scotia",
    "Phoenix Suns",
    "Dallas Cowboys",
    "Austin Powers",
    "Paris Match",
    "Houston Rockets",
    "Denver Broncos",
    "Jordan River",
    "Chelsea Football Club",
    "Hamilton Musical",
    "Florence Cathedral",
    "Sydney Harbour",
    "Christian Church",
    "Angel Investor",
    "Hunter Gatherer",
    "Mason Jar",
    "Miles Davis Quintet",
    "Cooper Union",
    "Carol Singers",
    "Robin Hood",
    "Jack Daniels",
    "Harley Davidson",
    "Calvin Klein",
    "Tommy Hilfiger",
    "Louis Vuitton",
    "Ralph Lauren",
    "Hugo Boss",
    "Aston Martin",
    "Alfa Romeo",
    "Lee Jeans",
    "Levi Strauss & Co",
    "Philip Morris",
    "Eli Lilly",
    "Merrill Lynch",
    "Dow Jones",
    "Nobel Prize",
    "Fields Medal",
    "Turing Award",
    "Bloom Filter",
    "Kelly Criterion",
    "Taylor Series",
    "Fourier Transform",
    "Taylor Swift Tour",
    "Parkinson Disease",
    "Down Syndrome",
    "Der Hund und die Katze",
    "Die Große Koalition",
    "Das Neue Haus",
    "Guten Morgen",
    "Le Monde",
    "La République",
    "El País",
    "Buenos Días",
    "Feliz Navidad",
    "and JOHN SMITH said",
    "JOHN SMITH AND SONS",
    "SELECT NAME FROM USERS",
    "NULL TRUE FALSE",
    "2024-05-06 INFO Main Thread Started",
    "[ERROR] Connection Reset By Peer",
    "WARN Max Retry Count",
    "GET /index.html HTTP/1.1",
    "User-Agent: Mozilla/5.0 (X11; Linux x86_64)",
    "In May Johnson resigned",
    "Will Johnson come?",
    "Madison, Jackson, Taylor",
    "Paris, Texas",
    "Austin, Texas",
    "Victoria, London",
    "Open Source",
    "Data Science",
    "Machine Learning",
    "Neural Network",
    "Blue Sky",
    "Grand Canyon",
    "Ivy League",
    "Holly Wood",
    "Art Gallery",
    "Art Deco",
    "Gene Expression",
    "Pat Answer",
    "Rob Bank",
    "Penny Stock",
    "Harmony Hall",
    "Sandy Beach",
    "Forest Hill",
    "Cliff Edge",
    "Heather Moor",
    "Heath Robinson Contraption",
    "Long Island",
    "Young Adult",
    "King Size",
    "Prince Charming",
    "Major League",
    "Junior High",
    "Faith Hill Church",
};

/* Cells, JSON strings: the whole value. */
static const struct row values[] = {
    {"Jane Doe", "Jane Doe"},
    {"  Jane Doe\n", "Jane Doe"},
    {"JOHN SMITH", "JOHN SMITH"},
    {"SMITH, JOHN", "SMITH, JOHN"},
    {"Smith, John A.", "Smith, John A."},
    {"Mrs. Sarah Hill", "Sarah Hill"},
    {"Grace Hopper", "Grace Hopper"},
    {"John Hancock Tower", ""},
    {"Morgan Stanley", ""},
    {"Virginia Beach", ""},
    {"Will Rose", ""},
    {"Rose Garden", ""},
    {"Bill Total", ""},
    {"Red Apple", ""},
    {"Austin", ""},
    {"Jane", ""},
    {"Doe", ""},
    {"john smith", ""},
    {"John\nSmith", ""},
    {"Product Name", ""},
    {"Jane Doe, John Smith and Mary Johnson", "Jane Doe|John Smith|Mary Johnson"},
};

/* Values of a column or member that is labelled as a name. */
static const struct row labelled_values[] = {
    {"john smith", "john smith"},
    {"JOHN SMITH", "JOHN SMITH"},
    {"SMITH JOHN", "SMITH JOHN"},
    {"Linus Torvalds", "Linus Torvalds"},
    {"Will Rose", "Will Rose"},
    {"maria de la cruz", "maria de la cruz"},
    {"Torvalds, Linus", "Torvalds, Linus"},
    {"Dr. Sarah Hill", "Sarah Hill"},
    {"talked to Jane Doe today", "Jane Doe"},
    {"smith", "smith"},
    {"Baker", "Baker"},
    {"GONZALEZ", "GONZALEZ"},
    {"Xqzwv", ""},
    {"The", ""},
    {"Google", ""},
    {"Acme Corporation", ""},
    {"Widget Deluxe", ""},
    {"Customer Support", ""},
    {"Morgan Stanley", ""},
    {"credit card", ""},
    {"ABC-123", ""},
    {"production server", ""},
    {"", ""},
};

Test(recogniser_name, finds_names_in_running_text)
{
    cr_expect(sizeof names / sizeof names[0] >= 80);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *found = found_as(names[i].text, false, false);
        cr_expect_str_eq(found, names[i].found, "in \"%s\": \"%s\", not \"%s\"", names[i].text, found,
                         names[i].found);
    }
}

Test(recogniser_name, finds_no_name_in_other_text)
{
    cr_expect(sizeof not_names / sizeof not_names[0] >= 120);
    for (size_t i = 0; i < sizeof not_names / sizeof not_names[0]; i++) {
        const char *found = found_as(not_names[i], false, false);
        cr_expect_str_eq(found, "", "in \"%s\": \"%s\"", not_names[i], found);
    }
}

Test(recogniser_name, reads_whole_values)
{
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        const char *found = found_as(values[i].text, true, false);
        cr_expect_str_eq(found, values[i].found, "in \"%s\": \"%s\"", values[i].text, found);
    }
}

Test(recogniser_name, reads_labelled_values)
{
    for (size_t i = 0; i < sizeof labelled_values / sizeof labelled_values[0]; i++) {
        const char *found = found_as(labelled_values[i].text, true, true);
        cr_expect_str_eq(found, labelled_values[i].found, "in \"%s\": \"%s\"", labelled_values[i].text,
                         found);
    }
}

Test(recogniser_name, does_not_cross_lines)
{
    cr_expect_str_eq(found_as("Jane\nDoe", false, false), "");
    cr_expect_str_eq(found_as("Jane\tDoe", false, false), "");
    cr_expect_str_eq(found_as("Jane   Doe", false, false), "");
    cr_expect_str_eq(found_as("Jane\xC2\xA0"
                              "Doe",
                              false, false),
                     "Jane\xC2\xA0"
                     "Doe");
    cr_expect_str_eq(found_as("of Jane  Doe.", false, false), "Jane  Doe");
}

Test(recogniser_name, is_the_same_in_pieces)
{
    struct mgp_buffer buffer = {0};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        mgp_buffer_format(&buffer, "%s%s", names[i].text, i % 3 ? " " : "\n");
        mgp_buffer_format(&buffer, "%s%s", not_names[i], i % 2 ? ". " : "\n");
    }
    assert_same_in_pieces(MGP_RECOGNISER_NAME, mgp_slice_sub(mgp_buffer_slice(&buffer), 0, 2500));
    assert_same_in_pieces(MGP_RECOGNISER_NAME, mgp_buffer_slice(&buffer));
    mgp_buffer_clear(&buffer);
}

Test(recogniser_name, is_linear)
{
    static const char *const patterns[] = {
        "AaAaAa Aa Aa ", "Aa ",     "A",        "A.",        "A. ",       "J.",
        "Jane Doe ",     "Jane ",   "Jane-",    "O'",        "Van Der ",  "Jane van de ",
        "JANE DOE ",     "Smith, ", "\xC3\x89", "\xC3\x89 ", "Mary-Jane'"};
    for (size_t i = 0; i < sizeof patterns / sizeof patterns[0]; i++) {
        struct mgp_slice text = repeated(patterns[i], 1 << 20);
        struct results results = collect_all(MGP_RECOGNISER_NAME, text);
        free(results.items);
        free((void *)text.ptr);
    }
}

/* From place to place a name is found where it is when the whole text is looked through. */
Test(recogniser_name, begins_at_a_place_as_in_the_whole)
{
    static const struct row rows[] = {
        {"we met \xD0\x90. John Smith yesterday", "John Smith"}, /* Cyrillic */
        {"we met \xCE\x91. John Smith yesterday", "John Smith"}, /* Greek */
        {"we met \xD0\x96.John Smith yesterday", NULL},
        {"we met \xC3\x89ric Dupont yesterday", "\xC3\x89ric Dupont"},
    };
    struct mgp_name_memory *memory = mgp_name_memory_create();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct mgp_value_view view = {.text = mgp_slice_text(rows[i].text), .names = memory};
        struct mgp_recognition found = {0};
        size_t at = 0;
        while (at < view.text.len && !mgp_name_at(&view, at, &found)) {
            at++;
        }
        cr_expect_eq(at < view.text.len, rows[i].found != NULL, "%s", rows[i].text);
        if (at == view.text.len || !rows[i].found) continue;
        struct mgp_slice name = mgp_slice_sub(view.text, found.begin, found.end);
        cr_expect(mgp_slice_equal(name, mgp_slice_text(rows[i].found)), "%s", rows[i].text);
        mgp_name_memory_forget(memory);
    }
    mgp_name_memory_destroy(memory);
}

/* What mgp_name_read_letters says of a word of letters alone, told character by character. */
static void check_letters(struct mgp_slice word)
{
    char wanted[MGP_NAME_KEY_SIZE], key[MGP_NAME_KEY_SIZE];
    struct mgp_name_letters letters;
    size_t wanted_len = mgp_name_key(word, wanted), characters = 0;
    bool is_first_upper = false, has_upper_within = false, has_lower = false;
    uint32_t c;
    for (size_t at = 0; at < word.len; at += mgp_utf8_decode(word.ptr + at, word.len - at, &c), characters++) {
        mgp_utf8_decode(word.ptr + at, word.len - at, &c);
        bool is_upper = mgp_codepoint_is_upper(c);
        if (characters == 0) is_first_upper = is_upper;
        has_upper_within = has_upper_within || (is_upper && characters > 0);
        has_lower = has_lower || !is_upper;
    }
    cr_assert(mgp_name_read_letters(word, 0, key, &letters), "%.*s", (int)word.len, (const char *)word.ptr);
    cr_expect_eq(letters.end, word.len);
    cr_expect_eq(letters.characters, characters);
    cr_expect(mgp_slice_equal(mgp_slice_of(key, letters.key_len), mgp_slice_of(wanted, wanted_len)));
    cr_expect_eq(letters.first, mgp_name_gate_letters(wanted, wanted_len));
    cr_expect_eq(letters.is_first_upper, is_first_upper);
    cr_expect_eq(letters.has_upper_within, has_upper_within);
    cr_expect_eq(letters.has_lower, has_lower);
}

Test(recogniser_name, reads_latin_letters_many_at_a_time)
{
    static const char *const words[][2] = {
        {"", ""},        {"A", ""},          {"a", ""},    {"", "b"}, {"", "B"}, {"Abcdefg", "h"},
        {"Abcdefgh", "ij"}, {"ABCDEFGHIJKLMNOP", "Q"}, {"Abc", "de"}, {"mC", "X"}};
    for (uint32_t c = 0xC0; c <= 0x17F; c++) {
        uint8_t letter[5] = {0};
        if (!mgp_codepoint_is_letter(c)) continue;
        mgp_utf8_encode(c, letter);
        for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
            struct mgp_buffer word = {0};
            mgp_buffer_text(&word, words[i][0]);
            mgp_buffer_text(&word, (const char *)letter);
            mgp_buffer_text(&word, words[i][1]);
            check_letters(mgp_buffer_slice(&word));
            mgp_buffer_clear(&word);
        }
    }
}

/* The key of a word that is too long ends within its room, whatever letter stands there: two of ASCII, too. */
Test(recogniser_name, reads_no_key_beyond_its_room)
{
    struct mgp_name_letters letters;
    for (size_t count = 0; count <= 2 * MGP_NAME_KEY_SIZE; count++) {
        struct mgp_buffer word = {0};
        struct {
            char key[MGP_NAME_KEY_SIZE], behind[8];
        } room;
        memset(room.behind, '#', sizeof room.behind);
        for (size_t i = 0; i < count; i++) {
            mgp_buffer_byte(&word, i == 0 ? 'A' : 'b');
        }
        mgp_buffer_text(&word, "\u00DFe");
        bool is_read = mgp_name_read_letters(mgp_buffer_slice(&word), 0, room.key, &letters);
        cr_expect_eq(is_read, count + 2 <= MGP_NAME_KEY_SIZE - 8, "%zu", count);
        cr_expect_eq(memcmp(room.behind, "########", sizeof room.behind), 0, "%zu", count);
        mgp_buffer_clear(&word);
    }
}

Test(recogniser_name, leaves_other_words_to_a_closer_look)
{
    static const char *const words[] = {"",     "'a",       "O'Brien",          "Jean-Luc",  "\u00D7a",  "a\u00F7",
                                        "Zo\u0308", "\u0410\u043D", "Nguy\u1EC5n", "a\u00A0b", "D\u2019Or",
                                        "Abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz"};
    char key[MGP_NAME_KEY_SIZE];
    struct mgp_name_letters letters;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        cr_expect_not(mgp_name_read_letters(mgp_slice_text(words[i]), 0, key, &letters), "%s", words[i]);
    }
}
