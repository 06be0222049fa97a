// ICU as the pipeline that VNTextAnalysis is compared with uses it: break the UTF-8 text into words with a
// UText, normalize and case-fold each word, decompose it for the folded form.
#ifndef CICU_FOR_COMPARISON_H
#define CICU_FOR_COMPARISON_H

#define U_SHOW_CPLUSPLUS_API 0
#include <stdint.h>
#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unicode/utext.h>

typedef void (*compare_token)(void *context, const char *surface, int32_t surface_count, const char *folded,
                              int32_t folded_count, int64_t start, int64_t end);

// Calls `body` for each word of `text`. Returns how many there were.
static inline int64_t compare_icu_words(
    UBreakIterator *breaker, const char *text, int64_t count, compare_token body, void *context) {
  UErrorCode status = U_ZERO_ERROR;
  const UNormalizer2 *fold = unorm2_getNFKCCasefoldInstance(&status);
  const UNormalizer2 *nfd = unorm2_getNFDInstance(&status);
  UText ut = UTEXT_INITIALIZER;
  utext_openUTF8(&ut, text, count, &status);
  ubrk_setUText(breaker, &ut, &status);
  int64_t words = 0;
  int32_t start = ubrk_first(breaker);
  for (int32_t end = ubrk_next(breaker); end != UBRK_DONE; start = end, end = ubrk_next(breaker)) {
    if (ubrk_getRuleStatus(breaker) < UBRK_WORD_NONE_LIMIT || end - start > 256) continue;
    UChar raw[256], surface[1024], bare[1024];
    int32_t raw_count = 0, surface_count, bare_count, kept = 0;
    UErrorCode s = U_ZERO_ERROR;
    u_strFromUTF8(raw, 256, &raw_count, text + start, end - start, &s);
    surface_count = unorm2_normalize(fold, raw, raw_count, surface, 1024, &s);
    bare_count = unorm2_normalize(nfd, surface, surface_count, bare, 1024, &s);
    if (U_FAILURE(s)) continue;
    for (int32_t i = 0; i < bare_count; i++) {
      if (u_charType(bare[i]) == U_NON_SPACING_MARK) continue;
      bare[kept++] = bare[i] == 0x111 ? 'd' : bare[i];
    }
    char surface8[2048], folded8[2048];
    int32_t surface8_count = 0, folded8_count = 0;
    u_strToUTF8(surface8, 2048, &surface8_count, surface, surface_count, &s);
    u_strToUTF8(folded8, 2048, &folded8_count, bare, kept, &s);
    body(context, surface8, surface8_count, folded8, folded8_count, start, end);
    words++;
  }
  utext_close(&ut);
  return words;
}

static inline UBreakIterator *compare_open_breaker(void) {
  UErrorCode status = U_ZERO_ERROR;
  return ubrk_open(UBRK_WORD, "", NULL, 0, &status);
}

// Only the boundaries, without surfaces.
static inline int64_t compare_icu_boundaries(UBreakIterator *breaker, const char *text, int64_t count) {
  UErrorCode status = U_ZERO_ERROR;
  UText ut = UTEXT_INITIALIZER;
  utext_openUTF8(&ut, text, count, &status);
  ubrk_setUText(breaker, &ut, &status);
  int64_t words = 0;
  ubrk_first(breaker);
  while (ubrk_next(breaker) != UBRK_DONE) words += ubrk_getRuleStatus(breaker) >= UBRK_WORD_NONE_LIMIT;
  utext_close(&ut);
  return words;
}

// NFC or NFD of UTF-8 text; the length, or a negative value where `capacity` does not suffice.
static inline int32_t compare_normalize(
    int composed, const char *text, int32_t count, char *result, int32_t capacity, UChar *units, UChar *other,
    int32_t unit_capacity) {
  UErrorCode status = U_ZERO_ERROR;
  int32_t n = 0, m = 0, length = 0;
  u_strFromUTF8(units, unit_capacity, &n, text, count, &status);
  const UNormalizer2 *form = composed ? unorm2_getNFCInstance(&status) : unorm2_getNFDInstance(&status);
  m = unorm2_normalize(form, units, n, other, unit_capacity, &status);
  u_strToUTF8(result, capacity, &length, other, m, &status);
  return U_SUCCESS(status) || status == U_STRING_NOT_TERMINATED_WARNING ? length : -1;
}

#endif
