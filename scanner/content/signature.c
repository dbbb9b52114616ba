/* Kinds of files that nobody reads yet, by the bytes they begin with. */
#include "scanner/content/detect.h"

struct signature {
    size_t offset;
    struct mgp_slice bytes;
    struct mgp_kind kind;
    bool could_be_text; /* a text may begin so: counts for binary bytes only */
};

#define AT(offset, text, kind, mime)     {offset, {(const uint8_t *)(text), sizeof(text) - 1}, {kind, mime}, false}
#define MAYBE(offset, text, kind, mime)  {offset, {(const uint8_t *)(text), sizeof(text) - 1}, {kind, mime}, true}

/* Longer and rarer before what they begin with. */
static const struct signature signatures[] = {
    AT(0, "\x89PNG\r\n\x1A\n", "PNG image", "image/png"),
    AT(0, "\xFF\xD8\xFF", "JPEG image", "image/jpeg"),
    MAYBE(0, "GIF87a", "GIF image", "image/gif"),
    MAYBE(0, "GIF89a", "GIF image", "image/gif"),
    MAYBE(0, "BM", "BMP image", "image/bmp"),
    AT(0, "II*\0", "TIFF image", "image/tiff"),
    AT(0, "MM\0*", "TIFF image", "image/tiff"),
    AT(0, "\0\0\1\0", "icon", "image/vnd.microsoft.icon"),
    MAYBE(8, "WEBP", "WebP image", "image/webp"),
    MAYBE(8, "WAVE", "WAV sound", "audio/wav"),
    MAYBE(8, "AVI ", "AVI video", "video/x-msvideo"),
    MAYBE(4, "ftypheic", "HEIC image", "image/heic"),
    MAYBE(4, "ftypavif", "AVIF image", "image/avif"),
    MAYBE(4, "ftypM4A", "M4A sound", "audio/mp4"),
    MAYBE(4, "ftypqt", "QuickTime video", "video/quicktime"),
    MAYBE(4, "ftyp", "MP4 video", "video/mp4"),
    MAYBE(0, "ID3", "MP3 sound", "audio/mpeg"),
    MAYBE(0, "\xFF\xFB", "MP3 sound", "audio/mpeg"),
    MAYBE(0, "OggS", "Ogg sound", "audio/ogg"),
    MAYBE(0, "fLaC", "FLAC sound", "audio/flac"),
    AT(0, "\x1A\x45\xDF\xA3", "Matroska video", "video/x-matroska"),
    AT(0, "PK\3\4", "ZIP archive", "application/zip"),
    AT(0, "PK\5\6", "ZIP archive", "application/zip"),
    AT(0, "PK\7\x08", "ZIP archive", "application/zip"),
    AT(0, "7z\xBC\xAF\x27\x1C", "7-Zip archive", "application/x-7z-compressed"),
    AT(0, "Rar!\x1A\7", "RAR archive", "application/vnd.rar"),
    MAYBE(0, "BZh", "bzip2 data", "application/x-bzip2"),
    AT(0, "\xFD" "7zXZ\0", "XZ data", "application/x-xz"),
    AT(0, "\x28\xB5\x2F\xFD", "Zstandard data", "application/zstd"),
    AT(0, "\x04\x22\x4D\x18", "LZ4 data", "application/x-lz4"),
    AT(0, "\x1F\x9D", "compress data", "application/x-compress"),
    MAYBE(257, "ustar", "tar archive", "application/x-tar"),
    MAYBE(0, "!<arch>\n", "ar archive", "application/x-archive"),
    AT(0, "\xED\xAB\xEE\xDB", "RPM package", "application/x-rpm"),
    AT(0, "%PDF-", "PDF document", "application/pdf"),
    AT(0, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "Office document (OLE)", "application/x-ole-storage"),
    MAYBE(0, "PAR1", "Parquet file", "application/vnd.apache.parquet"),
    MAYBE(0, "PARE", "encrypted Parquet file", "application/vnd.apache.parquet"),
    AT(0, "Obj\1", "Avro file", "application/avro"),
    MAYBE(0, "ORC", "ORC file", "application/x-orc"),
    AT(0, "SQLite format 3\0", "SQLite database", "application/vnd.sqlite3"),
    AT(0, "\x7F" "ELF", "ELF executable", "application/x-executable"),
    MAYBE(0, "MZ", "Windows executable", "application/vnd.microsoft.portable-executable"),
    MAYBE(0, "\xCF\xFA\xED\xFE", "Mach-O executable", "application/x-mach-binary"),
    MAYBE(0, "\xCE\xFA\xED\xFE", "Mach-O executable", "application/x-mach-binary"),
    MAYBE(0, "\xCA\xFE\xBA\xBE", "Java class file", "application/java-vm"),
    AT(0, "\0asm", "WebAssembly module", "application/wasm"),
    MAYBE(0, "wOFF", "WOFF font", "font/woff"),
    MAYBE(0, "wOF2", "WOFF font", "font/woff2"),
    AT(0, "\0\1\0\0\0", "TrueType font", "font/ttf"),
    MAYBE(0, "OTTO", "OpenType font", "font/otf"),
    AT(0, "\x89HDF\r\n\x1A\n", "HDF5 file", "application/x-hdf5"),
    AT(0, "\x80\2", "Python pickle", "application/octet-stream"),
};

/* What a ZIP archive is, by its extension. */
static const struct {
    const char *extension;
    struct mgp_kind kind;
} packages[] = {
    {"docx", {"Word document", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}},
    {"xlsx", {"Excel workbook", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}},
    {"pptx",
     {"PowerPoint presentation", "application/vnd.openxmlformats-officedocument.presentationml.presentation"}},
    {"odt", {"OpenDocument text", "application/vnd.oasis.opendocument.text"}},
    {"ods", {"OpenDocument spreadsheet", "application/vnd.oasis.opendocument.spreadsheet"}},
    {"jar", {"Java archive", "application/java-archive"}},
    {"apk", {"Android package", "application/vnd.android.package-archive"}},
    {"epub", {"EPUB book", "application/epub+zip"}},
};

static bool matches(const struct signature *signature, struct mgp_slice head)
{
    size_t end = signature->offset + signature->bytes.len;
    return head.len >= end && mgp_slice_equal(mgp_slice_sub(head, signature->offset, end), signature->bytes);
}

static void refine_zip(struct mgp_slice extension, struct mgp_kind *kind)
{
    for (size_t i = 0; i < sizeof packages / sizeof *packages; i++) {
        if (mgp_slice_equal_caseless(extension, mgp_slice_text(packages[i].extension))) *kind = packages[i].kind;
    }
}

bool mgp_signature_find(struct mgp_slice head, bool is_binary, struct mgp_slice extension, struct mgp_kind *out)
{
    for (size_t i = 0; i < sizeof signatures / sizeof *signatures; i++) {
        if ((signatures[i].could_be_text && !is_binary) || !matches(&signatures[i], head)) continue;
        *out = signatures[i].kind;
        if (strcmp(out->mime_type, "application/zip") == 0) refine_zip(extension, out);
        return true;
    }
    return false;
}
