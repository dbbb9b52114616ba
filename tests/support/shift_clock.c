/* Loaded ahead of libc (LD_PRELOAD): the clock of the day is SHIFT_CLOCK seconds off, for tests. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>

int clock_gettime(clockid_t clock, struct timespec *out);

int clock_gettime(clockid_t clock, struct timespec *out)
{
    int (*real)(clockid_t, struct timespec *);
    *(void **)&real = dlsym(RTLD_NEXT, "clock_gettime");
    const char *shift = getenv("SHIFT_CLOCK");
    int status = real(clock, out);
    if (status == 0 && clock == CLOCK_REALTIME && shift) out->tv_sec += atol(shift);
    return status;
}
