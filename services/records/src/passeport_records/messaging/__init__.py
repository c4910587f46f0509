"""What records publishes on JetStream; it consumes nothing yet."""
