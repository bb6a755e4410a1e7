"""The same part covered in different images."""
