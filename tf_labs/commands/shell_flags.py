"""The flag of `shell`, and what its help says."""

from absl import flags

NOTES = (
    '\nAt its prompt, or in a script, every command is written without tf-labs: each is a process '
    'of its own that\nneed not load TensorFlow again. # begins a comment. Ctrl-C stops the '
    'command, which saves; exit, or Ctrl-D, ends.\nA script ends at the first line that fails, '
    'with its '
    'exit status.',)


def define(values: flags.FlagValues) -> None:
    """Defines it."""
    flags.DEFINE_boolean('keep-going', False, 'A script goes on after a line that failed.',
                         flag_values=values)
