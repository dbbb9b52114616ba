#define ZLIB_CONST
#include "scanner/content/decode.h"

#include <assert.h>
#include <zlib.h>

#include "base/utf8.h"
#include "scanner/content/mixed_text.h"

#define RAW_BYTES MGP_HEAD_BYTES
#define GZIP_WINDOW_BITS (16 + MAX_WBITS) /* zlib: a gzip header and trailer, and nothing else */

struct mgp_decoder {
    const struct mgp_reader *reader;
    uint64_t bytes_read;
    enum mgp_status status; /* why the object ended early */
    struct mgp_error error;

    bool is_gzip, is_between_members;
    z_stream inflater;
    uint8_t *raw; /* gzip: what the inflater reads from */
    bool raw_is_over;

    enum mgp_charset charset;
    mgp_decode_mixed *decode_mixed;
    mgp_skip_utf8 *skip_utf8;
    uint8_t *bytes; /* MGP_HEAD_BYTES, after gunzip, not yet text */
    size_t begin, end;
    bool is_over; /* nothing comes after bytes[end] */
};

static void fail_late(struct mgp_decoder *decoder, enum mgp_status status, const char *message)
{
    if (message) mgp_fail(&decoder->error, status, "%s", message);
    decoder->status = status;
    decoder->is_over = true;
}

/* Up to capacity bytes as they are stored; 0 at the end and after a failure. */
static size_t read_stored(struct mgp_decoder *decoder, uint8_t *out, size_t capacity)
{
    size_t got = 0;
    enum mgp_status status =
        decoder->reader->read(decoder->reader->context, out, capacity, &got, &decoder->error);
    if (status != MGP_OK) {
        fail_late(decoder, status, NULL);
        return 0;
    }
    decoder->bytes_read += got;
    return got;
}

static void refill_inflater(struct mgp_decoder *decoder)
{
    if (decoder->inflater.avail_in > 0 || decoder->raw_is_over) return;
    size_t got = read_stored(decoder, decoder->raw, RAW_BYTES);
    decoder->raw_is_over = got == 0;
    decoder->inflater.next_in = decoder->raw;
    decoder->inflater.avail_in = (uInt)got;
}

/* After a member: another one, zeros up to the end, or the end. False when there is nothing to inflate. */
static bool begin_next_member(struct mgp_decoder *decoder)
{
    z_stream *inflater = &decoder->inflater;
    bool is_padded = false;
    for (;;) {
        refill_inflater(decoder);
        while (inflater->avail_in > 0 && *inflater->next_in == 0) {
            inflater->next_in++;
            inflater->avail_in--;
            is_padded = true;
        }
        if (inflater->avail_in > 0 || decoder->raw_is_over) break;
    }
    if (inflater->avail_in == 0) {
        decoder->is_over = true;
        return false;
    }
    if (is_padded || *inflater->next_in != 0x1F || inflateReset(inflater) != Z_OK) {
        fail_late(decoder, MGP_CORRUPT, "something that is not gzip follows the gzip stream");
        return false;
    }
    decoder->is_between_members = false;
    return true;
}

static size_t inflate_some(struct mgp_decoder *decoder, uint8_t *out, size_t capacity)
{
    z_stream *inflater = &decoder->inflater;
    inflater->next_out = out;
    inflater->avail_out = (uInt)capacity;
    while (inflater->avail_out > 0 && !decoder->is_over) {
        if (decoder->is_between_members && !begin_next_member(decoder)) break;
        refill_inflater(decoder);
        int result = inflate(inflater, Z_NO_FLUSH);
        if (result == Z_STREAM_END) {
            decoder->is_between_members = true;
        } else if (result != Z_OK && result != Z_BUF_ERROR) {
            fail_late(decoder, MGP_CORRUPT, "the gzip stream is damaged");
        } else if (decoder->raw_is_over && inflater->avail_in == 0 && inflater->avail_out > 0) {
            if (decoder->status == MGP_OK) fail_late(decoder, MGP_CORRUPT, "the gzip stream is cut short");
            decoder->is_over = true;
        }
    }
    return capacity - inflater->avail_out;
}

