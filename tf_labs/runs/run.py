"""What a run or a comparison left in its directory, as values.

Nothing is read before it is asked for, and TensorFlow is imported by what needs a net.
"""

from collections.abc import Mapping, Sequence
import functools
import os
from pathlib import Path
from typing import Any, TYPE_CHECKING

from ml_collections import ConfigDict

from tf_labs import runtime
from tf_labs.errors import LabError
from tf_labs.errors import unknown_name
from tf_labs.errors import UserError
from tf_labs.runs import checked_configs
from tf_labs.runs import given
from tf_labs.runs import running
from tf_labs.runs.calls import call
from tf_labs.runs.told import told
from tf_labs.training import metrics_log
from tf_labs.training import net_config
from tf_labs.training import run_files
from tf_labs.training.own_code import Permission
from tf_labs.training.run_directory import RunDirectory

if TYPE_CHECKING:  # a run is looked at without TensorFlow
    import keras
    import numpy as np

    from tf_labs.doctor.findings import Finding
    from tf_labs.experiments.trained import TrainedRun
    from tf_labs.report.html import Picture

SPLITS = ('train', 'validation', 'test')
_BATCH = 256  # images that a net is asked about at once


class Kept:
    """What a run and a comparison have in common: a directory with a config and a result."""

    def __init__(self, directory: RunDirectory, code: Permission | None = None):
        self.directory = directory
        self._code = code

    @functools.cached_property
    def _lab(self) -> str:
        return str(self.directory.config().lab)

    def __repr__(self) -> str:
        try:
            return f'<{type(self).__name__} of {self._lab} in {self.workdir}>'
        except LabError:  # it is gone, or damaged
            return f'<{type(self).__name__} in {self.workdir}>'

    def _repr_html_(self) -> str:
        """What a notebook shows: key numbers, curves or figures, where the report is."""
        with call():
            runtime.import_tensorflow()
            from tf_labs.experiments import notebook_view
            return notebook_view.of(self.directory)

    @property
    def figures(self) -> dict[str, 'Picture']:
        """The figures that it has left, by name; a notebook draws them."""
        with call():
            runtime.import_tensorflow()
            from tf_labs.experiments import notebook_view
            return {picture.name: picture for picture in notebook_view.figures(self.directory)}

    @property
    def workdir(self) -> Path:
        """Its directory."""
        return self.directory.path

    @property
    def config(self) -> ConfigDict:
        """A copy of its config, as it stands in the directory."""
        with call(code=self._code):
            return self.directory.config()

    @property
    def result(self) -> dict[str, Any]:
        """What result.json holds, as 'test_accuracy' and 'digest' of a classifier.

        Raises:
          UserError: it has not ended.
        """
        with call(code=self._code):
            self.directory.config()  # says so if there is no run any more
            found = self.directory.result()
        if found is None:
            raise UserError('this run has not ended', received=self.workdir,
                            expected='one that has a result; resume() goes on with it')
        return found

    def report(self, output: str | os.PathLike[str] | None = None, *, data: Any = None,
               form: str = 'html') -> Path:
        """Writes the page that shows all of it; returns where that is.

        Args:
          output: file for the page; None: report.html of the directory, or report.pdf.
          data: what the run was given, as of `tf_labs.run`; without it the answers are left out.
          form: html, or pdf, which an installed browser prints.

        Raises:
          UserError: the page cannot be written.
        """
        if form not in ('html', 'pdf'):
            raise UserError('unknown format of a report', expected='html or pdf', received=form)
        target = None if output is None else given.new_file(output)
        with call(code=self._code), given.held(data):
            runtime.import_tensorflow()
            from tf_labs.experiments import reporting
            return reporting.write(self.directory, target=target, form=form)

    def doctor(self) -> list['Finding']:
        """Returns what is wrong, each with title, evidence, advice and the lab that teaches it.

        Raises:
          UserError: it is of an experiment that the doctor does not read.
        """
        with call(code=self._code):
            from tf_labs.doctor import examination
            return examination.findings(self.directory)


