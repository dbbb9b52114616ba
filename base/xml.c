#include "base/xml.h"

#include <expat.h>
#include <pthread.h>

#include "base/buffer.h"
#include "base/library.h"

#define LIBRARY "libexpat.so.1"

static struct {
    XML_Parser (*ParserCreate)(const XML_Char *encoding);
    void (*ParserFree)(XML_Parser parser);
    void (*SetUserData)(XML_Parser parser, void *data);
    void (*SetElementHandler)(XML_Parser parser, XML_StartElementHandler start, XML_EndElementHandler end);
    void (*SetCharacterDataHandler)(XML_Parser parser, XML_CharacterDataHandler handler);
    void (*SetStartDoctypeDeclHandler)(XML_Parser parser, XML_StartDoctypeDeclHandler handler);
    enum XML_Status (*Parse)(XML_Parser parser, const char *text, int length, int is_final);
    enum XML_Status (*StopParser)(XML_Parser parser, XML_Bool is_resumable);
    enum XML_Error (*GetErrorCode)(XML_Parser parser);
    XML_Index (*GetCurrentByteIndex)(XML_Parser parser);
    const XML_LChar *(*ErrorString)(enum XML_Error code);
} expat;
static bool is_loaded;
static pthread_once_t load_once = PTHREAD_ONCE_INIT;

#define RESOLVE(member) mgp_library_find(library, "XML_" #member, &expat.member, sizeof expat.member)

static void load(void)
{
    void *library = mgp_library_open(LIBRARY);
    if (!library) return;
    is_loaded = RESOLVE(ParserCreate) && RESOLVE(ParserFree) && RESOLVE(SetUserData) && RESOLVE(SetElementHandler) &&
                RESOLVE(SetCharacterDataHandler) && RESOLVE(SetStartDoctypeDeclHandler) && RESOLVE(Parse) &&
                RESOLVE(StopParser) && RESOLVE(GetErrorCode) && RESOLVE(GetCurrentByteIndex) && RESOLVE(ErrorString);
}

struct reading {
    XML_Parser parser;
    const struct mgp_xml_handler *handler;
    char path[MGP_XML_MAX_PATH];
    size_t path_length, depth;
    size_t texts[MGP_XML_MAX_DEPTH]; /* where the text of each open element begins */
    struct mgp_buffer text;
    const char *fault; /* ours; NULL: expat's */
    enum mgp_status status;
};

static void stop(struct reading *reading, enum mgp_status status, const char *fault)
{
    if (reading->status != MGP_OK) return;
    reading->status = status;
    reading->fault = fault;
    expat.StopParser(reading->parser, XML_FALSE);
}

static void XMLCALL on_begin(void *context, const XML_Char *name, const XML_Char **attributes)
{
    struct reading *reading = context;
    (void)attributes;
    const char *colon = strrchr(name, ':'), *local = colon ? colon + 1 : name;
    size_t length = strlen(local);
    if (reading->status != MGP_OK) return;
    if (reading->depth == MGP_XML_MAX_DEPTH || length + 2 > sizeof reading->path - reading->path_length) {
        stop(reading, MGP_LIMIT, "nested too deeply");
        return;
    }
    if (reading->depth > 0) reading->path[reading->path_length++] = '/';
    memcpy(reading->path + reading->path_length, local, length + 1);
    reading->path_length += length;
    reading->texts[reading->depth++] = reading->text.len;
    if (reading->handler->begin) reading->handler->begin(reading->handler->context, reading->path);
}

static void XMLCALL on_end(void *context, const XML_Char *name)
{
    struct reading *reading = context;
    (void)name;
    if (reading->status != MGP_OK) return;
    size_t begin = reading->texts[--reading->depth];
    struct mgp_slice text = mgp_slice_sub(mgp_buffer_slice(&reading->text), begin, reading->text.len);
    if (!reading->handler->end(reading->handler->context, reading->path, text))
        stop(reading, MGP_LIMIT, "more than is read of such an answer");
    reading->text.len = begin;
    char *slash = strrchr(reading->path, '/');
    reading->path_length = slash ? (size_t)(slash - reading->path) : 0;
    reading->path[reading->path_length] = '\0';
}

static void XMLCALL on_text(void *context, const XML_Char *text, int length)
{
    struct reading *reading = context;
    if (reading->status == MGP_OK) mgp_buffer_append(&reading->text, mgp_slice_of(text, (size_t)length));
}

static void XMLCALL on_doctype(void *context, const XML_Char *name, const XML_Char *system_id,
                               const XML_Char *public_id, int has_internal_subset)
{
    (void)name, (void)system_id, (void)public_id, (void)has_internal_subset;
    stop(context, MGP_CORRUPT, "a document type declaration, which is not accepted");
}

static enum mgp_status parse(struct reading *reading, struct mgp_slice text, struct mgp_error *error)
{
    const size_t most = 1u << 30; /* expat counts in int */
    bool fine = true;
    for (size_t at = 0; fine && (at < text.len || at == 0);) {
        size_t length = text.len - at < most ? text.len - at : most;
        bool is_last = at + length == text.len;
        fine = expat.Parse(reading->parser, length ? (const char *)text.ptr + at : "", (int)length, is_last) ==
               XML_STATUS_OK;
        at += length;
        if (is_last) break;
    }
    if (fine && reading->status == MGP_OK) return MGP_OK;
    enum mgp_status status = reading->status == MGP_OK ? MGP_CORRUPT : reading->status;
    const char *fault = reading->fault ? reading->fault : expat.ErrorString(expat.GetErrorCode(reading->parser));
    XML_Index at = expat.GetCurrentByteIndex(reading->parser);
    mgp_fail(error, status, "%s (byte %lld)", fault ? fault : "not well-formed", (long long)at);
    if (error) error->offset = at > 0 ? (uint64_t)at : 0;
    return status;
}

enum mgp_status mgp_xml_read(struct mgp_slice text, const struct mgp_xml_handler *handler, struct mgp_error *error)
{
    pthread_once(&load_once, load);
    if (!is_loaded)
        return mgp_fail(error, MGP_UNSUPPORTED, "cannot load " LIBRARY ", which reads XML: install libexpat1");
    struct reading reading = {.handler = handler, .status = MGP_OK};
    reading.parser = expat.ParserCreate(NULL);
    if (!reading.parser) return mgp_fail(error, MGP_UNSUPPORTED, "expat cannot be started");
    expat.SetUserData(reading.parser, &reading);
    expat.SetElementHandler(reading.parser, on_begin, on_end);
    expat.SetCharacterDataHandler(reading.parser, on_text);
    expat.SetStartDoctypeDeclHandler(reading.parser, on_doctype);
    enum mgp_status status = parse(&reading, text, error);
    expat.ParserFree(reading.parser);
    mgp_buffer_clear(&reading.text);
    return status;
}
