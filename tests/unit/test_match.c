/* What is found in small objects, and where: the whole way from bytes to a report. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "base/buffer.h"
#include "scanner/job/scan.h"

static struct mgp_rule_set *rules_of(const char *ids, const char *custom, bool report_test_values)
{
    static char copy[400];
    const char *list[16];
    size_t count = 0;
    snprintf(copy, sizeof copy, "%s", ids ? ids : "");
    for (char *id = strtok(copy, ","); id; id = strtok(NULL, ",")) {
        list[count++] = id;
    }
    struct mgp_rule_set_options options = {.selection = !ids    ? MGP_SELECT_ALL
                                                     : count ? MGP_SELECT_LISTED
                                                             : MGP_SELECT_NONE,
                                        .included = list,
                                        .included_count = count,
                                        .custom_text = mgp_slice_text(custom),
                                        .report_test_values = report_test_values};
    struct mgp_rule_set *rules = NULL;
    struct mgp_error error = {0};
    cr_assert_eq(mgp_rule_set_create(&options, &rules, &error), MGP_OK, "%s", error.message);
    return rules;
}

static void append_place(struct mgp_buffer *out, const struct mgp_place *place)
{
    switch (place->kind) {
    case MGP_PLACE_LINES:
        mgp_buffer_format(out, "@%llu:%llu", (unsigned long long)place->start_line,
                          (unsigned long long)place->start_column);
        if (place->end_line != place->start_line)
            mgp_buffer_format(out, "-%llu", (unsigned long long)place->end_line);
        break;
    case MGP_PLACE_CELL:
        mgp_buffer_format(out, "@r%lluc%llu(%s)", (unsigned long long)place->row,
                          (unsigned long long)place->column, place->column_name ? place->column_name : "");
        break;
    case MGP_PLACE_RECORD:
        mgp_buffer_format(out, "@%llu%s", (unsigned long long)place->record_index,
                          place->json_path ? place->json_path : "-");
        break;
    }
}

/* "ID@place/length ..." of everything found in text under a name, or the state when it is not COMPLETE. */
static char *found(const struct mgp_rule_set *rules, const char *name, const char *text)
{
    struct mgp_scan_options options = {.rules = rules, .matcher = &mgp_reference_matcher};
    struct mgp_scanner *scanner = mgp_scanner_create(&options);
    struct mgp_report *report = mgp_scan_bytes(scanner, mgp_slice_text(name), mgp_slice_text(text));
    struct mgp_buffer out = {0};
    if (report->state != MGP_SCAN_COMPLETE) mgp_buffer_format(&out, "%s ", report->reason);
    for (size_t i = 0; i < report->detection_count; i++) {
        const struct mgp_detection *detection = &report->detections[i];
        for (size_t k = 0; k < detection->occurrence_count; k++) {
            mgp_buffer_text(&out,
                            detection->identifier ? detection->identifier->id : detection->custom->name);
            append_place(&out, &detection->occurrences[k].place);
            mgp_buffer_format(&out, "/%u ", detection->occurrences[k].length);
        }
    }
    if (out.len) out.len--;
    char *text_out = mgp_strdup(mgp_buffer_string(&out));
    mgp_buffer_clear(&out);
    mgp_report_destroy(report);
    mgp_scanner_destroy(scanner);
    return text_out;
}

struct expectation {
    const char *name, *text, *wanted;
};

static void expect(struct mgp_rule_set *rules, const struct expectation *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char *got = found(rules, cases[i].name, cases[i].text);
        cr_expect_str_eq(got, cases[i].wanted, "%s: %s\n  got    %s\n  wanted %s", cases[i].name,
                         cases[i].text, got, cases[i].wanted);
        free(got);
    }
    mgp_rule_set_destroy(rules);
}
#define EXPECT(rules, cases) expect(rules, cases, sizeof cases / sizeof *cases)

