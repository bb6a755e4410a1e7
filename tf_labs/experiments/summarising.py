"""What the net of a config is: its layers, what they cost, and the memory of a training step."""

from collections.abc import Sequence
import dataclasses
import math

import keras
from ml_collections import ConfigDict
import tensorflow as tf

from tf_labs.data import data_sets
from tf_labs.data.catalog import DataSet
from tf_labs.errors import UserError
from tf_labs.experiments import assembly
from tf_labs.experiments import own_files
from tf_labs.models import layer_table
from tf_labs.models.layer_table import LayerRow
from tf_labs.report import tables
from tf_labs.training import config_plan
from tf_labs.training import own_code
from tf_labs.training.own_code import OwnFunctions
from tf_labs.training.run_directory import RunDirectory


@dataclasses.dataclass(frozen=True)
class StepMemory:
    """Bytes of a training step: weights + gradients + optimizer state + activations.

    weights: of every weight of the net, moving statistics with them. gradients: one for each
    that trains. optimizer: of every variable of the optimizer. activations: batch size times the
    numbers of the input and of what each layer makes of it (Flatten, which copies nothing, apart),
    in the type it computes in: what the way back needs, if nothing is computed twice and nothing
    given up early. What a kernel needs while it works, the data and TensorFlow itself come on top.
    """

    weights: int
    gradients: int
    optimizer: int
    activations: int

    @property
    def total(self) -> int:
        """All of it."""
        return self.weights + self.gradients + self.optimizer + self.activations


@dataclasses.dataclass(frozen=True)
class Summary:
    """A net in numbers; `str` of it is what `tf-labs summary` prints.

    Attributes:
      title: the lab, and the net.
      layers: the input and every layer that has weights or changes the shape of what it gets;
        activations, dropout and padding have no row.
      parameters: numbers that are learnt or gathered, of the whole net.
      trainable: those that train.
      multiply_adds: multiplications, each with its addition, for one image; of convolutions and
        dense layers.
      batch_size: of the config.
      memory: of a training step.
      is_chain: the layers come one after the other, as they stand.
    """

    title: str
    layers: tuple[LayerRow, ...]
    parameters: int
    trainable: int
    multiply_adds: int
    batch_size: int
    memory: StepMemory
    is_chain: bool

    @property
    def not_counted(self) -> list[str]:
        """Names of the layers whose multiplications are not counted."""
        return [row.name for row in self.layers if not row.is_known]

    @property
    def totals(self) -> list[str]:
        """What stands below the table, in lines."""
        memory = self.memory
        parts = ', '.join(f'{what} {_size(number)}' for what, number in (
            ('weights', memory.weights), ('gradients', memory.gradients),
            ('optimizer', memory.optimizer), ('activations', memory.activations)))
        lines = [f'{self.parameters:,} parameters, {self.trainable:,} of them trainable',
                 f'{self.multiply_adds:,} multiply-adds an example',
                 f'{_size(memory.total)} for a training step on {self.batch_size}: {parts}']
        if self.is_chain and any(row.name.startswith('conv') for row in self.layers):
            parameters, connections = layer_table.fully_connected(self.layers)
            lines.append(f'dense layers of the same sizes would have {parameters:,} parameters '
                         f'and {connections:,} multiply-adds')
        if self.not_counted:
            lines.append(f'multiply-adds not counted of: {", ".join(self.not_counted)}')
        return lines

    def __str__(self) -> str:
        return '\n'.join([self.title, tables.to_markdown(table(self.layers)).rstrip('\n'),
                          *self.totals])


def of(config: ConfigDict, directory: RunDirectory) -> Summary:
    """Returns the summary of the net of a classifier's config; no data is read.

    Args:
      config: validated.
      directory: of its run, where there is one.

    Raises:
      UserError: the config trains no single net.
    """
    if config.experiment != 'supervised' or 'variants' in config:
        kind = 'a comparison' if 'variants' in config else config.experiment
        raise UserError('this config does not train a single net', received=kind,
                        expected='one of the experiment supervised, without variants')
    data = data_sets.describe(config.data)
    own = own_code.to_train(config, directory)
    return _sum_up(config, data, assembly.build_model(config, data, own=own), own)


def of_run(directory: RunDirectory) -> Summary:
    """Returns the summary of the net of a run; neither its data nor a checkpoint is read.

    Raises:
      UserError: the net is code of its directory that may not be run.
      RunFailedError: what is stored of it cannot be used.
    """
    config = directory.config()
    data, own = directory.data(config), own_code.to_ask(config, directory)
    own_files.check_allowed('optimizer.name', config, directory, own)
    return _sum_up(config, data, own_files.net(config, data, directory, own), own)


def _sum_up(config: ConfigDict, data: DataSet, model: keras.Model, own: OwnFunctions) -> Summary:
    plan = config_plan.plan_of(config, data, None)
    optimizer = assembly.build_optimizer(config, plan, model, own=own)
    shape = config_plan.input_shape(config, data)
    rows = layer_table.rows(model, shape)
    memory = StepMemory(
        _bytes(model.weights), _bytes(model.trainable_variables), _bytes(optimizer.variables),
        config.data.batch_size * _activations(model, shape))
    return Summary(
        f'{config.lab}: {config.model.name} on {config.data.name}', tuple(rows),
        model.count_params(), layer_table.count(model.trainable_weights),
        sum(row.multiply_adds for row in rows), config.data.batch_size, memory,
        layer_table.is_chain(model))


def table(layers: Sequence[LayerRow]) -> list[dict[str, str]]:
    """Returns the rows of layers for people."""
    return [{'layer': row.name, 'output': ' x '.join(map(str, row.maps)), 'kernels': row.kernel,
             'parameters': f'{row.parameters:,}', 'trainable': f'{row.trainable:,}',
             'multiply-adds': f'{row.multiply_adds:,}' if row.is_known else 'not counted'}
            for row in layers]


def _activations(model: keras.Model, shape: Sequence[int]) -> int:
    """Returns the bytes of an input and of all that layers make of it."""
    made = math.prod(shape) * 4
    for beside, maps in layer_table.outputs(model, shape):
        if not isinstance(beside[0], keras.layers.Flatten):
            made += math.prod(maps) * tf.as_dtype(beside[0].compute_dtype).size
    return made


def _bytes(variables: Sequence[keras.Variable]) -> int:
    return sum(math.prod(variable.shape) * tf.as_dtype(variable.dtype).size
               for variable in variables)


def _size(number: int) -> str:
    """Returns bytes for people: 1 MB is 10^6."""
    return f'{number / 1e6:,.1f} MB' if number >= 1e6 else f'{number / 1e3:,.1f} kB'
