#include "identifiers/recogniser_address_internal.h"
#include "identifiers/recogniser_name_internal.h"

uint64_t mgp_place_hash(const char *kind, struct mgp_slice key, struct mgp_slice code)
{
    uint64_t hash = MGP_NAME_HASH_BEGIN;
    if (key.len > MGP_PLACE_KEY_SIZE || code.len > 8) return 0;
    for (; *kind; kind++) {
        hash = mgp_name_hash_add(hash, (uint8_t)*kind);
    }
    for (size_t i = 0; i < key.len; i++) {
        hash = mgp_name_hash_add(hash, key.ptr[i]);
    }
    if (code.len) hash = mgp_name_hash_add(hash, '/');
    for (size_t i = 0; i < code.len; i++) {
        hash = mgp_name_hash_add(hash, code.ptr[i]);
    }
    return mgp_name_hash_end(hash);
}

static struct mgp_slice short_form(struct mgp_slice word)
{
    static const char *const forms[][2] = {
        {"saint", "st"}, {"sankt", "st"}, {"sainte", "ste"}, {"mount", "mt"}, {"fort", "ft"}};
    if (word.len < 4 || word.len > 6) return word;
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        if (mgp_slice_is(word, forms[i][0])) return mgp_slice_text(forms[i][1]);
    }
    return word;
}

bool mgp_place_key_add(char key[MGP_PLACE_KEY_SIZE], size_t *len, struct mgp_slice word)
{
    char letters[MGP_NAME_KEY_SIZE];
    size_t count = mgp_name_key(word, letters);
    if (count == 0) return false;
    struct mgp_slice form = short_form(mgp_slice_of(letters, count));
    if (form.len > MGP_PLACE_KEY_SIZE - *len) return false;
    memcpy(key + *len, form.ptr, form.len);
    *len += form.len;
    return true;
}

static bool separates(uint8_t byte)
{
    return byte < 0x80 && !mgp_is_ascii_letter(byte);
}

size_t mgp_place_key(struct mgp_slice name, char key[MGP_PLACE_KEY_SIZE])
{
    size_t len = 0, begin = 0;
    while (begin < name.len) {
        size_t end = begin;
        while (end < name.len && !separates(name.ptr[end])) {
            end++;
        }
        if (end > begin && !mgp_place_key_add(key, &len, mgp_slice_sub(name, begin, end))) return 0;
        begin = end + 1;
    }
    return len;
}
