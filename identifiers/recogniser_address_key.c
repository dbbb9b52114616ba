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

size_t mgp_place_key_of_letters(uint64_t *letters, size_t len)
{
    static const struct {
        uint8_t word[8], form[8];
        size_t len;
    } forms[] = {{"saint", "st", 2}, {"sankt", "st", 2}, {"sainte", "ste", 3}, {"mount", "mt", 2}, {"fort", "ft", 2}};
    if (len < 4 || len > 6) return len;
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        if (mgp_load_eight(forms[i].word) != *letters) continue;
        *letters = mgp_load_eight(forms[i].form);
        return forms[i].len;
    }
    return len;
}

bool mgp_place_key_add(char key[MGP_PLACE_KEY_SIZE], size_t *len, struct mgp_slice word)
{
    uint8_t letters[MGP_NAME_KEY_SIZE] = {0};
    size_t count = mgp_name_key(word, (char *)letters);
    if (count == 0) return false;
    uint64_t first = mgp_load_eight(letters);
    size_t form = mgp_place_key_of_letters(&first, count);
    if (form != count) mgp_store_eight(letters, first);
    if (form > MGP_PLACE_KEY_SIZE - *len) return false;
    memcpy(key + *len, letters, form);
    *len += form;
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
