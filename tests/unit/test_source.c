#define _DEFAULT_SOURCE /* mkdtemp, mknod */
#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buffer.h"
#include "scanner/source/source.h"

/* Every test runs in a process of its own, in a folder of its own: target, and what lies beside it. */
static char root[64];

static void enter_folder(void)
{
    snprintf(root, sizeof root, "/tmp/magpie-source.XXXXXX");
    cr_assert(mkdtemp(root));
    cr_assert_eq(chdir(root), 0);
    cr_assert_eq(mkdir("target", 0755), 0);
}

static void leave_folder(void)
{
    char command[256];
    snprintf(command, sizeof command, "chmod -R u+rwx '%s'; rm -rf '%s'", root, root);
    cr_assert_eq(chdir("/"), 0);
    if (system(command) != 0) perror(command);
}

TestSuite(source, .init = enter_folder, .fini = leave_folder, .timeout = 120);

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "wb");
    cr_assert(file, "%s: %s", path, strerror(errno));
    fputs(text, file);
    fclose(file);
}

/* Makes the folders on the way, too. */
static void put(const char *path)
{
    char folder[4096];
    for (const char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        snprintf(folder, sizeof folder, "%.*s", (int)(slash - path), path);
        mkdir(folder, 0755);
    }
    write_file(path, path);
}

static struct mgp_source *create(const struct mgp_source_options *options)
{
    struct mgp_source *source = NULL;
    struct mgp_error error = {0};
    cr_assert_eq(mgp_source_create(options, &source, &error), MGP_OK, "%s", error.message);
    return source;
}

static struct mgp_entry *next(struct mgp_source *source)
{
    struct mgp_entry *entry = NULL;
    struct mgp_error error = {0};
    cr_assert_eq(mgp_source_next(source, &entry, &error), MGP_OK, "%s", error.message);
    return entry;
}

/* "bucket:key bucket:key ..." with "!STATUS" or "~kind" behind what is no object. */
static char *listing(const struct mgp_source_options *options)
{
    static struct mgp_buffer text;
    struct mgp_source *source = create(options);
    text.len = 0;
    for (struct mgp_entry *entry; (entry = next(source)); mgp_entry_destroy(entry)) {
        if (text.len) mgp_buffer_byte(&text, ' ');
        mgp_buffer_append(&text, entry->object.bucket);
        mgp_buffer_byte(&text, ':');
        mgp_buffer_append(&text, entry->object.key);
        if (entry->kind) mgp_buffer_format(&text, "~%s", entry->kind);
        else if (entry->status != MGP_OK) mgp_buffer_format(&text, "!%s", mgp_status_text(entry->status));
        cr_expect(entry->status != MGP_OK || (entry->object.has_size && entry->handle));
        cr_expect_eq(entry->status == MGP_OK || entry->kind, entry->message[0] == '\0');
    }
    mgp_source_destroy(source);
    return (char *)mgp_buffer_string(&text);
}

/* The one bucket's name is left out of listings of "target" with --as s3://b/. */
static char *keys_of_target(void)
{
    const char *targets[] = {"target"};
    return listing(&(struct mgp_source_options){.targets = targets, .target_count = 1, .as = "s3://b/"});
}

static enum mgp_status create_fails(const struct mgp_source_options *options, const char *wanted)
{
    struct mgp_source *source = NULL;
    struct mgp_error error = {0};
    enum mgp_status status = mgp_source_create(options, &source, &error);
    cr_expect_neq(status, MGP_OK, "%s", wanted);
    cr_expect_null(source);
    cr_expect(strstr(error.message, wanted), "'%s' lacks '%s'", error.message, wanted);
    cr_expect_null(strchr(error.message, '\n'));
    return status;
}

Test(source, lists_by_the_bytes_of_the_whole_key)
{
    static const char *const files[] = {"target/a", "target/a-b", "target/a.b", "target/dir/x", "target/dir-x",
                                        "target/dir.x", "target/dir0", "target/B", "target/b/c/d", "target/b/c-d"};
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        put(files[i]);
    }
    cr_expect_str_eq(keys_of_target(), "b:B b:a b:a-b b:a.b b:b/c-d b:b/c/d b:dir-x b:dir.x b:dir/x b:dir0");
}

