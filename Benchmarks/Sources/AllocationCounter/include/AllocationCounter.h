#ifndef ALLOCATION_COUNTER_H
#define ALLOCATION_COUNTER_H

#include <stdbool.h>
#include <stdint.h>

/// Whether allocations are counted: with glibc, and without a sanitizer, which needs the functions itself.
bool allocations_are_counted(void);

/// Calls of malloc, calloc, realloc, aligned_alloc and posix_memalign on this thread so far, from whatever library.
uint64_t allocation_count(void);

#endif
