"""The features of one data set on another."""
