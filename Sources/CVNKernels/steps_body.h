// Kernels over a chunk of 64 sub-blocks, compiled for each instruction set by kernels.c: see include/steps.h.

#define FOR_EACH_SUB_BLOCK(s, live) \
  for (uint64_t left_ = (live), s = 0; left_ && (s = (uint64_t)__builtin_ctzll(left_), 1); left_ &= left_ - 1)

TARGET static void KERNEL(fill_steps)(uint8_t *table, float weight, float unit, float most, const float *normalizers,
                                      float highest) {
  for (int c = 0; c < 16; c++) {
    float steps[16];
    for (int f = 0; f < 16; f++) {
      float t = (float)f * unit;
      t = t < most ? t : most;
      float value = weight * (t / (t + normalizers[c]));
      steps[f] = value < highest ? value : highest;
    }
    float last = most < __builtin_inff() ? weight * (most / (most + normalizers[c])) : weight;
    steps[15] = last < highest ? last : highest;
    for (int f = 0; f < 16; f++) {
      int32_t whole = (int32_t)steps[f];
      whole += (float)whole < steps[f];
      table[c << 4 | f] = (uint8_t)(whole > 255 ? 255 : whole);
    }
    table[c << 4] = 0;
  }
}

#if KERNEL_ISA >= 6
struct KERNEL(lookup) {
  __m512i part[4];
};

TARGET static inline struct KERNEL(lookup) KERNEL(load_lookup)(const uint8_t *table) {
  struct KERNEL(lookup) lookup;
  for (int i = 0; i < 4; i++) lookup.part[i] = _mm512_loadu_si512(table + 64 * i);
  return lookup;
}

TARGET static inline __m512i KERNEL(look)(const struct KERNEL(lookup) * lookup, __m512i index) {
  __m512i low = _mm512_permutex2var_epi8(lookup->part[0], index, lookup->part[1]);
  __m512i high = _mm512_permutex2var_epi8(lookup->part[2], index, lookup->part[3]);
  return _mm512_mask_blend_epi8(_mm512_movepi8_mask(index), low, high);
}

TARGET static inline __m512i KERNEL(row_nibbles)(const uint8_t *row) {
  __m256i bytes = _mm256_loadu_si256((const __m256i *)row), low = _mm256_set1_epi8(15);
  return _mm512_inserti64x4(_mm512_castsi256_si512(_mm256_and_si256(bytes, low)),
                            _mm256_and_si256(_mm256_srli_epi16(bytes, 4), low), 1);
}
#endif

TARGET static void KERNEL(length_classes)(uint8_t *classes, uint8_t *least, const uint8_t *codes, int32_t count,
                                          const uint8_t *table, uint64_t live) {
#if KERNEL_ISA >= 6
  struct KERNEL(lookup) lookup = KERNEL(load_lookup)(table);
#endif
  FOR_EACH_SUB_BLOCK(s, live) {
    uint8_t *out = classes + 64 * s;
    int32_t present = count - 64 * (int32_t)s;
    uint8_t lowest = 0xF0;
    if (present >= 64) {
#if KERNEL_ISA >= 6
      __m512i found = KERNEL(look)(&lookup, _mm512_loadu_si512(codes + 64 * s));
      _mm512_storeu_si512(out, found);
      __m256i half = _mm256_min_epu8(_mm512_castsi512_si256(found), _mm512_extracti64x4_epi64(found, 1));
      __m128i quarter = _mm_min_epu8(_mm256_castsi256_si128(half), _mm256_extracti128_si256(half, 1));
      quarter = _mm_min_epu8(quarter, _mm_srli_epi16(quarter, 8));
      lowest = (uint8_t)_mm_extract_epi16(_mm_minpos_epu16(_mm_and_si128(quarter, _mm_set1_epi16(255))), 0);
#else
      for (int i = 0; i < 64; i++) out[i] = table[codes[64 * s + i]];
      for (int i = 0; i < 64; i++) lowest = out[i] < lowest ? out[i] : lowest;
#endif
    } else {
      for (int32_t i = 0; i < 64; i++) {
        out[i] = i < present ? table[codes[64 * s + i]] : 0xF0;
        lowest = out[i] < lowest ? out[i] : lowest;
      }
    }
    least[s] = lowest;
  }
}

