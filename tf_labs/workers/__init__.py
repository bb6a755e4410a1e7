"""The workers that share one run: who they are, and how they find one another."""
