/* Records: tables, JSON Lines of logs and of people. */
#include "cli/bench_grammar.h"

static const struct mgp_bench_production productions[] = {
    {"ssn", 1, "~001-665~-~01-99~-~0001-9999~"},
    {"birth-date", 1, "~1950-2004~-~01-12~-~01-28~"},
    {"phone", 1, "(~200-899~) ~200-899~-~0000-9999~"},
    {"ip", 1, "~0-255~.~0-255~.~0-255~.~0-255~"},
    {"uuid", 1, "~hex*8~-~hex*4~-~hex*4~-~hex*4~-~hex*12~"},
    {"time", 1, "2025-~01-12~-~01-28~T~00-23~:~00-59~:~00-59~.~000-999~Z"},

    {"domain", 3, "example.com"},
    {"domain", 2, "mail.example.net"},
    {"domain", 2, "corp.example.org"},
    {"domain", 1, "post.example"},
    {"domain", 1, "staff.example.com"},
    {"domain", 1, "north.example.net"},
    {"domain", 1, "books.example.org"},
    {"email", 1, "~mail-name~@~domain~"},

    {"street-name", 3, "Main St"},
    {"street-name", 2, "Oak Ave"},
    {"street-name", 2, "Maple Dr"},
    {"street-name", 1, "Cedar Ln"},
    {"street-name", 1, "Pine Rd"},
    {"street-name", 1, "Elm St"},
    {"street-name", 1, "Washington Blvd"},
    {"street-name", 1, "Lake View Ct"},
    {"street-name", 1, "Hill St"},
    {"street-name", 1, "Park Ave"},
    {"street-name", 1, "Church St"},
    {"street-name", 1, "Station Rd"},
    {"street-name", 1, "Birch Ln"},
    {"street-name", 1, "Ridge Rd"},
    {"street-name", 1, "Sunset Blvd"},
    {"street-name", 1, "~surname~ St"},
    {"street", 1, "~1-9999~ ~street-name~"},

    {"department", 1, "Engineering"},
    {"department", 1, "Sales"},
    {"department", 1, "Human Resources"},
    {"department", 1, "Finance"},
    {"department", 1, "Legal"},
    {"department", 1, "Support"},
    {"department", 1, "Operations"},
    {"department", 1, "Marketing"},
    {"department", 1, "Purchasing"},

    {"card-cell", 1, "~dashed-card~"},
    {"card-cell", 1, "~spaced-card~"},
    {"card-cell", 1, "~card~"},

    {"table-row", 1,
     "~000001-999999~,~given~,~surname~,~email~,~ssn~,~birth-date~,+1 ~phone~,\"~street~, Apt ~1-400~\",~place~,"
     "~00501-99950~,~card-cell~,~iban~,~30000-229999~.~00-99~,~department~,~2000-2024~-~01-12~-~01-28~,"
     "~upper~~digit*8~,~upper~~digit*7~,~10-89~-~digit*7~\n"},

    {"level", 6, "info"},
    {"level", 3, "debug"},
    {"level", 1, "warn"},
    {"level", 1, "error"},
    {"service", 1, "auth"},
    {"service", 1, "billing"},
    {"service", 1, "gateway"},
    {"service", 1, "search"},
    {"service", 1, "orders"},
    {"service", 1, "profile"},
    {"http-method", 6, "GET"},
    {"http-method", 2, "POST"},
    {"http-method", 1, "PUT"},
    {"http-method", 1, "DELETE"},
    {"http-status", 12, "200"},
    {"http-status", 2, "204"},
    {"http-status", 2, "302"},
    {"http-status", 2, "404"},
    {"http-status", 1, "500"},

    {"json-message", 140, "~problem~"},
    {"json-message", 70, "~^clause~"},
    {"json-message", 20, "~verbed~ \\\"~noun~\\\" in ~0-999~ ms"},
    {"json-message", 2, "~problem~ user ssn ~ssn~ card ~card~"},

    {"json-log-line", 1,
     "{\"timestamp\":\"~time~\",\"level\":\"~level~\",\"service\":\"~service~\",\"trace_id\":\"~hex*32~\","
     "\"span_id\":\"~hex*16~\",\"request_id\":\"~uuid~\",\"user_id\":~0-9999999~,\"session\":\"~uuid~\","
     "\"client_ip\":\"~ip~\",\"method\":\"~http-method~\",\"path\":\"/api/v2/~service~/~0-99999~\","
     "\"status\":~http-status~,\"latency_ms\":~0-999~.~000-999~,\"bytes\":~0-99999~,"
     "\"created\":~1600000000-1700000000~,\"expires\":\"~time~\",\"msg\":\"~json-message~\"}\n"},

    {"json-record", 1,
     "{\"employee_id\":~1-999999~,\"name\":\"~given~ ~surname~\",\"ssn\":\"~ssn~\",\"date_of_birth\":\"~birth-date~\","
     "\"phone\":\"~phone~\",\"email\":\"~email~\",\"passport number\":\"~upper~~digit*8~\","
     "\"driver license\":\"~upper~~digit*7~\",\"bank account\":\"~digit*10~\",\"credit_card\":\"~spaced-card~\","
     "\"national insurance\":\"AB~digit*6~C\",\"tax id\":\"~10-89~-~digit*7~\","
     "\"address\":{\"street\":\"~street~\",\"city\":\"~place~\",\"zip code\":\"~00501-99950~\"},"
     "\"department\":\"~department~\",\"job\":\"~adjective~ ~noun~ ~noun~\"}\n"},
};
const struct mgp_bench_productions mgp_bench_records = {productions, sizeof productions / sizeof *productions};
