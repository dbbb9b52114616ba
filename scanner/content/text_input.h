/* The text of an object as far as it is in memory: read at one end, forgotten at the other. */
#ifndef MGP_SCANNER_TEXT_INPUT_H
#define MGP_SCANNER_TEXT_INPUT_H

#include "scanner/content/decode.h"

struct mgp_text_input {
    struct mgp_decoder *decoder; /* borrowed */
    uint8_t *bytes;
    size_t capacity, begin, end; /* bytes[begin, end) is what is there */
    uint64_t offset;             /* of bytes[begin] in the text */
    bool is_end;                 /* the text ends at bytes[end] */
};

/* Begins another text, in the memory that is there. */
void mgp_text_input_restart(struct mgp_text_input *input, struct mgp_decoder *decoder);

/* Reads until there are wanted bytes, or all that are left. Moves what is there. */
void mgp_text_input_fill(struct mgp_text_input *input, size_t wanted);
/* Forgets the first count bytes. */
void mgp_text_input_drop(struct mgp_text_input *input, size_t count);
/* Goes on with rest, which is a copy of what input held, in the memory of other, which is left without; the memory that
 * input had is the caller's. The offset stays. */
void mgp_text_input_take_room(struct mgp_text_input *input, struct mgp_text_input *other, struct mgp_slice rest);
void mgp_text_input_clear(struct mgp_text_input *input);

static inline struct mgp_slice mgp_text_input_slice(const struct mgp_text_input *input)
{
    return mgp_slice_of(input->bytes ? input->bytes + input->begin : NULL, input->end - input->begin);
}

#endif