Test(source, gives_what_a_stat_of_the_file_gives)
{
    put("target/a.txt");
    struct timespec times[2] = {{1700000000, 0}, {1700000000, 123456789}};
    cr_assert_eq(utimensat(AT_FDCWD, "target/a.txt", times, 0), 0);
    const char *targets[] = {"target"};
    struct mgp_source *source = create(&(struct mgp_source_options){.targets = targets, .target_count = 1});
    struct mgp_entry *entry = next(source);
    cr_expect_eq(entry->object.size, strlen("target/a.txt"));
    cr_expect_eq(entry->object.last_modified, 1700000000123);
    cr_expect_str_eq(entry->object.storage_class, "STANDARD");
    cr_expect(mgp_slice_is(entry->object.location, "target/a.txt"));
    cr_expect_str_eq(entry->object.etag, "");
    cr_expect_eq(mgp_source_complete(source, entry, &entry->object, &entry->arena, NULL), MGP_OK);
    cr_expect_str_eq(entry->object.etag, "8f7e19e24a691277d7e28d91c2693d72");
    mgp_entry_destroy(entry);
    cr_expect_null(next(source));
    mgp_source_destroy(source);
}

Test(source, names_paths_by_the_working_directory)
{
    put("target/sub/a");
    put("else/b");
    char absolute[128], wanted[256];
    const char *name = strrchr(root, '/') + 1;
    const char *targets[] = {".", "./target//sub/.", "target/sub/../sub/a", "else/b"};
    snprintf(wanted, sizeof wanted, "%s:target/sub/a", name);
    cr_expect_str_eq(listing(&(struct mgp_source_options){.targets = targets + 1, .target_count = 1}), wanted);
    cr_expect_str_eq(listing(&(struct mgp_source_options){.targets = targets + 2, .target_count = 1}), wanted);
    snprintf(absolute, sizeof absolute, "%s/target/sub/a", root);
    targets[1] = absolute;
    cr_expect_str_eq(listing(&(struct mgp_source_options){.targets = targets + 1, .target_count = 1}), wanted);
    snprintf(wanted, sizeof wanted, "%s:else/b %s:target/sub/a", name, name);
    cr_expect_str_eq(listing(&(struct mgp_source_options){.targets = targets, .target_count = 1}), wanted);
    /* Elsewhere: the directory's own name, for a file its parent's. */
    cr_assert_eq(chdir("else"), 0);
    targets[0] = "../target";
    cr_expect_str_eq(listing(&(struct mgp_source_options){.targets = targets, .target_count = 1}), "target:sub/a");
    cr_expect_str_eq(listing(&(struct mgp_source_options){.targets = targets + 1, .target_count = 1}), "sub:a");
    cr_assert_eq(chdir("/"), 0);
    snprintf(wanted, sizeof wanted, "root:%s/target/sub/a", root + 1);
    cr_expect_str_eq(listing(&(struct mgp_source_options){.targets = targets + 1, .target_count = 1}), wanted);
}

Test(source, as_names_a_prefix_or_one_key)
{
    put("target/a");
    put("other/b");
    const char *targets[] = {"target", "other/b"};
    struct mgp_source_options options = {.targets = targets, .target_count = 2, .as = "s3://up/in/"};
    cr_expect_str_eq(listing(&options), "up:in/a up:in/b");
    options.as = "s3://up";
    cr_expect_str_eq(listing(&options), "up:a up:b");
    options.as = "s3://up/key";
    create_fails(&options, "several targets");
    options.target_count = 1;
    create_fails(&options, "this is a directory");
    options.targets = targets + 1;
    cr_expect_str_eq(listing(&options), "up:key");
    options.as = "up/key";
    create_fails(&options, "s3://bucket/prefix/");
    options.as = "s3:///key";
    create_fails(&options, "names no bucket");
    options.as = "s3://up/";
    options.is_mirror = true;
    create_fails(&options, "exclude each other");
}

Test(source, refuses_targets_that_cannot_be_opened)
{
    const char *target = "missing\x1B[2J\n";
    struct mgp_source_options options = {.targets = &target, .target_count = 1};
    cr_expect_eq(create_fails(&options, "cannot open missing\\x1b[2J\\n: No such file or directory: check"), MGP_GONE);
    target = "";
    create_fails(&options, "empty target");
    options.is_mirror = true;
    target = "s3://bucket/key";
    create_fails(&options, "--mirror");
    options.is_mirror = false;
    cr_assert_eq(mkfifo("fifo", 0600), 0);
    target = "fifo";
    create_fails(&options, "neither a file nor a directory");
    put("target/a");
    target = "target/a";
    options.is_mirror = true;
    create_fails(&options, "--mirror wants a directory");
    target = "-";
    create_fails(&options, "cannot be a mirror");
    options.target_count = 0;
    create_fails(&options, "nothing to scan");
    const char *pattern = "[";
    options = (struct mgp_source_options){.targets = &target, .target_count = 1, .includes = &pattern,
                                          .include_count = 1};
    create_fails(&options, "never closed");
}

