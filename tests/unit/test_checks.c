#include <criterion/criterion.h>

#include "identifiers/check_list.h"

static const char *const all_names[] = {
#define MGP_CHECK(name) #name,
#include "identifiers/checks.def"
#undef MGP_CHECK
};
enum { ALL = sizeof all_names / sizeof *all_names };

/* Specimens of standards and authorities, and invented values with right check digits. Where
 * finds_wrong_digits is set, each digit of each good value, raised by one, must make it bad. */
static const struct row {
    const char *check;
    bool finds_wrong_digits;
    const char *good[6], *bad[10];
} rows[] = {
    {"luhn",
     true,
     {"4242424242424242", "4242-4242-4242-4242", "79927398713", "6061 1234 1234 1235", "6061‐9506‐9689‐2701"},
     {"4242424242424243", "0000000000000000", "1", "4242_4242", "6061 1234 1234 1234", "1111111111111111"}},
    {"magnetic_stripe",
     false,
     {"%B4242424242424242^DOE/JANE^2612101000000000?", ";4242424242424242=26121010000000000?",
      "B4556737586899855^ROE/RICHARD^2711201000"},
     {"%B4242424242424243^DOE/JANE^2612101?", ";4242424242424243=2612101?", "4242424242424242", "%B42^A^1",
      "="}},
    {"us_ssn",
     false,
     {"536-90-4399", "536 90 4399", "536904399", "899-99-9999", "001-01-0001"},
     {"000-90-4399", "666-90-4399", "900-90-4399", "536-00-4399", "536-90-0000", "111111111", "53690439"}},
    {"us_itin",
     false,
     {"912-90-3456", "900700000", "999-50-0000", "912 65 3456", "912-88-3456", "912-92-3456"},
     {"912-89-3456", "912-93-3456", "912-66-3456", "912-49-3456", "812-90-3456"}},
    {"us_hicn",
     false,
     {"123-45-6789-A", "123456789B6", "123 45 6789 D1"},
     {"000-45-6789-A", "123-45-6789", "123-45-6789-ABC", "1234567891"}},
    {"us_npi", true, {"1234567893", "1245319599"}, {"3234567893", "123456789", "12345678933"}},
    {"us_dea",
     false,
     {"AP5836727", "F91234563", "BB1388568"},
     {"AP5836728", "AB0000000", "AP58367", "AP58367X7"}},
    {"nanp_phone",
     false,
     {"+1 201-555-0123", "(800) 234-5678", "2015550123", "001 201 555 0123"},
     {"911-555-0123", "201-911-0123", "101-555-0123", "201-155-0123", "222-222-2222", "5550123"}},
    {"ca_sin", true, {"123-456-782", "368050209", "771 074 788"}, {"046-454-286", "899 999 998", "12345678"}},
    {"ca_phn", false, {"9698 658 215", "9698658215"}, {"9698 658 216", "0000000000", "969865821"}},
    {"ca_ramq",
     false,
     {"TREM 7851 2218", "TREM78012218"},
     {"TREM 7899 2218", "TREM 7802 3018", "TREM 7801 22"}},
    {"ca_manitoba_licence",
     false,
     {"SMITHJ123456", "SMIT*-J1234B", "SMITHJ*1234B"},
     {"SMITHJABC123", "SMITHJ1234567", "SM1234"}},
    {"uk_nhs",
     true,
     {"943 476 5870", "943-476-5919", "9434765870", "8728618882"},
     {"0000000000", "943476587"}},
    {"uk_nino",
     false,
     {"AB 12 34 56 C", "AB123456C", "ab-12-34-56-d"},
     {"GB123456C", "BG123456C", "NK123456C", "DB123456C", "AO123456C", "AB123456E", "AB12345C", "ZZ123456A"}},
    {"uk_utr",
     false,
     {"1955839661", "19558 39661", "1955839661K", "1565959987"},
     {"2955839661", "1955839662", "0000000000", "195583966", "K"}},
    {"uk_licence",
     false,
     {"MORGA753116SM9IJ", "MORGA753116SM9IJ35", "MORGA753116SM9IJ 35", "FOX99855312J99AB"},
     {"MORGA763116SM9IJ", "MO9GA753116SM9IJ", "MORGA753326SM9IJ", "99999753116SM9IJ", "MORGA7531169M9IJ"}},
    {"varied", false, {"PGHRJLYJF", "abcd"}, {"", "CCCCCCCCC", "ababababc"}},
    {"br_phone",
     false,
     {"+55 11 91234-5678", "(11) 91234-5678", "0055 21 2345 6789", "(011) 7212-3456", "+55 (0)11 91234-5678",
      "011 55 54 3212-3456"},
     {"+55 20 91234-5678", "(10) 91234-5678", "11 1234-5678", "11 81234-5678", "11 9123-4567", "(11) 99999-9999",
      "+55", "11"}},
    {"udi_isbt",
     false,
     {"=/A9999XYZ100T0944", "=/A9999XYZ100T0944=,000025=A99971312345600=>014032=}013366"},
     {"=/A9999XYZ100T094", "=/ABCDEFGHIJKLMNOP", "=/1111111111111111", "=/A9999XYZ100T0944=>014000",
      "=/A9999XYZ100T0944=}013367", "A9999XYZ100T0944"}},
    {"uk_phone",
     false,
     {"+44 20 7946 0958", "020 7946 0958", "+44 (0)20 7946 0000", "0044 1204 52345", "07400 123456"},
     {"+44 20 7946 09", "040 7946 0958", "020 7946 09581", "06012 345678", "+44"}},
    {"de_phone",
     false,
     {"+49 30 12345678", "030 12345678", "0151 23456789", "(089) 123-456", "0049 (0)40 123456"},
     {"+49", "0151 234567", "030 12", "+49 30 123456789012", "00 12345678", "0 111111111"}},
    {"it_phone",
     false,
     {"+39 02 12345678", "312 345 6789", "06 1234567", "0039 347 1234567"},
     {"+39 12 12345678", "312 345 67890", "06 123", "+39"}},
    {"au_tfn", true, {"123 456 782", "478878384", "64628897"}, {"000 000 000", "1234567", "1234567820"}},
    {"in_aadhaar", true, {"2341 2341 2346", "930974983191"}, {"1341 2341 2346", "234123412", "222222222222"}},
    {"in_pan", false, {"ACUPA7085R", "aaapz1234c"}, {"ACUDA7085R", "ACUPA0000R", "ACUPA70855", "ACUPA708R"}},
    {"in_licence",
     false,
     {"MH-12-2011-0012345", "DL0420110149646", "KA01 20190001234"},
     {"XX-12-2011-0012345", "MH-12-1949-0012345", "MH-12-2011-0000000", "MH-12-2011-001234"}},
    {"fr_nir",
     true,
     {"2 95 10 99 126 111 93", "253072B07300470", "167057517850730", "102057528356309"},
     {"295139912611193", "29510991261119", "253072C07300470", "253072A07300470"}},
    {"fr_spi",
     true,
     {"30 23 217 600 053", "3023217600053"},
     {"0000000000000", "4023217600053", "302321760005"}},
    {"fr_rib",
     true,
     {"20041010050500013M02606", "20041 01005 0500013M026 06"},
     {"20041010050500013N02606", "2004101005050001302606", "A0041010050500013M02606"}},
    {"es_letter",
     true,
     {"54362315-K", "54.362.315 K", "X-2482300-W", "Y1183268R", "M-1234567-L", "54362315k"},
     {"54362315-L", "00000000T", "5436231K", "A2482300W", "543623155"}},
    {"es_cif",
     false,
     {"J99216582", "B64717838", "A13585625", "Q0990347G", "B6471783H", "ES-B64717838"},
     {"J99216583", "B6471783A", "I99216582", "A00000000", "B6471783"}},
    {"es_nss", true, {"28/1234567/42", "281234567840"}, {"99/1234567/42", "28/0000000/00", "28/123456/42"}},
    {"es_ccc",
     false,
     {"21000418450200051332", "2100 0418 45 0200051332", "26710387123116629841"},
     {"21000418460200051332", "21000418440200051332", "00000000000000000000", "2100041845020005133"}},
    {"it_codice_fiscale",
     true,
     {"RCCMNL83S18D969H", "rssmra80a01h501u"},
     {"RCCMNL83S18D969I", "RCCMNL83S32D969H", "RCCMNL83F18D969H", "RCCMNL83S18D969"}},
    {"it_partita_iva",
     true,
     {"51261050952", "73038220932", "00743110157"},
     {"00000000000", "51261052002", "5126105095"}},
    {"it_cin",
     true,
     {"X0542811101000000123456", "X 05428 11101 000000123456"},
     {"Y0542811101000000123456", "00542811101000000123456", "X054281110100000012345"}},
    {"de_idnr",
     true,
     {"36 574 261 809", "20941671319", "31573293400"},
     {"00000000000", "12345678903", "11111111111", "3657426180"}},
    {"de_licence", true, {"B072RRE2I55"}, {"B072RRE2I65", "B072RRE2I5"}},
    {"icao_9303",
     true,
     {"L01X00T471", "T220001293", "C01X00T478", "T220001293D", "1220001297"},
     {"L01X00T47", "T220001293E", "0000000000"}},
    {"fi_hetu",
     true,
     {"131052-308T", "240203A154U", "120585-6965"},
     {"131052-308S", "311352-308T", "131052 308T", "131052-308", "010101-0010"}},
    {"se_personnummer",
     true,
     {"811228-9874", "850709-3410", "811228+9874", "8112289874"},
     {"811328-9874", "811228-98745", "811228/9874"}},
    {"br_cpf",
     false,
     {"390.533.447-05", "41805788914", "529.982.247-25"},
     {"390.533.447-06", "390.533.448-05", "11111111111", "00000000000", "3905334470"}},
    {"br_cnpj",
     false,
     {"16.727.230/0001-97", "82332261755131", "12.ABC.345/01DE-35", "12abc34501de35"},
     {"16.727.230/0001-98", "00.000.000/0000-00", "12.ABC.345/01DE-36", "ABCDEFGHIJKL00", "12ABC34501DE3A"}},
    {"br_rg_sp",
     false,
     {"3.021.415-4", "24.678.131-2", "24678131-2"},
     {"24.678.131-4", "00.000.000-0", "3.021.41-4", "24.678.131-A"}},
    {"ar_cuit",
     false,
     {"20-05536168-2", "20-26756539-3", "30-50001091-2", "27937865797"},
     {"20-05536168-3", "00-00000000-0", "20-0553616-2"}},
    {"cl_rut",
     true,
     {"12.531.909-2", "76086428-5", "330709510"},
     {"00000000-K", "12.531.909-K", "531.909-2", "12A31909-2"}},
    {"co_nit",
     false,
     {"213.123.432-1", "860.002.964-4", "8504844787", "52.322.131-8"},
     {"213.123.432-2", "000.000.000-0", "12345", "860.002.964-K"}},
    {"mx_curp",
     false,
     {"BOXW310820HNERXN09", "boxw310820hnerxn09"},
     {"BOXW310820HNERXN08", "BOXW311320HNERXN09", "BOXW310820HZZRXN09", "BOXW310820HNERXN0"}},
    {"mx_rfc",
     false,
     {"GODE 561231 GR8", "MAB-930714-8T4", "gode561231gr8"},
     {"GODE561231GR9", "GODE561331GR8", "GOD561231GR", "GODE5612X1GR8"}},
    {"mx_rfc_date",
     false,
     {"GODE561231GR9", "PEÑA850101AB1", "Ñ&A150228XY3"},
     {"GODE561331GR8", "PEÑ850101A", "PE\xC3"}},
    {"eu_ehic",
     false,
     {"80246 80246 1234567890", "80276881011234567890"},
     {"80999802461234567890", "81246802461234567890", "8024680246123456789"}},
    {"udi_gs1",
     false,
     {"(01)51022222233336(11)141231(17)150707", "(01)51022222233336"},
     {"(01)51022222233337", "(01)00000000000000", "(01)5102222223333", "(02)51022222233336"}},
    {"udi_hibc", false, {"+A123BJC5D6E71G"}, {"+A123BJC5D6E71H", "+A1G", "+A123\xFFJC5D6E71G"}},
    {"vin",
     true,
     {"1M8GDM9AXKP042788", "1HGCM82633A004352"},
     {"1M8GDM9A1KP042788", "11111111111111111", "WVWZZZ1JZ3W38675A", "WVWZZZ1JZ3I386752",
      "1M8GDM9AXKP04278"}},
    {"vin", false, {"WVWZZZ1JZ3W386752"}, {"WVWZZZ1JZ3W38675"}},
    {"latitude_longitude",
     false,
     {"41.948614,-87.655311", "90.000, 180.000", "-33.8568 , +151.2153", "1.234,5.678,12"},
     {"90.001,0.000", "41.948,-180.001", "0.000,0.000", "41.948", "1234.5,1.0", ","}},
    {"calendar_date",
     false,
     {"1980-02-29", "02/29/1980", "29/02/1980", "29 Feb 1980", "February 29, 1980", "19800229"},
     {"1981-02-29", "31/04/1980", "13/13/1980", "29 Feb 1981", "19810229", "1880-01-01", "30 Foo 1980",
      "1980", "2/2"}},
    {"calendar_date",
     false,
     {"29-02-80", "1er août 1975", "12. März 1990", "3. Dezember 1990", "1980-02-29T10:00:00Z",
      "1 de março de 1999"},
     {"30-02-80", "32 août 1975", "0 März 1990", "29. Februar 1990", "1981-02-29T10:00:00Z"}},
    {"calendar_date",
     false,
     {"1 maggio 1980", "2 dic 1980", "4 luglio 80", "5 juillet 1980", "6 junho 1980", "7 ene 1980"},
     {"31 giugno 1980", "31 juin 1980", "31 novembre 80"}},
    {"card_expiry",
     false,
     {"02/26", "02/2026", "Feb 2026", "26-Feb", "expY=2026", "2026-02"},
     {"13/26", "00/26", "02/1889", "expM=13", "expY=1850", "Feb 1889", "exp", "02/26/27"}},
    {"basic_auth",
     false,
     {"Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==", "Proxy-Authorization: Basic dGVzdDoxMjPCow==",
      "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ", "Authorization: Basic dGVzdDr8"},
     {"Authorization: Basic bm9jb2xvbmhlcmU=", "Authorization: Basic a",
      "Authorization: Basic Og==", "Authorization: Basic AAE6Ag==", "Authorization: Basic ====",
      "Authorization: Basic QWxhZGRpbjpvcGVu="}},
    {"aws_secret",
     false,
     {"Zx9kQ2mT7vB4nR8"
      "wL1pY6cJ3hF5dS0"
      "gA+uE/iO7q"},
     {"da39a3ee5e6b4b0d3255bfef95601890afd80709", "DA39A3EE5E6B4B0D3255BFEF95601890AFD80709",
      "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAa1"}},
    {"token_variety",
     false,
     {"pk_te"
      "st_"
      "9f8Kq3Lm2Z",
      "AI"
      "zaSyB7c9Dk2Lm4Np6Qr8StUv1Wx3Yz5_aB-dE"},
     {"pk_te"
      "st_"
      "xxxxxxxxxxxx",
      "AI"
      "zaxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"}},
    {"has_digit", false, {"a1", "0"}, {"abc", "", "é"}},
    {"not_zero", false, {"00100", "A1"}, {"000", "0.0", ""}},
};

