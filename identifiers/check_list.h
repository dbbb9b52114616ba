/* Declares every check, for the files that define them. */
#ifndef MGP_IDENTIFIERS_CHECK_LIST_H
#define MGP_IDENTIFIERS_CHECK_LIST_H

#include "identifiers/check_value.h"
#include "identifiers/checks.h"

#define MGP_CHECK(name) mgp_check mgp_check_##name;
#include "identifiers/checks.def"
#undef MGP_CHECK

/* mgp_check_longest of mgp_check_basic_auth. */
size_t mgp_basic_auth_longest(struct mgp_slice value);

#endif
