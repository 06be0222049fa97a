import Testing
@testable import VNSearch