Test(source, keeps_hostile_names)
{
    put("target/new\nline");
    put("target/tab\tand\x1B[31mescape");
    put("target/-rf");
    put("target/ blank ");
    put("target/\xE2\x80\xAE" "rtl");
    put("target/\xFF\xFE/\x80");
    put("target/100%");
    cr_expect_str_eq(keys_of_target(), "b: blank  b:%FF%FE/%80 b:-rf b:100% b:new\nline b:tab\tand\x1B[31mescape "
                                       "b:\xE2\x80\xAE" "rtl");
    const char *targets[] = {"target/\xFF\xFE"};
    struct mgp_source *source = create(&(struct mgp_source_options){.targets = targets, .target_count = 1});
    struct mgp_entry *entry = next(source);
    cr_expect(mgp_slice_is(entry->object.location, "target/\xFF\xFE/\x80"));
    struct mgp_stream *stream;
    cr_expect_eq(mgp_source_open(source, entry, &stream, NULL), MGP_OK);
    mgp_stream_close(stream);
    mgp_entry_destroy(entry);
    mgp_source_destroy(source);
}

Test(source, reads_files_whose_paths_are_longer_than_the_system_takes)
{
    char component[256];
    memset(component, 'k', 255);
    component[255] = '\0';
    cr_assert_eq(chdir("target"), 0);
    for (int i = 0; i < 40; i++) {
        cr_assert_eq(mkdir(component, 0755), 0);
        cr_assert_eq(chdir(component), 0);
    }
    write_file("f", "content");
    cr_assert_eq(chdir(root), 0);
    const char *targets[] = {"target"};
    struct mgp_source *source = create(&(struct mgp_source_options){.targets = targets, .target_count = 1,
                                                                     .as = "s3://b/"});
    struct mgp_entry *entry = next(source);
    cr_assert_eq(entry->status, MGP_OK, "%s", entry->message);
    cr_expect_eq(entry->object.key.len, 40u * 256 + 1);
    struct mgp_stream *stream;
    uint8_t bytes[64];
    size_t got;
    cr_assert_eq(mgp_source_open(source, entry, &stream, NULL), MGP_OK);
    cr_assert_eq(mgp_stream_read(stream, bytes, sizeof bytes, &got, NULL), MGP_OK);
    cr_expect_eq(got, 7u);
    mgp_stream_close(stream);
    mgp_entry_destroy(entry);
    cr_expect_null(next(source));
    mgp_source_destroy(source);
}

Test(source, walks_trees_deeper_than_a_process_may_open_files)
{
    struct rlimit limit = {64, 64};
    cr_assert_eq(chdir("target"), 0);
    for (int i = 0; i < 2000; i++) {
        if (i % 100 == 0) write_file("z", ""); /* so that the walk has to come back */
        cr_assert_eq(mkdir("d", 0755), 0);
        cr_assert_eq(chdir("d"), 0);
    }
    write_file("bottom", "");
    cr_assert_eq(chdir(root), 0);
    cr_assert_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
    const char *targets[] = {"target"};
    struct mgp_source *source = create(&(struct mgp_source_options){.targets = targets, .target_count = 1});
    size_t count = 0;
    for (struct mgp_entry *entry; (entry = next(source)); mgp_entry_destroy(entry)) {
        cr_expect_eq(entry->status, MGP_OK, "%s", entry->message);
        count++;
    }
    cr_expect_eq(count, 21u);
    mgp_source_destroy(source);
}

Test(source, lists_thousands_of_files_in_order)
{
    char path[64];
    for (int i = 0; i < 3000; i++) {
        snprintf(path, sizeof path, "target/%d/%d", i % 30, i);
        put(path);
    }
    const char *targets[] = {"target"};
    struct mgp_source *source = create(&(struct mgp_source_options){.targets = targets, .target_count = 1});
    struct mgp_entry *previous = next(source);
    size_t count = 1;
    for (struct mgp_entry *entry; (entry = next(source)); previous = entry, count++) {
        cr_expect_lt(mgp_slice_compare(previous->object.key, entry->object.key), 0);
        mgp_entry_destroy(previous);
    }
    mgp_entry_destroy(previous);
    cr_expect_eq(count, 3000u);
    mgp_source_destroy(source);
}

Test(source, passes_over_what_is_no_file_by_its_kind)
{
    put("target/file");
    cr_assert_eq(mkfifo("target/fifo", 0600), 0);
    struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "target/socket"};
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    cr_assert_eq(bind(fd, (struct sockaddr *)&address, sizeof address), 0);
    cr_expect_str_eq(keys_of_target(), "b:fifo~FIFO b:file b:socket~socket");
    close(fd);
}