TARGET static void KERNEL(add_row_steps)(uint8_t *sums, const uint8_t *classes, const uint8_t *least, const void *rows,
                                         const uint8_t *table, uint64_t live) {
  const uint8_t *bytes = rows;
#if KERNEL_ISA >= 6
  (void)least;
  struct KERNEL(lookup) lookup = KERNEL(load_lookup)(table);
  FOR_EACH_SUB_BLOCK(s, live) {
    __m512i index = _mm512_or_si512(_mm512_loadu_si512(classes + 64 * s), KERNEL(row_nibbles)(bytes + 32 * s));
    __m512i sum = _mm512_loadu_si512(sums + 64 * s);
    _mm512_storeu_si512(sums + 64 * s, _mm512_adds_epu8(sum, KERNEL(look)(&lookup, index)));
  }
#elif KERNEL_ISA >= 2
  (void)classes;
  __m256i low = _mm256_set1_epi8(15);
  FOR_EACH_SUB_BLOCK(s, live) {
    __m256i steps = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(table + least[s])));
    __m256i row = _mm256_loadu_si256((const __m256i *)(bytes + 32 * s));
    __m256i *out = (__m256i *)(sums + 64 * s);
    __m256i first = _mm256_shuffle_epi8(steps, _mm256_and_si256(row, low));
    __m256i second = _mm256_shuffle_epi8(steps, _mm256_and_si256(_mm256_srli_epi16(row, 4), low));
    _mm256_storeu_si256(out, _mm256_adds_epu8(_mm256_loadu_si256(out), first));
    _mm256_storeu_si256(out + 1, _mm256_adds_epu8(_mm256_loadu_si256(out + 1), second));
  }
#else
  (void)least;
  FOR_EACH_SUB_BLOCK(s, live) {
    for (int i = 0; i < 64; i++) {
      uint8_t byte = bytes[32 * s + (i & 31)];
      uint32_t sum = sums[64 * s + i] + (uint32_t)table[classes[64 * s + i] | (i < 32 ? byte & 15 : byte >> 4)];
      sums[64 * s + i] = (uint8_t)(sum > 255 ? 255 : sum);
    }
  }
#endif
}

TARGET static void KERNEL(add_nibble_steps)(uint8_t *sums, const uint8_t *classes, const uint8_t *least,
                                            const uint8_t *nibbles, const uint8_t *table, uint64_t live) {
#if KERNEL_ISA >= 6
  (void)least;
  struct KERNEL(lookup) lookup = KERNEL(load_lookup)(table);
  FOR_EACH_SUB_BLOCK(s, live) {
    __m512i index = _mm512_or_si512(_mm512_loadu_si512(classes + 64 * s), _mm512_loadu_si512(nibbles + 64 * s));
    __m512i sum = _mm512_loadu_si512(sums + 64 * s);
    _mm512_storeu_si512(sums + 64 * s, _mm512_adds_epu8(sum, KERNEL(look)(&lookup, index)));
  }
#elif KERNEL_ISA >= 2
  (void)classes;
  FOR_EACH_SUB_BLOCK(s, live) {
    __m256i steps = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(table + least[s])));
    for (int half = 0; half < 2; half++) {
      __m256i *out = (__m256i *)(sums + 64 * s) + half;
      __m256i found = _mm256_shuffle_epi8(steps, _mm256_loadu_si256((const __m256i *)(nibbles + 64 * s) + half));
      _mm256_storeu_si256(out, _mm256_adds_epu8(_mm256_loadu_si256(out), found));
    }
  }
#else
  (void)least;
  FOR_EACH_SUB_BLOCK(s, live) {
    for (int i = 0; i < 64; i++) {
      uint32_t sum = sums[64 * s + i] + (uint32_t)table[classes[64 * s + i] | nibbles[64 * s + i]];
      sums[64 * s + i] = (uint8_t)(sum > 255 ? 255 : sum);
    }
  }
#endif
}

