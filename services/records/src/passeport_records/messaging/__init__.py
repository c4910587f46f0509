"""What records publishes and consumes on JetStream."""
