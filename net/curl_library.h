/* libcurl, opened at its first use: whoever sends nothing does not pay for loading it. For net/ alone. */
#ifndef MGP_NET_CURL_LIBRARY_H
#define MGP_NET_CURL_LIBRARY_H

#include <curl/curl.h>

#include "base/status.h"

/* curl_easy_setopt and curl_easy_getinfo are macros with type checks around the functions of that name. */
#undef curl_easy_setopt
#undef curl_easy_getinfo

struct mgp_curl_functions {
    CURLcode (*global_init)(long flags);
    CURL *(*easy_init)(void);
    void (*easy_cleanup)(CURL *curl);
    void (*easy_reset)(CURL *curl);
    CURLcode (*easy_setopt)(CURL *curl, CURLoption option, ...);
    CURLcode (*easy_getinfo)(CURL *curl, CURLINFO info, ...);
    CURLcode (*easy_perform)(CURL *curl);
    const char *(*easy_strerror)(CURLcode code);
    struct curl_slist *(*slist_append)(struct curl_slist *list, const char *text);
    void (*slist_free_all)(struct curl_slist *list);
};

/* Filled by mgp_curl_load. */
extern struct mgp_curl_functions mgp_curl;

/* MGP_UNSUPPORTED when the library cannot be loaded. Safe from any thread. */
enum mgp_status mgp_curl_load(struct mgp_error *error);

/* Loads the library and makes a handle, which the caller cleans up. */
enum mgp_status mgp_curl_open(CURL **out, struct mgp_error *error);

/* False, with the list as it was, when there is no memory. */
bool mgp_curl_append(struct curl_slist **list, const char *text);

bool mgp_curl_set_text(CURL *curl, CURLoption option, const char *text);
bool mgp_curl_set_number(CURL *curl, CURLoption option, long number);
/* A function or an object of ours: both are passed as they are. */
#define mgp_curl_set(curl, option, value) (mgp_curl.easy_setopt((curl), (option), (value)) == CURLE_OK)

/* Certificates are checked, always; against those of SSL_CERT_FILE where that names a file, as other programs do it. */
bool mgp_curl_set_trust(CURL *curl);

/* The host of an address, with its port: all of it that an error text may hold. */
void mgp_curl_host(const char *url, char *out, size_t size);

#endif
