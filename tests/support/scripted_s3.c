/* scripted_s3: a server of S3 for tests, which verifies signatures with code of its own and misbehaves as told.
 *
 *   scripted_s3 --port-file FILE [--root DIR] [--rules FILE] [--log FILE] [--delay MS] [--skew SECONDS]
 *               [--many COUNT --bytes SIZE [--folders COUNT]] [--region NAME] [--no-verify] [--page COUNT]
 *               [--rate BYTES]
 *
 * Buckets are the folders in DIR, objects the files in them, read at the start; keys are the paths below. ETags are
 * those of uploads by the AWS CLI: of large objects in parts. With
 * --many there is also a bucket "many" of COUNT made-up objects key-0000000 ... of SIZE bytes each, or
 * folder-0000/key-0000000 ... with --folders. Keys: access key AKSCRIPTED, secret "scripted-secret". PUT and uploads in
 * parts are kept in memory. --rate: so many bytes a second over all connections.
 *
 * Rules, one a line: METHOD SUBSTRING COUNT ACTION [ARGUMENT]. The first whose method and substring (of path and
 * query as they were sent; * for any) fit and whose COUNT is not used up decides:
 *   status CODE:NAME[:SECONDS]   an error document, perhaps with Retry-After
 *   reset                  the connection is reset
 *   stall                  headers and half of the body, then nothing more for 60 s
 *   truncate BYTES         so much of the body, then the connection ends
 *   lie                    a Content-Length that is larger than the body
 *   root NAME              200 with an XML document of another root
 *   xml TEXT               200 with this text
 *   token                  a listing whose continuation token never changes
 *   changed                the object has another ETag and content from now on
 *   region NAME            301 with this region, unless the request was signed for it
 *   malformed NAME         400 AuthorizationHeaderMalformed that names this region, unless signed for it
 *   ignore-after           a listing from the first key, whatever start-after says
 *   ignore-range           200 with the whole object
 *   expired [TOKEN]        400 ExpiredToken; with TOKEN only while requests come with this session token
 * --log: a line "STATUS METHOD PATH RANGE" for each request. Ends on SIGTERM. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define ACCESS_KEY "AKSCRIPTED"
#define SECRET     "scripted-secret"
#define MAX_HEAD   65536
#define RATE_BYTES 262144 /* sent at a time, with --rate */

struct object {
    char *bucket, *key, etag[64];
    char *bytes;
    size_t length;
    int version;
};

struct rule {
    char method[8], what[256], action[24], argument[512];
    int count;
};

static struct {
    const char *port_file, *root, *rules_path, *region;
    long delay_ms, skew_s, many, many_bytes, page, folders, rate;
    long long free_ns; /* with rate: when the next byte may go */
    int no_verify;
    FILE *log;
    struct object *objects;
    size_t count;
    char **buckets;
    size_t bucket_count;
    struct rule *rules;
    size_t rule_count;
    char *parts[64];
    size_t part_lengths[64];
    pthread_mutex_t lock, rate_lock;
} server = {.lock = PTHREAD_MUTEX_INITIALIZER,
            .rate_lock = PTHREAD_MUTEX_INITIALIZER,
            .page = 1000,
            .many_bytes = 4096,
            .region = "us-east-1"};

struct request {
    char method[8];
    char *target, *path, *query; /* as sent */
    char *head;
    char *body;
    size_t body_length;
    char region[64]; /* of the signature's scope */
};

/* Digests. */

static void hex(const unsigned char *bytes, size_t n, char *out)
{
    for (size_t i = 0; i < n; i++) sprintf(out + 2 * i, "%02x", bytes[i]);
}

static void sha256_hex(const char *text, size_t length, char out[65])
{
    unsigned char digest[32];
    EVP_Digest(text, length, digest, NULL, EVP_sha256(), NULL);
    hex(digest, 32, out);
}

static void hmac(const void *key, size_t key_length, const char *text, unsigned char out[32])
{
    HMAC(EVP_sha256(), key, (int)key_length, (const unsigned char *)text, strlen(text), out, NULL);
}

/* Requests. */

static const char *header(const struct request *request, const char *name, char *out, size_t size)
{
    size_t length = strlen(name);
    out[0] = '\0';
    for (char *line = strstr(request->head, "\r\n"); line; line = strstr(line, "\r\n")) {
        line += 2;
        if (strncasecmp(line, name, length) != 0 || line[length] != ':') continue;
        const char *value = line + length + 1;
        while (*value == ' ') value++;
        size_t n = strcspn(value, "\r");
        if (n >= size) n = size - 1;
        memcpy(out, value, n);
        out[n] = '\0';
        return out;
    }
    return NULL;
}

