/* Turns the lists of places, regions and street words into the table that recogniser_address_places.c asks.
 * Usage: places_compiler OUTPUT.c STREETS.txt COUNTRY=LIST.txt...
 * A line of STREETS.txt is a kind and a word; one of LIST.txt a name (of a region: behind '>'), a tab, and
 * beginnings of postal codes with blanks between. Both are UTF-8. */
#include <stdio.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "identifiers/recogniser_address_internal.h"

static uint64_t *facts;
static size_t fact_count, fact_capacity;
static uint64_t joint_gate[((size_t)1 << MGP_PLACE_JOINT_GATE_BITS) / 64];
static uint64_t street_gate[((size_t)1 << MGP_STREET_GATE_BITS) / 64];
static uint64_t ends[(size_t)1 << MGP_PLACE_END_WORDS_BITS], begins[(size_t)1 << MGP_PLACE_BEGIN_WORDS_BITS];

/* What a text may have in place of a word of a key. */
static const char *const long_forms[][2] = {
    {"st", "saint"}, {"st", "sankt"}, {"ste", "sainte"}, {"mt", "mount"}, {"ft", "fort"}};
enum { LONG_FORMS = sizeof long_forms / sizeof long_forms[0] };

static void add(const char *kind, struct mgp_slice key, struct mgp_slice code)
{
    if (fact_count == fact_capacity) {
        fact_capacity = fact_capacity ? 2 * fact_capacity : 1 << 16;
        facts = mgp_realloc(facts, fact_capacity, sizeof *facts);
    }
    facts[fact_count++] = mgp_place_hash(kind, key, code);
}

static void set_gate_bit(uint64_t *gate, const char *key, size_t len, unsigned bits)
{
    size_t bit = mgp_name_gate_bit(mgp_name_gate_letters(key, len), len, bits);
    gate[bit / 64] |= (uint64_t)1 << (bit % 64);
}

/* Adds a key to the gate of street words, and what a text may have in its place. */
static void add_to_street_gate(struct mgp_slice key)
{
    set_gate_bit(street_gate, (const char *)key.ptr, key.len, MGP_STREET_GATE_BITS);
    for (size_t i = 0; i < LONG_FORMS; i++) {
        if (!mgp_slice_is(key, long_forms[i][0])) continue;
        set_gate_bit(street_gate, long_forms[i][1], strlen(long_forms[i][1]), MGP_STREET_GATE_BITS);
    }
}

static bool add_street_word(const char *line, const char *unused)
{
    (void)unused;
    char kind[8], key[MGP_PLACE_KEY_SIZE];
    const char *blank = strchr(line, ' ');
    if (!blank || (size_t)(blank - line) > sizeof kind - 2) return false;
    size_t len = mgp_place_key(mgp_slice_text(blank + 1), key);
    if (len == 0) return false;
    snprintf(kind, sizeof kind, "%.*s ", (int)(blank - line), line);
    add(kind, mgp_slice_of(key, len), MGP_LITERAL(""));
    add_to_street_gate(mgp_slice_of(key, len));
    if (strcmp(kind, "joint ") == 0) set_gate_bit(joint_gate, key, len, MGP_PLACE_JOINT_GATE_BITS);
    return true;
}

/* A line of a list of places. */
struct place {
    struct mgp_slice name, codes; /* codes with blanks between */
    const char *country;
    bool is_region;
};

static bool is_of(const struct place *place, const char *countries)
{
    return strstr(countries, place->country) != NULL;
}

/* The next of its codes behind *at. False if there is none. */
static bool next_code(const struct place *place, size_t *at, struct mgp_slice *code)
{
    size_t begin = *at;
    while (begin < place->codes.len && place->codes.ptr[begin] == ' ') {
        begin++;
    }
    *at = begin;
    while (*at < place->codes.len && place->codes.ptr[*at] != ' ') {
        ++*at;
    }
    *code = mgp_slice_sub(place->codes, begin, *at);
    return *at > begin;
}

/* Adds letters to a gate, with each code of the place. */
static void add_to_gate(const struct place *place, uint64_t *words, unsigned words_bits, uint64_t letters)
{
    struct mgp_slice code;
    for (size_t at = 0; next_code(place, &at, &code);) {
        uint32_t gate_code = mgp_place_gate_code((const char *)code.ptr, code.len, is_of(place, "au"));
        struct mgp_place_gate_entry entry = mgp_place_gate_entry(letters, gate_code, words_bits);
        words[entry.word] |= entry.mask;
    }
}

static void add_end_to_gate(const struct place *place, struct mgp_slice key)
{
    bool stands_before = place->is_region ? is_of(place, "us ca au") : is_of(place, "us ca fr de it es");
    if (!stands_before) return;
    add_to_gate(place, ends, MGP_PLACE_END_WORDS_BITS, mgp_place_last_letters(key));
    for (size_t i = 0; i < LONG_FORMS; i++) {
        if (!mgp_slice_is(key, long_forms[i][0])) continue;
        uint64_t letters = mgp_place_last_letters(mgp_slice_text(long_forms[i][1]));
        add_to_gate(place, ends, MGP_PLACE_END_WORDS_BITS, letters);
    }
}

/* With what a name can end: the name itself, and what stands in it behind a blank, hyphen or apostrophe. */
static void add_ends(const struct place *place)
{
    char letters[MGP_PLACE_KEY_SIZE];
    for (size_t at = 0; at < place->name.len; at++) {
        bool is_begin = at == 0 || strchr(" -'.", place->name.ptr[at - 1]);
        size_t len = is_begin ? mgp_place_key(mgp_slice_sub(place->name, at, place->name.len), letters) : 0;
        if (len == 0) continue;
        struct mgp_slice key = mgp_slice_of(letters, len);
        add("end ", key, MGP_LITERAL(""));
        add_end_to_gate(place, key);
    }
}

