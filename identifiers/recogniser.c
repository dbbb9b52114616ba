#include "identifiers/recogniser_gates.h"
#include "identifiers/recogniser_internal.h"

uint64_t mgp_gate_load_last(struct mgp_slice text, size_t at)
{
    uint8_t last[sizeof(uint64_t)] = {0};
    if (at >= text.len) return 0;
    size_t left = text.len - at;
    if (text.len >= sizeof last) return mgp_gate_eight(text.ptr + text.len - sizeof last) >> 8 * (sizeof last - left);
    memcpy(last, text.ptr + at, left);
    return mgp_gate_eight(last);
}

bool mgp_recognise(enum mgp_recogniser_id id, const struct mgp_value_view *view, size_t from, size_t until,
                   struct mgp_recognition *out)
{
    if (until > view->text.len) until = view->text.len;
    if (from >= until) return false;
    switch (id) {
    case MGP_RECOGNISER_CARD:
        return mgp_recognise_card(view, from, until, out);
    case MGP_RECOGNISER_IBAN:
        return mgp_recognise_iban(view, from, until, out);
    case MGP_RECOGNISER_KEY_BLOCK:
        return mgp_recognise_key_block(view, from, until, out);
    case MGP_RECOGNISER_JWT:
        return mgp_recognise_jwt(view, from, until, out);
    case MGP_RECOGNISER_NAME:
        return mgp_recognise_name(view, from, until, out);
    case MGP_RECOGNISER_ADDRESS:
        return mgp_recognise_address(view, from, until, out);
    case MGP_RECOGNISER_NONE:
    case MGP_RECOGNISER_COUNT:
        break;
    }
    return false;
}