static int compare_texts(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The query's parameters as they were sent, sorted, each with its '='. */
static void canonical_query(const char *query, char *out)
{
    char *copy = strdup(query), *items[64], *rest = copy, *item;
    size_t count = 0;
    *out = '\0';
    while (*query && (item = strsep(&rest, "&")) && count < 64) items[count++] = item;
    qsort(items, count, sizeof *items, compare_texts);
    for (size_t i = 0; i < count; i++) {
        out += sprintf(out, "%s%s%s", i ? "&" : "", items[i], strchr(items[i], '=') ? "" : "=");
    }
    free(copy);
}

/* NULL, or the code of what is wrong. */
static const char *verify(struct request *request)
{
    static char auth[4096], date[64], hash[128], value[8192], canonical[MAX_HEAD], query[MAX_HEAD], to_sign[1024];
    char scope_date[16], credential[128], names[1024], copy[1024], signature[128], wanted[65], body_hash[65];
    unsigned char key[32];
    if (!header(request, "Authorization", auth, sizeof auth)) return "AccessDenied";
    if (sscanf(auth, "AWS4-HMAC-SHA256 Credential=%127[^,], SignedHeaders=%1023[^,], Signature=%127s", credential,
               names, signature) != 3)
        return "AuthorizationHeaderMalformed";
    char *slash = strchr(credential, '/');
    if (!slash || strncmp(credential, ACCESS_KEY "/", sizeof ACCESS_KEY) != 0) return "InvalidAccessKeyId";
    if (sscanf(slash + 1, "%15[^/]/%63[^/]/s3/aws4_request", scope_date, request->region) != 2)
        return "AuthorizationHeaderMalformed";
    if (!header(request, "X-Amz-Date", date, sizeof date) ||
        !header(request, "X-Amz-Content-Sha256", hash, sizeof hash))
        return "AccessDenied";
    struct tm when = {0};
    strptime(date, "%Y%m%dT%H%M%SZ", &when);
    if (labs((long)(timegm(&when) - (time(NULL) + server.skew_s))) > 900) return "RequestTimeTooSkewed";
    sha256_hex(request->body, request->body_length, body_hash);
    if (strcmp(hash, "UNSIGNED-PAYLOAD") != 0 && strcmp(hash, body_hash) != 0) return "XAmzContentSHA256Mismatch";
    canonical_query(request->query, query);
    char *out = canonical + sprintf(canonical, "%s\n%s\n%s\n", request->method, request->path, query);
    memcpy(copy, names, sizeof copy);
    for (char *rest = copy, *name; (name = strsep(&rest, ";"));) {
        if (!header(request, name, value, sizeof value)) return "SignatureDoesNotMatch";
        out += sprintf(out, "%s:%s\n", name, value);
    }
    sprintf(out, "\n%s\n%s", names, hash);
    char first[80] = "AWS4" SECRET;
    hmac(first, strlen(first), scope_date, key);
    hmac(key, 32, request->region, key);
    hmac(key, 32, "s3", key);
    hmac(key, 32, "aws4_request", key);
    char canonical_hash[65];
    sha256_hex(canonical, strlen(canonical), canonical_hash);
    sprintf(to_sign, "AWS4-HMAC-SHA256\n%s\n%s/%s/s3/aws4_request\n%s", date, scope_date, request->region,
            canonical_hash);
    hmac(key, 32, to_sign, key);
    hex(key, 32, wanted);
    return strcmp(wanted, signature) == 0 ? NULL : "SignatureDoesNotMatch";
}

static char *decoded(const char *text, size_t length)
{
    char *out = malloc(length + 1), *at = out;
    for (size_t i = 0; i < length; i++) {
        unsigned value;
        if (text[i] == '%' && i + 2 < length + 0 + 1 && sscanf(text + i + 1, "%2x", &value) == 1) {
            *at++ = (char)value;
            i += 2;
        } else {
            *at++ = text[i];
        }
    }
    *at = '\0';
    return out;
}

static char *parameter(const struct request *request, const char *name)
{
    size_t length = strlen(name);
    for (const char *at = request->query; at && *at;) {
        size_t n = strcspn(at, "&");
        if (strncmp(at, name, length) == 0 && (at[length] == '=' || n == length))
            return n == length ? strdup("") : decoded(at + length + 1, n - length - 1);
        at += n + (at[n] == '&');
    }
    return NULL;
}

/* Answers. */

/* With --rate: waits until length bytes may go. */
static void wait_for_rate(size_t length)
{
    struct timespec now, until;
    clock_gettime(CLOCK_MONOTONIC, &now);
    long long now_ns = now.tv_sec * 1000000000ll + now.tv_nsec;
    pthread_mutex_lock(&server.rate_lock);
    if (server.free_ns < now_ns) server.free_ns = now_ns;
    long long begin_ns = server.free_ns;
    server.free_ns += (long long)length * 1000000000ll / server.rate;
    pthread_mutex_unlock(&server.rate_lock);
    until = (struct timespec){.tv_sec = begin_ns / 1000000000ll, .tv_nsec = begin_ns % 1000000000ll};
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL);
}