Test(source, follows_links_only_within_the_target)
{
    put("target/real/file");
    put("outside/secret");
    cr_assert_eq(symlink("real/file", "target/a-file-link"), 0);
    cr_assert_eq(symlink("real", "target/a-folder-link"), 0);
    cr_assert_eq(symlink("../outside/secret", "target/out-file"), 0);
    cr_assert_eq(symlink("../outside", "target/out-folder"), 0);
    cr_assert_eq(symlink("missing", "target/dangling"), 0);
    cr_assert_eq(symlink("self", "target/self"), 0);
    cr_assert_eq(symlink(".", "target/loop"), 0);
    cr_assert_eq(symlink("../..", "target/real/up"), 0);
    cr_expect_str_eq(keys_of_target(),
                     "b:dangling!no longer there b:out-file~symbolic link out of the target "
                     "b:out-folder~symbolic link out of the target b:real/file "
                     "b:real/up~symbolic link out of the target b:self!no longer there");
    /* A target may itself be a link. */
    cr_assert_eq(symlink("target/real", "entrance"), 0);
    const char *targets[] = {"entrance"};
    char *keys = listing(&(struct mgp_source_options){.targets = targets, .target_count = 1, .as = "s3://b/"});
    cr_expect_str_eq(keys, "b:file b:up~symbolic link out of the target");
}

Test(source, lists_by_a_links_name_what_its_own_name_hides)
{
    put("target/releases/1/file");
    put("target/releases/1/deep/er");
    cr_assert_eq(symlink("releases/1", "target/latest"), 0);
    cr_assert_eq(symlink("releases/1/file", "target/linked"), 0);
    cr_assert_eq(symlink("..", "target/releases/1/deep/loop"), 0);
    const char *targets[] = {"target"}, *excludes[] = {"releases"};
    struct mgp_source_options options = {.targets = targets, .target_count = 1, .as = "s3://b/",
                                         .excludes = excludes, .exclude_count = 1};
    cr_expect_str_eq(listing(&options), "b:latest/deep/er b:latest/file");
    struct mgp_source *source = create(&options);
    for (struct mgp_entry *entry; (entry = next(source)); mgp_entry_destroy(entry)) {
        struct mgp_stream *stream;
        cr_expect_eq(mgp_source_open(source, entry, &stream, NULL), MGP_OK);
        mgp_stream_close(stream);
    }
    mgp_source_destroy(source);
}

Test(source, ends_where_links_multiply)
{
    char path[64];
    mkdir("target/x", 0755);
    enum { LEVELS = 5, LINKS = 30 }; /* more ways than are followed, and each of them short */
    for (int i = 0; i < LEVELS; i++) {
        snprintf(path, sizeof path, "target/x/%d", i);
        cr_assert_eq(mkdir(path, 0755), 0);
        for (int j = 0; j < LINKS; j++) {
            char to[32];
            snprintf(path, sizeof path, "target/x/%d/%d", i, j);
            snprintf(to, sizeof to, "../%d", i + 1);
            cr_assert_eq(symlink(to, path), 0);
        }
    }
    put("target/x/5/end");
    cr_assert_eq(symlink("x/0", "target/start"), 0);
    const char *targets[] = {"target"}, *excludes[] = {"x"};
    struct mgp_source_options options = {.targets = targets, .target_count = 1, .as = "s3://b/",
                                         .excludes = excludes, .exclude_count = 1};
    struct mgp_source *source = create(&options);
    size_t count = 0;
    bool was_limited = false;
    for (struct mgp_entry *entry; (entry = next(source)); mgp_entry_destroy(entry)) {
        was_limited |= entry->status == MGP_LIMIT;
        count++;
    }
    cr_expect(was_limited);
    cr_expect_leq(count, 2u);
    mgp_source_destroy(source);
}

Test(source, scans_a_file_once_however_often_it_is_named)
{
    put("target/sub/a");
    put("target/b");
    cr_assert_eq(link("target/b", "target/hard-link"), 0);
    cr_assert_eq(symlink("sub/a", "target/link"), 0);
    const char *targets[] = {"target/sub/a", "target", "./target/sub", "target/", "target/link"};
    char *keys = listing(&(struct mgp_source_options){.targets = targets, .target_count = 5});
    char wanted[256];
    const char *name = strrchr(root, '/') + 1;
    snprintf(wanted, sizeof wanted, "%s:target/b %s:target/sub/a", name, name);
    cr_expect_str_eq(keys, wanted);
}

