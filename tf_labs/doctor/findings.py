"""What the doctor says of a run."""

import dataclasses

# Where a finding leads whose lab is the one that was run: to one that goes on from there.
_FURTHER = {
    'activation_gallery': 'vanishing_gradient', 'batchnorm': 'exploding_gradient',
    'digits': 'mnist_nn', 'dropout': 'weight_decay', 'fashion_relu': 'optimizers',
    'gates': 'logistic_regression', 'initializers': 'gain',
    'mnist_batchnorm_notebook': 'train_and_eval_mode', 'mnist_softmax_unscaled': 'input_scaling',
    'optimizers': 'optimizer_paths', 'rbm_few_labels': 'softmax_table',
    'vanishing_gradient': 'initializers', 'xor_deep': 'xor_lottery', 'xor_mlp': 'xor_lottery'}


@dataclasses.dataclass(frozen=True)
class Finding:
    """A fault, what shows it, and what to do.

    Attributes:
      rule: its name in tf_labs.doctor.rules.
      title: what is wrong, one clause.
      evidence: the numbers that were measured, and the threshold that they crossed.
      advice: what mends it.
      lab: name of the config that teaches it.
    """

    rule: str
    title: str
    evidence: str
    advice: str
    lab: str

    def elsewhere(self, lab: str) -> 'Finding':
        """Returns the finding for a run of a lab, which it does not send to that lab again."""
        return dataclasses.replace(self, lab=_FURTHER[lab]) if self.lab == lab else self

    @property
    def command(self) -> str:
        """The command that runs the lab."""
        return f'tf-labs run {self.lab}'
