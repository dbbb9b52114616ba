#include "scanner/content/text_input.h"

/* Read beyond what is wanted, so that little is moved little often. */
#define READ_AHEAD ((size_t)256 * 1024)
/* Memory that is kept from one text to the next. */
#define KEPT_BYTES ((size_t)1024 * 1024)

/* Puts text at the front of bytes, which may hold it, such that what is read behind it comes to an aligned address. */
static void put(struct mgp_text_input *input, uint8_t *bytes, struct mgp_slice text)
{
    size_t begin = (0 - text.len) % MGP_DECODE_ALIGNMENT;
    if (text.len > 0) memmove(bytes + begin, text.ptr, text.len);
    input->bytes = bytes;
    input->begin = begin;
    input->end = begin + text.len;
}

/* Moves only when the end of the memory is reached, and grows only when moving does not help. */
static void make_room(struct mgp_text_input *input, size_t wanted)
{
    size_t need = wanted + MGP_DECODE_MIN_ROOM + MGP_DECODE_ALIGNMENT;
    if (input->capacity - input->begin >= need && input->capacity - input->end >= MGP_DECODE_MIN_ROOM) return;
    uint8_t *old = input->bytes;
    if (input->capacity >= need) {
        put(input, old, mgp_text_input_slice(input));
        return;
    }
    size_t capacity = need + READ_AHEAD;
    put(input, mgp_pages_alloc(capacity), mgp_text_input_slice(input));
    input->capacity = capacity;
    free(old);
}

void mgp_text_input_fill(struct mgp_text_input *input, size_t wanted)
{
    while (input->end - input->begin < wanted && !input->is_end) {
        make_room(input, wanted);
        size_t got = mgp_decoder_read(input->decoder, input->bytes + input->end, input->capacity - input->end);
        input->end += got;
        input->is_end = got == 0;
    }
}

void mgp_text_input_drop(struct mgp_text_input *input, size_t count)
{
    input->begin += count;
    input->offset += count;
}

void mgp_text_input_take_room(struct mgp_text_input *input, struct mgp_text_input *other, struct mgp_slice rest)
{
    size_t need = rest.len + MGP_DECODE_MIN_ROOM + MGP_DECODE_ALIGNMENT;
    if (other->capacity < need) {
        free(other->bytes);
        /* As much as input has: it is going to be filled likewise. */
        other->capacity = input->capacity > need ? input->capacity : need;
        other->bytes = mgp_pages_alloc(other->capacity);
    }
    put(input, other->bytes, rest);
    input->capacity = other->capacity;
    other->bytes = NULL;
    other->capacity = 0;
}

void mgp_text_input_restart(struct mgp_text_input *input, struct mgp_decoder *decoder)
{
    if (input->capacity > KEPT_BYTES) mgp_text_input_clear(input);
    input->decoder = decoder;
    input->begin = input->end = 0;
    input->offset = 0;
    input->is_end = false;
}

void mgp_text_input_clear(struct mgp_text_input *input)
{
    free(input->bytes);
    *input = (struct mgp_text_input){0};
}