/* Moves what is left to the front and reads on. False if nothing came. */
static bool refill(struct mgp_decoder *decoder)
{
    if (decoder->begin > 0) memmove(decoder->bytes, decoder->bytes + decoder->begin, decoder->end - decoder->begin);
    decoder->end -= decoder->begin;
    decoder->begin = 0;
    if (decoder->is_over) return false;
    uint8_t *out = decoder->bytes + decoder->end;
    size_t room = MGP_HEAD_BYTES - decoder->end;
    size_t got = decoder->is_gzip ? inflate_some(decoder, out, room) : read_stored(decoder, out, room);
    decoder->end += got;
    if (got == 0) decoder->is_over = true;
    return got > 0;
}

static void fill_head(struct mgp_decoder *decoder)
{
    while (decoder->end < MGP_HEAD_BYTES && refill(decoder)) {
    }
}

static bool begins_gzip(const struct mgp_decoder *decoder)
{
    static const uint8_t magic[] = {0x1F, 0x8B, 0x08};
    return mgp_slice_starts_with(mgp_decoder_head(decoder), mgp_slice_of(magic, sizeof magic));
}

static bool begin_gzip(struct mgp_decoder *decoder)
{
    if (inflateInit2(&decoder->inflater, GZIP_WINDOW_BITS) != Z_OK) return false;
    decoder->is_gzip = true;
    static_assert(RAW_BYTES >= MGP_HEAD_BYTES, "what was read so far fits");
    if (!decoder->raw) decoder->raw = mgp_pages_alloc(RAW_BYTES);
    memcpy(decoder->raw, decoder->bytes, decoder->end);
    decoder->inflater.next_in = decoder->raw;
    decoder->inflater.avail_in = (uInt)decoder->end;
    decoder->raw_is_over = decoder->is_over;
    decoder->is_over = false;
    decoder->end = 0;
    return true;
}

/* A pattern is clear when one half of the byte pairs is mostly NUL and the other never. */
static enum mgp_charset charset_by_nuls(struct mgp_slice head)
{
    enum { LOOKED_AT = 4096, MOSTLY_PERCENT = 60 };
    size_t looked_at = head.len < LOOKED_AT ? head.len : LOOKED_AT, pairs = looked_at / 2, even = 0, odd = 0;
    if (head.len == 0 || !memchr(head.ptr, 0, looked_at)) return MGP_CHARSET_UTF8;
    for (size_t i = 0; i < pairs; i++) {
        even += head.ptr[2 * i] == 0;
        odd += head.ptr[2 * i + 1] == 0;
    }
    if (pairs < 2 || head.len % 2 != 0) return MGP_CHARSET_UTF8;
    if (even == 0 && odd * 100 >= pairs * MOSTLY_PERCENT) return MGP_CHARSET_UTF16LE;
    if (odd == 0 && even * 100 >= pairs * MOSTLY_PERCENT) return MGP_CHARSET_UTF16BE;
    return MGP_CHARSET_UTF8;
}

static void settle_charset(struct mgp_decoder *decoder)
{
    static const struct {
        uint8_t bytes[4];
        size_t len;
        enum mgp_charset charset;
    } marks[] = {
        {{0xEF, 0xBB, 0xBF}, 3, MGP_CHARSET_UTF8},        {{0xFF, 0xFE, 0, 0}, 4, MGP_CHARSET_UTF32},
        {{0, 0, 0xFE, 0xFF}, 4, MGP_CHARSET_UTF32},       {{0xFF, 0xFE}, 2, MGP_CHARSET_UTF16LE},
        {{0xFE, 0xFF}, 2, MGP_CHARSET_UTF16BE},
    };
    struct mgp_slice head = mgp_decoder_head(decoder);
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        if (!mgp_slice_starts_with(head, mgp_slice_of(marks[i].bytes, marks[i].len))) continue;
        decoder->charset = marks[i].charset;
        decoder->begin += marks[i].len;
        return;
    }
    decoder->charset = charset_by_nuls(head);
}