static int send_all(int fd, const char *bytes, size_t length)
{
    while (length > 0) {
        size_t piece = server.rate && length > RATE_BYTES ? RATE_BYTES : length;
        if (server.rate) wait_for_rate(piece);
        ssize_t sent = send(fd, bytes, piece, MSG_NOSIGNAL);
        if (sent <= 0) return 0;
        bytes += sent;
        length -= (size_t)sent;
    }
    return 1;
}

static int respond(int fd, int status, const char *headers, const char *body, size_t length, size_t claimed,
                   int is_head)
{
    char head[4096], date[64];
    time_t now = time(NULL) + server.skew_s;
    struct tm utc;
    strftime(date, sizeof date, "%a, %d %b %Y %H:%M:%S GMT", gmtime_r(&now, &utc));
    int n = snprintf(head, sizeof head,
                     "HTTP/1.1 %d X\r\nDate: %s\r\nx-amz-request-id: REQ1\r\nContent-Length: %zu\r\n%s\r\n", status,
                     date, claimed, headers);
    if (is_head || length > 65536) return send_all(fd, head, (size_t)n) && (is_head || send_all(fd, body, length));
    char *both = malloc((size_t)n + length);
    memcpy(both, head, (size_t)n);
    if (length) memcpy(both + n, body, length);
    int fine = send_all(fd, both, (size_t)n + length);
    free(both);
    return fine;
}

static int respond_error(int fd, int status, const char *code, const char *headers, int is_head)
{
    char body[512];
    int n = snprintf(body, sizeof body,
                     "<?xml version=\"1.0\"?><Error><Code>%s</Code><Message>as told</Message>"
                     "<RequestId>REQ1</RequestId></Error>",
                     code);
    return respond(fd, status, headers, body, (size_t)n, (size_t)n, is_head);
}

static int has_token(const struct request *request, const char *wanted)
{
    char token[512];
    return header(request, "X-Amz-Security-Token", token, sizeof token) && strcmp(token, wanted) == 0;
}

static struct rule *find_rule(const struct request *request)
{
    for (size_t i = 0; i < server.rule_count; i++) {
        struct rule *rule = &server.rules[i];
        if (rule->count <= 0 || (strcmp(rule->method, "*") != 0 && strcmp(rule->method, request->method) != 0))
            continue;
        if (strcmp(rule->what, "*") != 0 && !strstr(request->target, rule->what)) continue;
        int is_region = strcmp(rule->action, "region") == 0 || strcmp(rule->action, "malformed") == 0;
        if (is_region && strcmp(request->region, rule->argument) == 0) continue;
        if (strcmp(rule->action, "expired") == 0 && *rule->argument && !has_token(request, rule->argument)) continue;
        rule->count--;
        return rule;
    }
    return NULL;
}

static struct object *find_object(const char *bucket, const char *key)
{
    for (size_t i = 0; i < server.count; i++)
        if (strcmp(server.objects[i].bucket, bucket) == 0 && strcmp(server.objects[i].key, key) == 0)
            return &server.objects[i];
    return NULL;
}

static int compare_objects(const void *a, const void *b)
{
    const struct object *x = a, *y = b;
    int order = strcmp(x->bucket, y->bucket);
    return order ? order : strcmp(x->key, y->key);
}

/* As if everybody uploaded as the AWS CLI does: from PART bytes on in parts of so many. */
static void seal(struct object *object)
{
    enum { PART = 8 << 20, MAX_PARTS = 64 };
    unsigned char digests[MAX_PARTS][16], digest[16];
    size_t count = 0;
    assert(object->length <= (size_t)MAX_PARTS * PART);
    if (object->length < PART) {
        EVP_Digest(object->bytes, object->length, digest, NULL, EVP_md5(), NULL);
        hex(digest, sizeof digest, object->etag);
        return;
    }
    for (size_t at = 0; at < object->length; at += PART) {
        size_t length = object->length - at < PART ? object->length - at : PART;
        EVP_Digest(object->bytes + at, length, digests[count++], NULL, EVP_md5(), NULL);
    }
    EVP_Digest(digests, count * sizeof *digests, digest, NULL, EVP_md5(), NULL);
    hex(digest, sizeof digest, object->etag);
    snprintf(object->etag + 32, sizeof object->etag - 32, "-%zu", count);
}

