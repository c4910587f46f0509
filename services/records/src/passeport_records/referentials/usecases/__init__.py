"""What is done with referentials; one public verb per file."""
