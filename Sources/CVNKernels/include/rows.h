#ifndef CVN_ROWS_H
#define CVN_ROWS_H

#include <stdint.h>

/// Adds the 64 frequencies of a sub-block's row (32 bytes: documents 0–31 in the low nibbles, 32–63 in the high
/// ones) to `frequencies` and returns one bit for each document at the cap of 15.
uint64_t cvn_row_add(const void *row, uint32_t *frequencies);

/// One bit for each document of a sub-block's row whose frequency is not 0.
uint64_t cvn_row_mask(const void *row);

#endif