Test(source, refuses_two_files_with_one_name)
{
    put("one/x/file");
    put("two/x/file");
    const char *targets[] = {"one", "two"};
    struct mgp_source *source = create(&(struct mgp_source_options){.targets = targets, .target_count = 2,
                                                                     .as = "s3://b/"});
    struct mgp_error error = {0};
    struct mgp_entry *entry = next(source);
    mgp_entry_destroy(entry);
    cr_expect_eq(mgp_source_next(source, &entry, &error), MGP_INVALID);
    cr_expect(strstr(error.message, "one/x/file and two/x/file"), "%s", error.message);
    cr_expect(strstr(error.message, "--as"), "%s", error.message);
    cr_expect_null(next(source));
    mgp_source_destroy(source);
    /* Names that are not UTF-8 may become the same, too. */
    put("target/%FF/a");
    put("target/\xFF/b");
    targets[0] = "target";
    source = create(&(struct mgp_source_options){.targets = targets, .target_count = 1});
    cr_expect_eq(mgp_source_next(source, &entry, &error), MGP_INVALID);
    cr_expect(strstr(error.message, "\\xff"), "%s", error.message);
    mgp_source_destroy(source);
}

Test(source, merges_targets_by_bucket_and_key)
{
    put("one/b/2");
    put("one/d");
    put("two/b/1");
    put("two/c");
    const char *targets[] = {"one", "two"};
    char *keys = listing(&(struct mgp_source_options){.targets = targets, .target_count = 2, .as = "s3://b/"});
    cr_expect_str_eq(keys, "b:b/1 b:b/2 b:c b:d");
}

Test(source, leaves_out_what_the_globs_leave_out)
{
    put("target/a.csv");
    put("target/a.txt");
    put("target/.git/x.csv");
    put("target/deep/b.csv");
    const char *targets[] = {"target"}, *includes[] = {"*.csv"}, *excludes[] = {".git"};
    char *keys = listing(&(struct mgp_source_options){.targets = targets, .target_count = 1, .as = "s3://b/",
                                                      .includes = includes, .include_count = 1,
                                                      .excludes = excludes, .exclude_count = 1});
    cr_expect_str_eq(keys, "b:a.csv b:deep/b.csv");
}

Test(source, a_mirrors_folders_are_buckets)
{
    put("target/bucket/a/b");
    put("target/bucket-x/c");
    put("target/bucket.bucket.json");
    put("target/loose.txt");
    mkdir("target/empty", 0755);
    cr_assert_eq(symlink("../bucket/a/b", "target/bucket-x/linked"), 0);
    cr_assert_eq(link("target/bucket/a/b", "target/bucket-x/hard"), 0);
    cr_assert_eq(symlink("/etc/passwd", "target/empty.bucket.json"), 0);
    const char *targets[] = {"target"};
    struct mgp_source_options options = {.targets = targets, .target_count = 1, .is_mirror = true};
    cr_expect_str_eq(listing(&options), "bucket:a/b bucket-x:c bucket-x:hard "
                                        "empty.bucket.json:~symbolic link out of the target loose.txt:!not valid");
    struct mgp_source *source = create(&options);
    cr_expect_str_eq(mgp_source_bucket_file(source, MGP_LITERAL("bucket")), "target/bucket.bucket.json");
    const char *again = mgp_source_bucket_file(source, MGP_LITERAL("bucket"));
    cr_expect_eq(again, mgp_source_bucket_file(source, MGP_LITERAL("bucket")));
    cr_expect_null(mgp_source_bucket_file(source, MGP_LITERAL("bucket-x")));
    cr_expect_null(mgp_source_bucket_file(source, MGP_LITERAL("empty")));
    cr_expect_null(mgp_source_bucket_file(source, MGP_LITERAL("../target/bucket")));
    mgp_source_destroy(source);
}

/* Runs check as a user who may not read everything; root may. */
static void as_nobody(void (*check)(void))
{
    chmod(root, 0777);
    pid_t child = fork();
    if (child == 0) {
        if (geteuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0)) _exit(1);
        check();
        _exit(0);
    }
    int status;
    waitpid(child, &status, 0);
    cr_expect_eq(status, 0);
}

/* In the child: its exit status is the line that failed. */
#define REQUIRE(condition) \
    if (!(condition)) _exit(__LINE__ & 0x7F)

