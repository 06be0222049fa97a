// The kernels, written once in plain C over 64 lanes and compiled for each instruction set by kernels.c, which sets
// KERNEL(name) and TARGET. The compiler vectorises them; contraction is off, so that every width gives the same bits.

TARGET static uint64_t KERNEL(row_add)(const void *row, uint32_t *frequencies) {
  const uint8_t *bytes = row;
  uint64_t capped = 0;
  uint8_t nibbles[64];
  for (int i = 0; i < 32; i++) {
    nibbles[i] = bytes[i] & 15;
    nibbles[i + 32] = bytes[i] >> 4;
  }
  for (int i = 0; i < 64; i++) frequencies[i] += nibbles[i];
  for (int i = 0; i < 64; i++) capped |= (uint64_t)(nibbles[i] == 15) << i;
  return capped;
}

TARGET static uint64_t KERNEL(row_mask)(const void *row) {
#if KERNEL_ISA >= 2
  __m256i bytes = _mm256_loadu_si256((const __m256i *)row);
  __m256i low = _mm256_cmpeq_epi8(_mm256_and_si256(bytes, _mm256_set1_epi8(0x0F)), _mm256_setzero_si256());
  __m256i high = _mm256_cmpeq_epi8(_mm256_and_si256(bytes, _mm256_set1_epi8((char)0xF0)), _mm256_setzero_si256());
  return ~((uint64_t)(uint32_t)_mm256_movemask_epi8(high) << 32 | (uint32_t)_mm256_movemask_epi8(low));
#else
  const uint8_t *bytes = row;
  uint8_t nibbles[64];
  uint64_t mask = 0;
  for (int i = 0; i < 32; i++) {
    nibbles[i] = bytes[i] & 15;
    nibbles[i + 32] = bytes[i] >> 4;
  }
  for (int i = 0; i < 64; i++) mask |= (uint64_t)(nibbles[i] != 0) << i;
  return mask;
#endif
}

TARGET static void KERNEL(fill_contributions)(float *contributions, float weight, float ratio) {
  contributions[0] = 0;
  for (int bound = 1; bound < 256; bound++) {
    float odds = (float)bound * ratio;
    contributions[bound] = weight * (odds / ((float)(255 - bound) + odds));
  }
}

TARGET static void KERNEL(score)(float *scores, const float *tf, const float *normalizers, float weight) {
  for (int i = 0; i < 64; i++) scores[i] += weight * (tf[i] / (tf[i] + normalizers[i]));
}

TARGET static void KERNEL(score_frequencies)(float *scores, const uint32_t *frequencies, float unit,
                                             const float *normalizers, float weight) {
  for (int i = 0; i < 64; i++) {
    float tf = (float)(int32_t)frequencies[i] * unit;
    scores[i] += weight * (tf / (tf + normalizers[i]));
  }
}

TARGET static uint64_t KERNEL(score_row)(float *scores, const void *row, float unit, const float *normalizers,
                                         float weight, uint64_t wanted) {
  const uint8_t *bytes = row;
  uint8_t nibbles[64];
  uint64_t capped = 0;
  for (int i = 0; i < 32; i++) {
    nibbles[i] = bytes[i] & 15;
    nibbles[i + 32] = bytes[i] >> 4;
  }
  for (int i = 0; i < 64; i++) capped |= (uint64_t)(nibbles[i] == 15) << i;
  capped &= wanted;
  if (capped) return capped;
  for (int i = 0; i < 64; i++) {
    float tf = (float)(int32_t)nibbles[i] * unit;
    scores[i] += weight * (tf / (tf + normalizers[i]));
  }
  return 0;
}

TARGET static void KERNEL(gather_normalizers)(float *normalizers, const uint8_t *codes, const float *table) {
  for (int i = 0; i < 64; i++) normalizers[i] = table[codes[i]];
}

TARGET static void KERNEL(graded_frequencies)(float *tf, const uint32_t *counts, const float *weights, int32_t classes,
                                              int32_t own_classes, const uint32_t *folded, float unit,
                                              float rest_weight, float rest_cap) {
  int32_t rest[64];
  for (int i = 0; i < 64; i++) {
    rest[i] = folded ? (int32_t)folded[i] : 0;
    tf[i] = 0;
  }
  for (int32_t c = 0; c < classes; c++) {
    const uint32_t *class_counts = counts + 64 * c;
    float weight = weights[c] * unit;
    for (int i = 0; i < 64; i++) {
      rest[i] -= c < own_classes ? (int32_t)class_counts[i] : 0;
      tf[i] += weight * (float)(int32_t)class_counts[i];
    }
  }
  if (!folded) return;
  float weight = rest_weight * unit;
  for (int i = 0; i < 64; i++) {
    int32_t count = rest[i] > 0 ? rest[i] : 0;
    float extra = weight * (float)count;
    tf[i] += extra < rest_cap ? extra : rest_cap;
  }
}

