/* bench_machine FOLDER: what the machine gives, to measure a scan by. Prints
 *
 *   adds N      how much more two threads do than one where nothing but the processor's adders is asked for: 2 where
 *               they have a core each, less where they share one
 *   kernel N    microseconds of processor time that a file in the folders of FOLDER takes where it is only listed by
 *               fstatat, opened, read, looked at by fstat and closed
 *
 * the best of several times each. */
#define _DEFAULT_SOURCE /* d_type */
#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { ROUNDS = 7, ADDS = 20000000, READ_BYTES = 65536 };

static double seconds(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static double least(double a, double b)
{
    return a < b ? a : b;
}

/* Four sums that wait for one another: what a thread leaves of the adders, another can use. */
static void *add(void *sum)
{
    unsigned long a = 1, b = 2, c = 3, d = 4;
    for (long i = 0; i < ADDS; i++) {
        a += b ^ (unsigned long)i;
        b += c;
        c += d;
        d += a;
        __asm__ volatile("" : "+r"(a), "+r"(b), "+r"(c), "+r"(d));
    }
    *(unsigned long *)sum = a + b + c + d;
    return NULL;
}

static double gain_of_two(void)
{
    double one = 1e9, two = 1e9;
    unsigned long sums[2];
    for (int round = 0; round < ROUNDS; round++) {
        pthread_t other;
        double begin = seconds(CLOCK_MONOTONIC);
        add(&sums[0]);
        double middle = seconds(CLOCK_MONOTONIC);
        if (pthread_create(&other, NULL, add, &sums[1]) != 0) return 0;
        add(&sums[0]);
        pthread_join(other, NULL);
        one = least(one, middle - begin);
        two = least(two, seconds(CLOCK_MONOTONIC) - middle);
    }
    return 2 * one / two;
}

/* Returns whether it was one to be read. */
static int touch(int folder, const char *name, char *buffer)
{
    struct stat status;
    if (fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(status.st_mode)) return 0;
    int fd = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0) return 0;
    int is_read = pread(fd, buffer, READ_BYTES, 0) >= 0 && fstat(fd, &status) == 0;
    close(fd);
    return is_read;
}

static long touch_all(const char *folder, int depth, char *buffer)
{
    long count = 0;
    DIR *stream = opendir(folder);
    struct dirent *entry;
    while (stream && (entry = readdir(stream))) {
        char path[4096];
        if (entry->d_name[0] == '.') continue;
        if (entry->d_type != DT_DIR) {
            count += touch(dirfd(stream), entry->d_name, buffer);
        } else if (depth > 0) {
            snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
            count += touch_all(path, depth - 1, buffer);
        }
    }
    if (stream) closedir(stream);
    return count;
}

int main(int argc, char **argv)
{
    if (argc != 2) return fprintf(stderr, "usage: %s FOLDER\n", argv[0]), 2;
    char *buffer = aligned_alloc(4096, READ_BYTES);
    double best = 1e9;
    if (!buffer) return 2;
    for (int round = 0; round < ROUNDS; round++) {
        double begin = seconds(CLOCK_THREAD_CPUTIME_ID);
        long count = touch_all(argv[1], 8, buffer);
        if (count == 0) return fprintf(stderr, "%s: no files there\n", argv[1]), 2;
        best = least(best, (seconds(CLOCK_THREAD_CPUTIME_ID) - begin) / (double)count);
    }
    free(buffer);
    printf("adds %.3f\nkernel %.3f\n", gain_of_two(), best * 1e6);
    return 0;
}