TARGET static void KERNEL(add_masked_steps)(uint8_t *sums, uint64_t mask, uint8_t value) {
#if KERNEL_ISA >= 5
  __m512i sum = _mm512_loadu_si512(sums);
  _mm512_storeu_si512(sums, _mm512_mask_adds_epu8(sum, mask, sum, _mm512_set1_epi8((char)value)));
#else
  while (mask) {
    int i = __builtin_ctzll(mask);
    mask &= mask - 1;
    uint32_t sum = sums[i] + (uint32_t)value;
    sums[i] = (uint8_t)(sum > 255 ? 255 : sum);
  }
#endif
}

TARGET static void KERNEL(expand_rows)(uint8_t *nibbles, const void *rows, uint64_t live) {
  const uint8_t *bytes = rows;
  FOR_EACH_SUB_BLOCK(s, live) {
    uint8_t *out = nibbles + 64 * s;
#if KERNEL_ISA >= 6
    __m512i sum = _mm512_add_epi8(_mm512_loadu_si512(out), KERNEL(row_nibbles)(bytes + 32 * s));
    _mm512_storeu_si512(out, _mm512_min_epu8(sum, _mm512_set1_epi8(15)));
#else
    for (int i = 0; i < 32; i++) {
      uint8_t low = out[i] + (bytes[32 * s + i] & 15), high = out[i + 32] + (bytes[32 * s + i] >> 4);
      out[i] = low > 15 ? 15 : low;
      out[i + 32] = high > 15 ? 15 : high;
    }
#endif
  }
}

#if KERNEL_ISA >= 6
// The frequencies of a bitset container's sub-block, each at its document; nothing is read from `end` on.
TARGET static inline __m512i KERNEL(bitset_nibbles)(const uint8_t *container, int32_t count, const uint8_t *end,
                                                    uint64_t s, uint64_t mask) {
  uint16_t first;
  __builtin_memcpy(&first, container + 512 + 2 * s, 2);
  // A damaged container may name postings that it does not have.
  first = first < count ? first : (uint16_t)(count - 1);
  const uint8_t *place = container + 640 + (first >> 1);
  uint8_t copy[33];
  if (__builtin_expect(end - place < 33, 0)) {
    __builtin_memset(copy, 0, sizeof copy);
    __builtin_memcpy(copy, place, (size_t)(end - place));
    place = copy;
  }
  __m256i low = _mm256_set1_epi8(15), here = _mm256_loadu_si256((const __m256i *)place);
  __m256i highs = _mm256_and_si256(_mm256_srli_epi16(here, 4), low), lows = _mm256_and_si256(here, low);
  __m256i next = _mm256_and_si256(_mm256_loadu_si256((const __m256i *)(place + 1)), low);
  __mmask32 shifted = (__mmask32)-(int32_t)(first & 1);
  __m256i even = _mm256_mask_blend_epi8(shifted, lows, highs), odd = _mm256_mask_blend_epi8(shifted, highs, next);
  __m512i run = _mm512_or_si512(_mm512_cvtepu8_epi16(even), _mm512_slli_epi16(_mm512_cvtepu8_epi16(odd), 8));
  return _mm512_maskz_expand_epi8(mask, _mm512_max_epu8(run, _mm512_set1_epi8(1)));
}
#endif

TARGET static void KERNEL(expand_bitset)(uint8_t *nibbles, const void *container, int32_t count, const void *end,
                                         uint64_t live) {
  const uint8_t *bytes = container;
  FOR_EACH_SUB_BLOCK(s, live) {
    uint64_t mask;
    __builtin_memcpy(&mask, bytes + 8 * s, 8);
    uint8_t *out = nibbles + 64 * s;
#if KERNEL_ISA >= 6
    __m512i sum = _mm512_add_epi8(_mm512_loadu_si512(out), KERNEL(bitset_nibbles)(bytes, count, end, s, mask));
    _mm512_storeu_si512(out, _mm512_min_epu8(sum, _mm512_set1_epi8(15)));
#else
    (void)end;
    const uint8_t *frequencies = bytes + 640;
    uint16_t first;
    __builtin_memcpy(&first, bytes + 512 + 2 * s, 2);
    // A damaged container may name postings that it does not have.
    for (int32_t index = first; mask; index++, mask &= mask - 1) {
      int32_t known = index < count ? index : count - 1;
      uint8_t frequency = known & 1 ? frequencies[known >> 1] >> 4 : frequencies[known >> 1] & 15;
      int i = __builtin_ctzll(mask);
      uint8_t sum = out[i] + (frequency ? frequency : 1);
      out[i] = sum > 15 ? 15 : sum;
    }
#endif
  }
}

