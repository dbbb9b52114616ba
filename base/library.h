/* Shared libraries that are opened at their first use, by whoever needs what few runs need. They are never closed:
 * their threads and the state of their own libraries outlive any moment to do so. Thread-safe: no state. */
#ifndef MGP_BASE_LIBRARY_H
#define MGP_BASE_LIBRARY_H

#include <stdbool.h>
#include <stddef.h>

/* NULL if it cannot be opened. */
void *mgp_library_open(const char *name);

/* Puts the address of a symbol into *function, a pointer to a function of size bytes. False, with nothing changed, if
 * the library has none of that name. */
bool mgp_library_find(void *library, const char *symbol, void *function, size_t size);

#endif
