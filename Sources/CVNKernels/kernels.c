// Compiles kernels_body.h for each instruction set and chooses one at first use by what the CPU can do.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "CVNKernels.h"

#pragma STDC FP_CONTRACT OFF

#define CONCAT_(a, b) a##_##b
#define CONCAT(a, b) CONCAT_(a, b)
#define KERNEL(name) CONCAT(name, VARIANT)

#define VARIANT portable
#define TARGET
#define KERNEL_ISA 0
#include "kernels_body.h"
#include "steps_body.h"
#undef VARIANT
#undef TARGET

#if defined(__x86_64__)
#include <immintrin.h>

#undef KERNEL_ISA
#define KERNEL_ISA 2
#define VARIANT avx2
#define TARGET __attribute__((target("avx2,bmi,bmi2,popcnt")))
#include "kernels_body.h"
#include "steps_body.h"
#undef VARIANT
#undef TARGET

#undef KERNEL_ISA
#define KERNEL_ISA 5
#define VARIANT avx512
#define TARGET \
  __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,bmi,bmi2,popcnt"), min_vector_width(512)))
#include "kernels_body.h"
#include "steps_body.h"
#undef VARIANT
#undef TARGET

#undef KERNEL_ISA
#define KERNEL_ISA 6
#define VARIANT avx512vbmi
#define TARGET                                                                                              \
  __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi,avx512vbmi2,avx2,bmi,bmi2,popcnt"), \
                 min_vector_width(512)))
#include "kernels_body.h"
#include "steps_body.h"
#undef VARIANT
#undef TARGET
#endif

struct kernel_table {
  const char *name;
  __typeof__(&cvn_row_add) row_add;
  __typeof__(&cvn_row_mask) row_mask;
  __typeof__(&cvn_fill_contributions) fill_contributions;
  __typeof__(&cvn_score) score;
  __typeof__(&cvn_score_frequencies) score_frequencies;
  __typeof__(&cvn_score_row) score_row;
  __typeof__(&cvn_gather_normalizers) gather_normalizers;
  __typeof__(&cvn_graded_frequencies) graded_frequencies;
  __typeof__(&cvn_at_least) at_least;
  __typeof__(&cvn_max) max;
  __typeof__(&cvn_add_bounds) add_bounds;
  __typeof__(&cvn_require_bounds) require_bounds;
  __typeof__(&cvn_add_odds) add_odds;
  __typeof__(&cvn_least_bounds) least_bounds;
  __typeof__(&cvn_chunks_with_bounds) chunks_with_bounds;
  __typeof__(&cvn_graded_bounds) graded_bounds;
  __typeof__(&cvn_odds_to_bounds) odds_to_bounds;
  __typeof__(&cvn_select_bounds) select_bounds;
  __typeof__(&cvn_fill_steps) fill_steps;
  __typeof__(&cvn_length_classes) length_classes;
  __typeof__(&cvn_add_row_steps) add_row_steps;
  __typeof__(&cvn_add_nibble_steps) add_nibble_steps;
  __typeof__(&cvn_add_masked_steps) add_masked_steps;
  __typeof__(&cvn_expand_rows) expand_rows;
  __typeof__(&cvn_expand_bitset) expand_bitset;
  __typeof__(&cvn_rest_nibbles) rest_nibbles;
  __typeof__(&cvn_cap_nibbles) cap_nibbles;
  __typeof__(&cvn_weigh_counts) weigh_counts;
  __typeof__(&cvn_counts_reach) counts_reach;
  __typeof__(&cvn_sums_at_least) sums_at_least;
  __typeof__(&cvn_unite_rows) unite_rows;
  __typeof__(&cvn_intersect_rows) intersect_rows;
  __typeof__(&cvn_add_tiny_steps) add_tiny_steps;
  __typeof__(&cvn_fill_rest_steps) fill_rest_steps;
  __typeof__(&cvn_expand_tiny) expand_tiny;
  __typeof__(&cvn_count_at_least) count_at_least;
  __typeof__(&cvn_add_bitset_steps) add_bitset_steps;
  __typeof__(&cvn_add_bound_steps) add_bound_steps;
  __typeof__(&cvn_can_reach) can_reach;
  __typeof__(&cvn_fill_bound_steps) fill_bound_steps;
  __typeof__(&cvn_bitset_add) bitset_add;
};

