"""A square slides over pictures."""
