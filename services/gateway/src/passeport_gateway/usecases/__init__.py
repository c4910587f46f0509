"""What the door does beyond carrying one call: each asks several services, or decides what to ask."""
