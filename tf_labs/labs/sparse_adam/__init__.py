"""SparseAdam against dense Adam."""