enum mgp_status mgp_decoder_restart(struct mgp_decoder *decoder, const struct mgp_reader *reader,
                                    struct mgp_error *error)
{
    if (decoder->is_gzip) inflateEnd(&decoder->inflater);
    *decoder = (struct mgp_decoder){.reader = reader,
                                    .decode_mixed = decoder->decode_mixed,
                                    .skip_utf8 = decoder->skip_utf8,
                                    .bytes = decoder->bytes,
                                    .raw = decoder->raw};
    fill_head(decoder);
    if (decoder->status != MGP_OK && decoder->end == 0) return mgp_decoder_status(decoder, error);
    if (begins_gzip(decoder) && begin_gzip(decoder)) fill_head(decoder);
    settle_charset(decoder);
    return MGP_OK;
}

enum mgp_status mgp_decoder_create(const struct mgp_reader *reader, struct mgp_decoder **out,
                                   struct mgp_error *error)
{
    struct mgp_decoder *decoder = mgp_calloc(1, sizeof *decoder);
    decoder->decode_mixed = mgp_decode_mixed_choose();
    decoder->skip_utf8 = mgp_skip_utf8_choose();
    decoder->bytes = mgp_pages_alloc(MGP_HEAD_BYTES);
    enum mgp_status status = mgp_decoder_restart(decoder, reader, error);
    if (status == MGP_OK) *out = decoder;
    else mgp_decoder_destroy(decoder);
    return status;
}

void mgp_decoder_destroy(struct mgp_decoder *decoder)
{
    if (!decoder) return;
    if (decoder->is_gzip) inflateEnd(&decoder->inflater);
    free(decoder->raw);
    free(decoder->bytes);
    free(decoder);
}

struct mgp_slice mgp_decoder_head(const struct mgp_decoder *decoder)
{
    return mgp_slice_of(decoder->bytes, decoder->end);
}

bool mgp_decoder_is_gzip(const struct mgp_decoder *decoder)
{
    return decoder->is_gzip;
}

enum mgp_charset mgp_decoder_charset(const struct mgp_decoder *decoder)
{
    return decoder->charset;
}

uint64_t mgp_decoder_bytes_read(const struct mgp_decoder *decoder)
{
    return decoder->bytes_read;
}

enum mgp_status mgp_decoder_status(const struct mgp_decoder *decoder, struct mgp_error *error)
{
    if (decoder->status != MGP_OK && error) *error = decoder->error;
    return decoder->status;
}

/* Where text goes. */
struct sink {
    uint8_t *out;
    size_t used, capacity;
};

/* Decodes bytes that are not UTF-8, one after the other as long as they are plainly not. False if it cannot be told
 * before more has been read. */
static bool step_single(struct mgp_decoder *decoder, struct sink *sink)
{
    struct mgp_slice left = mgp_slice_of(decoder->bytes + decoder->begin, decoder->end - decoder->begin);
    size_t at = 0;
    while (at < left.len && left.ptr[at] >= 0x80 && sink->capacity - sink->used >= MGP_DECODE_MIN_ROOM) {
        uint32_t codepoint;
        bool may_begin = left.ptr[at] >= 0xC2 && left.ptr[at] <= 0xF4;
        bool is_followed = at + 1 < left.len && (left.ptr[at + 1] & 0xC0) != 0x80;
        if (may_begin && !is_followed) {
            if (mgp_utf8_decode(left.ptr + at, left.len - at, &codepoint) > 0) break;
            if (left.len - at < 4 && !decoder->is_over) break;
        }
        const struct mgp_single *single = &mgp_singles[left.ptr[at]];
        memcpy(sink->out + sink->used, single->bytes, sizeof single->bytes);
        sink->used += single->size;
        at++;
    }
    decoder->begin += at;
    return at > 0;
}

/* Decodes what is not UTF-8 all through, many bytes at a time. False if too few are there, or too little room. */
static bool step_mixed(struct mgp_decoder *decoder, struct sink *sink)
{
    size_t used, room = sink->capacity - sink->used;
    struct mgp_slice left = mgp_slice_of(decoder->bytes + decoder->begin, decoder->end - decoder->begin);
    size_t decoded = decoder->decode_mixed(left, sink->out + sink->used, room, &used);
    sink->used += used;
    decoder->begin += decoded;
    return decoded > 0;
}