#define TABLE_(v)                                                                                            \
  {                                                                                                          \
    #v, row_add_##v, row_mask_##v, fill_contributions_##v, score_##v, score_frequencies_##v, score_row_##v, gather_normalizers_##v,  \
        graded_frequencies_##v, at_least_##v, max_##v, add_bounds_##v, require_bounds_##v, add_odds_##v, least_bounds_##v, chunks_with_bounds_##v,     \
        graded_bounds_##v, odds_to_bounds_##v, select_bounds_##v, fill_steps_##v, length_classes_##v, add_row_steps_##v, add_nibble_steps_##v, add_masked_steps_##v, expand_rows_##v, expand_bitset_##v, rest_nibbles_##v, cap_nibbles_##v, weigh_counts_##v, counts_reach_##v, sums_at_least_##v, unite_rows_##v, intersect_rows_##v, add_tiny_steps_##v, fill_rest_steps_##v, expand_tiny_##v, count_at_least_##v, add_bitset_steps_##v, add_bound_steps_##v, can_reach_##v, fill_bound_steps_##v, bitset_add_##v \
  }

static const struct kernel_table tables[] = {
    TABLE_(portable),
#if defined(__x86_64__)
    TABLE_(avx2),
    TABLE_(avx512),
    TABLE_(avx512vbmi),
#endif
};

static const struct kernel_table *chosen = &tables[0];

static int supported(int variant) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (variant == 1) return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2");
  if (variant == 2)
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("bmi2");
  if (variant == 3)
    return supported(2) && __builtin_cpu_supports("avx512vbmi") && __builtin_cpu_supports("avx512vbmi2");
#endif
  return variant == 0;
}

// Another choice by name is for measurements that must repeat on other CPUs; what this CPU cannot run is not chosen.
__attribute__((constructor)) static void choose(void) {
  const char *wanted = getenv("VNSEARCH_KERNELS");
  for (int v = 0; v < cvn_kernel_variants(); v++)
    if (supported(v)) chosen = &tables[v];
  for (int v = 0; wanted && v < cvn_kernel_variants(); v++)
    if (supported(v) && strcmp(wanted, tables[v].name) == 0) chosen = &tables[v];
}

int cvn_kernel_variants(void) { return (int)(sizeof tables / sizeof tables[0]); }
const char *cvn_kernel_name(int variant) { return tables[variant].name; }
const char *cvn_kernel_chosen(void) { return chosen->name; }
int cvn_kernel_choose(int variant) {
  if (variant < 0 || variant >= cvn_kernel_variants() || !supported(variant)) return 0;
  chosen = &tables[variant];
  return 1;
}

