"""The measures: each gives one or more figures of a suite that runs."""