Test(match, keywords_reach_thirty_characters_in_running_text_on_either_side)
{
    static const struct expectation cases[] = {
        {"a.txt", "ssn 536-90-4399", "USA_SOCIAL_SECURITY_NUMBER@1:5/11"},
        {"a.txt", "ssn                               536-90-4399", ""},
        {"a.txt", "ssn                              536-90-4399", ""},
        {"a.txt", "ssn .............................536-90-4399", "USA_SOCIAL_SECURITY_NUMBER@1:34/11"},
        {"a.txt", "ssn..............................536-90-4399", "USA_SOCIAL_SECURITY_NUMBER@1:34/11"},
        {"a.txt", "ssn...............................536-90-4399", ""},
        {"a.txt", "536-90-4399..............................SSN", "USA_SOCIAL_SECURITY_NUMBER@1:1/11"},
        {"a.txt", "536-90-4399...............................SSN", ""},
        {"a.txt", "ssn éééééééééééééééééééééééééééé 536-90-4399", "USA_SOCIAL_SECURITY_NUMBER@1:34/11"},
        {"a.txt", "ssn\n536-90-4399", "USA_SOCIAL_SECURITY_NUMBER@2:1/11"},
        {"a.txt", "assn 536-90-4399", ""},
        {"a.txt", "ssn 1536-90-4399", ""},
        {"a.txt", "ssn_536-90-4399", "USA_SOCIAL_SECURITY_NUMBER@1:5/11"},
        {"a.txt", "ssn é536-90-4399", ""},
        {"a.txt",
         "ssn \xE2\x80\x9C"
         "536-90-4399\xE2\x80\x9D",
         "USA_SOCIAL_SECURITY_NUMBER@1:6/11"},
        {"a.txt", "mySsn: 536-90-4399\r\nSSN 536-90-4398",
         "USA_SOCIAL_SECURITY_NUMBER@1:8/11 USA_SOCIAL_SECURITY_NUMBER@2:5/11"},
    };
    struct mgp_rule_set *rules = rules_of("USA_SOCIAL_SECURITY_NUMBER", NULL, false);
    /* The second and third rows hold 31 and 30 blanks: 30 is in reach. */
    struct expectation copy[sizeof cases / sizeof *cases];
    memcpy(copy, cases, sizeof cases);
    copy[2].wanted = "USA_SOCIAL_SECURITY_NUMBER@1:34/11";
    EXPECT(rules, copy);
}

Test(match, written_forms_are_read_as_ascii_and_keep_their_places)
{
    static const struct expectation cases[] = {
        {"a.txt", "ssn 536‑90‑4399", "USA_SOCIAL_SECURITY_NUMBER@1:5/15"},
        {"a.txt", "é ssn:\u00A0５３６–９０–４３９９.", "USA_SOCIAL_SECURITY_NUMBER@1:8/33"},
        {"a.txt", "ＳＳＮ 536 90 4399", "USA_SOCIAL_SECURITY_NUMBER@1:5/11"},
        {"a.txt", "social\u00A0security 536-90-4399", "USA_SOCIAL_SECURITY_NUMBER@1:17/11"},
        {"a.txt", "ssn ５536-90-4399", ""},
        {"a.txt", "ssn 536-90-4399９", ""},
        {"a.txt", "ssn 078‑05‑1120", ""}, /* never reported, however it is written */
        {"a.txt", "ssn\n５３６－９０－４３９９\nssn 536‑90‑4399",
         "USA_SOCIAL_SECURITY_NUMBER@2:1/33 USA_SOCIAL_SECURITY_NUMBER@3:5/15"},
        {"a.csv", "id,ssn\n1,536‑90‑4399\n2,\"５３６\u00A0９０ 4399\"\n",
         "USA_SOCIAL_SECURITY_NUMBER@r2c2(ssn)/15 USA_SOCIAL_SECURITY_NUMBER@r3c2(ssn)/22"},
        {"a.json", "{\"ssn\": \"536\\u201190\\u20114399\", \"n\": [1, \"536‑90‑4398 ssn\"]}",
         "USA_SOCIAL_SECURITY_NUMBER@0$.ssn/21 USA_SOCIAL_SECURITY_NUMBER@0$.n[1]/15"},
    };
    EXPECT(rules_of("USA_SOCIAL_SECURITY_NUMBER", NULL, false), cases);
}

