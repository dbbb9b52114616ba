#include "net/curl_library.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>

#define LIBRARY "libcurl.so.4"
#define NOT_LOADED "cannot load " LIBRARY ", which is needed to send anything: install the package libcurl4"

struct mgp_curl_functions mgp_curl;
static bool is_loaded;
static pthread_once_t load_once = PTHREAD_ONCE_INIT;

/* ISO C has no conversion between object and function pointers; POSIX promises that the bytes are alike. */
static bool resolve(void *library, const char *name, void *function, size_t size)
{
    void *symbol = dlsym(library, name);
    if (symbol) memcpy(function, &symbol, size);
    return symbol != NULL;
}

#define RESOLVE(member) \
    resolve(library, "curl_" #member, &mgp_curl.member, sizeof mgp_curl.member)

static void load(void)
{
    void *library = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);
    if (!library) return;
    is_loaded = RESOLVE(global_init) && RESOLVE(easy_init) && RESOLVE(easy_cleanup) && RESOLVE(easy_reset) &&
                RESOLVE(easy_setopt) && RESOLVE(easy_getinfo) && RESOLVE(easy_perform) && RESOLVE(easy_strerror) &&
                RESOLVE(slist_append) && RESOLVE(slist_free_all) &&
                mgp_curl.global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
    /* Never closed: its threads and the handles of its own libraries outlive any moment to do so. */
}

enum mgp_status mgp_curl_load(struct mgp_error *error)
{
    pthread_once(&load_once, load);
    return is_loaded ? MGP_OK : mgp_fail(error, MGP_UNSUPPORTED, "%s", NOT_LOADED);
}

bool mgp_curl_set_text(CURL *curl, CURLoption option, const char *text)
{
    return mgp_curl.easy_setopt(curl, option, text) == CURLE_OK;
}

bool mgp_curl_set_number(CURL *curl, CURLoption option, long number)
{
    return mgp_curl.easy_setopt(curl, option, number) == CURLE_OK;
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
