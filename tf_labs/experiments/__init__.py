"""What a config is run by: each module turns a config into plain calls."""
