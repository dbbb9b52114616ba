/* An event as a list of names and values, for layouts that show it as such (Teams, Discord, mail, PagerDuty), and as
 * one line. */
#ifndef MGP_NOTIFIER_MESSAGE_FIELDS_H
#define MGP_NOTIFIER_MESSAGE_FIELDS_H

#include "notifier/message/facts.h"
#include "notifier/message/shape.h"
#include "notifier/message/text.h"

#define MGP_FIELDS_MAX 14

struct mgp_field {
    const char *name;
    struct mgp_slice value;
    bool is_long; /* may have several lines */
};

struct mgp_fields {
    struct mgp_field items[MGP_FIELDS_MAX];
    size_t count;
    struct mgp_buffer counts, places, resources, detail; /* what values borrow from */
};

/* Values are as in the event (not yet escaped, not yet cut), but for those that are long, which the shape bounds. */
void mgp_fields_init(struct mgp_fields *fields, const struct mgp_facts *facts, const struct mgp_shape *shape);
void mgp_fields_clear(struct mgp_fields *fields);

/* The line under which the event is shown: "High: The S3 object contains ...", "Order Placed from shop.orders". */
void mgp_fields_append_title(struct mgp_buffer *out, const struct mgp_facts *facts, size_t limit,
                             enum mgp_text_form form);

/* The event in one line, for notifications: severity, title, place, and the finding's id. part: units of each part. */
void mgp_fields_append_line(struct mgp_buffer *out, const struct mgp_facts *facts, size_t part,
                            enum mgp_text_form form);

/* What is not an event, as text: a JSON string's content, else the JSON. */
void mgp_fields_append_text(struct mgp_buffer *out, const struct mgp_facts *facts, size_t limit,
                            enum mgp_text_form form);

/* The event as text of several lines, with its link: for mail, and where an event is too long to be sent whole. */
void mgp_fields_append_body(struct mgp_buffer *out, const struct mgp_destination *destination,
                            const struct mgp_facts *facts, const struct mgp_shape *shape);

/* Cuts the next line off *rest. False at the end. */
bool mgp_fields_next_line(struct mgp_slice *rest, struct mgp_slice *line);

#endif
