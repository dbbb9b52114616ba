/* How the members of a destination are read, for the table in destination.c: one function for each kind of value,
 * and the checks of whole destinations. */
#ifndef MGP_NOTIFIER_RULE_DESTINATION_MEMBER_H
#define MGP_NOTIFIER_RULE_DESTINATION_MEMBER_H

#include "notifier/rule/destination.h"

struct mgp_destination_member {
    const char *name;
    enum mgp_status (*read)(const struct mgp_rules_reader *reader, const struct mgp_json *value,
                            const struct mgp_destination_member *member, struct mgp_destination *destination);
    size_t field;  /* offset in struct mgp_destination */
    size_t detail; /* text: the most characters; link: may it hold the key? */
    bool is_required;
};

#define MGP_MEMBER_READER(name)                                                                                        \
    enum mgp_status mgp_destination_read_##name(const struct mgp_rules_reader *reader, const struct mgp_json *value,   \
                                                const struct mgp_destination_member *member,                           \
                                                struct mgp_destination *destination)

MGP_MEMBER_READER(text);
MGP_MEMBER_READER(secret);     /* "env:NAME" or "file:PATH" */
MGP_MEMBER_READER(signing);    /* one or several of these */
MGP_MEMBER_READER(base);       /* an address without query; slashes at its end are dropped */
MGP_MEMBER_READER(address);    /* an address, or the source of one */
MGP_MEMBER_READER(smtp_url);   /* smtp://host[:port] or smtps://host[:port] */
MGP_MEMBER_READER(mailbox);    /* name@domain */
MGP_MEMBER_READER(recipients); /* one or several of these */
MGP_MEMBER_READER(tls);        /* "required" or "none" */
MGP_MEMBER_READER(topic);      /* the ARN of an SNS topic */
MGP_MEMBER_READER(region);
MGP_MEMBER_READER(layout);
MGP_MEMBER_READER(rate);
MGP_MEMBER_READER(digest); /* an object or false */
MGP_MEMBER_READER(link);   /* a template or false */

#define MGP_DESTINATION_CHECK(name)                                                                                    \
    enum mgp_status mgp_destination_check_##name(const struct mgp_rules_reader *reader, const struct mgp_json *object, \
                                                 struct mgp_destination *destination)

MGP_DESTINATION_CHECK(slack); /* a token and a channel, or a webhook */
MGP_DESTINATION_CHECK(open);  /* a token travels by TLS or not at all */
MGP_DESTINATION_CHECK(smtp);
MGP_DESTINATION_CHECK(aws); /* and what is not given: region, endpoint, credentials */

#endif