uint64_t cvn_row_add(const void *row, uint32_t *frequencies) { return chosen->row_add(row, frequencies); }
uint64_t cvn_row_mask(const void *row) { return chosen->row_mask(row); }
void cvn_fill_contributions(float *contributions, float weight, float ratio) {
  chosen->fill_contributions(contributions, weight, ratio);
}
void cvn_score(float *scores, const float *tf, const float *normalizers, float weight) {
  chosen->score(scores, tf, normalizers, weight);
}
void cvn_score_frequencies(float *scores, const uint32_t *frequencies, float unit, const float *normalizers,
                           float weight) {
  chosen->score_frequencies(scores, frequencies, unit, normalizers, weight);
}
uint64_t cvn_score_row(float *scores, const void *row, float unit, const float *normalizers, float weight,
                       uint64_t wanted) {
  return chosen->score_row(scores, row, unit, normalizers, weight, wanted);
}
void cvn_gather_normalizers(float *normalizers, const uint8_t *codes, const float *table) {
  chosen->gather_normalizers(normalizers, codes, table);
}
void cvn_graded_frequencies(float *tf, const uint32_t *counts, const float *weights, int32_t classes,
                            int32_t own_classes, const uint32_t *folded, float unit, float rest_weight,
                            float rest_cap) {
  chosen->graded_frequencies(tf, counts, weights, classes, own_classes, folded, unit, rest_weight, rest_cap);
}
uint64_t cvn_at_least(const float *scores, float threshold) { return chosen->at_least(scores, threshold); }
float cvn_max(const float *scores) { return chosen->max(scores); }
void cvn_add_bounds(float *totals, const uint8_t *bounds, float weight, float ratio, int32_t count) {
  chosen->add_bounds(totals, bounds, weight, ratio, count);
}
uint64_t cvn_require_bounds(float *totals, const uint8_t *bounds, int32_t count) {
  return chosen->require_bounds(totals, bounds, count);
}
void cvn_add_odds(float *odds, const uint8_t *bounds, float weight, int32_t count) {
  chosen->add_odds(odds, bounds, weight, count);
}
void cvn_graded_bounds(uint8_t *out, const uint8_t *folded, const float *weighted_odds, const float *plain_odds,
                       float rest, float cap_share, float floor_odds, int32_t folded_limits, int32_t count) {
  chosen->graded_bounds(out, folded, weighted_odds, plain_odds, rest, cap_share, floor_odds, folded_limits, count);
}
void cvn_odds_to_bounds(uint8_t *out, const float *odds, int32_t count) { chosen->odds_to_bounds(out, odds, count); }
void cvn_least_bounds(uint8_t *bounds, const uint8_t *other, int32_t count) {
  chosen->least_bounds(bounds, other, count);
}
uint64_t cvn_chunks_with_bounds(const uint8_t *bounds) { return chosen->chunks_with_bounds(bounds); }
int32_t cvn_select_bounds(const float *totals, float threshold, uint16_t *list, int32_t count) {
  return chosen->select_bounds(totals, threshold, list, count);
}
void cvn_fill_steps(uint8_t *table, float weight, float unit, float most, const float *normalizers, float highest) {
  chosen->fill_steps(table, weight, unit, most, normalizers, highest);
}
void cvn_length_classes(uint8_t *classes, uint8_t *least, const uint8_t *codes, int32_t count, const uint8_t *table, uint64_t live) {
  chosen->length_classes(classes, least, codes, count, table, live);
}
void cvn_add_row_steps(uint8_t *sums, const uint8_t *classes, const uint8_t *least, const void *rows, const uint8_t *table, uint64_t live) {
  chosen->add_row_steps(sums, classes, least, rows, table, live);
}
void cvn_add_nibble_steps(uint8_t *sums, const uint8_t *classes, const uint8_t *least, const uint8_t *nibbles, const uint8_t *table, uint64_t live) {
  chosen->add_nibble_steps(sums, classes, least, nibbles, table, live);
}
void cvn_add_masked_steps(uint8_t *sums, uint64_t mask, uint8_t value) {
  chosen->add_masked_steps(sums, mask, value);
}
void cvn_expand_rows(uint8_t *nibbles, const void *rows, uint64_t live) {
  chosen->expand_rows(nibbles, rows, live);
}
void cvn_expand_bitset(uint8_t *nibbles, const void *container, int32_t count, const void *end, uint64_t live) {
  chosen->expand_bitset(nibbles, container, count, end, live);
}
void cvn_rest_nibbles(uint8_t *whole, const uint8_t *own, uint64_t live) { chosen->rest_nibbles(whole, own, live); }
void cvn_cap_nibbles(uint8_t *nibbles, const uint8_t *counts, uint64_t live) {
  chosen->cap_nibbles(nibbles, counts, live);
}
void cvn_weigh_counts(uint8_t *out, const uint8_t *counts, const uint8_t *multipliers, int32_t classes, uint64_t live) {
  chosen->weigh_counts(out, counts, multipliers, classes, live);
}
uint64_t cvn_counts_reach(uint64_t *masks, const uint8_t *counts, const uint8_t *codes, int32_t count,
                          const uint8_t *needed, uint64_t live) {
  return chosen->counts_reach(masks, counts, codes, count, needed, live);
}
uint64_t cvn_count_at_least(const uint8_t *sums, uint8_t threshold, const uint64_t *masks, uint64_t live) {
  return chosen->count_at_least(sums, threshold, masks, live);
}
uint64_t cvn_sums_at_least(const uint8_t *sums, uint8_t threshold, uint64_t *masks, uint64_t live) {
  return chosen->sums_at_least(sums, threshold, masks, live);
}
void cvn_unite_rows(uint64_t *masks, const void *rows, uint64_t live) {
  chosen->unite_rows(masks, rows, live);
}
uint64_t cvn_intersect_rows(uint64_t *masks, const void *rows, uint64_t live) {
  return chosen->intersect_rows(masks, rows, live);
}
void cvn_add_bitset_steps(uint8_t *sums, const uint8_t *classes, const uint8_t *least, uint8_t *scratch, const void *container, int32_t count, const void *end, const uint8_t *table, uint64_t live) {
  chosen->add_bitset_steps(sums, classes, least, scratch, container, count, end, table, live);
}
void cvn_add_bound_steps(uint8_t *out, const uint8_t *before, const uint8_t *bounds, const uint8_t *table) {
  chosen->add_bound_steps(out, before, bounds, table);
}
uint64_t cvn_can_reach(const uint8_t *sums, const uint8_t *rest, const uint8_t *later, uint8_t threshold,
                       uint64_t live) {
  return chosen->can_reach(sums, rest, later, threshold, live);
}
void cvn_add_tiny_steps(uint8_t *sums, const uint8_t *classes, const void *entries, int32_t count,
                        const uint8_t *table) {
  chosen->add_tiny_steps(sums, classes, entries, count, table);
}
void cvn_expand_tiny(uint8_t *nibbles, const void *entries, int32_t count) {
  chosen->expand_tiny(nibbles, entries, count);
}
void cvn_fill_bound_steps(uint8_t *table, const float *contributions, float scale) {
  chosen->fill_bound_steps(table, contributions, scale);
}
uint64_t cvn_bitset_add(uint32_t *frequencies, const void *container, int32_t count, const void *end, int32_t s) {
  return chosen->bitset_add(frequencies, container, count, end, s);
}
void cvn_unite_tiny(uint64_t *masks, const void *entries, int32_t count) {
  const uint8_t *bytes = entries;
  for (int32_t index = 0; index < count; index++) {
    uint16_t entry;
    __builtin_memcpy(&entry, bytes + 2 * index, 2);
    masks[entry >> 10] |= UINT64_C(1) << ((entry >> 4) & 63);
  }
}
uint64_t cvn_intersect_tiny(uint64_t *masks, const void *entries, int32_t count, uint64_t live) {
  uint64_t found[64] = {0};
  cvn_unite_tiny(found, entries, count);
  uint64_t any = 0;
  for (; live; live &= live - 1) {
    int s = __builtin_ctzll(live);
    masks[s] &= found[s];
    any |= (uint64_t)(masks[s] != 0) << s;
  }
  return any;
}
void cvn_prefetch(const void *bytes, int32_t count, uint64_t live) {
  const uint8_t *first = bytes;
  // With many live sub-blocks nearly every line is wanted.
  if (__builtin_popcountll(live) * 64 > count) {
    for (int32_t place = 0; place < count; place += 64) __builtin_prefetch(first + place);
    return;
  }
  while (live) {
    __builtin_prefetch(first + ((uint32_t)count * (uint32_t)__builtin_ctzll(live) >> 6));
    live &= live - 1;
  }
}
void cvn_fill_rest_steps(uint8_t *table, float weight, float rest, float floor_odds, float ratio) {
  chosen->fill_rest_steps(table, weight, rest, floor_odds, ratio);
}
