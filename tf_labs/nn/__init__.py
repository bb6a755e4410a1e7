"""The pieces of a network, by the names that configs use."""