static void put(const char *bucket, const char *key, char *bytes, size_t length)
{
    struct object *object = find_object(bucket, key);
    if (!object) {
        server.objects = realloc(server.objects, (server.count + 1) * sizeof *server.objects);
        object = &server.objects[server.count++];
        *object = (struct object){.bucket = strdup(bucket), .key = strdup(key)};
    }
    object->bytes = bytes;
    object->length = length;
    seal(object);
}

static void append_encoded(FILE *out, const char *text)
{
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || strchr("-._/", c))
            fputc(c, out);
        else
            fprintf(out, "%%%02X", c);
    }
}

static void list_item(FILE *out, const char *key, size_t size, const char *etag)
{
    fputs("<Contents><Key>", out);
    append_encoded(out, key);
    fprintf(out,
            "</Key><LastModified>2026-01-02T03:04:05.000Z</LastModified><ETag>&quot;%s&quot;</ETag><Size>%zu</Size>"
            "<StorageClass>STANDARD</StorageClass></Contents>",
            etag, size);
}

/* The key at a place of the bucket's list; NULL: of another bucket. */
static const char *key_at(const char *bucket, size_t at, char made[64])
{
    if (strcmp(bucket, "many") != 0)
        return strcmp(server.objects[at].bucket, bucket) == 0 ? server.objects[at].key : NULL;
    size_t each = server.folders ? ((size_t)server.many + (size_t)server.folders - 1) / (size_t)server.folders : 0;
    if (each)
        snprintf(made, 64, "folder-%04zu/key-%07zu", at / each, at);
    else
        snprintf(made, 64, "key-%07zu", at);
    return made;
}