Test(match, custom_identifiers_see_values_as_they_are)
{
    static const char custom[] = "[{\"name\":\"dash\",\"regex\":\"a–[0-9]\"},"
                                 "{\"name\":\"wide\",\"regex\":\"[０-９]{3}\",\"keywords\":[\"ＩＤ番\"]}]";
    static const struct expectation cases[] = {
        {"a.txt", "a–1 a-2 ssn 536‑90‑4399", "USA_SOCIAL_SECURITY_NUMBER@1:13/15 dash@1:1/5"},
        {"a.txt", "ＩＤ番 １２３ 456", "wide@1:5/9"},
        {"a.txt", "ＩＤ番 123", ""},
    };
    EXPECT(rules_of("USA_SOCIAL_SECURITY_NUMBER", custom, false), cases);
}

Test(match, keywords_in_cells_stand_in_the_column_name_or_the_cell)
{
    static const struct expectation cases[] = {
        {"a.csv", "name,ssn\nJo,536-90-4399\n", "USA_SOCIAL_SECURITY_NUMBER@r2c2(ssn)/11"},
        {"a.csv", "name,id\nssn,536-90-4399\n", ""},
        {"a.csv", "name,id\nx,ssn 536-90-4399\n", "USA_SOCIAL_SECURITY_NUMBER@r2c2(id)/11"},
        {"a.csv", "name,id\nx,ssn                                                      536-90-4399\n",
         "USA_SOCIAL_SECURITY_NUMBER@r2c2(id)/11"},
        {"a.tsv", "name\tcustomerSSN\nJo\t536904399\n", "USA_SOCIAL_SECURITY_NUMBER@r2c2(customerSSN)/9"},
        {"a.csv", "a,\"my \"\"ssn\"\"\"\n1,\"536-90-\n4399\"\n2,\"x\n536-90-4399\"\n",
         "USA_SOCIAL_SECURITY_NUMBER@r3c2(my \"ssn\")/11"},
    };
    EXPECT(rules_of("USA_SOCIAL_SECURITY_NUMBER", NULL, false), cases);
}

Test(match, keywords_in_json_stand_on_the_path_or_in_the_value)
{
    static const struct expectation cases[] = {
        {"a.json", "{\"ssn\":\"536-90-4399\"}", "USA_SOCIAL_SECURITY_NUMBER@0$.ssn/11"},
        {"a.json", "{\"a\":{\"SSN list\":[1,{\"v\":536904399}]}}",
         "USA_SOCIAL_SECURITY_NUMBER@0$.a['SSN list'][1].v/9"},
        {"a.json", "{\"id\":\"536-90-4399\",\"ssn\":1}", ""},
        {"a.jsonl", "{\"id\":\"536-90-4399\"}\n{\"ssn\":\"5\\u00336-90-4399\"}\n",
         "USA_SOCIAL_SECURITY_NUMBER@1$.ssn/16"},
        {"a.json", "{\"t\":\"ssn\\n536-90-4399\"}", "USA_SOCIAL_SECURITY_NUMBER@0$.t/11"},
        {"a.json", "{\"ssn 536-90-4399\":{\"ssn\":\"536-90-4399\"}}",
         "USA_SOCIAL_SECURITY_NUMBER@0-/11 USA_SOCIAL_SECURITY_NUMBER@0-/11"},
    };
    EXPECT(rules_of("USA_SOCIAL_SECURITY_NUMBER", NULL, false), cases);
}

Test(match, the_longest_valid_end_counts_not_the_first_or_greedy_one)
{
    static const struct expectation cases[] = {
        {"a.txt", "card 4556737586899855 12/27", "CREDIT_CARD_NUMBER@1:6/16"},
        {"a.txt", "card 2024-05-06 4556737586899855", "CREDIT_CARD_NUMBER@1:17/16"},
        {"a.txt", "card 4556737586899855-4556737586899855",
         "CREDIT_CARD_NUMBER@1:6/16 CREDIT_CARD_NUMBER@1:23/16"},
        {"a.txt", "4556737586899855", "CREDIT_CARD_NUMBER_(NO_KEYWORD)@1:1/16"},
        {"a.txt", "card 4556737586899856", ""},
        {"a.txt", "card 4111 1111 1111 1111", ""},
    };
    EXPECT(rules_of("CREDIT_CARD_NUMBER,CREDIT_CARD_NUMBER_(NO_KEYWORD)", NULL, false), cases);
}

