/* Fifty custom regexes of the kind that people give to Macie: numbers of staff, customers, contracts and devices,
 * internal names, and what is hard for a search. */
#ifndef MGP_TESTS_TYPICAL_CUSTOMS_H
#define MGP_TESTS_TYPICAL_CUSTOMS_H

static const char *const typical_customs[] = {
    "EMP-[0-9]{4}", "[A-Z]{2}-[0-9]{6}", "CUST[0-9]{8}", "(?i)proj-[a-z]{3,8}", "[0-9]{3}-[0-9]{2}-[0-9]{4}",
    "\\d{4}", "\\d{8,12}", "[A-Z]{3}\\d{3}[A-Z]?", "INV/\\d{4}/\\d{1,6}", "[a-f0-9]{32}",
    "[A-Fa-f0-9]{8}-(?:[A-Fa-f0-9]{4}-){3}[A-Fa-f0-9]{12}", "\\b[A-Z][a-z]+ [A-Z][a-z]+\\b",
    "[\\w.+-]+@corp\\.example\\.com", "[a-zA-Z0-9._-]+@[a-zA-Z0-9.-]+\\.[a-z]{2,}",
    "(?:\\d{1,3}\\.){3}\\d{1,3}", "https?://[^ \\t\\n\"]+", "(?i)confidential", "(?i)(?:internal|secret) use only",
    "ACME-(?:EU|US)-\\d{5}", "K\\d{7}", "[STFG]\\d{7}[A-Z]", "\\$[0-9,]+\\.[0-9]{2}", "MRN ?[0-9]{6,10}",
    "pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}", "(?:19|20)\\d{2}-(?:0[1-9]|1[0-2])-[0-3]\\d", "[0-9]+", "[a-z]+", "\\w+",
    "[^,]{5}", ".{3}", "caf\xC3\xA9 \\w+", "[\xC3\xA4\xC3\xB6\xC3\xBC]\\w*",
    "(?i)stra\303\237e \\d+", "\\p{Lu}\\p{Ll}+ \\d",
    "^\\w+", "\\w+$", "a*", "(?:a|b|c)*d", "x?y?z?[0-9]", "\\Q[REDACTED]\\E", "BEGIN(?:.|\\n){1,40}END", "\\S+\\s+\\S+",
    "[[:upper:]]{2,}[[:digit:]]+", "VIN:?\\s*[A-HJ-NPR-Z0-9]{17}", "\\d{3,}(?:[ -]\\d{3,}){2,}", "(?i)k[0-9]s",
    "[A-Z0-9]{20}", "\\d(?:[ -]?\\d){12,18}", "(?:[A-Za-z0-9+/]{4}){5,}", "[^\\x00-\\x7F]+", "a[a-z]{16}e",
    "[\\141-\\172]{5}\\d",
};
#define TYPICAL_CUSTOMS (sizeof typical_customs / sizeof *typical_customs)

#endif
