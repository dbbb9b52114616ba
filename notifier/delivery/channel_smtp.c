/* Mail by SMTP. Date and Message-ID are put in front of the message that was built; the id is the same whenever the
 * message is sent again, so that a mail program shows it once. */
#include <stdio.h>
#include <time.h>

#include "base/clock.h"
#include "notifier/delivery/answer.h"
#include "notifier/delivery/channel_type.h"

/* RFC 5322, 3.3, whatever the locale. */
static void append_date(struct mgp_buffer *out, mgp_time_ms now)
{
    static const char days[] = "SunMonTueWedThuFriSat", months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    time_t seconds = (time_t)(now / 1000);
    struct tm utc = {0};
    gmtime_r(&seconds, &utc);
    mgp_buffer_format(out, "Date: %.3s, %02d %.3s %04d %02d:%02d:%02d +0000\r\n", days + 3 * utc.tm_wday, utc.tm_mday,
                      months + 3 * utc.tm_mon, utc.tm_year + 1900, utc.tm_hour, utc.tm_min, utc.tm_sec);
}

static void make_message(const struct mgp_channel *channel, const struct mgp_outgoing *outgoing,
                         struct mgp_buffer *out)
{
    char id[MGP_CHANNEL_ID];
    const char *at = strchr(channel->destination->from, '@');
    mgp_channel_id(outgoing, id);
    if (channel->is_masked) mgp_buffer_text(out, "Date: (time)\r\n");
    else append_date(out, mgp_time_now());
    mgp_buffer_format(out, "Message-ID: <%s%s>\r\n", id, at ? at : "@magpie");
    mgp_buffer_append(out, outgoing->body);
}

void mgp_channel_send_mail(struct mgp_channel *channel, const struct mgp_outgoing *outgoing, struct mgp_answer *out)
{
    const struct mgp_destination *destination = channel->destination;
    struct mgp_buffer message = {0};
    struct mgp_smtp_reply reply = {0};
    struct mgp_error error = {0};
    make_message(channel, outgoing, &message);
    struct mgp_smtp_request request = {.url = destination->api_url,
                                       .from = destination->from,
                                       .recipients = destination->recipients,
                                       .recipient_count = destination->recipient_count,
                                       .user_name = destination->user_name,
                                       .password = channel->secrets[MGP_CHANNEL_TOKEN],
                                       .needs_tls = !destination->without_tls,
                                       .message = mgp_buffer_slice(&message)};
    enum mgp_status status = channel->smtp ? MGP_OK : mgp_smtp_create(&channel->smtp, &error);
    if (status == MGP_OK) status = mgp_smtp_send(channel->smtp, &request, &reply, &error);
    mgp_buffer_clear(&message);
    if (status == MGP_OK || status == MGP_INVALID) {
        mgp_answer_read_smtp(status == MGP_OK ? 250 : reply.code, reply.text, out);
        return;
    }
    out->kind = status == MGP_NETWORK ? MGP_ANSWER_TRANSIENT : MGP_ANSWER_CREDENTIALS;
    snprintf(out->error, sizeof out->error, "%s", mgp_status_text(status));
    snprintf(out->detail, sizeof out->detail, "%.199s", error.message);
}

void mgp_channel_print_mail(struct mgp_channel *channel, const struct mgp_outgoing *outgoing, struct mgp_buffer *out)
{
    const struct mgp_destination *destination = channel->destination;
    struct mgp_buffer message = {0};
    mgp_buffer_format(out, "MAIL %s\n", destination->api_url);
    if (destination->user_name) mgp_buffer_format(out, "AUTH %s " MGP_SECRET_MASK "\n", destination->user_name);
    mgp_buffer_format(out, "FROM %s\n", destination->from);
    for (size_t i = 0; i < destination->recipient_count; i++)
        mgp_buffer_format(out, "TO %s\n", destination->recipients[i]);
    mgp_buffer_byte(out, '\n');
    make_message(channel, outgoing, &message);
    for (size_t i = 0; i < message.len; i++)
        if (message.ptr[i] != '\r') mgp_buffer_byte(out, message.ptr[i]);
    mgp_buffer_byte(out, '\n');
    mgp_buffer_clear(&message);
}
