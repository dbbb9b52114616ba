/* Finding cells without reading them: from quote to quote with memchr, between quotes by counting. Shares
 * nothing with csv_cell.c, so that the two can be tested against each other. */
#include "scanner/content/csv.h"
#include "scanner/content/swar.h"

static bool ends_record_at(struct mgp_slice text, size_t at)
{
    if (text.ptr[at] == '\n') return true;
    return text.ptr[at] == '\r' && (at + 1 == text.len || text.ptr[at + 1] != '\n');
}

/* Record ends in [begin, end), all outside quotes; a CR LF counts where its LF is. */
static size_t count_record_ends(struct mgp_slice text, size_t begin, size_t end)
{
    size_t count = 0, at = begin;
    for (; at + 9 <= end; at += 8) {
        uint64_t eight = mgp_swar_load(text.ptr + at);
        uint64_t line_feeds = mgp_swar_match_exact(eight, '\n'), returns = mgp_swar_match_exact(eight, '\r');
        if (returns) {
            uint64_t next_feeds = mgp_swar_match_exact(mgp_swar_load(text.ptr + at + 1), '\n');
            line_feeds += returns & ~next_feeds; /* no byte is both */
        }
        count += mgp_swar_count(line_feeds);
    }
    for (; at < end; at++) {
        count += ends_record_at(text, at);
    }
    return count;
}

/* Moves position over the terminators in [begin, end), all outside quotes. */
static void pass_terminators(struct mgp_csv_position *position, struct mgp_slice text, uint8_t delimiter,
                             size_t begin, size_t end)
{
    size_t records = count_record_ends(text, begin, end);
    if (records > 0) {
        size_t last = end - 1;
        while (!ends_record_at(text, last)) {
            last--;
        }
        position->row += records;
        position->column = 1;
        position->cell = begin = last + 1;
    }
    while (begin < end) {
        const uint8_t *found = memchr(text.ptr + begin, delimiter, end - begin);
        if (!found) break;
        begin = (size_t)(found - text.ptr) + 1;
        position->column++;
        position->cell = begin;
    }
}

/* Just past the quote that closes a cell whose content begins at at; SIZE_MAX if that is beyond limit. */
static size_t pass_quoted(struct mgp_slice text, size_t at, size_t limit)
{
    while (at < limit) {
        const uint8_t *quote = memchr(text.ptr + at, MGP_CSV_QUOTE, limit - at);
        if (!quote) return SIZE_MAX;
        at = (size_t)(quote - text.ptr) + 1;
        if (at == text.len || text.ptr[at] != MGP_CSV_QUOTE) return at;
        at++;
    }
    return SIZE_MAX;
}

void mgp_csv_skip(struct mgp_csv_position *position, struct mgp_slice text, uint8_t delimiter, size_t target)
{
    size_t at = position->cell;
    while (at < target) {
        const uint8_t *quote = memchr(text.ptr + at, MGP_CSV_QUOTE, target - at);
        size_t stop = quote ? (size_t)(quote - text.ptr) : target;
        pass_terminators(position, text, delimiter, at, stop);
        if (!quote) return;
        at = stop + 1;
        if (position->cell != stop) continue; /* inside an unquoted cell it is text */
        at = pass_quoted(text, at, target);
        if (at == SIZE_MAX) return;
    }
}

void mgp_csv_bounds(struct mgp_slice text, size_t cell, uint8_t delimiter, size_t *raw_begin, size_t *raw_end,
                    bool *has_hidden)
{
    bool is_quoted = cell < text.len && text.ptr[cell] == MGP_CSV_QUOTE;
    size_t closed = is_quoted ? pass_quoted(text, cell + 1, text.len) : cell;
    size_t end = closed == SIZE_MAX ? text.len : closed;
    while (end < text.len && text.ptr[end] != delimiter && text.ptr[end] != '\n' && text.ptr[end] != '\r') {
        end++;
    }
    bool has_tail = is_quoted && end > closed;
    *raw_begin = cell + is_quoted;
    *raw_end = is_quoted && !has_tail && closed != SIZE_MAX ? end - 1 : end;
    *has_hidden = is_quoted && memchr(text.ptr + *raw_begin, MGP_CSV_QUOTE, *raw_end - *raw_begin) != NULL;
}
