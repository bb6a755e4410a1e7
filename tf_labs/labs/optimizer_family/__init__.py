"""The family tree of the optimizers: what each rule added to its parent."""
