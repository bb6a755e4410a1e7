"""What a trained run answers to its test split."""

import numpy as np

from tf_labs.data import data_sets
from tf_labs.data import pipeline
from tf_labs.data import sources
from tf_labs.data.streams import Stream
from tf_labs.errors import RunFailedError
from tf_labs.experiments.trained import TrainedRun
from tf_labs.report.run_answers import Answers
from tf_labs.training import finite
from tf_labs.training.run_directory import RunDirectory

STREAMED = 5000  # photographs that are asked about: minutes of a large net


def answers_of_test_split(directory: RunDirectory, devices: str = 'auto') -> Answers:
    """Returns the answers of the newest sound checkpoint; nothing is downloaded for it.

    Of photographs that stay on disk it asks about the first ones, and holds none in memory.

    Raises:
      DataNotAvailableError: the data is not prepared here.
      RunFailedError: no checkpoint is sound, or the data is not that of the run.
    """
    config, manifest = directory.config(), directory.read_json('manifest') or {}
    places = (config.data.dir, manifest.get('data_dir', config.data.dir))
    if not any(data_sets.is_at_hand(config.data, place) for place in places):
        raise sources.not_prepared(config.data)
    trained = TrainedRun(directory, None, devices)
    examples = trained.examples('test')
    expected = manifest.get('data_sha256', {}).get('test')
    if expected not in (None, sources.fingerprint(examples)):
        raise RunFailedError(f'the {config.data.name} found here is not that of the run')
    asked = examples.first(STREAMED) if isinstance(examples, Stream) else examples
    logits, labels = zip(*((trained.logits(images).numpy(), of_them.numpy())
                           for images, of_them in pipeline.evaluation_batches(asked)))
    finite.check_answers(np.concatenate(logits), f'the net of step {trained.step}')
    return Answers(
        trained.step, lambda numbers: trained.pictures(asked.take(numbers).images),
        np.concatenate(labels), np.concatenate(logits), trained.data.class_names,
        trained.data.pixel_max, len(examples), trained.data.values == 'pixels')
