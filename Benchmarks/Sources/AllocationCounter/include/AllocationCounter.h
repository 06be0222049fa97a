#ifndef ALLOCATION_COUNTER_H
#define ALLOCATION_COUNTER_H
#include <stdint.h>
// How often this process has asked for heap memory; 0 always where that cannot be counted (not glibc).
uint64_t allocation_count(void);
#endif
