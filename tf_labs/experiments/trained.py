"""A run that has been trained, as one asks it: its directory is all that is needed."""

from typing import Any

import keras
from ml_collections import ConfigDict
import numpy.typing as npt
import tensorflow as tf

from tf_labs import runtime
from tf_labs.data import data_sets
from tf_labs.data.examples import Examples
from tf_labs.data.preparation import CROPS
from tf_labs.data.streams import Stream
from tf_labs.errors import UserError
from tf_labs.experiments import assembly
from tf_labs.experiments import best_checkpoint
from tf_labs.experiments import own_files
from tf_labs.experiments import preparing
from tf_labs.models import own_net
from tf_labs.training import config_plan
from tf_labs.training import own_code
from tf_labs.training.checkpoints import Checkpoints
from tf_labs.training.evaluation import make_logits
from tf_labs.training.run_directory import RunDirectory
from tf_labs.training.step import Loss
from tf_labs.training.step import normalise
from tf_labs.training.voting import make_voter
from tf_labs.training.voting import Voter


class TrainedRun:
    """A run's network with the weights of one checkpoint."""

    def __init__(self, directory: RunDirectory, step: int | str | None,
                 devices: str | None = 'auto'):
        """Restores the network.

        Args:
          directory: of the run.
          step: of the checkpoint, 'best' or 'newest'; None: the best of a run that keeps it, else
            the newest.
          devices: of `runtime.start`; None: those that the process has started with.

        Raises:
          UserError: there is no such checkpoint, or the run keeps no best one.
          RunFailedError: it cannot be read.
        """
        self.config = directory.config()
        self.data = directory.data(self.config)
        self._manifest = directory.read_json('manifest') or {}
        if devices is not None:
            runtime.start(devices, seed=self.config.seed,
                          num_threads=self.config.train.num_threads)
        self._directory, self._own = directory, own_code.to_ask(self.config, directory)
        own_files.check_allowed('optimizer.name', self.config, directory, self._own)
        self.model = own_files.net(self.config, self.data, directory, self._own)
        plan = config_plan.plan_of(self.config, self.data, self._manifest)
        state = assembly.build_state(
            self.config, self.model, assembly.build_optimizer(self.config, plan, own=self._own),
            assembly.build_plateau(self.config))
        checkpoints = Checkpoints(directory, directory.identity())
        best_checkpoint.restore(self.config, checkpoints, state, step)
        state.optimizer.finalize_variable_values(self.model.trainable_variables)  # averages, if any
        self.state = state
        self.step = int(state.step)
        self.eager = self.config.train.execution == 'eager'
        self.preparation = preparing.stored(self.config, directory)
        self.logits = make_logits(
            self.model, assembly.eval_scale(self.config), eager=self.eager,
            prepare=self.preparation.evaluation)

    @property
    def loss(self) -> Loss:
        """The loss that it was trained with.

        Raises:
          UserError: it is code that may not be run.
        """
        own_files.check_allowed('loss.name', self.config, self._directory, self._own)
        return assembly.build_loss(self.config, self.data, self._own)

    def untrained(self, config: ConfigDict) -> keras.Model:
        """Returns the net that a config like that of the run begins with."""
        with own_net.reproducible(config.seed, config.train.precision):
            return own_files.net(config, self.data, self._directory, self._own)

    def inputs(self, images: npt.ArrayLike | tf.Tensor) -> tf.Tensor:
        """Returns what the net is fed of images: uint8 [B, H, W, C] -> float32 [B, h, w, C]."""
        return normalise(self.preparation.evaluation(tf.convert_to_tensor(images)),
                         assembly.eval_scale(self.config))

    def pictures(self, images: Any) -> Any:
        """Returns what the net sees of images, to be shown: uint8 [B, H, W, C] -> [B, h, w, C]."""
        return self.preparation.centre(images)

    def seen(self, split: str) -> tuple[str, int]:
        """Returns fingerprint and number of the examples of a split that the run has used."""
        return (self._manifest.get('data_sha256', {}).get(split, ''),
                self._manifest.get('examples', {}).get(split, 0))

    def voter(self, crops: int = 1) -> Voter:
        """Returns what gives the probabilities of images, averaged over 1 or 10 crops of each."""
        prepare = self.preparation
        views = (prepare.ten_crops if crops == CROPS
                 else lambda images: prepare.evaluation(images)[tf.newaxis])
        return make_voter(self.model, assembly.eval_scale(self.config), views, eager=self.eager)

    def examples(self, split: str) -> Examples | Stream:
        """Loads a split from where the config says, else from where the run found it.

        Raises:
          DataNotAvailableError: it is in neither place and cannot be downloaded.
          UserError: it has other classes than the run, or the run holds nothing out.
          RunFailedError: it is one's own data, and was changed since.
        """
        data, data_dir = self.config.data, self.config.data.dir
        held_out = self.config.data.validation_examples or 0
        if split == 'validation' and not held_out:
            raise UserError('this run has no validation examples',
                            expected='the split train or test',
                            received=split)
        source = 'test' if split == 'test' else 'train'
        if not data_sets.is_at_hand(data, data_dir):
            data_dir = self._manifest.get('data_dir', data_dir)
        examples = data_sets.load(data, (source,), data_dir)[source]
        preparing.check_classes(self.config, self.data, {split: examples})
        if split != 'test':
            used = examples.first(data.train_examples)
            cut = len(used) - held_out
            examples = used.part(0, cut) if split == 'train' else used.part(cut, len(used))
        if data_sets.is_own(data):
            data_sets.check_same(
                data, split, examples, self._manifest.get('data_sha256', {}).get(split))
        return examples
