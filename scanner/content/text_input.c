#include "scanner/content/text_input.h"

/* Read beyond what is wanted, so that little is moved little often. */
#define READ_AHEAD ((size_t)256 * 1024)

/* Moves only when the end of the memory is reached, and grows only when moving does not help. */
static void make_room(struct mgp_text_input *input, size_t wanted)
{
    size_t need = wanted + MGP_DECODE_MIN_ROOM;
    if (input->capacity - input->begin >= need && input->capacity - input->end >= MGP_DECODE_MIN_ROOM) return;
    size_t there = input->end - input->begin;
    if (input->capacity < need) {
        size_t capacity = need + READ_AHEAD;
        uint8_t *bytes = mgp_malloc(capacity);
        if (there > 0) memcpy(bytes, input->bytes + input->begin, there);
        free(input->bytes);
        input->bytes = bytes;
        input->capacity = capacity;
    } else if (there > 0) {
        memmove(input->bytes, input->bytes + input->begin, there);
    }
    input->begin = 0;
    input->end = there;
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

void mgp_text_input_clear(struct mgp_text_input *input)
{
    free(input->bytes);
    *input = (struct mgp_text_input){0};
}