Test(checks, accept_known_values_and_refuse_wrong_ones)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        mgp_check *check = mgp_check_find(rows[i].check);
        cr_assert(check, "%s", rows[i].check);
        for (size_t n = 0; n < 6 && rows[i].good[n]; n++) {
            cr_expect(check(mgp_slice_text(rows[i].good[n])), "%s refuses %s", rows[i].check,
                      rows[i].good[n]);
        }
        for (size_t n = 0; n < 10 && rows[i].bad[n]; n++) {
            cr_expect(!check(mgp_slice_text(rows[i].bad[n])), "%s accepts %s", rows[i].check, rows[i].bad[n]);
        }
    }
}

Test(checks, reject_one_wrong_digit)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        for (size_t n = 0; rows[i].finds_wrong_digits && n < 6 && rows[i].good[n]; n++) {
            char text[64];
            size_t len = strlen(rows[i].good[n]);
            for (size_t at = 0; at < len; at++) {
                memcpy(text, rows[i].good[n], len + 1);
                bool is_issue = strcmp(rows[i].check, "de_licence") == 0 && at == 10; /* not checked */
                if (text[at] < '0' || text[at] > '9' || is_issue) continue;
                text[at] = text[at] == '9' ? '0' : (char)(text[at] + 1);
                cr_expect(!mgp_check_find(rows[i].check)(mgp_slice_of(text, len)), "%s accepts %s",
                          rows[i].check, text);
            }
        }
    }
}

