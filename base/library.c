#include "base/library.h"

#include <dlfcn.h>
#include <string.h>

void *mgp_library_open(const char *name)
{
    return dlopen(name, RTLD_NOW | RTLD_LOCAL);
}

/* ISO C has no conversion between object and function pointers; POSIX promises that the bytes are alike. */
bool mgp_library_find(void *library, const char *symbol, void *function, size_t size)
{
    void *address = dlsym(library, symbol);
    if (address) memcpy(function, &address, size);
    return address != NULL;
}
