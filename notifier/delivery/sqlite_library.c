#include "notifier/delivery/sqlite_library.h"

#include <pthread.h>

#include "base/library.h"

#define LIBRARY    "libsqlite3.so.0"
#define NOT_LOADED "cannot load " LIBRARY ", which a queue on disk needs: install the package libsqlite3-0"

static struct mgp_sqlite functions;
static bool is_loaded;
static pthread_once_t load_once = PTHREAD_ONCE_INIT;

static void load(void)
{
    void *library = mgp_library_open(LIBRARY);
    if (!library) return;
    is_loaded = true;
#define X(type, name, arguments) \
    is_loaded = is_loaded && mgp_library_find(library, "sqlite3_" #name, &functions.name, sizeof functions.name);
    MGP_SQLITE_FUNCTIONS(X)
#undef X
}

enum mgp_status mgp_sqlite_load(const struct mgp_sqlite **out, struct mgp_error *error)
{
    pthread_once(&load_once, load);
    if (!is_loaded) return mgp_fail(error, MGP_UNSUPPORTED, "%s", NOT_LOADED);
    *out = &functions;
    return MGP_OK;
}
