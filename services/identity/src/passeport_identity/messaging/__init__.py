"""What identity publishes on JetStream. It consumes nothing."""
