@_exported public import VNSearchEngine