Test(checks, are_all_tested_above)
{
    for (size_t i = 0; i < ALL; i++) {
        bool is_tested = false;
        for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
            is_tested =
                is_tested || (strcmp(rows[r].check, all_names[i]) == 0 && rows[r].good[0] && rows[r].bad[1]);
        }
        cr_expect(is_tested, "%s", all_names[i]);
    }
}

Test(checks, survive_hostile_lengths)
{
    static uint8_t bytes[5000];
    static const uint8_t fillers[] = {'0', '1', '9', 'A', 'z',  ' ',  '-',  '.', '/',
                                      '=', '^', ':', 0,   0x80, 0xC3, 0xE2, 0xFF};
    for (size_t i = 0; i < ALL; i++) {
        mgp_check *check = mgp_check_find(all_names[i]);
        bool asks_little = strcmp(all_names[i], "has_digit") == 0 || strcmp(all_names[i], "not_zero") == 0;
        cr_expect(!check(mgp_slice_of(NULL, 0)), "%s accepts nothing", all_names[i]);
        for (unsigned c = 0; c < 256; c++) {
            uint8_t byte = (uint8_t)c;
            cr_expect(asks_little || !check(mgp_slice_of(&byte, 1)), "%s accepts byte %u", all_names[i], c);
        }
        for (size_t f = 0; f < sizeof fillers; f++) {
            memset(bytes, fillers[f], sizeof bytes);
            cr_expect(asks_little || !check(mgp_slice_of(bytes, sizeof bytes)), "%s accepts 5000 of %u",
                      all_names[i], fillers[f]);
            for (size_t len = 2; len < 64; len++) {
                check(mgp_slice_of(bytes, len));
            }
        }
    }
}

