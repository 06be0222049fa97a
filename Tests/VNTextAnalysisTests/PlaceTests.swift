import Testing
@testable import VNTextAnalysis
