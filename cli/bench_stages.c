/* Matchers that find nothing and go only a part of the way: the difference of two of them is what that part costs. */
#include "cli/bench.h"
#include "scanner/match/finder.h"

struct mgp_matcher {
    struct mgp_finder *finder;
    struct mgp_spots spots;
};

static struct mgp_matcher *create(const struct mgp_rule_set *rules)
{
    struct mgp_matcher *matcher = mgp_calloc(1, sizeof *matcher);
    matcher->finder = mgp_finder_create(rules);
    return matcher;
}

static void destroy(struct mgp_matcher *matcher)
{
    if (!matcher) return;
    mgp_finder_destroy(matcher->finder);
    mgp_spots_clear(&matcher->spots);
    free(matcher);
}

static void begin(struct mgp_matcher *matcher)
{
    (void)matcher;
}

static enum mgp_status pass_window(struct mgp_matcher *matcher, struct mgp_layout *layout, struct mgp_joiner *joiner,
                                   struct mgp_error *error)
{
    (void)matcher, (void)layout, (void)joiner, (void)error;
    return MGP_OK;
}

static enum mgp_status walk_values(struct mgp_matcher *matcher, struct mgp_layout *layout, struct mgp_joiner *joiner,
                                   struct mgp_error *error)
{
    (void)matcher, (void)joiner, (void)error;
    struct mgp_value value;
    while (mgp_layout_next(layout, &value)) {
    }
    return MGP_OK;
}

static enum mgp_status find_spots(struct mgp_matcher *matcher, struct mgp_layout *layout, struct mgp_joiner *joiner,
                                  struct mgp_error *error)
{
    (void)joiner, (void)error;
    struct mgp_slice window = mgp_layout_window(layout);
    mgp_finder_scan(matcher->finder, window, 0, window.len, &matcher->spots);
    return MGP_OK;
}

const struct mgp_matcher_type *mgp_bench_stage(enum mgp_bench_way way)
{
    static const struct mgp_matcher_type windows = {"windows", create, destroy, begin, pass_window};
    static const struct mgp_matcher_type values = {"values", create, destroy, begin, walk_values};
    static const struct mgp_matcher_type find = {"find", create, destroy, begin, find_spots};
    return way == MGP_BENCH_WINDOWS ? &windows : way == MGP_BENCH_VALUES ? &values : &find;
}
