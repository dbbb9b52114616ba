#include "scanner/source/etag.h"

#include <stdio.h>

#include "base/digest.h"

/* What is read at a time of one part: those of all parts in work stay in a near cache. */
#define CHUNK       ((size_t)16 * 1024)
#define PARTS_BYTES (MGP_MD5_LANES * CHUNK)

/* A file that is digested: as a whole, or in parts, some side by side. */
struct file {
    const struct mgp_file_stream *stream;
    uint64_t size, part_bytes; /* part_bytes 0: it has no parts */
    uint8_t *chunks;           /* PARTS_BYTES */
};

uint64_t mgp_etag_part_bytes(uint64_t size)
{
    uint64_t bytes = MGP_ETAG_PART_BYTES;
    if (size < MGP_ETAG_PART_BYTES) return 0;
    while ((size - 1) / bytes >= MGP_ETAG_MAX_PARTS) {
        bytes *= 2;
    }
    return bytes;
}

static uint64_t at_most(uint64_t value, uint64_t limit)
{
    return value < limit ? value : limit;
}

/* How many bytes of a chunk there are between offset and end. */
static size_t chunk_length(uint64_t offset, uint64_t end)
{
    return offset < end ? (size_t)at_most(end - offset, CHUNK) : 0;
}

/* Reads a chunk of each of count parts, from at on in each, and digests them: whole ones side by side. */
static enum mgp_status digest_chunks(const struct file *file, uint64_t first, size_t count, uint64_t at,
                                     struct mgp_md5 *digests, struct mgp_error *error)
{
    struct mgp_md5 *whole[MGP_MD5_LANES];
    const uint8_t *bytes[MGP_MD5_LANES];
    size_t whole_count = 0;
    for (size_t i = 0; i < count; i++) {
        uint64_t offset = (first + i) * file->part_bytes + at;
        size_t length = chunk_length(offset, file->size);
        uint8_t *chunk = file->chunks + i * CHUNK;
        enum mgp_status status = mgp_stream_read_at(file->stream, offset, chunk, length, error);
        if (status != MGP_OK) return status;
        if (length < CHUNK) {
            mgp_md5_update(&digests[i], mgp_slice_of(chunk, length));
            continue;
        }
        whole[whole_count] = &digests[i];
        bytes[whole_count++] = chunk;
    }
    mgp_md5_update_lanes(whole, bytes, whole_count, CHUNK);
    return MGP_OK;
}

/* Appends the digests of count parts to all. */
static enum mgp_status digest_parts(const struct file *file, uint64_t first, size_t count,
                                    struct mgp_md5 *all, struct mgp_error *error)
{
    struct mgp_md5 digests[MGP_MD5_LANES];
    uint8_t bytes[16];
    for (size_t i = 0; i < count; i++) {
        mgp_md5_init(&digests[i]);
    }
    for (uint64_t at = 0; at < file->part_bytes; at += CHUNK) {
        enum mgp_status status = digest_chunks(file, first, count, at, digests, error);
        if (status != MGP_OK) return status;
    }
    for (size_t i = 0; i < count; i++) {
        mgp_md5_final(&digests[i], bytes);
        mgp_md5_update(all, mgp_slice_of(bytes, sizeof bytes));
    }
    return MGP_OK;
}

static enum mgp_status digest_in_parts(const struct file *file, struct mgp_md5 *all, uint64_t *part_count,
                                       struct mgp_error *error)
{
    enum mgp_status status = MGP_OK;
    *part_count = (file->size + file->part_bytes - 1) / file->part_bytes;
    for (uint64_t first = 0; first < *part_count && status == MGP_OK; first += MGP_MD5_LANES) {
        size_t count = (size_t)at_most(*part_count - first, MGP_MD5_LANES);
        status = digest_parts(file, first, count, all, error);
    }
    return status;
}

static enum mgp_status digest_whole(const struct file *file, struct mgp_md5 *all, struct mgp_error *error)
{
    enum mgp_status status = MGP_OK;
    for (uint64_t at = 0; at < file->size && status == MGP_OK; at += PARTS_BYTES) {
        size_t length = (size_t)at_most(file->size - at, PARTS_BYTES);
        status = mgp_stream_read_at(file->stream, at, file->chunks, length, error);
        if (status == MGP_OK) mgp_md5_update(all, mgp_slice_of(file->chunks, length));
    }
    return status;
}