static void check_denied(void)
{
    const char *targets[] = {"target"};
    struct mgp_source_options options = {.targets = targets, .target_count = 1, .as = "s3://b/"};
    struct mgp_source *source = NULL;
    struct mgp_entry *entries[3] = {NULL};
    struct mgp_stream *stream = NULL;
    REQUIRE(mgp_source_create(&options, &source, NULL) == MGP_OK);
    for (int i = 0; i < 3; i++) {
        REQUIRE(mgp_source_next(source, &entries[i], NULL) == MGP_OK);
    }
    REQUIRE(mgp_slice_is(entries[0]->object.key, "closed/") && entries[0]->status == MGP_DENIED);
    /* That a file cannot be read shows when it is opened. */
    REQUIRE(mgp_slice_is(entries[1]->object.key, "file"));
    REQUIRE(mgp_source_open(source, entries[1], &stream, NULL) == MGP_DENIED);
    REQUIRE(mgp_slice_is(entries[2]->object.key, "seen"));
    for (int i = 0; i < 3; i++) {
        mgp_entry_destroy(entries[i]);
    }
    mgp_source_destroy(source);
    targets[0] = "target/file";
    REQUIRE(mgp_source_create(&options, &source, NULL) == MGP_DENIED);
}

Test(source, reports_what_may_not_be_read_and_goes_on)
{
    put("target/closed/x");
    put("target/file");
    put("target/seen");
    chmod("target/closed", 0);
    chmod("target/file", 0);
    as_nobody(check_denied);
}

/* The first entry of target, ready to be opened. */
static struct mgp_entry *listed(struct mgp_source **source)
{
    const char *targets[] = {"target"};
    *source = create(&(struct mgp_source_options){.targets = targets, .target_count = 1});
    return next(*source);
}

static enum mgp_status read_whole(struct mgp_source *source, const struct mgp_entry *entry)
{
    struct mgp_stream *stream;
    uint8_t bytes[1000];
    size_t got = 1;
    enum mgp_status status = mgp_source_open(source, entry, &stream, NULL);
    if (status != MGP_OK) return status;
    while (status == MGP_OK && got > 0) {
        status = mgp_stream_read(stream, bytes, sizeof bytes, &got, NULL);
    }
    mgp_stream_close(stream);
    return status;
}

Test(source, opens_an_object_as_often_as_it_is_asked)
{
    put("target/a");
    struct mgp_source *source;
    struct mgp_entry *entry = listed(&source);
    for (int i = 0; i < 3; i++) {
        cr_expect_eq(read_whole(source, entry), MGP_OK);
    }
    mgp_entry_destroy(entry);
    mgp_source_destroy(source);
}

#if defined(__SANITIZE_ADDRESS__)
#define PER_ENTRY 8 /* an arena of that build asks for each piece */
#else
#define PER_ENTRY 0
#endif

Test(source, needs_no_memory_for_one_file_more)
{
    enum { FILES = 300, WARM = 50 };
    char path[64];
    for (int i = 0; i < FILES; i++) {
        snprintf(path, sizeof path, "target/%d", i);
        put(path);
    }
    const char *targets[] = {"target"};
    struct mgp_source *source = create(&(struct mgp_source_options){.targets = targets, .target_count = 1});
    uint64_t before = 0;
    for (int i = 0; i < FILES; i++) {
        if (i == WARM) before = mgp_allocation_count();
        struct mgp_entry *entry = next(source);
        cr_assert_eq(read_whole(source, entry), MGP_OK);
        mgp_source_recycle(source, entry);
    }
    uint64_t count = mgp_allocation_count() - before;
    cr_expect_leq(count, (uint64_t)PER_ENTRY * (FILES - WARM), "%llu allocations", (unsigned long long)count);
    cr_expect_null(next(source));
    mgp_source_recycle(source, NULL);
    mgp_source_destroy(source);
}

Test(source, opens_files_of_more_folders_than_it_may_hold_open)
{
    enum { FOLDERS = 200 };
    struct rlimit limit = {64, 64};
    struct mgp_entry *entries[FOLDERS];
    char path[64];
    for (int i = 0; i < FOLDERS; i++) {
        snprintf(path, sizeof path, "target/%d/file", i);
        put(path);
    }
    cr_assert_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
    const char *targets[] = {"target"};
    struct mgp_source *source = create(&(struct mgp_source_options){.targets = targets, .target_count = 1});
    for (int i = 0; i < FOLDERS; i++) {
        entries[i] = next(source);
    }
    cr_expect_null(next(source));
    for (int i = 0; i < FOLDERS; i++) {
        cr_expect_eq(read_whole(source, entries[i]), MGP_OK);
        mgp_entry_destroy(entries[i]);
    }
    mgp_source_destroy(source);
}

