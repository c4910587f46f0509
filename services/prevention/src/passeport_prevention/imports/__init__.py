"""The official import by file («import en masse»), as the guides of 27/02/2026 give it: what a line may say."""