Test(match, test_values_are_reported_when_asked_for)
{
    static const struct expectation cases[] = {
        {"a.txt", "card 4111 1111 1111 1111", "CREDIT_CARD_NUMBER@1:6/19"}};
    EXPECT(rules_of("CREDIT_CARD_NUMBER,CREDIT_CARD_NUMBER_(NO_KEYWORD)", NULL, true), cases);
}

Test(match, a_custom_keyword_precedes_within_the_distance_to_the_end_of_the_match)
{
    static const char custom[] =
        "{\"name\":\"B\",\"regex\":\"EMP-\\\\d{4}\",\"keywords\":[\"badge\"],\"maximumMatchDistance\":12,"
        "\"ignoreWords\":[\"EMP-0000\"]}";
    static const struct expectation cases[] = {
        {"a.txt", "badge: 1 EMP-1234", "B@1:10/8"},
        {"a.txt", "badge: 1  EMP-1234", ""},
        {"a.txt", "EMP-1234 badge", ""},
        {"a.txt", "badge EMP-0000 badge EMP-0001", "B@1:22/8"},
        {"a.txt", "badge emp-1234", ""},
        {"a.csv", "badge,x\nEMP-1234,EMP-1234\n", "B@r2c1(badge)/8"},
        {"a.json", "{\"badge\":{\"no\":\"EMP-1234\"},\"b\":\"EMP-1234\"}", "B@0$.badge.no/8"},
    };
    EXPECT(rules_of("", custom, false), cases);
}

Test(match, anchors_hold_at_the_ends_of_the_document_only)
{
    static const char custom[] =
        "[{\"name\":\"first\",\"regex\":\"^ab\"},{\"name\":\"last\",\"regex\":\"yz$\"}]";
    static const struct expectation cases[] = {
        {"a.txt", "ab\nab yz\nyz", "first@1:1/2 last@3:1/2"},
        {"a.txt", "x ab yz x", ""},
    };
    EXPECT(rules_of("", custom, false), cases);
}

Test(match, a_greedy_custom_regex_gives_one_occurrence_and_unicode_counts_characters)
{
    static const char custom[] =
        "[{\"name\":\"word\",\"regex\":\"é{2}\"},{\"name\":\"line\",\"regex\":\"BEGIN.*\"}]";
    static const struct expectation cases[] = {
        {"a.txt", "éé BEGIN a b\nc", "word@1:1/4 line@1:4/9"},
        {"a.txt", "ééé", ""},
    };
    EXPECT(rules_of("", custom, false), cases);
}

Test(match, a_dropped_value_still_consumes_its_bytes)
{
    static const char custom[] =
        "{\"name\":\"mail\",\"regex\":\"[a-z.]+@[a-z.]+\",\"ignoreWords\":[\"example.com\"]}";
    static const struct expectation cases[] = {
        {"a.txt", "joe@mail.example.com ann@mail.test", "mail@1:22/13"}};
    EXPECT(rules_of("", custom, false), cases);
}

Test(match, a_regex_without_end_is_stopped_and_said)
{
    static const char custom[] = "{\"name\":\"slow\",\"regex\":\"(?:a|a)*(?:a|aa)*(?:a|a)*b\"}";
    struct mgp_rule_set *rules = rules_of("", custom, false);
    char *text = mgp_malloc(200004);
    memset(text, 'a', 200000);
    strcpy(text + 200000, "c b");
    char *got = found(rules, "a.txt", text);
    cr_expect_str_eq(got, "TIME_CUT_OFF_REACHED");
    free(got);
    free(text);
    mgp_rule_set_destroy(rules);
}

/* How many of the identifier's excluded values are found, each behind a keyword. */
static size_t count_excluded(const char *id, bool report_test_values)
{
    struct mgp_rule_set *rules = rules_of(id, NULL, report_test_values);
    const struct mgp_identifier *identifier = rules->rules[0].identifier;
    size_t count = 0;
    for (size_t i = 0; identifier->exclusions[i]; i++) {
        char text[300];
        const char *keyword = identifier->keywords[0] ? identifier->keywords[0] : "";
        snprintf(text, sizeof text, "%s %s", keyword, identifier->exclusions[i]);
        char *got = found(rules, "a.txt", text);
        count += strlen(got) > 0;
        free(got);
    }
    mgp_rule_set_destroy(rules);
    return count;
}

