/* Tags of objects with findings: asked by fetchers, several at a time, while workers go on and the writer waits. */
#include "scanner/source/s3_source.h"

static void give_tags(const struct mgp_s3_tags_question *question, struct mgp_object *object, struct mgp_arena *arena)
{
    struct mgp_tag *kept = mgp_arena_alloc(arena, (question->count + 1) * sizeof *kept);
    for (size_t i = 0; i < question->count; i++) {
        const struct mgp_s3_tag *tag = &question->tags[i];
        kept[i] = (struct mgp_tag){mgp_arena_text(arena, mgp_slice_text(tag->key ? tag->key : "")),
                                   mgp_arena_text(arena, mgp_slice_text(tag->value ? tag->value : ""))};
    }
    object->tags = kept;
    object->tag_count = question->count;
    object->has_unknown_tags = false;
}

static void end(struct mgp_pending *pending, struct mgp_object *object, struct mgp_arena *arena)
{
    struct mgp_s3_tags_question *question = (struct mgp_s3_tags_question *)pending;
    pthread_mutex_lock(&question->source->lock);
    while (!question->is_done) pthread_cond_wait(&question->source->has_part, &question->source->lock);
    pthread_mutex_unlock(&question->source->lock);
    if (question->status == MGP_OK) give_tags(question, object, arena);
    mgp_arena_clear(&question->arena);
    free(question);
}

struct mgp_pending *mgp_s3_ask_tags(struct mgp_s3_source *source, const struct mgp_s3_object *object)
{
    struct mgp_s3_tags_question *question = mgp_calloc(1, sizeof *question);
    question->pending.end = end;
    question->source = source;
    question->bucket = mgp_arena_copy(&question->arena, object->bucket);
    question->key = mgp_arena_copy(&question->arena, object->key);
    if (object->version_id)
        question->version_id = mgp_arena_text(&question->arena, mgp_slice_text(object->version_id));
    pthread_mutex_lock(&source->lock);
    if (source->tags_last)
        source->tags_last->next = question;
    else
        source->tags_first = question;
    source->tags_last = question;
    mgp_s3_need_fetcher(source);
    pthread_mutex_unlock(&source->lock);
    return &question->pending;
}

static enum mgp_status ask(struct mgp_s3_client *client, struct mgp_s3_tags_question *question,
                           struct mgp_s3_response *response)
{
    struct mgp_s3_request request = {.method = "GET", .bucket = question->bucket, .key = question->key};
    request.query[request.query_count++] = (struct mgp_sigv4_pair){MGP_LITERAL("tagging"), MGP_LITERAL("")};
    if (question->version_id)
        request.query[request.query_count++] =
            (struct mgp_sigv4_pair){MGP_LITERAL("versionId"), mgp_slice_text(question->version_id)};
    enum mgp_status status = mgp_s3_send(client, &request, response, NULL);
    if (status != MGP_OK) return status;
    return mgp_s3_read_tags(mgp_buffer_slice(&response->body), &question->arena, &question->tags, &question->count,
                            NULL);
}

void mgp_s3_answer_tags(struct mgp_s3_source *source, struct mgp_s3_client *client, struct mgp_s3_response *response)
{
    struct mgp_s3_tags_question *question = source->tags_first;
    source->tags_first = question->next;
    if (!question->next) source->tags_last = NULL;
    source->queued_count--;
    pthread_mutex_unlock(&source->lock);
    question->status = ask(client, question, response);
    pthread_mutex_lock(&source->lock);
    question->is_done = true;
    pthread_cond_broadcast(&source->has_part);
}
