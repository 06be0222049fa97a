/// Oracles, generators and a simulated file system for the tests.
public enum TestSupport {}
