#include "identifiers/recogniser_internal.h"

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
