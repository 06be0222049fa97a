#ifndef CVN_CRC32C_H
#define CVN_CRC32C_H

#include <stddef.h>
#include <stdint.h>

/// CRC-32C (Castagnoli, RFC 3720) of `count` bytes, continuing from `crc` (0 to begin).
/// Uses the SSE4.2 or ARMv8 instruction where the CPU has it.
uint32_t cvn_crc32c(uint32_t crc, const void *bytes, size_t count);

/// The same without special instructions, bit by bit.
uint32_t cvn_crc32c_portable(uint32_t crc, const void *bytes, size_t count);

#endif
