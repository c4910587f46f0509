"""Generated from the contracts; see proto/README.md."""