Test(checks, are_found_by_exact_name_only)
{
    cr_expect(mgp_check_find("luhn"));
    cr_expect(!mgp_check_find("Luhn"));
    cr_expect(!mgp_check_find(""));
    cr_expect(!mgp_check_find("luhn2"));
}

Test(compact, drops_separators_and_nothing_else)
{
    struct mgp_compact out;
    cr_assert(mgp_compact(mgp_slice_text(" a-1.b/2\xC2\xA0\xE2\x80\x90"
                                         "c"),
                          &out));
    cr_expect(out.len == 5 && memcmp(out.text, "A1B2C", 5) == 0);
    cr_expect(!mgp_compact(mgp_slice_text("1_2"), &out));
    cr_expect(!mgp_compact(mgp_slice_text("é"), &out));
    cr_expect(!mgp_compact(mgp_slice_text(" - "), &out));
    cr_expect(mgp_compact(mgp_slice_text("1234567890123456789012345678901234567890"), &out));
    cr_expect(!mgp_compact(mgp_slice_text("12345678901234567890123456789012345678901"), &out));
}

/* Digits are taken at once where there is nothing else but separators: the same as of the compact value. */
Test(compact, digits_are_those_of_the_compact_value)
{
    static const char *const pieces[] = {"1", "2", "30", "456789", "0", "-", " ", ".", "/", "\t", "a", "Z", "_", "\x80",
                                         "\xC2\xA0", "\xEF\xBC\x91", "\xC3\xA9", "0123456789012345678901234567"};
    unsigned state = 7, digits_only = 0;
    for (unsigned i = 0; i < 200000; i++) {
        char text[256] = "";
        for (unsigned count = (state = state * 1664525u + 1013904223u) >> 24 & 7; count > 0; count--) {
            state = state * 1664525u + 1013904223u;
            strcat(text, pieces[(state >> 16) % (i % 2 ? 9 : sizeof pieces / sizeof *pieces)]);
        }
        struct mgp_compact compact, digits;
        struct mgp_slice value = mgp_slice_text(text);
        bool is_number = mgp_compact(value, &compact);
        for (size_t k = 0; is_number && k < compact.len; k++) {
            is_number = compact.text[k] <= '9';
            compact.text[k] = (uint8_t)(compact.text[k] - '0');
        }
        cr_assert_eq(mgp_compact_digits(value, 0, &digits), is_number, "'%s'", text);
        bool is_same = digits.len == compact.len && memcmp(digits.text, compact.text, digits.len) == 0;
        cr_assert(!is_number || is_same, "'%s'", text);
        cr_assert_eq(mgp_compact_digits(value, 9, &digits), is_number && compact.len == 9, "'%s'", text);
        digits_only += is_number;
    }
    cr_expect_gt(digits_only, 50000);
}

