// Plain names for what this package uses of ICU. ICU renames its symbols by macro (u_charType_72), which Swift does not
// import, and its headers clash with those of Foundation; so these are functions with types of their own.
#ifndef CICU_H
#define CICU_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// A normalizer: an immortal singleton of ICU.
typedef struct cicu_normalizer cicu_normalizer;
/// An iterator over the word boundaries of a text.
typedef struct cicu_word_breaker cicu_word_breaker;

/// A collator.
typedef struct cicu_collator cicu_collator;

// Versions

void cicu_runtime_version(uint8_t version[4]);
void cicu_unicode_version(uint8_t version[4]);

// Properties of code points

int8_t cicu_char_type(int32_t c);
uint8_t cicu_combining_class(int32_t c);
bool cicu_is_default_ignorable(int32_t c);
// Whether words of this code point's script are not parted by spaces, so that a break iterator has to cut them.
bool cicu_needs_break_iterator(int32_t c);
// Whether the code point's script is Latin, Greek or Cyrillic: the scripts whose letters are folded to their base.
bool cicu_is_european_script(int32_t c);
bool cicu_is_latin(int32_t c);
int32_t cicu_fold_case(int32_t c);

// Normalization. Instances are immortal singletons of ICU; NULL where its data is missing.

const cicu_normalizer *cicu_nfc(void);
const cicu_normalizer *cicu_nfd(void);
const cicu_normalizer *cicu_nfkc_casefold(void);
// The composite of two code points, or a negative value.
int32_t cicu_compose_pair(const cicu_normalizer *n, int32_t a, int32_t b);
bool cicu_has_boundary_before(const cicu_normalizer *n, int32_t c);
// Normalizes UTF-16; the length needed, or a negative value on an error. More than `capacity` means: too little room.
int32_t cicu_normalize(const cicu_normalizer *n, const uint16_t *text, int32_t length, uint16_t *result, int32_t capacity);

// Word boundaries

// A word break iterator for the root locale; NULL where ICU's data is missing.
cicu_word_breaker *cicu_word_breaker_open(void);
void cicu_word_breaker_close(cicu_word_breaker *iterator);
// Sets UTF-16 text, which must stay where it is while boundaries are asked for.
bool cicu_word_breaker_set_text(cicu_word_breaker *iterator, const uint16_t *text, int32_t length);
// The next boundary, or a negative value at the end.
int32_t cicu_word_breaker_next(cicu_word_breaker *iterator);
// Whether the piece before the current boundary holds letters, digits or ideographs.
bool cicu_word_breaker_is_word(cicu_word_breaker *iterator);

// Order

// The collator of a locale ("vi"); NULL where ICU's data is missing.
cicu_collator *cicu_collator_open(const char *locale);
void cicu_collator_close(cicu_collator *collator);
// Bytes that compare as the texts do, a 0 at their end; the length needed, which may be more than `capacity`.
int32_t cicu_collator_sort_key(
    const cicu_collator *collator, const uint16_t *text, int32_t length, uint8_t *result, int32_t capacity);

#endif
