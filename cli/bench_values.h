/* Values for the bench's texts: made up, with the check digits that the real ones have. Each appends one. */
#ifndef MGP_CLI_BENCH_VALUES_H
#define MGP_CLI_BENCH_VALUES_H

#include "base/buffer.h"

/* A card number of 15 or 16 digits that passes the Luhn check (ISO/IEC 7812-1). */
void mgp_bench_add_card(struct mgp_buffer *out, uint64_t *random);
/* The same in groups. */
void mgp_bench_add_dashed_card(struct mgp_buffer *out, uint64_t *random);
void mgp_bench_add_spaced_card(struct mgp_buffer *out, uint64_t *random);
/* A German, British or French IBAN with its check digits (ISO 13616). */
void mgp_bench_add_iban(struct mgp_buffer *out, uint64_t *random);
/* The part of a mail address before the @: a given name and a surname in ASCII, and a number. */
void mgp_bench_add_mail_name(struct mgp_buffer *out, uint64_t *random);
/* Of a managed identifier: one of its keywords, or a text in which it is found. */
void mgp_bench_add_keyword(struct mgp_buffer *out, uint64_t *random);
void mgp_bench_add_example(struct mgp_buffer *out, uint64_t *random);
/* One character. */
void mgp_bench_add_digit(struct mgp_buffer *out, uint64_t *random);
void mgp_bench_add_hex(struct mgp_buffer *out, uint64_t *random);
void mgp_bench_add_base64(struct mgp_buffer *out, uint64_t *random);
void mgp_bench_add_base32(struct mgp_buffer *out, uint64_t *random);
void mgp_bench_add_lower(struct mgp_buffer *out, uint64_t *random);
void mgp_bench_add_upper(struct mgp_buffer *out, uint64_t *random);
/* A byte of any value but those that make a file binary. */
void mgp_bench_add_text_byte(struct mgp_buffer *out, uint64_t *random);
/* A byte from 0x80 to 0xFF. */
void mgp_bench_add_high_byte(struct mgp_buffer *out, uint64_t *random);

#endif