TARGET static void KERNEL(add_bitset_steps)(uint8_t *sums, const uint8_t *classes, const uint8_t *least,
                                            uint8_t *scratch, const void *container, int32_t count, const void *end,
                                            const uint8_t *table, uint64_t live) {
#if KERNEL_ISA >= 6
  (void)least, (void)scratch;
  const uint8_t *bytes = container;
  struct KERNEL(lookup) lookup = KERNEL(load_lookup)(table);
  FOR_EACH_SUB_BLOCK(s, live) {
    uint64_t mask;
    __builtin_memcpy(&mask, bytes + 8 * s, 8);
    __m512i nibbles = KERNEL(bitset_nibbles)(bytes, count, end, s, mask);
    __m512i index = _mm512_or_si512(_mm512_loadu_si512(classes + 64 * s), nibbles);
    __m512i sum = _mm512_loadu_si512(sums + 64 * s);
    _mm512_storeu_si512(sums + 64 * s, _mm512_adds_epu8(sum, KERNEL(look)(&lookup, index)));
  }
#else
  FOR_EACH_SUB_BLOCK(s, live) __builtin_memset(scratch + 64 * s, 0, 64);
  KERNEL(expand_bitset)(scratch, container, count, end, live);
  KERNEL(add_nibble_steps)(sums, classes, least, scratch, table, live);
#endif
}

TARGET static void KERNEL(add_bound_steps)(uint8_t *out, const uint8_t *before, const uint8_t *bounds,
                                           const uint8_t *table) {
#if KERNEL_ISA >= 6
  struct KERNEL(lookup) lookup = KERNEL(load_lookup)(table);
  __m512i found = KERNEL(look)(&lookup, _mm512_loadu_si512(bounds));
  _mm512_storeu_si512(out, _mm512_adds_epu8(_mm512_loadu_si512(before), found));
#else
  for (int i = 0; i < 64; i++) {
    uint32_t sum = before[i] + (uint32_t)table[bounds[i]];
    out[i] = (uint8_t)(sum > 255 ? 255 : sum);
  }
#endif
}

TARGET static void KERNEL(fill_bound_steps)(uint8_t *table, const float *contributions, float scale) {
  for (int b = 0; b < 256; b++) {
    float value = contributions[b] * scale;
    value = value < 255.0f ? value : 255.0f;
    int32_t whole = (int32_t)value;
    whole += (float)whole < value;
    table[b] = (uint8_t)whole;
  }
}

TARGET static void KERNEL(fill_rest_steps)(uint8_t *table, float weight, float rest, float floor_odds, float ratio) {
  for (int b = 0; b < 256; b++) {
    float left = 255.0f - (float)b;
    float odds = rest * ((float)b / (left > 0.1f ? left : 0.1f));
    odds = (odds < floor_odds ? odds : floor_odds) * ratio;
    odds *= 1.00001f;
    float value = weight * (odds / (1.0f + odds));
    value = value < 255.0f ? value : 255.0f;
    int32_t whole = (int32_t)value;
    whole += (float)whole < value;
    table[b] = (uint8_t)whole;
  }
}

