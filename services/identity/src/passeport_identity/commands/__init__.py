"""What an operator does to persons by the command line."""