static unsigned open_files(void)
{
    unsigned count = 0;
    for (int fd = 0; fd < 64; fd++) {
        count += fcntl(fd, F_GETFD) >= 0;
    }
    return count;
}

/* Files that are opened when they are listed take no more than an eighth of what may be open, and are closed again,
 * read or not. */
Test(source, opens_few_files_before_their_turn)
{
    enum { FILES = 40, LIMIT = 64 };
    struct rlimit limit = {LIMIT, LIMIT};
    struct mgp_entry *entries[FILES];
    char path[64];
    for (int i = 0; i < FILES; i++) {
        snprintf(path, sizeof path, "target/%d", 10 + i);
        put(path);
    }
    cr_assert_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
    const char *targets[] = {"target"};
    for (int lists_only = 0; lists_only <= 1; lists_only++) {
        unsigned before = open_files();
        struct mgp_source *source = create(
            &(struct mgp_source_options){.targets = targets, .target_count = 1, .lists_only = lists_only});
        for (int i = 0; i < FILES; i++) {
            entries[i] = next(source);
        }
        unsigned files = open_files() - before - 1; /* but for the folder */
        if (lists_only) cr_expect_eq(files, 0, "%u", files);
        else cr_expect(files > 0 && files <= (LIMIT - 48) / 8, "%u", files);
        for (int i = 0; i < FILES; i++) {
            if (i % 2 && !lists_only) cr_expect_eq(read_whole(source, entries[i]), MGP_OK);
            if (i % 3) mgp_entry_destroy(entries[i]);
            else mgp_source_recycle(source, entries[i]);
        }
        mgp_source_destroy(source);
        cr_expect_eq(open_files(), before);
    }
}

/* Where hardly any can be open, folders and what is read have all of them. */
Test(source, opens_no_file_before_its_turn_where_few_can_be_open)
{
    struct rlimit limit = {40, 40};
    put("target/1");
    put("target/2");
    cr_assert_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
    unsigned before = open_files();
    struct mgp_source *source;
    struct mgp_entry *entry = listed(&source);
    cr_expect_eq(open_files(), before + 1); /* the folder */
    cr_expect_eq(read_whole(source, entry), MGP_OK);
    mgp_entry_destroy(entry);
    mgp_source_destroy(source);
}

Test(source, reads_a_file_although_its_folder_was_renamed)
{
    struct mgp_source *source;
    put("target/folder/a");
    struct mgp_entry *entry = listed(&source);
    cr_assert_eq(rename("target/folder", "target/elsewhere"), 0);
    cr_expect_eq(read_whole(source, entry), MGP_OK);
    mgp_entry_destroy(entry);
    mgp_source_destroy(source);
}

/* Links to what lies out of the target must not be followed by whoever puts one in a folder's place. */
Test(source, does_not_follow_a_link_that_took_a_folders_place)
{
    struct mgp_source *source;
    put("target/folder/a");
    put("outside/a");
    struct mgp_entry *entry = listed(&source);
    unlink("target/folder/a");
    cr_assert_eq(rmdir("target/folder"), 0);
    cr_assert_eq(symlink("../outside", "target/folder"), 0);
    cr_expect_eq(read_whole(source, entry), MGP_OK); /* it was open */
    cr_expect_neq(read_whole(source, entry), MGP_OK);
    mgp_entry_destroy(entry);
    mgp_source_destroy(source);
}

Test(source, notices_what_happened_since_the_listing)
{
    struct mgp_source *source;
    put("target/a");
    struct mgp_entry *entry = listed(&source);
    write_file("target/a", "of another size, now");
    cr_expect_eq(read_whole(source, entry), MGP_CHANGED);
    put("other");
    cr_assert_eq(rename("other", "target/a"), 0);
    cr_expect_eq(read_whole(source, entry), MGP_CHANGED);
    unlink("target/a");
    cr_expect_eq(read_whole(source, entry), MGP_GONE);
    cr_assert_eq(symlink("/etc/passwd", "target/a"), 0);
    cr_expect_eq(read_whole(source, entry), MGP_CHANGED);
    unlink("target/a");
    cr_assert_eq(mkfifo("target/a", 0600), 0);
    cr_expect_eq(read_whole(source, entry), MGP_CHANGED);
    mgp_entry_destroy(entry);
    mgp_source_destroy(source);
}