/* How a text may begin with the name: its first word may be as short as one letter. */
static void add_begins(const struct place *place, struct mgp_slice key)
{
    if (place->is_region || !is_of(place, "fr de it es")) return;
    for (size_t len = 1; len <= key.len && len <= MGP_PLACE_BEGIN_LETTERS; len++) {
        uint64_t letters = mgp_name_gate_letters((const char *)key.ptr, len);
        add_to_gate(place, begins, MGP_PLACE_BEGIN_WORDS_BITS, letters);
    }
    for (size_t i = 0; i < LONG_FORMS; i++) {
        if (!mgp_slice_starts_with(key, mgp_slice_text(long_forms[i][0]))) continue;
        uint64_t letters = mgp_name_gate_letters(long_forms[i][1], MGP_PLACE_BEGIN_LETTERS);
        add_to_gate(place, begins, MGP_PLACE_BEGIN_WORDS_BITS, letters);
    }
}

static bool add_place(const char *line, const char *country)
{
    char kind[8], letters[MGP_PLACE_KEY_SIZE];
    const char *tab = strchr(line, '\t');
    if (!tab || strlen(country) != 2) return false;
    struct place place = {mgp_slice_of(line, (size_t)(tab - line)), mgp_slice_text(tab + 1), country, line[0] == '>'};
    size_t len = mgp_place_key(place.name, letters);
    if (len == 0) return true; /* a name too long for a key, or not in Latin letters, is passed over */
    struct mgp_slice key = mgp_slice_of(letters, len), code;
    snprintf(kind, sizeof kind, "%s%c", country, place.is_region ? '>' : '/');
    add_ends(&place);
    add_begins(&place, key);
    for (size_t at = 0; next_code(&place, &at, &code);) {
        if (code.len > 3) return false;
        add(kind, key, code);
    }
    return true;
}

static bool read_list(const char *path, bool (*take)(const char *line, const char *country), const char *country)
{
    FILE *file = fopen(path, "r");
    if (!file) return perror(path), false;
    char line[4096];
    bool is_good = true;
    for (int number = 1; fgets(line, sizeof line, file); number++) {
        line[strcspn(line, "\r\n")] = 0;
        if (line[0] == 0 || line[0] == '#' || take(line, country)) continue;
        fprintf(stderr, "%s:%d: not a line of such a list\n", path, number);
        is_good = false;
    }
    fclose(file);
    return is_good;
}

static int by_value(const void *left, const void *right)
{
    uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
    return a < b ? -1 : a > b;
}

/* Many names end alike. */
static void drop_doubles(void)
{
    size_t left = 0;
    for (size_t i = 0; i < fact_count; i++) {
        if (left == 0 || facts[left - 1] != facts[i]) facts[left++] = facts[i];
    }
    fact_count = left;
}

static void write_bits(FILE *file, const char *name, const uint64_t *words, size_t count)
{
    fprintf(file, "};\nconst uint64_t %s[] = {\n", name);
    for (size_t i = 0; i < count; i++) {
        fprintf(file, "%#llx,%s", (unsigned long long)words[i], i % 6 == 5 ? "\n" : "");
    }
}

static bool write_table(const char *path)
{
    FILE *file = fopen(path, "w");
    if (!file) return perror(path), false;
    qsort(facts, fact_count, sizeof *facts, by_value);
    drop_doubles();
    fputs("/* Generated by places_compiler.c from identifiers/data/. */\n"
          "#include \"identifiers/recogniser_address_internal.h\"\n\nconst uint32_t mgp_place_buckets[] = {\n",
          file);
    for (size_t bucket = 0, at = 0; bucket <= MGP_PLACE_BUCKETS; bucket++) {
        while (at < fact_count && mgp_place_bucket(facts[at]) < bucket) {
            at++;
        }
        fprintf(file, "%zu,%s", at, bucket % 16 == 15 ? "\n" : "");
    }
    fputs("};\nconst uint16_t mgp_place_tags[] = {\n", file);
    for (size_t i = 0; i < fact_count; i++) {
        fprintf(file, "%u,%s", (unsigned)mgp_place_tag(facts[i]), i % 16 == 15 ? "\n" : "");
    }
    write_bits(file, "mgp_place_ends", ends, (size_t)1 << MGP_PLACE_END_WORDS_BITS);
    write_bits(file, "mgp_place_joint_gate", joint_gate, sizeof joint_gate / sizeof *joint_gate);
    write_bits(file, "mgp_street_gate", street_gate, sizeof street_gate / sizeof *street_gate);
    write_bits(file, "mgp_place_begins", begins, (size_t)1 << MGP_PLACE_BEGIN_WORDS_BITS);
    fputs("};\n", file);
    if (fclose(file) != 0) return perror(path), false;
    return true;
}

int main(int argc, char **argv)
{
    if (argc < 4) return fputs("usage: places_compiler OUTPUT.c STREETS.txt COUNTRY=LIST.txt...\n", stderr), 2;
    if (!read_list(argv[2], add_street_word, "")) return 1;
    for (int i = 3; i < argc; i++) {
        char country[3] = {0};
        if (strlen(argv[i]) < 4 || argv[i][2] != '=')
            return fprintf(stderr, "places_compiler: not COUNTRY=LIST: %s\n", argv[i]), 2;
        memcpy(country, argv[i], 2);
        if (!read_list(argv[i] + 3, add_place, country)) return 1;
    }
    bool is_written = write_table(argv[1]);
    free(facts);
    return is_written ? 0 : 1;
}
