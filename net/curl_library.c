#include "net/curl_library.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/library.h"

#define LIBRARY "libcurl.so.4"
#define NOT_LOADED "cannot load " LIBRARY ", which is needed to send anything: install the package libcurl4"

struct mgp_curl_functions mgp_curl;
static bool is_loaded;
static pthread_once_t load_once = PTHREAD_ONCE_INIT;

#define RESOLVE(member) \
    mgp_library_find(library, "curl_" #member, &mgp_curl.member, sizeof mgp_curl.member)

static void load(void)
{
    void *library = mgp_library_open(LIBRARY);
    if (!library) return;
    is_loaded = RESOLVE(global_init) && RESOLVE(easy_init) && RESOLVE(easy_cleanup) && RESOLVE(easy_reset) &&
                RESOLVE(easy_setopt) && RESOLVE(easy_getinfo) && RESOLVE(easy_perform) && RESOLVE(easy_strerror) &&
                RESOLVE(slist_append) && RESOLVE(slist_free_all) &&
                mgp_curl.global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
}

enum mgp_status mgp_curl_load(struct mgp_error *error)
{
    pthread_once(&load_once, load);
    return is_loaded ? MGP_OK : mgp_fail(error, MGP_UNSUPPORTED, "%s", NOT_LOADED);
}

enum mgp_status mgp_curl_open(CURL **out, struct mgp_error *error)
{
    enum mgp_status status = mgp_curl_load(error);
    CURL *curl = status == MGP_OK ? mgp_curl.easy_init() : NULL;
    if (status == MGP_OK && !curl) return mgp_fail(error, MGP_UNSUPPORTED, "libcurl cannot be started");
    if (curl) *out = curl;
    return status;
}

bool mgp_curl_append(struct curl_slist **list, const char *text)
{
    struct curl_slist *longer = mgp_curl.slist_append(*list, text);
    if (longer) *list = longer;
    return longer != NULL;
}

bool mgp_curl_set_text(CURL *curl, CURLoption option, const char *text)
{
    return mgp_curl.easy_setopt(curl, option, text) == CURLE_OK;
}

bool mgp_curl_set_number(CURL *curl, CURLoption option, long number)
{
    return mgp_curl.easy_setopt(curl, option, number) == CURLE_OK;
}

bool mgp_curl_set_trust(CURL *curl)
{
    const char *file = getenv("SSL_CERT_FILE");
    if (file && *file && !mgp_curl_set_text(curl, CURLOPT_CAINFO, file)) return false;
    return mgp_curl_set_number(curl, CURLOPT_SSL_VERIFYPEER, 1) && mgp_curl_set_number(curl, CURLOPT_SSL_VERIFYHOST, 2);
}

void mgp_curl_host(const char *url, char *out, size_t size)
{
    const char *begin = strstr(url, "://");
    begin = begin ? begin + 3 : url;
    size_t length = strcspn(begin, "/?#");
    const char *at = memchr(begin, '@', length);
    if (at) {
        length -= (size_t)(at + 1 - begin);
        begin = at + 1;
    }
    snprintf(out, size, "%.*s", (int)(length < 255 ? length : 255), begin);
}
