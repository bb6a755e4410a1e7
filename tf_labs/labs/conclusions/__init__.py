"""What the nets of a comparison are asked once all are trained: `comparison` of a config."""
