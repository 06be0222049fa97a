// The one door to ICU: nothing else in this package includes unicode/*.h. ICU renames its symbols by macro
// (u_charType_72), which Swift does not import; these wrappers carry the plain names with the prefix cicu_.
#ifndef CICU_H
#define CICU_H

#define U_SHOW_CPLUSPLUS_API 0
#include <stdint.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uversion.h>

static inline int8_t cicu_char_type(int32_t c) { return u_charType(c); }

#endif
