"""The one HTTP door of passeport: pages of sign-in, the holder API, the partner API, public verification."""