class Run(Kept):
    """One run. Of a lab that computes there is no net: what needs one raises `UserError`."""

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The rows of metrics.jsonl: of a classifier one an evaluation; [] if it logs none."""
        with call(code=self._code):
            self.directory.config()  # says so if there is no run any more
            return metrics_log.read(self.directory)

    def model(self, step: int | str | None = None) -> 'keras.Model':
        """Returns the net with the weights of a checkpoint, new at each call.

        It takes what `inputs` makes of images, float32 [B, h, w, C], and gives logits [B, classes]:
        softmax(model(inputs(images))) are the probabilities of `predict`.

        Args:
          step: of the checkpoint, 'best' or 'newest'; None: the best of a run that keeps it, else
            the newest.

        Raises:
          UserError: the run has no net, or no such checkpoint.
          RunFailedError: no checkpoint can be read.
        """
        with call(code=self._code):
            return self._trained(step).model

    def inputs(self, images: Any) -> 'np.ndarray':
        """Returns what the net is fed of images: cropped, less the mean, scaled.

        Args:
          images: as of `predict`.

        Returns:
          float32 [N, h, w, C].
        """
        with call(code=self._code):
            trained = self._newest()
            batch = given.batch(images, trained.data, trained.config.data.side)
            inputs: np.ndarray = trained.inputs(batch).numpy()
            return inputs

    def predict(self, images: Any, step: int | str | None = None) -> 'np.ndarray':
        """Returns the probability of each class, p = softmax(logits); of a regression the numbers.

        Args:
          images: uint8 [N, H, W, C] in the size and the range of the run's data set; [N, H, W] of
            one channel; or one image without N. Of a table rows [N, D] in their own units.
          step: of the checkpoint, 'best' or 'newest'; None: the best of a run that keeps it, else
            the newest.

        Returns:
          float32 [N, classes]; of a regression float32 [N, targets], in the unit of the targets.

        Raises:
          UserError: the run has no net, or the images are of another form.
          RunFailedError: no checkpoint can be read, or an answer is not finite.
        """
        with call(code=self._code):
            trained = self._newest() if step is None else self._trained(step)
            batch = given.batch(images, trained.data, trained.config.data.side)
            import numpy as np

            from tf_labs.experiments import predicting
            from tf_labs.experiments import rows
            answer = rows.numbers if trained.data.targets else predicting.probabilities
            parts = [answer(trained, batch[start:start + _BATCH])
                     for start in range(0, len(batch), _BATCH)]
            empty = np.zeros((0, trained.data.outputs))
            return np.concatenate([empty, *parts]).astype(np.float32)

    def evaluate(self, split: str = 'test', step: int | str | None = None, *,
                 data: Any = None) -> dict[str, Any]:
        """Returns the means over every example of a split, and how many there are.

        Args:
          split: train, validation or test.
          step: of the checkpoint, 'best' or 'newest'; None: the best of a run that keeps it, else
            the newest.
          data: what the run was given, as of `tf_labs.run`.

        Returns:
          {'loss', 'accuracy', 'examples', 'step'}, and 'top_5' of nets with convolutions and more
          than five classes; of a regression 'r2', and 'rmse' of one target, for 'accuracy'.

        Raises:
          UserError: the run has no net, no such checkpoint, or holds no examples out.
          DataNotAvailableError: the data is no longer where it was.
        """
        if split not in SPLITS:
            raise unknown_name('split', split, SPLITS)
        with call(code=self._code), given.held(data):
            check_classifier(self.directory)
            given.check_step(step)
            runtime.import_tensorflow()
            from tf_labs.experiments import evaluating
            found = evaluating.evaluate([self.directory], step, split)
        return {'loss': found.loss, 'examples': found.examples, 'step': found.steps[0], **{
            name: value for name in ('accuracy', 'top_5', 'r2', 'rmse')
            if (value := getattr(found, name)) is not None}}

    def resume(self, overrides: Mapping[str, Any] | None = None, *, devices: str | int = 'auto',
               verbose: bool = False, callbacks: Sequence[Any] = (), data: Any = None) -> 'Run':
        """Goes on to the end that the config names; returns the run as it is then.

            run = run.resume({'train.epochs': 30})

        Args:
          overrides: of fields that may change on the way: the length, where the schedule of the
            learning rate does not depend on it, and what changes no weight.
          devices: as of `tf_labs.run`.
          verbose: print what the command line prints.
          callbacks: as of `tf_labs.run`.
          data: what the run was given, as of `tf_labs.run`; other data is refused.

        Raises:
          LabError: as of `tf_labs.run`.
        """
        with call(verbose=verbose, code=self._code), given.held(data):
            config = checked_configs.changed(self.directory.config(), overrides)
            with told(callbacks, config):
                running.run(config, self.workdir, None, given.devices(devices),
                            checked_configs.about(config))
        return Run(RunDirectory(self.workdir), self._code)

    def _trained(self, step: int | str | None) -> 'TrainedRun':
        check_classifier(self.directory)
        given.check_step(step)
        runtime.import_tensorflow()
        from tf_labs.experiments.trained import TrainedRun
        return TrainedRun(self.directory, step)

    def _newest(self) -> 'TrainedRun':
        """Returns the run's net, made again only if there are other checkpoints by now."""
        names = sorted(str(path) for place in ('', f'{run_files.KEPT_BEST}/')
                       for path in self.workdir.glob(f'{place}ckpt-*.index'))
        if getattr(self, '_known', None) != names:
            self._last = self._trained(None)
            self._known = names
        return self._last


def check_classifier(directory: RunDirectory) -> ConfigDict:
    """Returns the config of a run that has one net.

    Raises:
      UserError: it has none, or several.
    """
    config = directory.config()
    several = net_config.is_comparison(config, directory)
    if config.experiment != 'supervised' or several:
        kind = 'comparison' if several else config.experiment
        raise UserError('this directory holds no single trained classifier', received=kind,
                        expected='a run of the experiment supervised; those of a comparison are '
                        'in VARIANT/seed-N')
    return config
