"""What tests and the local stack share: a real PostgreSQL, a real NATS, certificates, a clock, fixtures."""