static enum mgp_status digest(const struct file *file, char *etag, struct mgp_error *error)
{
    struct mgp_md5 all;
    uint8_t bytes[16];
    uint64_t part_count = 0;
    mgp_md5_init(&all);
    enum mgp_status status =
        file->part_bytes ? digest_in_parts(file, &all, &part_count, error) : digest_whole(file, &all, error);
    if (status == MGP_OK) status = mgp_stream_check(file->stream, error);
    if (status != MGP_OK) return status;
    mgp_md5_final(&all, bytes);
    mgp_hex(bytes, sizeof bytes, etag);
    if (part_count > 0) snprintf(etag + 32, 8, "-%u", (unsigned)part_count);
    return MGP_OK;
}

enum mgp_status mgp_etag_of_file(const struct mgp_origin *origin, char *etag, struct mgp_error *error)
{
    struct mgp_file_stream room; /* the entry's own may be in use */
    struct mgp_stream *stream;
    enum mgp_status status = mgp_stream_open(origin, &room, &stream, error);
    if (status != MGP_OK) return status;
    size_t capacity = (size_t)at_most(origin->size + 1, PARTS_BYTES);
    struct file file = {.stream = &room,
                        .size = origin->size,
                        .part_bytes = mgp_etag_part_bytes(origin->size),
                        .chunks = mgp_pages_alloc(capacity)};
    if (file.part_bytes) status = mgp_stream_check(&room, error); /* rather than at the end of a long file alone */
    if (status == MGP_OK) status = digest(&file, etag, error);
    mgp_stream_close(stream);
    mgp_wipe(file.chunks, capacity);
    free(file.chunks);
    return status;
}

/* One of the files that are digested side by side. */
struct lane {
    struct mgp_md5 digest;
    struct mgp_slice rest; /* of its bytes */
    char *etag;
};

enum { BLOCK_BYTES = 64 };

/* Digests the whole blocks of which all lanes have so many. */
static void advance(struct lane *lanes, size_t count)
{
    struct mgp_md5 *digests[MGP_MD5_LANES];
    const uint8_t *bytes[MGP_MD5_LANES];
    size_t length = SIZE_MAX;
    for (size_t i = 0; i < count; i++) {
        digests[i] = &lanes[i].digest;
        bytes[i] = lanes[i].rest.ptr;
        if (lanes[i].rest.len < length) length = lanes[i].rest.len;
    }
    length -= length % BLOCK_BYTES;
    mgp_md5_update_lanes(digests, bytes, count, length);
    for (size_t i = 0; i < count; i++) {
        lanes[i].rest = mgp_slice_sub(lanes[i].rest, length, lanes[i].rest.len);
    }
}

/* Ends those with less than a block left. How many remain, which move together. */
static size_t end_short_lanes(struct lane *lanes, size_t count)
{
    uint8_t bytes[16];
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (lanes[i].rest.len >= BLOCK_BYTES) {
            lanes[kept++] = lanes[i];
            continue;
        }
        mgp_md5_update(&lanes[i].digest, lanes[i].rest);
        mgp_md5_final(&lanes[i].digest, bytes);
        mgp_hex(bytes, sizeof bytes, lanes[i].etag);
    }
    return kept;
}

void mgp_etags_of_bytes(const struct mgp_slice *files, char *const *etags, size_t count)
{
    struct lane lanes[MGP_MD5_LANES];
    size_t used = 0, next = 0;
    while (used > 0 || next < count) {
        for (; used < MGP_MD5_LANES && next < count; used++, next++) {
            lanes[used] = (struct lane){.rest = files[next], .etag = etags[next]};
            mgp_md5_init(&lanes[used].digest);
        }
        advance(lanes, used);
        used = end_short_lanes(lanes, used);
    }
    mgp_wipe(lanes, sizeof lanes); /* digests hold the ends of files */
}