TARGET static uint64_t KERNEL(bitset_add)(uint32_t *frequencies, const void *container, int32_t count, const void *end,
                                          int32_t s) {
  const uint8_t *bytes = container;
  uint64_t mask;
  __builtin_memcpy(&mask, bytes + 8 * s, 8);
  uint8_t nibbles[64];
#if KERNEL_ISA >= 6
  _mm512_storeu_si512(nibbles, KERNEL(bitset_nibbles)(bytes, count, end, (uint64_t)s, mask));
#else
  (void)end;
  const uint8_t *packed = bytes + 640;
  uint16_t first;
  __builtin_memcpy(&first, bytes + 512 + 2 * s, 2);
  __builtin_memset(nibbles, 0, 64);
  uint64_t left = mask;
  for (int32_t index = first; left; index++, left &= left - 1) {
    int32_t known = index < count ? index : count - 1;
    uint8_t frequency = known & 1 ? packed[known >> 1] >> 4 : packed[known >> 1] & 15;
    nibbles[__builtin_ctzll(left)] = frequency ? frequency : 1;
  }
#endif
  uint64_t capped = 0;
  for (int i = 0; i < 64; i++) frequencies[i] += nibbles[i];
  for (int i = 0; i < 64; i++) capped |= (uint64_t)(nibbles[i] == 15) << i;
  return capped;
}

TARGET static uint64_t KERNEL(can_reach)(const uint8_t *sums, const uint8_t *rest, const uint8_t *later, uint8_t threshold,
                                           uint64_t live) {
  uint64_t left = 0;
  FOR_EACH_SUB_BLOCK(s, live) {
    int32_t missing = (int32_t)threshold - rest[s] - later[s];
    uint8_t needed = (uint8_t)(missing > 0 ? missing : 0);
#if KERNEL_ISA >= 5
    uint64_t any = _mm512_cmpge_epu8_mask(_mm512_loadu_si512(sums + 64 * s), _mm512_set1_epi8((char)needed)) != 0;
#else
    uint8_t highest = 0;
    for (int i = 0; i < 64; i++) highest = sums[64 * s + i] > highest ? sums[64 * s + i] : highest;
    uint64_t any = highest >= needed;
#endif
    left |= any << s;
  }
  return left;
}

TARGET static void KERNEL(rest_nibbles)(uint8_t *whole, const uint8_t *own, uint64_t live) {
  FOR_EACH_SUB_BLOCK(s, live) {
    uint8_t *out = whole + 64 * s;
    const uint8_t *less = own + 64 * s;
    for (int i = 0; i < 64; i++) {
      uint8_t left = out[i] > less[i] ? out[i] - less[i] : 0;
      out[i] = out[i] == 15 ? 15 : left;
    }
  }
}

// A posting of a tiny container: the offset in the chunk above four bits of frequency, of which 0 is damage.
TARGET static void KERNEL(add_tiny_steps)(uint8_t *sums, const uint8_t *classes, const void *entries, int32_t count,
                                          const uint8_t *table) {
  const uint8_t *bytes = entries;
  for (int32_t index = 0; index < count; index++) {
    uint16_t entry;
    __builtin_memcpy(&entry, bytes + 2 * index, 2);
    uint32_t place = entry >> 4, frequency = entry & 15;
    uint32_t sum = sums[place] + (uint32_t)table[classes[place] | (frequency ? frequency : 1)];
    sums[place] = (uint8_t)(sum > 255 ? 255 : sum);
  }
}

TARGET static void KERNEL(expand_tiny)(uint8_t *nibbles, const void *entries, int32_t count) {
  const uint8_t *bytes = entries;
  for (int32_t index = 0; index < count; index++) {
    uint16_t entry;
    __builtin_memcpy(&entry, bytes + 2 * index, 2);
    uint32_t place = entry >> 4, frequency = entry & 15;
    uint32_t sum = (nibbles[place] & 15u) + (frequency ? frequency : 1);
    nibbles[place] = (uint8_t)(sum > 15 ? 15 : sum);
  }
}

TARGET static inline uint64_t KERNEL(sums_mask)(const uint8_t *sums, uint64_t s, uint8_t threshold) {
#if KERNEL_ISA >= 5
    uint64_t mask = _mm512_cmpge_epu8_mask(_mm512_loadu_si512(sums + 64 * s), _mm512_set1_epi8((char)threshold));
#elif KERNEL_ISA >= 2
    __m256i least = _mm256_set1_epi8((char)threshold);
    __m256i low = _mm256_loadu_si256((const __m256i *)(sums + 64 * s));
    __m256i high = _mm256_loadu_si256((const __m256i *)(sums + 64 * s) + 1);
    uint64_t mask = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(_mm256_max_epu8(low, least), low)) |
                    (uint64_t)(uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(_mm256_max_epu8(high, least), high)) << 32;
