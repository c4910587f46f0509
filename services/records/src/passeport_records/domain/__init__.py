"""What an entry is and how it may change: pure values and rules, no framework, no contract, no database."""
