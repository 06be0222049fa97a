import Testing
@testable import VNSearchEngine
