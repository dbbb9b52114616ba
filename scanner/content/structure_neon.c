#include "scanner/content/structure.h"

#if defined(__aarch64__)
#include "base/neon.h"

static inline uint8x16_t is_byte(uint8x16_t bytes, uint8_t byte)
{
    return vceqq_u8(bytes, vdupq_n_u8(byte));
}

static inline uint8x16_t is_either(uint8x16_t bytes, uint8_t one, uint8_t other)
{
    return vorrq_u8(is_byte(bytes, one), is_byte(bytes, other));
}

static void mark_csv(const uint8_t *text, size_t count, uint8_t delimiter, struct mgp_csv_marks *out)
{
    for (size_t block = 0; block < count; block++) {
        uint8x16_t quote[4], delimiters[4], feed[4], carriage_return[4];
        for (unsigned i = 0; i < 4; i++) {
            uint8x16_t bytes = vld1q_u8(text + block * MGP_STRUCTURE_BYTES + i * (size_t)16);
            quote[i] = is_byte(bytes, '"');
            delimiters[i] = is_byte(bytes, delimiter);
            feed[i] = is_byte(bytes, '\n');
            carriage_return[i] = is_byte(bytes, '\r');
        }
        out[block] = (struct mgp_csv_marks){mgp_neon_gather(quote), mgp_neon_gather(delimiters), mgp_neon_gather(feed),
                                            mgp_neon_gather(carriage_return)};
    }
}

static void mark_json(const uint8_t *text, size_t count, struct mgp_json_marks *out)
{
    for (size_t block = 0; block < count; block++) {
        uint8x16_t quote[4], backslash[4], operators[4], blank[4], feed[4], control[4];
        for (unsigned i = 0; i < 4; i++) {
            uint8x16_t bytes = vld1q_u8(text + block * MGP_STRUCTURE_BYTES + i * (size_t)16);
            uint8x16_t bracket = vorrq_u8(bytes, vdupq_n_u8(0x20)); /* [ and ] as { and } */
            quote[i] = is_byte(bytes, '"');
            backslash[i] = is_byte(bytes, '\\');
            operators[i] = vorrq_u8(is_either(bracket, '{', '}'), is_either(bytes, ':', ','));
            feed[i] = is_byte(bytes, '\n');
            blank[i] = vorrq_u8(vorrq_u8(is_byte(bytes, ' '), feed[i]), is_either(bytes, '\t', '\r'));
            control[i] = vcltq_u8(bytes, vdupq_n_u8(0x20));
        }
        out[block] = (struct mgp_json_marks){mgp_neon_gather(quote),     mgp_neon_gather(backslash),
                                             mgp_neon_gather(operators), mgp_neon_gather(blank),
                                             mgp_neon_gather(feed),      mgp_neon_gather(control)};
    }
}

const struct mgp_structure_kernel mgp_structure_neon = {mark_csv, mark_json, false};
#endif
