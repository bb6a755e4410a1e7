"""One process's share of a run: begins or resumes it, trains to the end, writes the result."""

import time
from typing import Any

from ml_collections import ConfigDict
import tensorflow as tf

from tf_labs.console import say
from tf_labs.console import warn
from tf_labs.data import data_sets
from tf_labs.data import sources
from tf_labs.data.examples import Examples
from tf_labs.data.preparation import Preparation
from tf_labs.data.streams import Stream
from tf_labs.errors import RunFailedError
from tf_labs.errors import StoppedError
from tf_labs.errors import UserError
from tf_labs.experiments import assembly
from tf_labs.experiments import bad_examples
from tf_labs.experiments import best_checkpoint
from tf_labs.experiments import ending
from tf_labs.experiments import evaluators
from tf_labs.experiments import measurements
from tf_labs.experiments import own_files
from tf_labs.experiments import preparing
from tf_labs.experiments import pretraining
from tf_labs.experiments import run_manifest
from tf_labs.experiments import starting
from tf_labs.experiments import trainers
from tf_labs.runtime import Runtime
from tf_labs.training import config_plan
from tf_labs.training import estimate
from tf_labs.training import identity
from tf_labs.training import manifest
from tf_labs.training import metrics_log
from tf_labs.training import mirrors
from tf_labs.training import own_code
from tf_labs.training import run_ending
from tf_labs.training.checkpoints import Checkpoints
from tf_labs.training.diagnostics import Diagnostics
from tf_labs.training.diagnostics import PROBE_EXAMPLES
from tf_labs.training.diagnostics_log import DiagnosticsLog
from tf_labs.training.evaluation import final_weights
from tf_labs.training.evaluation import make_logits
from tf_labs.training.loop import Trainer
from tf_labs.training.metrics_log import MetricsLog
from tf_labs.training.origin import Origin
from tf_labs.training.run_directory import METRICS
from tf_labs.training.run_directory import RESULT
from tf_labs.training.run_directory import RunDirectory
from tf_labs.training.sharing import Group
from tf_labs.training.signals import StopSignals
from tf_labs.training.tensorboard import TensorBoard