Test(match, values_that_are_never_reported_are_reported_on_request)
{
    static const struct {
        const char *id;
        size_t on_request; /* the other excluded ones match nothing: no such length, issuer or check digit */
    } rows[] = {
        {"CREDIT_CARD_NUMBER", 46},
        {"CREDIT_CARD_NUMBER_(NO_KEYWORD)", 43}, /* three have thirteen bare digits */
        {"AWS_CREDENTIALS", 2},
        {"STRIPE_CREDENTIALS", 2},
        {"USA_SOCIAL_SECURITY_NUMBER", 3},
        {"MEXICO_INDIVIDUAL_RFC_NUMBER", 2},
        {"SPAIN_DNI_NUMBER", 0},
        {"ARGENTINA_DNI_NUMBER", 2},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        cr_expect_eq(count_excluded(rows[i].id, false), 0, "%s", rows[i].id);
        cr_expect_eq(count_excluded(rows[i].id, true), rows[i].on_request, "%s: %zu", rows[i].id,
                     count_excluded(rows[i].id, true));
    }
}

static struct mgp_claim claim(const struct mgp_rule_set *rules, const char *id, enum mgp_proof proof,
                              uint32_t gap, bool own)
{
    for (size_t i = 0; i < rules->rule_count; i++) {
        if (strcmp(mgp_rule_name(&rules->rules[i]), id) == 0)
            return (struct mgp_claim){
                .rule = (uint16_t)i, .proof = proof, .keyword_gap = gap, .has_own_keyword = own};
    }
    cr_assert_fail("%s", id);
    return (struct mgp_claim){0};
}

Test(overlap, follows_the_table)
{
    struct mgp_rule_set *rules = rules_of(NULL, NULL, false);
    struct mgp_claimant *claimants = mgp_claimants_create(rules);
    struct mgp_claim card = claim(rules, "CREDIT_CARD_NUMBER", MGP_PROOF_CARD, 3, true);
    struct mgp_claim bare_card =
        claim(rules, "CREDIT_CARD_NUMBER_(NO_KEYWORD)", MGP_PROOF_CARD, MGP_NO_KEYWORD, false);
    struct mgp_claim iban =
        claim(rules, "GERMANY_BANK_ACCOUNT_NUMBER", MGP_PROOF_IBAN, MGP_NO_KEYWORD, false);
    struct mgp_claim account = claim(rules, "BANK_ACCOUNT_NUMBER", MGP_PROOF_BARE, 1, true);
    struct mgp_claim key = claim(rules, "PKCS", MGP_PROOF_KEY_BLOCK, MGP_NO_KEYWORD, false);
    struct mgp_claim cookie = claim(rules, "HTTP_COOKIE", MGP_PROOF_SHAPE, MGP_NO_KEYWORD, false);
    struct mgp_claim token = claim(rules, "JSON_WEB_TOKEN", MGP_PROOF_TOKEN, MGP_NO_KEYWORD, false);
    struct mgp_claim french = claim(rules, "FRANCE_PASSPORT_NUMBER", MGP_PROOF_BARE, 2, false);
    struct mgp_claim american = claim(rules, "USA_PASSPORT_NUMBER", MGP_PROOF_BARE, 2, false);
    cr_expect(mgp_claim_beats(claimants, &card, &bare_card) && !mgp_claim_beats(claimants, &bare_card, &card));
    cr_expect(mgp_claim_beats(claimants, &iban, &card) && !mgp_claim_beats(claimants, &card, &iban));
    cr_expect(mgp_claim_beats(claimants, &card, &account) && !mgp_claim_beats(claimants, &account, &card));
    cr_expect(mgp_claim_beats(claimants, &key, &cookie) && mgp_claim_beats(claimants, &key, &iban));
    cr_expect(!mgp_claim_beats(claimants, &token, &cookie) && !mgp_claim_beats(claimants, &cookie, &token));
    cr_expect(!mgp_claim_beats(claimants, &french, &american) && !mgp_claim_beats(claimants, &american, &french));
    american.keyword_gap = 1;
    cr_expect(mgp_claim_beats(claimants, &american, &french) && !mgp_claim_beats(claimants, &french, &american));
    american.keyword_gap = 2;
    american.has_own_keyword = true;
    cr_expect(mgp_claim_beats(claimants, &american, &french) && !mgp_claim_beats(claimants, &french, &american));
    free(claimants);
    mgp_rule_set_destroy(rules);
}

