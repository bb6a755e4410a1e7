"""XOR for many seeds of many nets."""
