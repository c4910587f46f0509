"""The contract passeport.prevention.v1, served: parse, call one use case, render."""
