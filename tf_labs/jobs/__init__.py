"""Many runs at once: how many, by whom, and what became of each."""
