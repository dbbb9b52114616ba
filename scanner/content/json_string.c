#include "scanner/content/json_text.h"
#include "scanner/content/swar.h"

size_t mgp_json_string_end(struct mgp_slice text, size_t at)
{
    for (;;) {
        uint64_t mask = 0;
        for (; at + 8 <= text.len && !mask; at += 8) {
            uint64_t eight = mgp_swar_load(text.ptr + at);
            mask = mgp_swar_match(eight, '"') | mgp_swar_match(eight, '\\');
        }
        if (mask) at += mgp_swar_first(mask) - 8;
        while (at < text.len && text.ptr[at] != '"' && text.ptr[at] != '\\') {
            at++;
        }
        while (at < text.len && text.ptr[at] == '\\') {
            at += 2;
        }
        if (at >= text.len) return SIZE_MAX;
        if (text.ptr[at] == '"') return at;
    }
}

/* What a byte is worth as a hex digit, or 0xFF. */
static uint8_t hex_value(uint8_t byte)
{
    uint8_t digit = (uint8_t)(byte - '0'), letter = (uint8_t)((byte | 0x20) - 'a');
    if (digit < 10) return digit;
    return letter < 6 ? (uint8_t)(letter + 10) : 0xFF;
}

/* The four hex digits at ptr, or UINT32_MAX. */
static uint32_t hex4(const uint8_t *ptr, size_t len)
{
    if (len < 4) return UINT32_MAX;
    uint32_t value = 0, any = 0;
    for (size_t i = 0; i < 4; i++) {
        uint8_t digit = hex_value(ptr[i]);
        value = value << 4 | (digit & 0xFu);
        any |= digit;
    }
    return any > 0xF ? UINT32_MAX : value;
}

static uint32_t decode_u(struct mgp_slice raw, size_t at, size_t *size)
{
    uint32_t first = hex4(raw.ptr + at + 2, raw.len - at - 2);
    if (first == UINT32_MAX) return UINT32_MAX;
    *size = 6;
    if ((first & 0xFC00) != 0xD800 || raw.len - at < MGP_JSON_MAX_ESCAPE) return first;
    const uint8_t *next = raw.ptr + at + 6;
    uint32_t second = next[0] == '\\' && next[1] == 'u' ? hex4(next + 2, 4) : UINT32_MAX;
    if (second == UINT32_MAX || (second & 0xFC00) != 0xDC00) return first;
    *size = MGP_JSON_MAX_ESCAPE;
    return 0x10000 + ((first & 0x3FF) << 10 | (second & 0x3FF));
}

/* The character that the escape at at stands for, and its length; UINT32_MAX if it is none. */
static uint32_t decode_escape(struct mgp_slice raw, size_t at, size_t *size)
{
    *size = raw.len - at < 2 ? 1 : 2;
    if (*size == 1) return UINT32_MAX;
    switch (raw.ptr[at + 1]) {
    case '"':
    case '\\':
    case '/': return raw.ptr[at + 1];
    case 'b': return '\b';
    case 'f': return '\f';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    case 'u': return decode_u(raw, at, size);
    default: return UINT32_MAX;
    }
}

/* The escape at at, as what it stands for; one that is none as it is. Returns its length. */
static size_t decode_one(struct mgp_decoded *decoded, struct mgp_slice raw, size_t at)
{
    size_t size;
    uint32_t codepoint = decode_escape(raw, at, &size);
    if (codepoint == UINT32_MAX) mgp_decoded_copy(decoded, raw, at, size);
    else mgp_decoded_codepoint(decoded, codepoint, at);
    return size;
}

void mgp_json_decode(struct mgp_decoded *decoded, struct mgp_value *value)
{
    struct mgp_slice raw = value->raw;
    mgp_decoded_begin(decoded, raw.len);
    for (size_t at = 0; at < raw.len;) {
        const uint8_t *escape = memchr(raw.ptr + at, '\\', raw.len - at);
        size_t end = escape ? (size_t)(escape - raw.ptr) : raw.len;
        mgp_decoded_copy(decoded, raw, at, end - at);
        at = end;
        while (at < raw.len && raw.ptr[at] == '\\') {
            at += decode_one(decoded, raw, at);
        }
    }
    mgp_decoded_finish(decoded, raw.len, value);
}

/* Where a chain of escapes begins, one behind the other, of which the backslash at at is a part; not before from. A
 * backslash with no other before it is not escaped, and behind what is no \\u escape it is not the second of a pair. */
static size_t chain_begin(struct mgp_slice text, size_t from, size_t at)
{
    const size_t escape = MGP_JSON_MAX_ESCAPE / 2;
    for (;;) {
        while (at > from && text.ptr[at - 1] == '\\') {
            at--;
        }
        if (at - from < escape || text.ptr[at - escape] != '\\' || text.ptr[at - escape + 1] != 'u') return at;
        at -= escape;
    }
}

