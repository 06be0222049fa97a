// The one door to ICU: nothing else in this package includes unicode/*.h.
//
// ICU's headers stay out of CICU.h on purpose: Foundation on Linux carries its own, newer ICU, and a Swift module that
// saw both sets of declarations would not compile.
#define U_SHOW_CPLUSPLUS_API 0
#include "CICU.h"

#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/ucol.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>
#include <unicode/ustring.h>
#include <unicode/uversion.h>

// Versions

void cicu_runtime_version(uint8_t version[4]) { u_getVersion(version); }
void cicu_unicode_version(uint8_t version[4]) { u_getUnicodeVersion(version); }

// Properties of code points

int8_t cicu_char_type(int32_t c) { return u_charType(c); }
uint8_t cicu_combining_class(int32_t c) { return u_getCombiningClass(c); }
bool cicu_is_default_ignorable(int32_t c) {
  return u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) != 0;
}
// Whether words of this code point's script are not parted by spaces, so that a break iterator has to cut them.
bool cicu_needs_break_iterator(int32_t c) {
  if (u_getIntPropertyValue(c, UCHAR_LINE_BREAK) == U_LB_COMPLEX_CONTEXT) return true;
  if (u_getIntPropertyValue(c, UCHAR_WORD_BREAK) == U_WB_KATAKANA) return true;
  switch (u_getIntPropertyValue(c, UCHAR_SCRIPT)) {
    case USCRIPT_HAN: case USCRIPT_HIRAGANA: case USCRIPT_KATAKANA: case USCRIPT_BOPOMOFO: case USCRIPT_YI:
    case USCRIPT_THAI: case USCRIPT_LAO: case USCRIPT_KHMER: case USCRIPT_MYANMAR:
      return true;
    default:
      return false;
  }
}
// Whether the code point's script is Latin, Greek or Cyrillic: the scripts whose letters are folded to their base.
bool cicu_is_european_script(int32_t c) {
  switch (u_getIntPropertyValue(c, UCHAR_SCRIPT)) {
    case USCRIPT_LATIN: case USCRIPT_GREEK: case USCRIPT_CYRILLIC: return true;
    default: return false;
  }
}
bool cicu_is_latin(int32_t c) {
  return u_getIntPropertyValue(c, UCHAR_SCRIPT) == USCRIPT_LATIN;
}
int32_t cicu_fold_case(int32_t c) { return u_foldCase(c, U_FOLD_CASE_DEFAULT); }

// Normalization. Instances are immortal singletons of ICU; NULL where its data is missing.

const cicu_normalizer *cicu_nfc(void) {
  UErrorCode status = U_ZERO_ERROR;
  const UNormalizer2 *n = unorm2_getNFCInstance(&status);
  return U_SUCCESS(status) ? (const cicu_normalizer *)n : NULL;
}
const cicu_normalizer *cicu_nfd(void) {
  UErrorCode status = U_ZERO_ERROR;
  const UNormalizer2 *n = unorm2_getNFDInstance(&status);
  return U_SUCCESS(status) ? (const cicu_normalizer *)n : NULL;
}
const cicu_normalizer *cicu_nfkc_casefold(void) {
  UErrorCode status = U_ZERO_ERROR;
  const UNormalizer2 *n = unorm2_getNFKCCasefoldInstance(&status);
  return U_SUCCESS(status) ? (const cicu_normalizer *)n : NULL;
}
// The composite of two code points, or a negative value.
int32_t cicu_compose_pair(const cicu_normalizer *n, int32_t a, int32_t b) {
  return unorm2_composePair((const UNormalizer2 *)n, a, b);
}
bool cicu_has_boundary_before(const cicu_normalizer *n, int32_t c) {
  return unorm2_hasBoundaryBefore((const UNormalizer2 *)n, c) != 0;
}
// Normalizes UTF-16; the length needed, or a negative value on an error. More than `capacity` means: too little room.
int32_t cicu_normalize(
    const cicu_normalizer *n, const uint16_t *text, int32_t length, uint16_t *result, int32_t capacity) {
  UErrorCode status = U_ZERO_ERROR;
  int32_t needed = unorm2_normalize(
      (const UNormalizer2 *)n, (const UChar *)text, length, (UChar *)result, capacity, &status);
  if (status == U_BUFFER_OVERFLOW_ERROR || status == U_STRING_NOT_TERMINATED_WARNING) return needed;
  return U_SUCCESS(status) ? needed : -1;
}

// Word boundaries

// A word break iterator for the root locale; NULL where ICU's data is missing.
cicu_word_breaker *cicu_word_breaker_open(void) {
  UErrorCode status = U_ZERO_ERROR;
  UBreakIterator *iterator = ubrk_open(UBRK_WORD, "", NULL, 0, &status);
  return U_SUCCESS(status) ? (cicu_word_breaker *)iterator : NULL;
}
void cicu_word_breaker_close(cicu_word_breaker *iterator) { ubrk_close((UBreakIterator *)iterator); }
// Sets UTF-16 text, which must stay where it is while boundaries are asked for.
bool cicu_word_breaker_set_text(cicu_word_breaker *iterator, const uint16_t *text, int32_t length) {
  UErrorCode status = U_ZERO_ERROR;
  ubrk_setText((UBreakIterator *)iterator, (const UChar *)text, length, &status);
  return U_SUCCESS(status);
}
// The next boundary, or a negative value at the end.
int32_t cicu_word_breaker_next(cicu_word_breaker *iterator) { return ubrk_next((UBreakIterator *)iterator); }
// Whether the piece before the current boundary holds letters, digits or ideographs.
bool cicu_word_breaker_is_word(cicu_word_breaker *iterator) {
  return ubrk_getRuleStatus((UBreakIterator *)iterator) >= UBRK_WORD_NONE_LIMIT;
}

// Order

// The collator of a locale ("vi"); NULL where ICU's data is missing.
cicu_collator *cicu_collator_open(const char *locale) {
  UErrorCode status = U_ZERO_ERROR;
  UCollator *collator = ucol_open(locale, &status);
  return U_SUCCESS(status) ? (cicu_collator *)collator : NULL;
}
void cicu_collator_close(cicu_collator *collator) { ucol_close((UCollator *)collator); }
// Bytes that compare as the texts do, a 0 at their end; the length needed, which may be more than `capacity`.
int32_t cicu_collator_sort_key(
    const cicu_collator *collator, const uint16_t *text, int32_t length, uint8_t *result, int32_t capacity) {
  return ucol_getSortKey((const UCollator *)collator, (const UChar *)text, length, result, capacity);
}
