"""Data sets as arrays, and the one tf.data pipeline that feeds the loop."""