TARGET static uint64_t KERNEL(at_least)(const float *scores, float threshold) {
  uint64_t mask = 0;
  for (int i = 0; i < 64; i++) mask |= (uint64_t)(scores[i] >= threshold) << i;
  return mask;
}

TARGET static float KERNEL(max)(const float *scores) {
  float lanes[16];
  for (int i = 0; i < 16; i++) lanes[i] = scores[i];
  for (int block = 16; block < 64; block += 16)
    for (int i = 0; i < 16; i++) lanes[i] = scores[block + i] > lanes[i] ? scores[block + i] : lanes[i];
  float best = lanes[0];
  for (int i = 1; i < 16; i++) best = lanes[i] > best ? lanes[i] : best;
  return best;
}

TARGET static void KERNEL(add_bounds)(float *totals, const uint8_t *bounds, float weight, float ratio,
                                      int32_t count) {
  if (ratio == 1.0f) {
    float step = weight / 255.0f;
    for (int32_t i = 0; i < count; i++) totals[i] += (float)(int32_t)bounds[i] * step;
    return;
  }
  for (int32_t i = 0; i < count; i++) {
    float b = (float)(int32_t)bounds[i];
    float odds = b * ratio;
    totals[i] += weight * (odds / ((255.0f - b) + odds));
  }
}

TARGET static uint64_t KERNEL(require_bounds)(float *totals, const uint8_t *bounds, int32_t count) {
  for (int32_t i = 0; i < count; i++) totals[i] = bounds[i] ? totals[i] : -__builtin_inff();
  uint64_t left = 0;
  for (int32_t block = 0; block < count; block += 64) {
    uint32_t any = 0;
    for (int32_t i = 0; i < 64; i++) any |= totals[block + i] >= 0.0f;
    left |= (uint64_t)any << (block >> 6);
  }
  return left;
}

TARGET static void KERNEL(least_bounds)(uint8_t *bounds, const uint8_t *other, int32_t count) {
  for (int32_t i = 0; i < count; i++) bounds[i] = bounds[i] < other[i] ? bounds[i] : other[i];
}

TARGET static uint64_t KERNEL(chunks_with_bounds)(const uint8_t *bounds) {
  uint64_t chunks = 0;
  for (int32_t chunk = 0; chunk < 64; chunk++) {
    uint8_t any = 0;
    for (int32_t i = 0; i < 64; i++) any |= bounds[64 * chunk + i];
    chunks |= (uint64_t)(any != 0) << chunk;
  }
  return chunks;
}

TARGET static void KERNEL(add_odds)(float *odds, const uint8_t *bounds, float weight, int32_t count) {
  for (int32_t i = 0; i < count; i++) {
    float b = (float)(int32_t)bounds[i];
    float rest = 255.0f - b;
    odds[i] += weight * (b / (rest > 0.1f ? rest : 0.1f));
  }
}

TARGET static void KERNEL(graded_bounds)(uint8_t *out, const uint8_t *folded, const float *weighted_odds,
                                         const float *plain_odds, float rest, float cap_share, float floor_odds,
                                         int32_t folded_limits, int32_t count) {
  for (int32_t i = 0; i < count; i++) {
    float b = (float)(int32_t)folded[i];
    float left = 255.0f - b;
    float f = b / (left > 0.1f ? left : 0.1f);
    float rest_odds = rest * f;
    float share = cap_share * plain_odds[i];
    float with_surface = weighted_odds[i] + (rest_odds < share ? rest_odds : share);
    float without = rest_odds < floor_odds ? rest_odds : floor_odds;
    float o = with_surface > without ? with_surface : without;
    // A few units in the last place keep the bound above every rounding on the way.
    o = (folded_limits && o > f ? f : o) * 1.00001f;
    float impact = 255.0f * (o / (1.0f + o));
    int32_t value = (int32_t)impact;
    value += (float)value < impact;
    value = value > 255 ? 255 : value;
    out[i] = (uint8_t)value;
  }
}

TARGET static void KERNEL(odds_to_bounds)(uint8_t *out, const float *odds, int32_t count) {
  for (int32_t i = 0; i < count; i++) {
    float o = odds[i] * 1.00001f;
    float impact = 255.0f * (o / (1.0f + o));
    int32_t value = (int32_t)impact;
    value += (float)value < impact;
    value = value > 255 ? 255 : value;
    out[i] = (uint8_t)value;
  }
}

TARGET static int32_t KERNEL(select_bounds)(const float *totals, float threshold, uint16_t *list, int32_t count) {
  int32_t found = 0;
  for (int32_t block = 0; block < count; block += 64) {
    uint64_t mask = 0;
    for (int i = 0; i < 64; i++) mask |= (uint64_t)(totals[block + i] >= threshold) << i;
    while (mask) {
      list[found++] = (uint16_t)(block + __builtin_ctzll(mask));
      mask &= mask - 1;
    }
  }
  return found;
}
