/* From the stored bytes of an object to UTF-8: gunzip where the bytes are gzip, then the character set.
 *
 * UTF-16 is recognised by its byte-order mark or a clear pattern of NULs. Everything else is taken as
 * UTF-8, in which each byte that is not UTF-8 stands for its cp1252 character, alone and whatever stands
 * around it; the five bytes that cp1252 leaves undefined give the C1 control of the same number. One
 * decoder belongs to one thread. */
#ifndef MGP_SCANNER_DECODE_H
#define MGP_SCANNER_DECODE_H

#include "scanner/content/content.h"

/* How many bytes (after gunzip) are looked at before the first text is handed out. */
#define MGP_HEAD_BYTES ((size_t)64 * 1024)
/* mgp_decoder_read needs room for one character at least. */
#define MGP_DECODE_MIN_ROOM ((size_t)4)
/* Text that needs no decoding is read straight to where it is wanted, if that is aligned so. */
#define MGP_DECODE_ALIGNMENT ((size_t)64)

enum mgp_charset { MGP_CHARSET_UTF8, MGP_CHARSET_UTF16LE, MGP_CHARSET_UTF16BE, MGP_CHARSET_UTF32 };

struct mgp_decoder;

/* Reads the first bytes and settles gzip and the character set. Fails only if nothing could be read; a later
 * failure is told by mgp_decoder_status. reader is borrowed. */
enum mgp_status mgp_decoder_create(const struct mgp_reader *reader, struct mgp_decoder **out,
                                   struct mgp_error *error);
/* Begins another object, in the memory of the last. Fails as mgp_decoder_create; the decoder may be started again. */
enum mgp_status mgp_decoder_restart(struct mgp_decoder *decoder, const struct mgp_reader *reader,
                                    struct mgp_error *error);
void mgp_decoder_destroy(struct mgp_decoder *decoder);

/* The first bytes after gunzip, as they are; valid until the first mgp_decoder_read. */
struct mgp_slice mgp_decoder_head(const struct mgp_decoder *decoder);
bool mgp_decoder_is_gzip(const struct mgp_decoder *decoder);
enum mgp_charset mgp_decoder_charset(const struct mgp_decoder *decoder);
uint64_t mgp_decoder_bytes_read(const struct mgp_decoder *decoder);

/* Up to capacity (at least MGP_DECODE_MIN_ROOM) bytes of text, whole characters; 0 at the end, which may have
 * come too early: mgp_decoder_status. */
size_t mgp_decoder_read(struct mgp_decoder *decoder, uint8_t *out, size_t capacity);

/* MGP_OK, or why the text ended before the object did. */
enum mgp_status mgp_decoder_status(const struct mgp_decoder *decoder, struct mgp_error *error);

#endif
