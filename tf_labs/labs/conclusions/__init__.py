"""What the nets of a comparison are asked once all are trained: section `comparison` of a config."""
