#include "cli/scan_dry_run.h"

#include <stdio.h>

#include "base/utf8.h"
#include "cli/arguments.h"
#include "net/s3.h"

/* What Macie charges for sensitive data discovery jobs: USD per GB (2^30 bytes) inspected. The price is that of the
 * cost notes in the public repository ministryofjustice/modernisation-platform (issue 1777), read in November 2026;
 * AWS's own price list is what counts. */
#define USD_PER_GB  1.25
#define PRICE_DATED "November 2026"

struct totals {
    uint64_t objects, bytes, unreadable, archived;
};

static void print_bucket(const struct mgp_buffer *bucket, const struct totals *totals)
{
    struct mgp_buffer shown = {0};
    mgp_append_printable(&shown, mgp_buffer_slice(bucket));
    printf("  %s: %llu objects, %llu bytes", mgp_buffer_string(&shown), (unsigned long long)totals->objects,
           (unsigned long long)totals->bytes);
    if (totals->archived) printf(", %llu archived", (unsigned long long)totals->archived);
    if (totals->unreadable) printf(", %llu that cannot be read", (unsigned long long)totals->unreadable);
    printf("\n");
    mgp_buffer_clear(&shown);
}

static void add(struct totals *totals, const struct mgp_entry *entry)
{
    if (entry->kind) return;
    if (entry->status == MGP_ARCHIVED)
        totals->archived++;
    else if (entry->status != MGP_OK)
        totals->unreadable++;
    if (entry->status != MGP_OK) return;
    totals->objects++;
    if (entry->object.has_size) totals->bytes += entry->object.size;
}

static void tell_problem(const struct mgp_entry *entry)
{
    struct mgp_buffer shown = {0};
    if (entry->status == MGP_OK || entry->status == MGP_ARCHIVED || entry->kind) return;
    mgp_append_printable(&shown, entry->object.location);
    fprintf(stderr, "  %s: %s\n", mgp_buffer_string(&shown), entry->message);
    mgp_buffer_clear(&shown);
}

static void print_connection(struct mgp_s3 *s3)
{
    char region[64];
    if (!s3) return;
    mgp_s3_region(s3, MGP_LITERAL(""), region);
    printf("Endpoint: %s\nRegion: %s\nCredentials: %s\n", mgp_s3_endpoint_text(s3), region,
           mgp_s3_credentials_text(s3));
}

static void print_totals(const struct totals *all)
{
    double gigabytes = (double)all->bytes / 1073741824.0;
    printf("Would read %llu objects, %llu bytes (%.3f GB)\n", (unsigned long long)all->objects,
           (unsigned long long)all->bytes, gigabytes);
    printf("Macie would charge about USD %.2f for it (at USD %.2f a GB, as of " PRICE_DATED ", before the free first "
           "GB of a month and cheaper tiers; formats that Macie cannot read are free)\n",
           gigabytes * USD_PER_GB, USD_PER_GB);
}

static void begin_bucket(struct mgp_buffer *bucket, struct totals *totals, struct mgp_slice name)
{
    if (bucket->len > 0 && mgp_slice_equal(mgp_buffer_slice(bucket), name)) return;
    if (bucket->len > 0) print_bucket(bucket, totals);
    *totals = (struct totals){0};
    bucket->len = 0;
    mgp_buffer_append(bucket, name);
}

bool mgp_scan_dry_run(struct mgp_source *source, bool *is_incomplete)
{
    struct totals all = {0}, one = {0};
    struct mgp_buffer bucket = {0};
    struct mgp_entry *entry = NULL;
    struct mgp_error error;
    enum mgp_status status;
    print_connection(mgp_source_s3(source));
    while ((status = mgp_source_next(source, &entry, &error)) == MGP_OK && entry) {
        begin_bucket(&bucket, &one, entry->object.bucket);
        add(&one, entry);
        add(&all, entry);
        tell_problem(entry);
        if (entry->status != MGP_OK && !entry->kind) *is_incomplete = true;
        mgp_entry_destroy(entry);
    }
    if (bucket.len > 0) print_bucket(&bucket, &one);
    mgp_buffer_clear(&bucket);
    if (status != MGP_OK)
        mgp_failure("%s", error.message);
    else
        print_totals(&all);
    return status == MGP_OK && fflush(stdout) == 0;
}