Test(overlap, pairs_of_their_own_in_text)
{
    static const struct expectation cases[] = {
        {"a.txt", "CNPJ 36350492000192", "BRAZIL_CNPJ_NUMBER@1:6/14"}, /* passes for a Diners card */
        {"a.txt", "36350492000192", "CREDIT_CARD_NUMBER_(NO_KEYWORD)@1:1/14"},
        {"a.csv", "id,card / cnpj\n1,36350492000192\n", "CREDIT_CARD_NUMBER@r2c2(card / cnpj)/14"},
        {"a.txt", "DNI / NIF: 54362315-K", "SPAIN_DNI_NUMBER@1:12/10 SPAIN_NIF_NUMBER@1:12/10"},
        {"a.csv", "id,carnet de conducir (DNI)\n1,54362315K\n",
         "SPAIN_DNI_NUMBER@r2c2(carnet de conducir (DNI))/9 SPAIN_DRIVERS_LICENSE@r2c2(carnet de conducir (DNI))/9"},
        {"a.csv", "id,hicn / ssn\n1,123-45-6789-A\n",
         "USA_HEALTH_INSURANCE_CLAIM_NUMBER@r2c2(hicn / ssn)/13"},
        {"a.txt", "UDI (01)36872599057346", "MEDICAL_DEVICE_UDI@1:5/18"},
        /* Ten of these twenty digits pass for a number of the NHS. */
        {"a.csv", "id,nhs / ehic\n1,80246 80246 9434765870\n",
         "EUROPEAN_HEALTH_INSURANCE_CARD_NUMBER@r2c2(nhs / ehic)/22"},
    };
    EXPECT(rules_of("BRAZIL_CNPJ_NUMBER,CREDIT_CARD_NUMBER,CREDIT_CARD_NUMBER_(NO_KEYWORD),SPAIN_DNI_NUMBER,"
                    "SPAIN_NIF_NUMBER,SPAIN_DRIVERS_LICENSE,USA_HEALTH_INSURANCE_CLAIM_NUMBER,MEDICAL_DEVICE_UDI,"
                    "USA_SOCIAL_SECURITY_NUMBER,EUROPEAN_HEALTH_INSURANCE_CARD_NUMBER,UK_NHS_NUMBER",
                    NULL, false),
           cases);
}

Test(overlap, a_keyword_within_a_longer_one_is_as_near)
{
    static const struct expectation cases[] = {
        {"a.txt", "passport number 123456789", "UK_PASSPORT_NUMBER@1:17/9 USA_PASSPORT_NUMBER@1:17/9"},
    };
    EXPECT(rules_of("UK_PASSPORT_NUMBER,USA_PASSPORT_NUMBER", NULL, false), cases);
}

Test(overlap, the_same_card_is_counted_once)
{
    static const struct expectation cases[] = {
        {"a.txt", "visa 4556737586899855", "CREDIT_CARD_NUMBER@1:6/16"},
        {"a.txt", "4556737586899855", "CREDIT_CARD_NUMBER_(NO_KEYWORD)@1:1/16"},
    };
    EXPECT(rules_of(NULL, NULL, false), cases);
}

static const char *catalogue_file(void)
{
    return "catalogue.txt";
}

/* Every identifier alone finds its examples and none of its counter-examples. */
Test(catalogue, examples_hold)
{
    for (size_t i = 0; i < mgp_catalogue_count; i++) {
        const struct mgp_identifier *identifier = &mgp_catalogue[i];
        if (identifier->inactive_reason) continue;
        struct mgp_rule_set *rules = rules_of(identifier->id, NULL, false);
        for (size_t k = 0; identifier->examples[k]; k++) {
            char *got = found(rules, catalogue_file(), identifier->examples[k]);
            cr_expect(strlen(got) > 0, "%s: example %zu is not found", identifier->id, k + 1);
            free(got);
        }
        for (size_t k = 0; identifier->counter_examples[k]; k++) {
            char *got = found(rules, catalogue_file(), identifier->counter_examples[k]);
            cr_expect(strlen(got) == 0, "%s: counter-example %zu is found: %s", identifier->id, k + 1, got);
            free(got);
        }
        mgp_rule_set_destroy(rules);
    }
}
