#ifndef CVN_STEPS_H
#define CVN_STEPS_H

#include <stdint.h>

// Estimates of scores in bytes, for the 64 sub-blocks of a chunk at once: `sums`, `classes` and `nibbles` have one byte
// for each of its 4,096 documents, `live` one bit for each sub-block; others are left as they are. An estimate is never
// below the score, so that a document whose estimate misses the threshold need not be scored.
//
// A `table` has 16 classes of lengths by 16 frequencies, 15 meaning "15 or more": entry `class << 4 | frequency` is what
// such a document adds at most. Variants without a byte permutation of 256 entries use, for all documents of a
// sub-block, the class of its shortest document (`least`), whose entries are the highest.

/// table[c << 4 | f] = ⌈weight · t / (t + normalizers[c])⌉ with t = min(f · unit, most), at most `highest`; for f = 15,
/// t = most; for f = 0, 0. `most` may be infinite.
void cvn_fill_steps(uint8_t *table, float weight, float unit, float most, const float *normalizers, float highest);

/// classes[i] = table[codes[i]] (a class in the high four bits) for the documents of live sub-blocks, 0xF0 from `count`
/// on; least[s] = the lowest class of sub-block s.
void cvn_length_classes(uint8_t *classes, uint8_t *least, const uint8_t *codes, int32_t count, const uint8_t *table,
                        uint64_t live);

/// sums[i] += table[classes[i] | f], at most 255, with the frequencies f of a chunk's row container.
void cvn_add_row_steps(uint8_t *sums, const uint8_t *classes, const uint8_t *least, const void *rows,
                       const uint8_t *table, uint64_t live);

/// As `cvn_add_row_steps` with f = nibbles[i].
void cvn_add_nibble_steps(uint8_t *sums, const uint8_t *classes, const uint8_t *least, const uint8_t *nibbles,
                          const uint8_t *table, uint64_t live);

/// sums[i] += value, at most 255, for the documents of one sub-block whose bit is set in `mask`.
void cvn_add_masked_steps(uint8_t *sums, uint64_t mask, uint8_t value);

/// nibbles[i] += f, at most 15, with the frequencies of a chunk's row container.
void cvn_expand_rows(uint8_t *nibbles, const void *rows, uint64_t live);

/// nibbles[i] += f, at most 15, with the frequencies of a chunk's bitset container of `count` postings; nothing is read
/// from `end` on.
void cvn_expand_bitset(uint8_t *nibbles, const void *container, int32_t count, const void *end, uint64_t live);

/// As `cvn_add_row_steps` with the frequencies of a chunk's bitset container of `count` postings; nothing is read from
/// `end` on. `scratch` has 4,096 bytes that may be overwritten.
void cvn_add_bitset_steps(uint8_t *sums, const uint8_t *classes, const uint8_t *least, uint8_t *scratch,
                          const void *container, int32_t count, const void *end, const uint8_t *table, uint64_t live);

/// out[s] = before[s] + table[bounds[s]], at most 255, for the 64 sub-blocks of a chunk and a table of 256 bounds.
void cvn_add_bound_steps(uint8_t *out, const uint8_t *before, const uint8_t *bounds, const uint8_t *table);

/// table[b] = ⌈weight · o / (1 + o)⌉, at most 255, o = min(rest · b / (255 − b), floor_odds) · ratio, for the 256 bounds b
/// (255 counts as 254.9).
void cvn_fill_rest_steps(uint8_t *table, float weight, float rest, float floor_odds, float ratio);

/// The live sub-blocks that have a document whose sum, `rest[s]` and `later[s]` together are at least `threshold`.
uint64_t cvn_can_reach(const uint8_t *sums, const uint8_t *rest, const uint8_t *later, uint8_t threshold,
                       uint64_t live);

/// As `cvn_add_row_steps` with a tiny container's postings from `entries` on, in ascending order: `count` of them.
void cvn_add_tiny_steps(uint8_t *sums, const uint8_t *classes, const void *entries, int32_t count, const uint8_t *table);

/// nibbles[i] += f, at most 15, with the postings of a tiny container: see `cvn_add_tiny_steps`.
void cvn_expand_tiny(uint8_t *nibbles, const void *entries, int32_t count);

/// table[b] = ⌈contributions[b] · scale⌉, at most 255, for the 256 bounds b.
void cvn_fill_bound_steps(uint8_t *table, const float *contributions, float scale);

/// Adds the frequencies of a bitset container's sub-block `s` to 64 integers; returns the documents at the cap of 15.
uint64_t cvn_bitset_add(uint32_t *frequencies, const void *container, int32_t count, const void *end, int32_t s);

/// whole[i] −= own[i], at least 0, where whole[i] is not 15: what other surfaces have.
void cvn_rest_nibbles(uint8_t *whole, const uint8_t *own, uint64_t live);

/// nibbles[i] = min(15, counts[i]) in live sub-blocks.
void cvn_cap_nibbles(uint8_t *nibbles, const uint8_t *counts, uint64_t live);

/// out[i] = Σ over c of multipliers[c] · counts[c · 4096 + i], at most 255, in live sub-blocks.
void cvn_weigh_counts(uint8_t *out, const uint8_t *counts, const uint8_t *multipliers, int32_t classes, uint64_t live);

/// masks[s] &= the documents with counts[i] at least needed[codes[i]], for live sub-blocks that end before `count`, which is
/// how many codes there are; returns the live sub-blocks that have any left.
uint64_t cvn_counts_reach(uint64_t *masks, const uint8_t *counts, const uint8_t *codes, int32_t count,
                          const uint8_t *needed, uint64_t live);

/// masks[s] &= sums at least `threshold`, for live sub-blocks; returns the sub-blocks that have any left.
uint64_t cvn_sums_at_least(const uint8_t *sums, uint8_t threshold, uint64_t *masks, uint64_t live);

/// How many documents of the masks of live sub-blocks have a sum of at least `threshold`.
uint64_t cvn_count_at_least(const uint8_t *sums, uint8_t threshold, const uint64_t *masks, uint64_t live);

/// masks[s] |= the documents that a chunk's row container has, for live sub-blocks.
void cvn_unite_rows(uint64_t *masks, const void *rows, uint64_t live);

/// masks[s] &= the documents that a chunk's row container has; returns the sub-blocks that have any left.
uint64_t cvn_intersect_rows(uint64_t *masks, const void *rows, uint64_t live);

/// masks[s] gets the documents of a tiny container's postings from `entries` on: `count` of them.
void cvn_unite_tiny(uint64_t *masks, const void *entries, int32_t count);

/// Keeps in masks[s] of live sub-blocks the documents of a tiny container's postings, and returns the sub-blocks that have
/// any left.
uint64_t cvn_intersect_tiny(uint64_t *masks, const void *entries, int32_t count, uint64_t live);

/// Asks the memory for `count` bytes of which sub-block s will be read about s sixty-fourths behind the first, for the
/// live sub-blocks.
void cvn_prefetch(const void *bytes, int32_t count, uint64_t live);

#endif
