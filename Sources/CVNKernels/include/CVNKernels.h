// SIMD and checksum kernels. C only where Swift cannot reach the machine; no logic lives here.
// Every kernel has a portable version and is chosen once, at first use, by what the CPU can do;
// every kernel has a Swift reference in Tests/VNTestSupport that it equals bit by bit.
#ifndef CVNKERNELS_H
#define CVNKERNELS_H

#include "crc32c.h"

#endif
