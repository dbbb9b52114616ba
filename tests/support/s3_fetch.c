/* s3_fetch URL BUCKET: reads every object of a bucket through the source, without scanning, and tells how
 * fast, and what it took of processor and memory. For bench/s3. */
#include <pthread.h>
#include <stdio.h>
#include <sys/resource.h>

#include "base/buffer.h"
#include "base/clock.h"
#include "scanner/source/source.h"

static struct {
    struct mgp_source *source;
    pthread_mutex_t lock;
    uint64_t objects, bytes, failed;
} run = {.lock = PTHREAD_MUTEX_INITIALIZER};

static void read_all(const struct mgp_entry *entry, uint8_t *buffer, size_t size)
{
    struct mgp_stream *stream = NULL;
    struct mgp_error error;
    size_t got = 1;
    uint64_t bytes = 0;
    enum mgp_status status = mgp_source_open(run.source, entry, &stream, &error);
    while (status == MGP_OK && got > 0) {
        status = mgp_stream_read(stream, buffer, size, &got, &error);
        bytes += status == MGP_OK ? got : 0;
    }
    mgp_stream_close(stream);
    pthread_mutex_lock(&run.lock);
    run.objects++;
    run.bytes += bytes;
    run.failed += status != MGP_OK;
    pthread_mutex_unlock(&run.lock);
}

static void *work(void *context)
{
    enum { SIZE = 1 << 20 };
    uint8_t *buffer = mgp_malloc(SIZE);
    struct mgp_error error;
    for (;;) {
        struct mgp_entry *entry = NULL;
        pthread_mutex_lock(context);
        enum mgp_status status = mgp_source_next(run.source, &entry, &error);
        pthread_mutex_unlock(context);
        if (status != MGP_OK || !entry) break;
        read_all(entry, buffer, SIZE);
        mgp_entry_destroy(entry);
    }
    free(buffer);
    return NULL;
}

int main(int argc, char **argv)
{
    enum { THREADS = 2 };
    pthread_t threads[THREADS];
    pthread_mutex_t listing = PTHREAD_MUTEX_INITIALIZER;
    struct mgp_buffer target = {0};
    struct mgp_error error;
    struct rusage usage;
    if (argc < 3) return fprintf(stderr, "usage: s3_fetch URL BUCKET\n"), 2;
    mgp_buffer_format(&target, "s3://%s", argv[2]);
    const char *targets[] = {mgp_buffer_string(&target)};
    struct mgp_source_options options = {
        .targets = targets, .target_count = 1, .aws = {.endpoint_url = argv[1]}, .threads = THREADS};
    uint64_t begin = mgp_monotonic_ns();
    if (mgp_source_create(&options, &run.source, &error) != MGP_OK) return fprintf(stderr, "%s\n", error.message), 2;
    for (int i = 0; i < THREADS; i++) pthread_create(&threads[i], NULL, work, &listing);
    for (int i = 0; i < THREADS; i++) pthread_join(threads[i], NULL);
    double seconds = (double)(mgp_monotonic_ns() - begin) / 1e9;
    mgp_source_destroy(run.source);
    mgp_buffer_clear(&target);
    getrusage(RUSAGE_SELF, &usage);
    double busy = (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
                  (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
    printf("%llu objects, %llu failed, %.2f s, %.2f s of processor, %.0f objects/s, %.0f MB/s, %ld MiB at most\n",
           (unsigned long long)run.objects, (unsigned long long)run.failed, seconds, busy,
           (double)run.objects / seconds, (double)run.bytes / seconds / 1e6, usage.ru_maxrss / 1024);
    return run.failed > 0;
}
