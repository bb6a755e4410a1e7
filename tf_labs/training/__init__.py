"""The training loop: step, blocks, checkpoints, exact resume, evaluation."""
