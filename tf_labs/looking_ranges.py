"""What each field of an experiment that looks into a trained net can be."""

CHOICES: dict = {
}

# path: (test, what is expected); None, where a field may be None, is not tested.
RANGES: dict = {
    'net.step': (lambda v: v >= 0, 'at least 0'),
}