class Session:
    """One process's share of a run; pre-training reads the images of `unlabelled`.

    `splits` has train and test, and validation where examples are held out.
    """

    def __init__(self, config: ConfigDict, directory: RunDirectory, runtime: Runtime,
                 execution: str, splits: dict[str, Examples | Stream],
                 unlabelled: Examples | Stream, about: manifest.About | None):
        self.config = config
        self.directory = directory
        self.runtime = runtime
        self.execution = execution
        self.splits = splits
        self.unlabelled = unlabelled
        self.about = about
        self.data = data_sets.describe(config.data)
        self.plan = config_plan.build_plan(config, self.data, len(splits['train']))
        self.data_sha256 = {split: sources.fingerprint(examples)
                            for split, examples in splits.items()}
        self.own = own_code.to_train(config, directory)
        self.identity = identity.of(config, self.data_sha256, own_code.digests(self.own))
        self.group = Group(runtime)
        self.group.check({**{f'data of the split {split}': f'sha256 {digest[:12]}'
                             for split, digest in self.data_sha256.items()},
                          'config or code': str(self.identity)})
        self.checkpoints = Checkpoints(directory, self.identity)
        self._origin: Origin | None = None
        self._target_before: float | None = None  # of the config that the directory holds
        plateau = assembly.build_plateau(config)  # outside of the scope: it is not mirrored
        with runtime.strategy.scope():
            model = assembly.build_model(config, self.data, runtime.replicas,
                                         runtime.tower_devices, self.own)
            optimizer = assembly.build_optimizer(config, self.plan, model, plateau, self.own)
        self.loss = assembly.build_loss(config, self.data, self.own)
        self.state = assembly.build_state(config, model, optimizer, plateau)
        if runtime.is_first and directory.is_locked and not directory.holds_run():
            # Before all examples are read; without the lock nothing will be written.
            estimate.check_room(directory.path, self.checkpoint_bytes())
        self.preparation = self._fitted()

    def _fitted(self) -> Preparation:
        found = preparing.fitted(self.config, self.directory, self.splits['train'])
        if not self.group.is_alone:
            self.group.bytes_of_first(found.to_bytes())
        return found

    def run(self, began: float) -> dict[str, Any]:
        """Begins or resumes, trains to the end, writes the result; or that it has diverged."""
        with run_ending.divergence_noted(self.directory, self.identity):
            return self._run(began)

    def _run(self, began: float) -> dict[str, Any]:
        start = self._open()
        self.group.send(self.state)
        if self.state.has_ended(self.plan.total_steps):
            return ending.told(self._complete(), self.config, self.state, self.plan)
        say(f'{self.config.lab}: {self.runtime.description}, {self.execution}, '
            f'steps {start + 1} to {self.plan.total_steps}, {self.plan.steps_per_call} a call; '
            f'{self.directory.path}')
        board, log, diagnostics = self._logs(start)
        with StopSignals() as signals:
            trainer = trainers.make(self, start, log, diagnostics)
            try:
                trainer.train(signals)
            except StoppedError:
                self.group.wait()  # nobody leaves before all is saved
                raise
            finally:
                board.close()
                bad_examples.note(self.directory, self.splits)
        result = self._result(log, time.perf_counter() - began)
        written = self._write_result(result, trainer, log)
        self.group.wait()
        return ending.told(written, self.config, self.state, self.plan)

    def _open(self) -> int:
        """Restores or begins the run; returns the step it stands at."""
        keep = self.config.train.keep
        begins = not self.directory.holds_run()
        if not begins:
            self._target_before = self.directory.config().train.target_error
        init = self._begin() if begins else None
        now = run_manifest.made(self) | own_files.kept(
            self.config, self.data, self.own, self.state.model, self.directory)
        if not begins:
            run_manifest.compare(self.directory, now)
            self._origin = self.checkpoints.restore_newest(self.state)
            start = int(self.state.step)
            if start > self.plan.total_steps:
                raise UserError('the run is already longer than that',
                                expected=f'a training length of at least {start} steps',
                                received=self.plan.total_steps)
            self.checkpoints.open_for_saving(keep=keep, restored=start)
            best_checkpoint.check(self.config, self.state, self.checkpoints)
        else:
            start = 0
            now['init'] = init
            preparing.save(self.config, self.preparation, self.directory)
            measurements.write_probe(
                self.directory, self.config, self.state.model, self.loss, self.splits['train'],
                self.preparation)
            self.checkpoints.open_for_saving(keep=keep, restored=None)
            self._save_first()
        if not self.state.has_ended(self.plan.total_steps):
            now = manifest.with_session(now, start)
            self.directory.remove('result')
            self.directory.remove('diverged')
        self.directory.write_json('manifest', now)
        self.directory.write_config(self.config)
        return start

    def _begin(self) -> dict[str, Any] | None:
        """Gives the net its first weights, before anything is written: they may be refused."""
        pretraining.pretrain(self.config, self.state.model, self.unlabelled)
        return starting.take_over(self.config, self.state.model)

    def checkpoint_bytes(self) -> int:
        """Returns what the checkpoints of the run take on the disk."""
        train = self.config.train
        return estimate.checkpoint_bytes(self.state, self.plan, keep=train.keep,
                                         keeps_best=train.keep_best)

    def _save_first(self) -> None:
        """With the initial weights on disk, a directory without a sound checkpoint is damaged."""
        try:
            self.checkpoints.save(self.state, 0, MetricsLog.empty_sha256())
        except (tf.errors.OpError, OSError) as error:
            raise RunFailedError(f'{self.directory.path} takes no checkpoint '
                                 f'({str(error).splitlines()[0]})') from error

    def _logs(self, last_step: int) -> tuple[TensorBoard, MetricsLog, Diagnostics | None]:
        """Opens what is written while the run trains on from `last_step`."""
        board = TensorBoard(self.directory.tensorboard)
        log = MetricsLog(self.directory, mirrors.beside(board, self), last_step=last_step,
                         rows_sha256=self._origin.rows_sha256 if self._origin else '')
        if not self.config.train.diagnostics:
            return board, log, None
        inside = DiagnosticsLog(self.directory, board, last_step=last_step)
        if inside.damage:
            warn(inside.damage)
        images, labels = preparing.seen(self.splits['train'], PROBE_EXAMPLES, self.preparation)
        return board, log, Diagnostics(
            self.state.model, self.loss, images, labels,
            scale=self.config.data.scale, plan=self.plan, log=inside,
            facts=measurements.input_facts(self.config, self.data, self.splits, self.preparation))

    def evaluator(self, split: str) -> evaluators.Evaluate:
        """Returns what measures the net on a split."""
        eager = self.execution == 'eager'
        logits = make_logits(self.state.model, assembly.eval_scale(self.config), eager=eager,
                             prepare=self.preparation.evaluation)
        return evaluators.make(
            self.config, self.loss, logits, self.splits[split], eager=eager,
            weights=lambda: final_weights(self.state.model, self.state.optimizer))

    def _complete(self) -> dict[str, Any]:
        """A run that has nothing left to train: evaluated anew, so what is said is checked."""
        loss, quality = self.evaluator('test')()
        say(f'{self.config.lab}: complete at step {int(self.state.step)}  test loss {loss:#.4g}  '
            f'test {evaluators.told(self.config, quality)}; {self.directory.path}')
        stored, digest = self.directory.result(), self.state.digest()
        if stored is not None and stored.get('digest') != digest:
            warn(f'{RESULT} belongs to other weights than those of the checkpoint: digest '
                 f'{str(stored.get("digest"))[:12]} in place of {digest[:12]}')
        elif stored is not None and self.directory.is_sealed(RESULT) and self._is_asked(stored):
            return stored
        return self._made_anew(stored, quality)

    def _is_asked(self, stored: dict[str, Any]) -> bool:
        """False if a result counts the steps to another target error than that of the config."""
        if not self.directory.is_sealed(METRICS):  # they cannot be counted over its rows any more
            return bool(self._target_before == self.config.train.target_error)
        counted = measurements.steps_to_target(
            metrics_log.read(self.directory), self.plan.steps_per_epoch,
            self.config.train.target_error)
        return counted.get('steps_to_target') == stored.get('steps_to_target')

    def _made_anew(self, stored: dict[str, Any] | None, quality: float) -> dict[str, Any]:
        """The result of rows and checkpoint, in place of one that is missing or not believed."""
        board, log, _ = self._logs(int(self.state.step))
        board.close()
        made = self._result(log, 0.0)
        name = evaluators.quality(self.config)
        if made[f'test_{name}'] != quality:
            warn(f'{METRICS} has test {name} {made[f"test_{name}"]}, the checkpoint '
                 f'gives {quality}')
        if stored is not None:
            made |= {name: stored[name] for name in ('wall_seconds', 'sessions') if name in stored}
            others = [name for name in made if name in stored and stored[name] != made[name]
                      and name != 'steps_to_target']  # which a config may ask for anew
            if others:
                warn(f'{RESULT} is rewritten: it had another {", ".join(others[:3])}')
        self._store(made, log)
        return made

    def _store(self, result: dict[str, Any], log: MetricsLog) -> None:
        """Writes the result, then seals rows and result with their digests."""
        self.directory.write_json('result', result)
        stored = self.directory.read_json('manifest')
        if stored is not None:
            # Rows that were changed since the run has ended stay so, and are told each time.
            self.directory.seal(stored, log.sha256() if log.is_whole or self._origin is None
                                else self._origin.rows_sha256)

    def _result(self, log: MetricsLog, wall_seconds: float) -> dict[str, Any]:
        if not log.rows:
            longer = ('' if int(self.state.step) < self.plan.total_steps else
                      ', and a longer train.epochs goes on from it')
            raise RunFailedError(f'{self.directory.path} has lost both its rows and its result; '
                                 f'`eval` answers from the checkpoint{longer}')
        last = {key: value for key, value in log.rows[-1].items() if key != 'seconds'}
        stored = self.directory.read_json('manifest') or {'sessions': []}
        over_all_rows = {} if not log.is_whole else {
            **({'first_train_loss': log.rows[0]['train_loss']}
               if log.rows[0]['epoch'] == 1 else {}),  # else the first epoch has no row
            **measurements.steps_to_target(log.rows, self.plan.steps_per_epoch,
                                           self.config.train.target_error)}
        return {'lab': self.config.lab, 'identity': str(self.identity),
                'steps': int(self.state.step), **last, **over_all_rows,
                **({} if self.state.best is None else self.state.best.figures(log.rows)),
                **measurements.final_values(self.config, self.state.model, self.evaluator('train'),
                                            self.splits, self.preparation, last),
                **measurements.start_values(self.directory),
                'train_seconds': round(sum(row['seconds'] for row in log.rows), 3),
                'wall_seconds': round(wall_seconds, 3), 'sessions': len(stored['sessions']),
                'digest': self.state.digest()}

    def _write_result(self, result: dict[str, Any], trainer: Trainer,
                      log: MetricsLog) -> dict[str, Any]:
        try:
            if not trainer.failed_saves or result['steps'] in self.checkpoints.steps():
                self._store(result, log)  # else the end has no weights, and is trained again
        except OSError as error:
            trainer.failed_saves += 1
            warn(f'result.json not written ({error.strerror})')
        if trainer.failed_saves:
            raise RunFailedError(f'{trainer.failed_saves} times a checkpoint or metrics could not '
                                 f'be written (see above); make room in {self.directory.path}, or '
                                 'mend what is there, and run it again')
        say(f'{self.config.lab}: done  {evaluators.end(self.config, self.data, result)}  '
            f'digest {result["digest"][:12]}; {self.directory.path}/result.json')
        return result
