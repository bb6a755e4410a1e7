"""What a net makes of pictures that are shifted, scaled and rotated."""
