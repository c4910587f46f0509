"""What prevention publishes and consumes on JetStream."""
