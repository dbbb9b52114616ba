#include "notifier/delivery/stop.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdatomic.h>
#include <unistd.h>

static int ends[2] = {-1, -1}; /* a byte in the pipe wakes every poll; it is never taken out */
static atomic_bool is_requested;

bool mgp_stop_prepare(void)
{
    if (ends[0] >= 0) return true;
    if (pipe(ends) != 0) return false;
    for (int i = 0; i < 2; i++) {
        fcntl(ends[i], F_SETFD, FD_CLOEXEC);
        fcntl(ends[i], F_SETFL, O_NONBLOCK);
    }
    return true;
}

void mgp_stop_request(void)
{
    int number = errno;
    atomic_store(&is_requested, true);
    if (ends[1] >= 0) {
        ssize_t written = write(ends[1], "", 1);
        (void)written; /* a full pipe wakes as well */
    }
    errno = number;
}

bool mgp_stop_is_requested(void)
{
    return atomic_load(&is_requested);
}

bool mgp_stop_wait(int fd, int timeout_ms)
{
    struct pollfd polled[2] = {{.fd = ends[0], .events = POLLIN}, {.fd = fd, .events = POLLIN}};
    if (mgp_stop_is_requested()) return false;
    int count = poll(polled, 2, timeout_ms);
    return count > 0 && !mgp_stop_is_requested() && polled[1].revents != 0;
}