Test(calendar, knows_leap_years)
{
    cr_expect(mgp_date_exists(2000, 2, 29));
    cr_expect(!mgp_date_exists(1900, 2, 29));
    cr_expect(mgp_date_exists(0, 2, 29)); /* 2000 */
    cr_expect(!mgp_date_exists(81, 2, 29));
    cr_expect(!mgp_date_exists(1980, 0, 1));
    cr_expect(!mgp_date_exists(1980, 1, 0));
    cr_expect(!mgp_date_exists(1980, 13, 1));
}

/* Prefixes of headers with all kinds of bytes in their credentials. */
Test(checks, what_cannot_pass_basic_auth_is_known_for_all_prefixes_at_once)
{
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    static const char *const starts[] = {"", "YTpi", "YWJj", "w6k6", "6Tpi", "w6npOmI", "YTqF"};
    mgp_check *check = mgp_check_find("basic_auth");
    uint32_t random = 1;
    size_t passed = 0;
    for (int round = 0; round < 3000; round++) {
        char text[128] = "Authorization: Basic ";
        size_t start = strlen(text), len = start;
        const char *begin = starts[round % 7];
        memcpy(text + len, begin, strlen(begin));
        len += strlen(begin);
        for (int i = 0; i < round % 40; i++) {
            random = random * 1664525u + 1013904223u;
            text[len++] = round % 3 ? "YWJjZDpl"[(random >> 20) % 8] : alphabet[random >> 26];
        }
        size_t longest = mgp_check_longest(check, mgp_slice_of(text, len));
        for (size_t end = start + 1; end <= len; end++) {
            if (!check(mgp_slice_of(text, end))) continue;
            passed++;
            cr_assert_leq(end, longest, "%.*s", (int)len, text);
        }
    }
    cr_assert_gt(passed, 1000);
}
