"""What publishing publishes and consumes."""