static enum mgp_status read_while(void (*happening)(void))
{
    struct mgp_source *source;
    char text[5000];
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    write_file("target/a", text);
    struct mgp_entry *entry = listed(&source);
    struct mgp_stream *stream;
    uint8_t bytes[1000];
    size_t got = 1;
    cr_assert_eq(mgp_source_open(source, entry, &stream, NULL), MGP_OK);
    cr_assert_eq(mgp_stream_read(stream, bytes, sizeof bytes, &got, NULL), MGP_OK);
    happening();
    enum mgp_status status = MGP_OK;
    while (status == MGP_OK && got > 0) {
        status = mgp_stream_read(stream, bytes, sizeof bytes, &got, NULL);
    }
    mgp_stream_close(stream);
    mgp_entry_destroy(entry);
    mgp_source_destroy(source);
    return status;
}

static void grow(void)
{
    cr_assert_eq(truncate("target/a", 9000), 0);
}
static void shrink(void)
{
    cr_assert_eq(truncate("target/a", 2000), 0);
}
static void touch(void)
{
    struct timespec times[2] = {{1, 0}, {1, 0}};
    cr_assert_eq(utimensat(AT_FDCWD, "target/a", times, 0), 0);
}
static void remove_it(void)
{
    unlink("target/a");
}

Test(source, notices_what_happens_while_it_reads)
{
    cr_expect_eq(read_while(grow), MGP_CHANGED);
    cr_expect_eq(read_while(shrink), MGP_CHANGED);
    cr_expect_eq(read_while(touch), MGP_CHANGED);
    cr_expect_eq(read_while(remove_it), MGP_OK); /* its bytes are all there */
}

static void check_stdin(size_t size, const char *as, const char *key)
{
    const char *targets[] = {"-", "-"};
    struct mgp_source *source = create(&(struct mgp_source_options){.targets = targets, .target_count = as ? 1 : 2,
                                                                     .as = as});
    struct mgp_entry *entry = next(source);
    cr_expect(mgp_slice_is(entry->object.key, key));
    cr_expect_eq(entry->object.size, size);
    for (int i = 0; i < 2; i++) {
        cr_expect_eq(read_whole(source, entry), MGP_OK);
    }
    cr_expect_eq(mgp_source_complete(source, entry, &entry->object, &entry->arena, NULL), MGP_OK);
    cr_expect_eq(strlen(entry->object.etag), 32u);
    mgp_entry_destroy(entry);
    cr_expect_null(next(source));
    mgp_source_destroy(source);
}

static void pipe_to_stdin(size_t size)
{
    int ends[2];
    cr_assert_eq(pipe(ends), 0);
    if (fork() == 0) {
        close(ends[0]);
        for (size_t i = 0; i < size; i++) {
            if (write(ends[1], "x", 1) != 1) _exit(1);
        }
        _exit(0);
    }
    close(ends[1]);
    dup2(ends[0], 0);
    close(ends[0]);
}

Test(source, reads_standard_input_more_than_once)
{
    pipe_to_stdin(100000);
    check_stdin(100000, NULL, "stdin");
    pipe_to_stdin(0);
    check_stdin(0, "s3://b/p/", "p/stdin");
    pipe_to_stdin(3);
    check_stdin(3, "s3://b/exact.csv", "exact.csv");
    /* A file is read from where it stands. */
    write_file("plain", "0123456789");
    int fd = open("plain", O_RDONLY);
    cr_assert_eq(lseek(fd, 4, SEEK_SET), 4);
    dup2(fd, 0);
    check_stdin(6, NULL, "stdin");
}

Test(source, says_where_standard_input_could_not_be_kept)
{
    const char *targets[] = {"-"};
    struct mgp_error error = {0};
    struct mgp_entry *entry;
    setenv("TMPDIR", "/nowhere", 1);
    pipe_to_stdin(10);
    struct mgp_source *source = create(&(struct mgp_source_options){.targets = targets, .target_count = 1});
    cr_expect_eq(mgp_source_next(source, &entry, &error), MGP_IO);
    cr_expect(strstr(error.message, "/nowhere") && strstr(error.message, "TMPDIR"), "%s", error.message);
    mgp_source_destroy(source);
    close(0);
    create_fails(&(struct mgp_source_options){.targets = targets, .target_count = 1}, "standard input is closed");
}

Test(object, extension_is_behind_the_last_dot_of_the_last_segment)
{
    static const struct {
        const char *key, *extension;
    } rows[] = {{"a.txt", "txt"}, {"a.tar.gz", "gz"}, {".hidden", "hidden"}, {"a.b/c", ""}, {"a.", ""}, {"", ""},
                {"x/.env", "env"}, {"A.CSV", "CSV"}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct mgp_slice extension = mgp_object_extension(mgp_slice_text(rows[i].key));
        cr_expect(mgp_slice_is(extension, rows[i].extension), "%s", rows[i].key);
    }
}
