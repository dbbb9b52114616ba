/* Written forms: characters that word processors, forms and input methods put in place of ASCII ones. Blanks
 * that do not break or have a width of their own stand for a blank; hyphens, the en dash and the minus sign
 * for '-'; full-width digits, letters and marks for theirs. Thread-safe. */
#ifndef MGP_IDENTIFIERS_WRITTEN_FORM_H
#define MGP_IDENTIFIERS_WRITTEN_FORM_H

#include "base/slice.h"

/* Length of the character at the start of rest if it stands for an ASCII one, which *ascii becomes; 0 if it
 * is none of them, or rest is empty. */
size_t mgp_written_form(struct mgp_slice rest, uint8_t *ascii);

/* Where the first such character at or after from begins; text.len if there is none. */
size_t mgp_written_form_find(struct mgp_slice text, size_t from);

#endif
