#include "crc32c.h"

#include <string.h>

uint32_t cvn_crc32c_portable(uint32_t crc, const void *bytes, size_t count) {
  const uint8_t *p = bytes;
  crc = ~crc;
  for (size_t i = 0; i < count; i++) {
    crc ^= p[i];
    for (int bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ (0x82F63B78u & (0u - (crc & 1)));
  }
  return ~crc;
}

#if defined(__x86_64__)
#include <immintrin.h>

// The instruction takes three cycles and one can start in each cycle, so three independent checksums cost what one does.
// Three neighbouring streams of STREAM bytes are checksummed side by side and joined: the checksum of a concatenation is
// crc(A)·x^(8·|B|) + crc(B) over GF(2) modulo the polynomial (Gopal et al., "Fast CRC computation for iSCSI polynomial using
// CRC32 instruction", Intel 2011). The carry-less product of a checksum and x^(8·n - 33), reduced by the instruction itself,
// multiplies by x^(8·n). The constants are those powers modulo the polynomial, bits reflected.
enum { STREAM = 1024 };
#define POWER_1_STREAM 0x170076FA   // x^(8·1024 - 33)
#define POWER_2_STREAMS 0xA51B6135  // x^(8·2048 - 33)

static inline uint64_t load(const uint8_t *p) {
  uint64_t word;
  memcpy(&word, p, 8);
  return word;
}

__attribute__((target("sse4.2,pclmul"))) static uint64_t product(uint64_t crc, uint32_t power) {
  return (uint64_t)_mm_cvtsi128_si64(
      _mm_clmulepi64_si128(_mm_cvtsi64_si128((long long)crc), _mm_cvtsi64_si128((long long)power), 0));
}

__attribute__((target("sse4.2"))) static uint32_t crc32c_sse42(uint32_t crc, const uint8_t *p, size_t n) {
  uint64_t c = ~crc;
  for (; n >= 8; p += 8, n -= 8) c = _mm_crc32_u64(c, load(p));
  for (; n > 0; p++, n--) c = _mm_crc32_u8((uint32_t)c, *p);
  return ~(uint32_t)c;
}

__attribute__((target("sse4.2,pclmul"))) static uint32_t crc32c_pclmul(uint32_t crc, const uint8_t *p, size_t n) {
  uint64_t a = (uint32_t)~crc;
  for (; n >= 3 * STREAM; p += 3 * STREAM, n -= 3 * STREAM) {
    uint64_t b = 0, c = 0;
    for (size_t i = 0; i < STREAM; i += 8) {
      a = _mm_crc32_u64(a, load(p + i));
      b = _mm_crc32_u64(b, load(p + STREAM + i));
      c = _mm_crc32_u64(c, load(p + 2 * STREAM + i));
    }
    a = _mm_crc32_u64(0, product(a, POWER_2_STREAMS) ^ product(b, POWER_1_STREAM)) ^ c;
  }
  return crc32c_sse42(~(uint32_t)a, p, n);
}

uint32_t cvn_crc32c(uint32_t crc, const void *bytes, size_t count) {
  if (__builtin_cpu_supports("sse4.2")) {
    if (count >= 3 * STREAM && __builtin_cpu_supports("pclmul")) return crc32c_pclmul(crc, bytes, count);
    return crc32c_sse42(crc, bytes, count);
  }
  return cvn_crc32c_portable(crc, bytes, count);
}
#elif defined(__aarch64__)

// The compiler's own names: <arm_acle.h> declares the functions only if the whole file is built for CPUs with them.
__attribute__((target("crc"))) static uint32_t crc32c_armv8(uint32_t crc, const uint8_t *p, size_t n) {
  crc = ~crc;
  for (; n >= 8; p += 8, n -= 8) {
    uint64_t word;
    memcpy(&word, p, 8);
    crc = __builtin_arm_crc32cd(crc, word);
  }
  for (; n > 0; p++, n--) crc = __builtin_arm_crc32cb(crc, *p);
  return ~crc;
}

#if defined(__ARM_FEATURE_CRC32)
static int has_crc(void) { return 1; }
#elif defined(__linux__)
#include <sys/auxv.h>
static int has_crc(void) { return (getauxval(AT_HWCAP) & (1 << 7)) != 0; }  // HWCAP_CRC32
#else
static int has_crc(void) { return 0; }
#endif

uint32_t cvn_crc32c(uint32_t crc, const void *bytes, size_t count) {
  if (has_crc()) return crc32c_armv8(crc, bytes, count);
  return cvn_crc32c_portable(crc, bytes, count);
}
#else
uint32_t cvn_crc32c(uint32_t crc, const void *bytes, size_t count) { return cvn_crc32c_portable(crc, bytes, count); }
#endif
