"""The services of the contract: parse, call one use case, render."""