/* The first place whose key stands behind after. */
static size_t place_after(const char *bucket, size_t total, const char *after)
{
    char made[64];
    size_t low = 0, high = total;
    if (strcmp(bucket, "many") != 0) {
        while (low < total && (!key_at(bucket, low, made) || strcmp(key_at(bucket, low, made), after) <= 0)) low++;
        return low;
    }
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(key_at(bucket, middle, made), after) <= 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static int serve_list(int fd, const struct request *request, const char *bucket, const struct rule *rule)
{
    char *body, *token = parameter(request, "continuation-token"), *prefix = parameter(request, "prefix");
    char *most = parameter(request, "max-keys"), *after = parameter(request, "start-after");
    char *delimiter = parameter(request, "delimiter"), common[2048] = "";
    int is_many = strcmp(bucket, "many") == 0, is_cut = 0;
    size_t total = is_many ? (size_t)server.many : server.count, given = 0, length;
    size_t limit = most ? (size_t)atol(most) : 1000, begin = token ? (size_t)atol(token) : 0, at = begin;
    if (!token && after && !(rule && strcmp(rule->action, "ignore-after") == 0)) at = place_after(bucket, total, after);
    if (limit > (size_t)server.page) limit = (size_t)server.page;
    FILE *out = open_memstream(&body, &length);
    fputs("<?xml version=\"1.0\"?><ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">"
          "<EncodingType>url</EncodingType>",
          out);
    for (; at < total; at++) {
        char made[64];
        const char *key = key_at(bucket, at, made);
        size_t skipped = prefix ? strlen(prefix) : 0;
        if (!key || (prefix && strncmp(key, prefix, skipped) != 0)) continue;
        if (*common && strncmp(key, common, strlen(common)) == 0) continue;
        if (given++ == limit) {
            is_cut = 1;
            break;
        }
        const char *end = delimiter ? strchr(key + skipped, '/') : NULL;
        if (end) {
            snprintf(common, sizeof common, "%.*s", (int)(end - key + 1), key);
            fputs("<CommonPrefixes><Prefix>", out);
            append_encoded(out, common);
            fputs("</Prefix></CommonPrefixes>", out);
        } else if (is_many) {
            list_item(out, key, (size_t)server.many_bytes, "0123456789abcdef0123456789abcdef");
        } else {
            list_item(out, key, server.objects[at].length, server.objects[at].etag);
        }
    }
    int repeats = rule && strcmp(rule->action, "token") == 0;
    if (is_cut || repeats) fprintf(out, "<NextContinuationToken>%zu</NextContinuationToken>", repeats ? 0 : at);
    fprintf(out, "<IsTruncated>%s</IsTruncated></ListBucketResult>", is_cut || repeats ? "true" : "false");
    fclose(out);
    int fine = respond(fd, 200, "", body, length, length, 0);
    free(body);
    free(token);
    free(prefix);
    free(most);
    free(after);
    free(delimiter);
    return fine;
}

static int serve_object(int fd, const struct request *request, const struct object *object, const struct rule *rule)
{
    char headers[1024], range[128], match[128];
    int is_head = strcmp(request->method, "HEAD") == 0, status = 200;
    size_t first = 0, last = object->length ? object->length - 1 : 0;
    const char *action = rule ? rule->action : "";
    if (header(request, "If-Match", match, sizeof match) && !strstr(match, object->etag))
        return respond_error(fd, 412, "PreconditionFailed", "", is_head);
    if (header(request, "Range", range, sizeof range) && strcmp(action, "ignore-range") != 0) {
        sscanf(range, "bytes=%zu-%zu", &first, &last);
        if (first >= object->length) return respond_error(fd, 416, "InvalidRange", "", 0);
        if (last >= object->length) last = object->length - 1;
        status = 206;
    }
    size_t length = object->length ? last - first + 1 : 0;
    int n = snprintf(headers, sizeof headers,
                     "ETag: \"%s\"\r\nLast-Modified: Fri, 02 Jan 2026 03:04:05 GMT\r\n"
                     "x-amz-server-side-encryption: AES256\r\n",
                     object->etag);
    if (status == 206)
        snprintf(headers + n, sizeof headers - (size_t)n, "Content-Range: bytes %zu-%zu/%zu\r\n", first, last,
                 object->length);
    if (strcmp(action, "stall") == 0) {
        respond(fd, status, headers, object->bytes + first, length / 2, length, 0);
        sleep(60);
        return 0;
    }
    if (strcmp(action, "truncate") == 0) {
        respond(fd, status, headers, object->bytes + first, (size_t)atol(rule->argument), length, 0);
        return 0;
    }
    if (strcmp(action, "lie") == 0) {
        respond(fd, status, headers, object->bytes + first, length, length + 10, 0);
        return 0;
    }
    return respond(fd, status, headers, object->bytes + first, length, length, is_head);
}

static int serve_write(int fd, const struct request *request, const char *bucket, const char *key)
{
    char *number = parameter(request, "partNumber"), *id = parameter(request, "uploadId"),
         *uploads = parameter(request, "uploads");
    char headers[256] = "";
    int fine;
    if (strcmp(request->method, "POST") == 0 && uploads) {
        const char text[] =
            "<InitiateMultipartUploadResult><UploadId>up&amp;1</UploadId></InitiateMultipartUploadResult>";
        fine = respond(fd, 200, "", text, sizeof text - 1, sizeof text - 1, 0);
    } else if (number && id) {
        int n = atoi(number) & 63;
        server.parts[n] = memcpy(malloc(request->body_length + 1), request->body, request->body_length);
        server.part_lengths[n] = request->body_length;
        snprintf(headers, sizeof headers, "ETag: \"part%d\"\r\n", n);
        fine = respond(fd, 200, headers, "", 0, 0, 0);
    } else if (id && strcmp(request->method, "POST") == 0) {
        size_t total = 0, at = 0;
        for (int i = 1; i < 64; i++) total += server.part_lengths[i];
        char *all = malloc(total + 1);
        for (int i = 1; i < 64; at += server.part_lengths[i], i++)
            if (server.part_lengths[i]) memcpy(all + at, server.parts[i], server.part_lengths[i]);
        put(bucket, key, all, total);
        const char text[] = "<CompleteMultipartUploadResult/>";
        fine = respond(fd, 200, "", text, sizeof text - 1, sizeof text - 1, 0);
    } else if (strcmp(request->method, "DELETE") == 0) {
        fine = respond(fd, 204, "", "", 0, 0, 0);
    } else {
        put(bucket, key, memcpy(malloc(request->body_length + 1), request->body, request->body_length),
            request->body_length);
        fine = respond(fd, 200, "ETag: \"x\"\r\n", "", 0, 0, 0);
    }
    free(number);
    free(id);
    free(uploads);
    return fine;
}

static int serve_buckets(int fd)
{
    char body[8192];
    int n = snprintf(body, sizeof body, "<ListAllMyBucketsResult><Owner><ID>owner1</ID></Owner><Buckets>");
    for (size_t i = 0; i < server.bucket_count; i++)
        n += snprintf(body + n, sizeof body - (size_t)n,
                      "<Bucket><Name>%s</Name><CreationDate>2026-01-01T00:00:00.000Z"
                      "</CreationDate></Bucket>",
                      server.buckets[i]);
    n += snprintf(body + n, sizeof body - (size_t)n, "</Buckets></ListAllMyBucketsResult>");
    return respond(fd, 200, "", body, (size_t)n, (size_t)n, 0);
}

static int has_bucket(const char *bucket)
{
    for (size_t i = 0; i < server.bucket_count; i++)
        if (strcmp(server.buckets[i], bucket) == 0) return 1;
    return strcmp(bucket, "many") == 0 && server.many > 0;
}

/* Sub-resources of a bucket that a scanner asks for. */
static int serve_setting(int fd, const struct request *request)
{
    static const char *const unset[][2] = {{"tagging", "NoSuchTagSet"},
                                           {"policy", "NoSuchBucketPolicy"},
                                           {"publicAccessBlock", "NoSuchPublicAccessBlockConfiguration"},
                                           {"encryption", "ServerSideEncryptionConfigurationNotFoundError"}};
    for (size_t i = 0; i < sizeof unset / sizeof *unset; i++)
        if (strncmp(request->query, unset[i][0], strlen(unset[i][0])) == 0)
            return respond_error(fd, 404, unset[i][1], "", 0);
    if (strncmp(request->query, "acl", 3) == 0) {
        const char text[] =
            "<AccessControlPolicy><Owner><ID>owner1</ID></Owner><AccessControlList><Grant><Grantee>"
            "<ID>owner1</ID></Grantee><Permission>FULL_CONTROL</Permission></Grant></AccessControlList>"
            "</AccessControlPolicy>";
        return respond(fd, 200, "", text, sizeof text - 1, sizeof text - 1, 0);
    }
    return respond_error(fd, 501, "NotImplemented", "", 0);
}

static int serve_made_up(int fd, const struct request *request)
{
    static char *bytes;
    pthread_mutex_lock(&server.lock);
    if (!bytes) {
        bytes = malloc((size_t)server.many_bytes + 64);
        for (long i = 0; i < server.many_bytes; i++) bytes[i] = "The quick brown fox.\n"[i % 21];
    }
    pthread_mutex_unlock(&server.lock);
    struct object object = {
        .bytes = bytes, .length = (size_t)server.many_bytes, .etag = "0123456789abcdef0123456789abcdef"};
    return serve_object(fd, request, &object, NULL);
}

static int serve_request(int fd, struct request *request, int *status)
{
    pthread_mutex_lock(&server.lock);
    const char *fault = server.no_verify ? NULL : verify(request);
    struct rule *rule = find_rule(request), copy;
    if (rule) copy = *rule, rule = &copy;
    pthread_mutex_unlock(&server.lock);
    int is_head = strcmp(request->method, "HEAD") == 0;
    if (server.delay_ms) usleep((useconds_t)server.delay_ms * 1000);
    *status = fault ? 403 : 200;
    if (fault) return respond_error(fd, 403, fault, "", is_head);
    const char *slash = strchr(request->path + 1, '/');
    size_t length = slash ? (size_t)(slash - request->path) - 1 : strlen(request->path + 1);
    char *bucket = decoded(request->path + 1, length),
         *key = slash ? decoded(slash + 1, strlen(slash + 1)) : strdup("");
    int fine = 0;
    if (rule && strcmp(rule->action, "status") == 0) {
        char code[128] = "", headers[64] = "";
        int seconds = -1;
        sscanf(rule->argument, "%d:%127[^:]:%d", status, code, &seconds);
        if (seconds >= 0) snprintf(headers, sizeof headers, "Retry-After: %d\r\n", seconds);
        fine = respond_error(fd, *status, code, headers, is_head);
    } else if (rule && strcmp(rule->action, "expired") == 0) {
        fine = respond_error(fd, *status = 400, "ExpiredToken", "", is_head);
    } else if (rule && strcmp(rule->action, "reset") == 0) {
        struct linger now = {1, 0};
        setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
        *status = 0;
    } else if (rule && strcmp(rule->action, "root") == 0) {
        char body[600];
        int n = snprintf(body, sizeof body, "<%s/>", rule->argument);
        fine = respond(fd, 200, "", body, (size_t)n, (size_t)n, 0);
    } else if (rule && strcmp(rule->action, "xml") == 0) {
        fine = respond(fd, 200, "", rule->argument, strlen(rule->argument), strlen(rule->argument), 0);
    } else if (rule && strcmp(rule->action, "malformed") == 0) {
        char body[600];
        int n = snprintf(body, sizeof body,
                         "<Error><Code>AuthorizationHeaderMalformed</Code><Region>%s</Region></Error>", rule->argument);
        fine = respond(fd, *status = 400, "", body, (size_t)n, (size_t)n, is_head);
    } else if (rule && strcmp(rule->action, "region") == 0) {
        char headers[128];
        snprintf(headers, sizeof headers, "x-amz-bucket-region: %s\r\n", rule->argument);
        fine = respond_error(fd, *status = 301, "PermanentRedirect", headers, is_head);
    } else if (strcmp(request->method, "GET") != 0 && !is_head) {
        pthread_mutex_lock(&server.lock);
        fine = has_bucket(bucket) ? serve_write(fd, request, bucket, key)
                                  : respond_error(fd, *status = 404, "NoSuchBucket", "", 0);
        pthread_mutex_unlock(&server.lock);
    } else if (!*bucket) {
        fine = serve_buckets(fd);
    } else if (!has_bucket(bucket)) {
        fine = respond_error(fd, *status = 404, "NoSuchBucket", "", is_head);
    } else if (!*key) {
        char *lists = parameter(request, "list-type");
        pthread_mutex_lock(&server.lock);
        fine = lists ? serve_list(fd, request, bucket, rule) : serve_setting(fd, request);
        pthread_mutex_unlock(&server.lock);
        free(lists);
    } else if (strncmp(request->query, "tagging", 7) == 0) {
        const char text[] = "<Tagging><TagSet><Tag><Key>team</Key><Value>a &amp; b</Value></Tag></TagSet></Tagging>";
        fine = respond(fd, 200, "", text, sizeof text - 1, sizeof text - 1, 0);
    } else if (strcmp(bucket, "many") == 0) {
        fine = serve_made_up(fd, request);
    } else {
        pthread_mutex_lock(&server.lock);
        struct object *found = find_object(bucket, key), object = {0};
        if (found && rule && strcmp(rule->action, "changed") == 0) {
            found->bytes = memcpy(malloc(found->length + 1), found->bytes, found->length);
            found->bytes[found->length - 1] ^= 1;
            seal(found);
        }
        if (found) object = *found;
        pthread_mutex_unlock(&server.lock);
        fine = found ? serve_object(fd, request, &object, rule)
                     : respond_error(fd, *status = 404, "NoSuchKey", "", is_head);
    }
    free(bucket);
    free(key);
    return fine;
}

static void *serve(void *context)
{
    int fd = *(int *)context, one = 1;
    size_t size = MAX_HEAD, length = 0;
    char *in = malloc(size + 1), *end;
    free(context);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    for (;;) {
        struct request request = {.region = ""};
        char text[256];
        in[length] = '\0';
        while (!(end = strstr(in, "\r\n\r\n"))) {
            ssize_t got = length < MAX_HEAD ? recv(fd, in + length, MAX_HEAD - length, 0) : -1;
            if (got <= 0) goto done;
            length += (size_t)got;
            in[length] = '\0';
            if (in[0] == 0x16) goto done; /* TLS */
        }
        size_t head = (size_t)(end - in) + 4;
        request.head = strndup(in, head - 2);
        request.body_length = header(&request, "Content-Length", text, sizeof text) ? (size_t)atol(text) : 0;
        if (head + request.body_length > size) in = realloc(in, (size = head + request.body_length) + 1);
        while (length < head + request.body_length) {
            ssize_t got = recv(fd, in + length, size - length, 0);
            if (got <= 0) goto done;
            length += (size_t)got;
        }
        request.body = in + head;
        char target[16384], line[128];
        if (sscanf(request.head, "%7s %16383s", request.method, target) != 2) break;
        request.target = target;
        char *question = strchr(target, '?');
        char *path = question ? strndup(target, (size_t)(question - target)) : strdup(target);
        request.path = path;
        request.query = question ? question + 1 : "";
        int status = 0, goes_on = serve_request(fd, &request, &status);
        header(&request, "Range", line, sizeof line);
        if (server.log) {
            pthread_mutex_lock(&server.lock);
            fprintf(server.log, "%d %s %s %s\n", status, request.method, target, line);
            fflush(server.log);
            pthread_mutex_unlock(&server.lock);
        }
        free(path);
        free(request.head);
        memmove(in, in + head + request.body_length, length - head - request.body_length);
        length -= head + request.body_length;
        if (!goes_on) break;
    }
done:
    free(in);
    close(fd);
    return NULL;
}

static void read_folder(const char *bucket, const char *folder, const char *prefix)
{
    DIR *items = opendir(folder);
    for (struct dirent *item; items && (item = readdir(items));) {
        char path[8192], key[4096];
        struct stat status;
        if (strcmp(item->d_name, ".") == 0 || strcmp(item->d_name, "..") == 0) continue;
        snprintf(path, sizeof path, "%s/%s", folder, item->d_name);
        snprintf(key, sizeof key, "%s%s", prefix, item->d_name);
        if (stat(path, &status) != 0) continue;
        if (S_ISDIR(status.st_mode)) {
            strncat(key, "/", sizeof key - strlen(key) - 1);
            read_folder(bucket, path, key);
            continue;
        }
        FILE *file = fopen(path, "rb");
        char *bytes = malloc((size_t)status.st_size + 1);
        size_t length = file ? fread(bytes, 1, (size_t)status.st_size, file) : 0;
        if (file) fclose(file);
        put(bucket, key, bytes, length);
    }
    if (items) closedir(items);
}

static void read_root(void)
{
    DIR *items = server.root ? opendir(server.root) : NULL;
    for (struct dirent *item; items && (item = readdir(items));) {
        char path[4096];
        struct stat status;
        snprintf(path, sizeof path, "%s/%s", server.root, item->d_name);
        if (item->d_name[0] == '.' || stat(path, &status) != 0 || !S_ISDIR(status.st_mode)) continue;
        server.buckets = realloc(server.buckets, (server.bucket_count + 1) * sizeof *server.buckets);
        server.buckets[server.bucket_count++] = strdup(item->d_name);
        read_folder(item->d_name, path, "");
    }
    if (items) closedir(items);
    if (server.bucket_count) qsort(server.buckets, server.bucket_count, sizeof *server.buckets, compare_texts);
    if (server.count) qsort(server.objects, server.count, sizeof *server.objects, compare_objects);
}

static int read_rules(void)
{
    char line[1024];
    FILE *file = server.rules_path ? fopen(server.rules_path, "r") : NULL;
    if (server.rules_path && !file) return perror(server.rules_path), 0;
    while (file && fgets(line, sizeof line, file)) {
        struct rule rule = {.argument = ""};
        if (sscanf(line, "%7s %255s %d %23s %511[^\n]", rule.method, rule.what, &rule.count, rule.action,
                   rule.argument) < 4)
            continue;
        server.rules = realloc(server.rules, (server.rule_count + 1) * sizeof *server.rules);
        server.rules[server.rule_count++] = rule;
    }
    if (file) fclose(file);
    return 1;
}

static int read_arguments(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--no-verify") == 0) {
            server.no_verify = 1;
            continue;
        }
        if (i + 1 == argc) return 0;
        const char *name = argv[i], *value = argv[++i];
        if (strcmp(name, "--port-file") == 0)
            server.port_file = value;
        else if (strcmp(name, "--root") == 0)
            server.root = value;
        else if (strcmp(name, "--rules") == 0)
            server.rules_path = value;
        else if (strcmp(name, "--region") == 0)
            server.region = value;
        else if (strcmp(name, "--delay") == 0)
            server.delay_ms = atol(value);
        else if (strcmp(name, "--skew") == 0)
            server.skew_s = atol(value);
        else if (strcmp(name, "--many") == 0)
            server.many = atol(value);
        else if (strcmp(name, "--folders") == 0)
            server.folders = atol(value);
        else if (strcmp(name, "--bytes") == 0)
            server.many_bytes = atol(value);
        else if (strcmp(name, "--rate") == 0)
            server.rate = atol(value);
        else if (strcmp(name, "--page") == 0)
            server.page = atol(value);
        else if (strcmp(name, "--log") == 0)
            server.log = fopen(value, "a");
        else
            return 0;
    }
    return server.port_file != NULL;
}

int main(int argc, char **argv)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    char aside[4096];
    signal(SIGPIPE, SIG_IGN);
    if (!read_arguments(argc, argv) || !read_rules())
        return fprintf(stderr, "scripted_s3: see the comment at its top\n"), 2;
    read_root();
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0 || listen(listener, 256) != 0 ||
        getsockname(listener, (struct sockaddr *)&address, &length) != 0)
        return perror("scripted_s3"), 2;
    snprintf(aside, sizeof aside, "%s.part", server.port_file);
    FILE *file = fopen(aside, "w");
    if (!file || fprintf(file, "%d\n", ntohs(address.sin_port)) < 0 || fclose(file) != 0 ||
        rename(aside, server.port_file) != 0)
        return perror(server.port_file), 2;
    for (;;) {
        pthread_t thread;
        int *fd = malloc(sizeof *fd);
        *fd = accept(listener, NULL, NULL);
        if (*fd < 0 || pthread_create(&thread, NULL, serve, fd) != 0) return 2;
        pthread_detach(thread);
    }
}