size_t mgp_json_unit_floor(struct mgp_slice text, size_t from, size_t target)
{
    size_t at = target;
    while (at > from && target - at < MGP_JSON_MAX_ESCAPE && text.ptr[at - 1] != '\\') {
        at--;
    }
    if (at > from && text.ptr[at - 1] == '\\') at = chain_begin(text, from, at - 1);
    while (at < target) {
        size_t size = 1;
        if (text.ptr[at] == '\\') {
            decode_escape(text, at, &size);
            if (at + size > target) return at;
            from = at + size;
        }
        at += size;
    }
    while (target > from && target < text.len && (text.ptr[target] & 0xC0) == 0x80) {
        target--;
    }
    return target;
}

typedef uint8_t bytes16 __attribute__((vector_size(16)));

static bytes16 load16(const uint8_t *ptr)
{
    bytes16 bytes;
    memcpy(&bytes, ptr, sizeof bytes);
    return bytes;
}

/* By how many bytes text[begin, end) gets shorter at most when it is decoded: one for each backslash, four more for
 * each \u. Each lane counts up to 51 times five before they are added up. */
static size_t count_lost(struct mgp_slice text, size_t begin, size_t end)
{
    enum { LANES = 16, MOST_STEPS = 51 };
    size_t count = 0;
    while (end - begin > LANES) {
        bytes16 lost = {0};
        size_t steps = (end - begin - 1) / LANES < MOST_STEPS ? (end - begin - 1) / LANES : MOST_STEPS;
        for (size_t step = 0; step < steps; step++, begin += LANES) {
            bytes16 backslashes = (bytes16)(load16(text.ptr + begin) == '\\');
            bytes16 before_u = (bytes16)(load16(text.ptr + begin + 1) == 'u');
            lost += (backslashes & 1) + (backslashes & before_u & 4);
        }
        for (size_t lane = 0; lane < LANES; lane++) {
            count += lost[lane];
        }
    }
    for (; begin < end; begin++) {
        count += text.ptr[begin] == '\\' ? 5 : 0;
    }
    return count;
}

/* How many raw bytes behind at, or before it, hold so many bytes of text, or more: all there are, if these are fewer.
 * An escape of six bytes may stand for one; one more may be cut at the far end. */
static size_t raw_context(struct mgp_slice text, size_t at, size_t wanted, bool is_before)
{
    enum { LEAST_STEP = 256 };
    size_t all = is_before ? at : text.len - at, most = 6 * wanted + MGP_JSON_MAX_ESCAPE;
    size_t size = 0, more = wanted + MGP_JSON_MAX_ESCAPE;
    while (more > 0 && size < most) {
        size_t step = more < LEAST_STEP ? LEAST_STEP : more, next = size + step < most ? size + step : most;
        if (next > all) return all;
        size_t lost = is_before ? count_lost(text, at - next, at - size) : count_lost(text, at + size, at + next);
        more = more + lost > step ? more + lost - step : 0;
        size = next;
    }
    return size;
}

size_t mgp_json_core_bytes(struct mgp_slice text, size_t begin)
{
    enum { LEAST_STEP = 4096 };
    size_t size = 0, most = text.len - begin;
    if (most > MGP_JSON_SEGMENT_RAW_BYTES) most = MGP_JSON_SEGMENT_RAW_BYTES;
    for (size_t more = MGP_JSON_SEGMENT_BYTES; more >= LEAST_STEP && size < most;) {
        size_t next = size + more < most ? size + more : most;
        more = count_lost(text, begin + size, begin + next);
        size = next;
    }
    return size;
}

void mgp_json_segment_measure(struct mgp_slice text, size_t end, bool is_closed, struct mgp_json_segment *segment)
{
    struct mgp_slice known = mgp_slice_sub(text, 0, end);
    size_t begin = segment->core_begin, target = begin + mgp_json_core_bytes(known, begin);
    segment->core_end = is_closed && end <= target ? end : mgp_json_unit_floor(known, begin, target);
    size_t core_end = segment->core_end, after = raw_context(known, core_end, MGP_CONTEXT_AFTER, false);
    segment->is_last = is_closed && after == end - core_end;
    segment->raw_end = segment->is_last ? end : mgp_json_unit_floor(known, core_end, core_end + after);
    size_t before = raw_context(mgp_slice_sub(text, 0, core_end), core_end, MGP_CONTEXT_BEFORE, true);
    segment->next_raw_begin = core_end - before > begin ? mgp_json_unit_floor(known, begin, core_end - before) : begin;
}
