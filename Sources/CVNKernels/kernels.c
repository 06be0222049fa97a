// Compiles kernels_body.h for each instruction set and chooses one at first use by what the CPU can do.
#include <stdint.h>


#include "CVNKernels.h"

#pragma STDC FP_CONTRACT OFF

#define CONCAT_(a, b) a##_##b
#define CONCAT(a, b) CONCAT_(a, b)
#define KERNEL(name) CONCAT(name, VARIANT)

#define VARIANT portable
#define TARGET
#define KERNEL_ISA 0
#include "kernels_body.h"
#undef VARIANT
#undef TARGET

#if defined(__x86_64__)
#include <immintrin.h>

#undef KERNEL_ISA
#define KERNEL_ISA 2
#define VARIANT avx2
#define TARGET __attribute__((target("avx2,bmi,bmi2,popcnt")))
#include "kernels_body.h"
#undef VARIANT
#undef TARGET

#undef KERNEL_ISA
#define KERNEL_ISA 5
#define VARIANT avx512
#define TARGET \
  __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,bmi,bmi2,popcnt"), min_vector_width(512)))
#include "kernels_body.h"
#undef VARIANT
#undef TARGET
#endif

struct kernel_table {
  const char *name;
  __typeof__(&cvn_row_add) row_add;
  __typeof__(&cvn_row_mask) row_mask;
  __typeof__(&cvn_add_masked) add_masked;
  __typeof__(&cvn_totals_at_least) totals_at_least;
  __typeof__(&cvn_add_row) add_row;
  __typeof__(&cvn_fill_contributions) fill_contributions;
  __typeof__(&cvn_fill_steps) fill_steps;
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
  __typeof__(&cvn_graded_bounds) graded_bounds;
  __typeof__(&cvn_odds_to_bounds) odds_to_bounds;
  __typeof__(&cvn_select_bounds) select_bounds;
};

#define TABLE_(v)                                                                                            \
  {                                                                                                          \
    #v, row_add_##v, row_mask_##v, add_masked_##v, totals_at_least_##v, add_row_##v, fill_contributions_##v,        \
        fill_steps_##v, score_##v, score_frequencies_##v, score_row_##v, gather_normalizers_##v,  \
        graded_frequencies_##v, at_least_##v, max_##v, add_bounds_##v, require_bounds_##v, add_odds_##v,     \
        graded_bounds_##v, odds_to_bounds_##v, select_bounds_##v                                                                 \
  }

static const struct kernel_table tables[] = {
    TABLE_(portable),
#if defined(__x86_64__)
    TABLE_(avx2),
    TABLE_(avx512),
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
#endif
  return variant == 0;
}

__attribute__((constructor)) static void choose(void) {
  for (int v = 0; v < cvn_kernel_variants(); v++)
    if (supported(v)) chosen = &tables[v];
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
void cvn_add_masked(uint16_t *totals, uint64_t mask, uint16_t value) { chosen->add_masked(totals, mask, value); }
void cvn_add_row(uint16_t *totals, const void *row, uint16_t value) { chosen->add_row(totals, row, value); }
void cvn_fill_contributions(float *contributions, float weight, float ratio) {
  chosen->fill_contributions(contributions, weight, ratio);
}
void cvn_fill_steps(uint16_t *steps, const float *contributions, float scale) {
  chosen->fill_steps(steps, contributions, scale);
}
uint64_t cvn_totals_at_least(const uint16_t *totals, uint16_t threshold) {
  return chosen->totals_at_least(totals, threshold);
}
void cvn_score(float *scores, const float *tf, const float *normalizers, float weight) {
  chosen->score(scores, tf, normalizers, weight);
}
void cvn_score_frequencies(float *scores, const uint32_t *frequencies, float unit, const float *normalizers,
                           float weight) {
  chosen->score_frequencies(scores, frequencies, unit, normalizers, weight);
}
uint64_t cvn_score_row(float *scores, const void *row, float unit, const float *normalizers, float weight) {
  return chosen->score_row(scores, row, unit, normalizers, weight);
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
void cvn_require_bounds(float *totals, const uint8_t *bounds, int32_t count) {
  chosen->require_bounds(totals, bounds, count);
}
void cvn_add_odds(float *odds, const uint8_t *bounds, float weight, int32_t count) {
  chosen->add_odds(odds, bounds, weight, count);
}
void cvn_graded_bounds(uint8_t *out, const uint8_t *folded, const float *weighted_odds, const float *plain_odds,
                       float rest, float cap_share, float floor_odds, int32_t folded_limits, int32_t count) {
  chosen->graded_bounds(out, folded, weighted_odds, plain_odds, rest, cap_share, floor_odds, folded_limits, count);
}
void cvn_odds_to_bounds(uint8_t *out, const float *odds, int32_t count) { chosen->odds_to_bounds(out, odds, count); }
int32_t cvn_select_bounds(const float *totals, float threshold, uint16_t *list, int32_t count) {
  return chosen->select_bounds(totals, threshold, list, count);
}
