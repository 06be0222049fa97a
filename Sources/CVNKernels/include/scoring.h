#ifndef CVN_SCORING_H
#define CVN_SCORING_H

#include <stdint.h>

/// contributions[b] = weight * o / (1 + o), o = ratio · b / (255 − b), for the 256 bounds b.
void cvn_fill_contributions(float *contributions, float weight, float ratio);

/// scores[i] += weight * (tf[i] / (tf[i] + normalizers[i])) for 64 documents, each operation rounded to float.
void cvn_score(float *scores, const float *tf, const float *normalizers, float weight);

/// As `cvn_score`, with integer frequencies times `unit`.
void cvn_score_frequencies(float *scores, const uint32_t *frequencies, float unit, const float *normalizers, float weight);

/// As `cvn_score_frequencies` for a row without documents at the cap among the wanted: the same result for those, in one
/// step. Returns one bit for each wanted document at the cap of 15; if there is one, `scores` is left as it was.
uint64_t cvn_score_row(float *scores, const void *row, float unit, const float *normalizers, float weight,
                       uint64_t wanted);

/// normalizers[i] = table[codes[i]] for 64 documents.
void cvn_gather_normalizers(float *normalizers, const uint8_t *codes, const float *table);

/// tf[i] = Σ over c of weights[c] * unit * counts[c * 64 + i], in the order of c, plus
/// min(rest_cap, rest_weight * unit * (folded[i] − Σ over c < own_classes of counts[c * 64 + i])): the graded frequency
/// of a syllable. `folded` may be null: no rest.
void cvn_graded_frequencies(float *tf, const uint32_t *counts, const float *weights, int32_t classes,
                            int32_t own_classes, const uint32_t *folded, float unit, float rest_weight,
                            float rest_cap);

/// One bit for each score that is at least `threshold`.
uint64_t cvn_at_least(const float *scores, float threshold);

/// The largest of 64 scores.
float cvn_max(const float *scores);

/// totals[i] += weight * o / (1 + o), o = ratio · b / (255 − b), b = bounds[i], for `count` sub-blocks.
void cvn_add_bounds(float *totals, const uint8_t *bounds, float weight, float ratio, int32_t count);

/// totals[i] = −∞ where bounds[i] is 0, for `count` sub-blocks (a multiple of 64, at most 4,096); returns one bit for each
/// 64 sub-blocks of which any total is 0 or more.
uint64_t cvn_require_bounds(float *totals, const uint8_t *bounds, int32_t count);

/// odds[i] += weight * b / (255 − b), b = bounds[i] (255 counts as 254.9), for `count` sub-blocks.
void cvn_add_odds(float *odds, const uint8_t *bounds, float weight, int32_t count);

/// The bound of a graded syllable from the odds of its compatible surfaces and the bounds of its folded form:
/// out = ⌈255 · o / (1 + o)⌉, o = max(c + min(rest · f, cap_share · u), min(rest · f, floor)), with f the odds of
/// `folded`, c the weighted and u the plain odds of the surfaces; at most f if `folded_limits`.
void cvn_graded_bounds(uint8_t *out, const uint8_t *folded, const float *weighted_odds, const float *plain_odds,
                       float rest, float cap_share, float floor_odds, int32_t folded_limits, int32_t count);

/// out = ⌈255 · o / (1 + o)⌉ for `count` sub-blocks.
void cvn_odds_to_bounds(uint8_t *out, const float *odds, int32_t count);

/// bounds[i] = min(bounds[i], other[i]) for `count` sub-blocks.
void cvn_least_bounds(uint8_t *bounds, const uint8_t *other, int32_t count);

/// One bit for each 64 of 4,096 bounds of which any is not 0.
uint64_t cvn_chunks_with_bounds(const uint8_t *bounds);

/// Writes the numbers of the sub-blocks whose total is at least `threshold` to `list` and returns how many.
int32_t cvn_select_bounds(const float *totals, float threshold, uint16_t *list, int32_t count);

#endif
