/* An event as the body of Slack's chat.postMessage. Two layouts:
 *
 * classic: what the Lambda of the article sends, block by block and property for property: five blocks, no
 * fallback text, and nothing at all for a category other than CLASSIFICATION and POLICY. It differs only
 * where the Lambda would have lost the alert or let the event's author act: a member that is missing, null,
 * empty or of another type shows as "-"; & < > of the event are escaped in mrkdwn; invisible and control
 * characters are shown as escapes; what is too long is cut; a link's characters that may stand in no
 * address are percent-encoded (the others stay as the article has them), and where it would be too long it
 * leads to the bucket, and where bucket or region are missing or no names, to the console.
 *
 * default: says the same and more, for any event: a fallback text for notifications, severities that can be
 * told apart, what was found and how often, and the finding's id, by which a message that came twice is
 * seen. All of the event's text is plain text or escaped. Links are percent-encoded and left out where
 * bucket, region or key are missing or cannot be encoded.
 *
 * Whatever the event holds, Slack's limits are kept. Thread-safe: no state. */
#ifndef MGP_NOTIFIER_MESSAGE_SLACK_MESSAGE_H
#define MGP_NOTIFIER_MESSAGE_SLACK_MESSAGE_H

#include "base/buffer.h"
#include "notifier/rule/rules.h"

/* Appends the body to out. False, with nothing appended, if the layout has no message for the event. */
bool mgp_slack_message(enum mgp_layout layout, const struct mgp_json *event, const char *channel,
                       struct mgp_buffer *out);

#endif