/* The length of the longest prefix that is valid UTF-8. */
static size_t valid_prefix(const struct mgp_decoder *decoder, struct mgp_slice text)
{
    size_t valid = decoder->skip_utf8(text);
    return valid + mgp_utf8_valid_prefix(mgp_slice_sub(text, valid, text.len));
}

/* Decodes one step into the sink. False when more bytes are needed to go on. */
static bool step_utf8(struct mgp_decoder *decoder, struct sink *sink)
{
    const uint8_t *from = decoder->bytes + decoder->begin;
    size_t left = decoder->end - decoder->begin, room = sink->capacity - sink->used;
    size_t valid = valid_prefix(decoder, mgp_slice_of(from, left < room ? left : room));
    if (valid == 0 && left > 0) {
        uint32_t codepoint;
        valid = mgp_utf8_decode(from, left, &codepoint); /* it did not fit into the room */
        if (valid == 0) return step_mixed(decoder, sink) || step_single(decoder, sink);
    }
    memcpy(sink->out + sink->used, from, valid);
    sink->used += valid;
    decoder->begin += valid;
    return valid > 0;
}

static uint32_t unit16(const struct mgp_decoder *decoder, size_t at)
{
    const uint8_t *ptr = decoder->bytes + at;
    bool is_little = decoder->charset == MGP_CHARSET_UTF16LE;
    return is_little ? (uint32_t)(ptr[1] << 8 | ptr[0]) : (uint32_t)(ptr[0] << 8 | ptr[1]);
}

/* One character; a surrogate without its partner and half a unit at the end give U+FFFD. */
static bool step_utf16(struct mgp_decoder *decoder, struct sink *sink)
{
    size_t left = decoder->end - decoder->begin, size = 2;
    if (left == 0 || (left < 4 && !decoder->is_over)) return false;
    uint32_t codepoint = 0xFFFD;
    if (left == 1) {
        size = 1;
    } else {
        codepoint = unit16(decoder, decoder->begin);
        uint32_t low = left >= 4 ? unit16(decoder, decoder->begin + 2) : 0;
        if ((codepoint & 0xFC00) == 0xD800 && (low & 0xFC00) == 0xDC00) {
            codepoint = 0x10000 + ((codepoint & 0x3FF) << 10 | (low & 0x3FF));
            size = 4;
        }
    }
    sink->used += mgp_utf8_encode(codepoint, sink->out + sink->used);
    decoder->begin += size;
    return true;
}

/* UTF-8 that is stored as it is needs no copy: it is read to where it is wanted. What is not valid is kept, to be
 * decoded step by step. 0 where nothing came of it. */
static size_t read_straight(struct mgp_decoder *decoder, uint8_t *out)
{
    size_t got = read_stored(decoder, out, MGP_HEAD_BYTES);
    size_t valid = valid_prefix(decoder, mgp_slice_of(out, got));
    if (got == 0) decoder->is_over = true;
    decoder->begin = 0;
    decoder->end = got - valid;
    if (valid < got) memcpy(decoder->bytes, out + valid, got - valid);
    return valid;
}

static bool can_read_straight(const struct mgp_decoder *decoder, const uint8_t *out, size_t capacity)
{
    return decoder->begin == decoder->end && !decoder->is_over && !decoder->is_gzip &&
           decoder->charset == MGP_CHARSET_UTF8 && capacity >= MGP_HEAD_BYTES &&
           (uintptr_t)out % MGP_DECODE_ALIGNMENT == 0;
}

size_t mgp_decoder_read(struct mgp_decoder *decoder, uint8_t *out, size_t capacity)
{
    if (can_read_straight(decoder, out, capacity)) {
        size_t valid = read_straight(decoder, out);
        if (valid > 0) return valid;
    }
    struct sink sink = {out, 0, capacity};
    bool is_utf8 = decoder->charset == MGP_CHARSET_UTF8;
    while (sink.capacity - sink.used >= MGP_DECODE_MIN_ROOM) {
        if (is_utf8 ? step_utf8(decoder, &sink) : step_utf16(decoder, &sink)) continue;
        if (sink.used > 0) break;
        bool was_over = decoder->is_over;
        if (!refill(decoder) && (was_over || decoder->begin == decoder->end)) break;
    }
    return sink.used;
}
