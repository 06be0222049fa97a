#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// ln(1 + x).
func logarithm1p(_ value: Double) -> Double { log1p(value) }

/// log₂ x.
func logarithm2(_ value: Float) -> Float { log2f(value) }
