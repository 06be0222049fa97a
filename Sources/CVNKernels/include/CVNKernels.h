// SIMD and checksum kernels. C only where Swift cannot reach the machine; no logic lives here.
// Every kernel has a portable version and is chosen once, at first use, by what the CPU can do;
// every kernel has a Swift reference in Tests/VNTestSupport that it equals bit by bit.
#ifndef CVNKERNELS_H
#define CVNKERNELS_H

#include "crc32c.h"
#include "rows.h"
#include "scoring.h"
#include "steps.h"

/// How many variants this build has; variant 0 is portable.
int cvn_kernel_variants(void);
/// The name of a variant: "portable", "avx2", "avx512", "avx512vbmi".
const char *cvn_kernel_name(int variant);
/// The name of the variant in use: the best that this CPU can run, or the one that the environment variable
/// `VNSEARCH_KERNELS` named when the process started.
const char *cvn_kernel_chosen(void);
/// Uses another variant from now on, for tests; 0 if this CPU cannot run it. Not thread-safe.
int cvn_kernel_choose(int variant);

#endif
