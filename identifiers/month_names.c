#include "identifiers/month_names.h"

#include <pthread.h>

#include "base/utf8.h"

/* Lower case, accents dropped; in the case that dates use (genitive in Slavic languages, Finnish partitive). */
static const char *const names[12] = {
    "jan january januar janner jan janv janvier gen gennaio ene enero janeiro januari tammikuu tammikuuta stycznia"
    " ledna januara ianuarie ian sijecnja januarja jaanuar janvaris sausio ιανουαριου ιαν януари jannar",
    "feb february februar feber fev fevr fevrier febbraio febrero fevereiro februari helmikuu helmikuuta lutego unora"
    " februara februarie veljace februarja veebruar februaris vasario φεβρουαριου φεβ февруари frar",
    "mar march mrz marz maerz mars marzo marco maart mrt marts maaliskuu maaliskuuta marca brezna marcius martie ozujka"
    " marts kovo μαρτιου μαρ март marzu",
    "apr april avr avril aprile abr abril huhtikuu huhtikuuta kwietnia dubna aprila aprilis aprilie travnja aprill"
    " balandzio απριλιου απρ април",
    "may mai mag maggio mayo maio mei maj toukokuu toukokuuta maja kvetna majus svibnja maijs geguzes μαιου μαι май"
    " mejju",
    "jun june juni juin giu giugno junio junho kesakuu kesakuuta czerwca cervna juna junius iunie lipnja junija juuni"
    " junijs birzelio ιουνιου ιουν юни gunju",
    "jul july juli juil juillet lug luglio julio julho heinakuu heinakuuta lipca cervence jula julius iulie srpnja"
    " julija juuli julijs liepos ιουλιου ιουλ юли lulju",
    "aug august aout ago agosto augustus augusti elokuu elokuuta sierpnia srpna augusta augusztus kolovoza avgusta"
    " augusts rugpjucio αυγουστου αυγ август awwissu",
    "sep sept september septembre set sett settembre septiembre setiembre setembro syyskuu syyskuuta wrzesnia zari"
    " septembra szeptember septembrie rujna septembris rugsejo σεπτεμβριου σεπ септември settembru",
    "oct october okt oktober octobre ott ottobre octubre out outubro lokakuu lokakuuta pazdziernika rijna oktobra"
    " octombrie listopada oktoober oktobris spalio οκτωβριου οκτ октомври ottubru",
    "nov november novembre noviembre novembro marraskuu marraskuuta listopadu novembra noiembrie studenoga studenog"
    " novembris lapkricio νοεμβριου νοε ноември novembru",
    "dec december dez dezember decembre dic dicembre diciembre dezembro joulukuu joulukuuta grudnia prosince decembra"
    " decembrie prosinca detsember decembris gruodzio δεκεμβριου δεκ декември dicembru",
};

/* The letter under the accents that month names have, lower case. */
static uint32_t without_accent(uint32_t c)
{
    static const struct {
        const char *accented;
        uint32_t plain;
    } rows[] = {
        {"áàâäãåāą", 'a'}, {"çćčċ", 'c'},  {"éèêëēėęě", 'e'}, {"ġğ", 'g'},     {"íìîïīį", 'i'}, {"ł", 'l'},
        {"ñńň", 'n'},      {"óòôöõő", 'o'}, {"řŕ", 'r'},       {"śšşș", 's'},   {"ţțť", 't'},    {"úùûüűūůų", 'u'},
        {"ý", 'y'},        {"źżž", 'z'},   {"ά", 0x3B1},      {"έ", 0x3B5},    {"ή", 0x3B7},    {"ίϊΐ", 0x3B9},
        {"ό", 0x3BF},      {"ύϋ", 0x3C5},  {"ώ", 0x3C9},
    };
    if (c < 0x80) return c;
    for (size_t row = 0; row < sizeof rows / sizeof *rows; row++) {
        struct mgp_slice accented = mgp_slice_text(rows[row].accented);
        uint32_t one;
        for (size_t at = 0; at < accented.len; at += mgp_utf8_decode(accented.ptr + at, accented.len - at, &one)) {
            mgp_utf8_decode(accented.ptr + at, accented.len - at, &one);
            if (one == c) return rows[row].plain;
        }
    }
    return c;
}

enum { MAX_NAME = 40 };

/* word in lower case without accents; 0 if it is too long or not UTF-8. */
static size_t normalise(struct mgp_slice word, uint8_t out[MAX_NAME])
{
    size_t len = 0;
    for (size_t at = 0; at < word.len;) {
        uint32_t c = word.ptr[at];
        if (len + 4 > MAX_NAME) return 0;
        if (c < 0x80) {
            out[len++] = (uint8_t)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
            at++;
            continue;
        }
        size_t size = mgp_utf8_decode(word.ptr + at, word.len - at, &c);
        if (size == 0) return 0;
        len += mgp_utf8_encode(without_accent(mgp_codepoint_fold(c)), out + len);
        at += size;
    }
    return len;
}

/* All names by a hash of their bytes. */
enum { SLOTS = 2048 };
static struct slot {
    const char *name; /* NULL: free */
    uint8_t length, month;
} slots[SLOTS];
static pthread_once_t slots_once = PTHREAD_ONCE_INIT;

/* The slot with the name, or the free one where it belongs. */
static struct slot *slot_of(const uint8_t *name, size_t length)
{
    uint32_t hash = 2166136261u; /* FNV-1a */
    for (size_t i = 0; i < length; i++) {
        hash = (hash ^ name[i]) * 16777619u;
    }
    for (size_t at = hash % SLOTS;; at = (at + 1) % SLOTS) {
        struct slot *slot = &slots[at];
        if (!slot->name || (slot->length == length && memcmp(slot->name, name, length) == 0)) return slot;
    }
}

static void fill_slots(void)
{
    for (uint8_t month = 0; month < 12; month++) {
        for (const char *name = names[month]; *name;) {
            size_t length = strcspn(name, " ");
            struct slot *slot = slot_of((const uint8_t *)name, length);
            if (!slot->name) *slot = (struct slot){name, (uint8_t)length, month};
            name += length;
            name += *name == ' ';
        }
    }
}

unsigned mgp_month_of(struct mgp_slice word)
{
    uint8_t name[MAX_NAME];
    size_t len = normalise(word, name);
    if (len == 0) return 0;
    pthread_once(&slots_once, fill_slots);
    const struct slot *slot = slot_of(name, len);
    return slot->name ? slot->month + 1u : 0;
}
