#include "scanner/match/finder_internal.h"

#if defined(__aarch64__)
#include "base/neon.h"

/* Of 64 bytes, 16 in each: which are not 0 in what begins there, a character of one of MGP_ROW_LEADS? */
struct quarters {
    uint8x16_t known[4]; /* it is a character of one of these leads */
    uint8x16_t letter[4], capital[4], begins[4], fold[4], breaks[4];
};

/* The kinds of both leads' characters with these lower halves. */
static inline uint8x16_t rows_of(const uint8_t rows[MGP_ROW_LEADS][16], uint8x16_t lower, uint8x16_t is_second_lead)
{
    return vbslq_u8(is_second_lead, vqtbl1q_u8(vld1q_u8(rows[1]), lower), vqtbl1q_u8(vld1q_u8(rows[0]), lower));
}

static inline void look_at(const struct mgp_high_letters *high, const uint8_t *text, struct quarters *out, unsigned i)
{
    /* By the upper half of the second byte, 8 to B: its bits in a row. */
    static const uint8_t row_bits[16] = {0, 0, 0, 0, 0, 0, 0, 0, 0x11, 0x22, 0x44, 0x88};
    const uint8x16_t low_half = vdupq_n_u8(0x0F), high_half = vdupq_n_u8(0xF0);
    uint8x16_t lead = vld1q_u8(text), second = vld1q_u8(text + 1);
    uint8x16_t is_second_lead = vceqq_u8(lead, vdupq_n_u8(MGP_FIRST_ROW_LEAD + 1));
    uint8x16_t is_known = vorrq_u8(vceqq_u8(lead, vdupq_n_u8(MGP_FIRST_ROW_LEAD)), is_second_lead);
    uint8x16_t lower = vandq_u8(second, low_half);
    uint8x16_t row = vandq_u8(vqtbl1q_u8(vld1q_u8(row_bits), vshrq_n_u8(second, 4)), is_known);
    uint8x16_t what = vandq_u8(row, rows_of(high->what_rows, lower, is_second_lead));
    uint8x16_t begins = vandq_u8(row, rows_of(high->begin_rows, lower, is_second_lead));
    uint8x16_t breaks = vandq_u8(row, rows_of(high->break_rows, lower, is_second_lead));
    out->known[i] = vtstq_u8(row, row);
    out->letter[i] = vtstq_u8(what, low_half);
    out->capital[i] = vtstq_u8(what, high_half);
    out->begins[i] = vtstq_u8(begins, low_half);
    out->fold[i] = vtstq_u8(begins, high_half);
    out->breaks[i] = vtstq_u8(breaks, low_half);
}

void mgp_read_leads_neon(const struct mgp_high_letters *high, const uint8_t *text, uint64_t bits,
                         struct mgp_leads *out)
{
    struct quarters quarters;
    for (unsigned i = 0; i < 4; i++) {
        look_at(high, text + i * (size_t)16, &quarters, i);
    }
    *out = (struct mgp_leads){
        .letter = mgp_neon_gather(quarters.letter),
        .capital = mgp_neon_gather(quarters.capital),
        .begins = mgp_neon_gather(quarters.begins),
        .fold = mgp_neon_gather(quarters.fold),
        .breaks = mgp_neon_gather(quarters.breaks),
    };
    mgp_read_leads_portable(high, text, bits & ~mgp_neon_gather(quarters.known), out);
}
#endif