#else
    uint64_t mask = 0;
    for (int i = 0; i < 64; i++) mask |= (uint64_t)(sums[64 * s + i] >= threshold) << i;
#endif
  return mask;
}

TARGET static uint64_t KERNEL(count_at_least)(const uint8_t *sums, uint8_t threshold, const uint64_t *masks,
                                              uint64_t live) {
  uint64_t count = 0;
  FOR_EACH_SUB_BLOCK(s, live) {
    count += (uint64_t)__builtin_popcountll(masks[s] & KERNEL(sums_mask)(sums, s, threshold));
  }
  return count;
}

TARGET static uint64_t KERNEL(sums_at_least)(const uint8_t *sums, uint8_t threshold, uint64_t *masks, uint64_t live) {
  uint64_t any = 0;
  FOR_EACH_SUB_BLOCK(s, live) {
    masks[s] &= KERNEL(sums_mask)(sums, s, threshold);
    any |= (uint64_t)(masks[s] != 0) << s;
  }
  return any;
}

TARGET static void KERNEL(unite_rows)(uint64_t *masks, const void *rows, uint64_t live) {
  FOR_EACH_SUB_BLOCK(s, live) { masks[s] |= KERNEL(row_mask)((const uint8_t *)rows + 32 * s); }
}

TARGET static uint64_t KERNEL(intersect_rows)(uint64_t *masks, const void *rows, uint64_t live) {
  uint64_t any = 0;
  FOR_EACH_SUB_BLOCK(s, live) {
    masks[s] &= KERNEL(row_mask)((const uint8_t *)rows + 32 * s);
    any |= (uint64_t)(masks[s] != 0) << s;
  }
  return any;
}

TARGET static void KERNEL(cap_nibbles)(uint8_t *nibbles, const uint8_t *counts, uint64_t live) {
  FOR_EACH_SUB_BLOCK(s, live) {
    for (int i = 0; i < 64; i++) nibbles[64 * s + i] = counts[64 * s + i] < 15 ? counts[64 * s + i] : 15;
  }
}

TARGET static void KERNEL(weigh_counts)(uint8_t *out, const uint8_t *counts, const uint8_t *multipliers,
                                        int32_t classes, uint64_t live) {
  FOR_EACH_SUB_BLOCK(s, live) {
    uint16_t sums[64] = {0};
    for (int32_t c = 0; c < classes; c++) {
      const uint8_t *own = counts + 4096 * (uint64_t)c + 64 * s;
      for (int i = 0; i < 64; i++) {
        uint16_t product = (uint16_t)(own[i] * multipliers[c]);
        product = product < 255 ? product : 255;
        uint16_t sum = (uint16_t)(sums[i] + product);
        sums[i] = sum < 255 ? sum : 255;
      }
    }
    for (int i = 0; i < 64; i++) out[64 * s + i] = (uint8_t)sums[i];
  }
}

TARGET static uint64_t KERNEL(counts_reach)(uint64_t *masks, const uint8_t *counts, const uint8_t *codes, int32_t count,
                                            const uint8_t *needed, uint64_t live) {
#if KERNEL_ISA >= 6
  struct KERNEL(lookup) lookup = KERNEL(load_lookup)(needed);
#endif
  uint64_t any = 0;
  FOR_EACH_SUB_BLOCK(s, live) {
    if (64 * ((int32_t)s + 1) <= count) {
#if KERNEL_ISA >= 6
      __m512i least = KERNEL(look)(&lookup, _mm512_loadu_si512(codes + 64 * s));
      masks[s] &= _mm512_cmpge_epu8_mask(_mm512_loadu_si512(counts + 64 * s), least);
#else
      uint64_t mask = 0;
      for (int i = 0; i < 64; i++) mask |= (uint64_t)(counts[64 * s + i] >= needed[codes[64 * s + i]]) << i;
      masks[s] &= mask;
#endif
    }
    any |= (uint64_t)(masks[s] != 0) << s;
  }
  return any;
}

#undef FOR_EACH_SUB_BLOCK
