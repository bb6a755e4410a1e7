"""The labs that are not "train a classifier": each a function from its config to Findings."""
