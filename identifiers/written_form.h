/* Written forms: characters that word processors, forms and input methods put in place of ASCII ones. Blanks
 * that do not break or have a width of their own stand for a blank; hyphens, the en dash and the minus sign
 * for '-'; full-width digits, letters and marks for theirs. Thread-safe. */
#ifndef MGP_IDENTIFIERS_WRITTEN_FORM_H
#define MGP_IDENTIFIERS_WRITTEN_FORM_H

#include "base/slice.h"

/* Length of the character at the start of rest if it stands for an ASCII one, which *ascii becomes; 0 if it
 * is none of them, or rest is empty. */
size_t mgp_written_form(struct mgp_slice rest, uint8_t *ascii);

/* Looks for such a character among count bytes. Returns where the first begins, or an earlier place at which something
 * stands that begins like one; count if there is neither. What stands before is copied to `to`, unless that is NULL; it
 * has room for count bytes. There is a kernel for each instruction set. */
typedef size_t mgp_skip_plain(const uint8_t *text, size_t count, uint8_t *to);

mgp_skip_plain mgp_skip_plain_portable;
#if defined(__x86_64__)
mgp_skip_plain mgp_skip_plain_avx512;
#endif
#if defined(__aarch64__)
mgp_skip_plain mgp_skip_plain_neon;
#endif

/* The best for this processor, or for the one that MAGPIE_CPU (base/cpu.h) names. */
mgp_skip_plain *mgp_skip_plain_choose(void);

/* Where the first such character at or after from begins; text.len if there is none. What stands between is copied to
 * `to`, unless that is NULL. */
size_t mgp_written_form_find(mgp_skip_plain *skip_plain, struct mgp_slice text, size_t from, uint8_t *to);

#endif
