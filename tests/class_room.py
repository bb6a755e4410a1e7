"""A class of three for tests: Ada has run both labs, Ben and Cho have run nothing."""

import json
from pathlib import Path
import shutil

from tests.asked import ask
from tests.undrawn import figures_undrawn
import tf_labs
from tf_labs.training import identity
from tf_labs.training.run_directory import RunDirectory

LABS = ('mse_by_hand', 'digits')
RIGHT = {  # answers to the two lessons in English
    'mse_by_hand': {'predict_1': "'nothing about how good it is'", 'predict_2': '12.463',
                    'exercise_1': '47.25', 'exercise_2': '689 / 4', 'exercise_3': '2'},
    'digits': {'predict_1': '[1.0, 0.1, 0.01]', 'predict_2': '0.98', 'exercise_1': '2080 + 330',
               'exercise_2': '2.303', 'exercise_3': '3'}}


def make(place: Path) -> Path:
    """Gives out a class, and does the runs of Ada."""
    (place / 'names.txt').write_text('Ada\nBen\nCho\n', 'utf-8')
    done = ask('class', 'new', place / 'class', f'--labs={",".join(LABS)}',
               f'--students={place}/names.txt')
    assert done.returncode == 0 and done.stderr == '', done.stderr
    with figures_undrawn():
        for lab in LABS:
            run(place / 'class' / 'Ada', lab)
    return place / 'class'


def run(student: Path, lab: str, seed: int | None = None) -> Path:
    """Does a run as the notebook of a student does."""
    config = tf_labs.load(student / 'configs' / f'{lab}.py',
                          {} if seed is None else {'seed': seed})
    tf_labs.run(config, student / 'runs' / lab)
    return student / 'runs' / lab


def seeds(place: Path) -> dict[str, int]:
    """Returns the seeds of the class file by name."""
    stored = json.loads((place / 'class.json').read_text('utf-8'))
    return {one['name']: one['seed'] for one in stored['students']}


def copy(place: Path, lab: str, giver: str = 'Ada', taker: str = 'Ben') -> Path:
    """Copies a run from one student to another."""
    target = place / taker / 'runs' / lab
    target.parent.mkdir(exist_ok=True)
    return Path(shutil.copytree(place / giver / 'runs' / lab, target))


def change(file: Path, **changes) -> None:
    """Sets keys of a file of JSON."""
    stored = json.loads(file.read_text('utf-8'))
    file.write_text(json.dumps(stored | changes), 'utf-8')


def reseal(path: Path) -> None:
    """Writes the digests of rows and result as they are now into the manifest."""
    directory = RunDirectory(path)
    directory.seal(json.loads((path / 'manifest.json').read_text('utf-8')))


def forge(path: Path, seed: int) -> None:
    """Makes of a run that of another seed, as far as its small files go."""
    change(path / 'config.json', seed=seed)
    manifest = json.loads((path / 'manifest.json').read_text('utf-8'))
    own = str(identity.of(RunDirectory(path).config(), manifest['data_sha256']))
    change(path / 'manifest.json', seed=seed, identity=own)
    change(path / 'result.json', identity=own)
    reseal(path)


def answer(student: Path, lab: str, **answers) -> None:
    """Writes answers into a notebook, as Python."""
    file = student / f'{lab}.ipynb'
    notebook = json.loads(file.read_text('utf-8'))
    for cell in notebook['cells']:
        name = ''.join(cell['source']).partition(' = ')[0]
        if name in answers:
            cell['source'] = [f'{name} = {answers[name]}']
    file.write_text(json.dumps(notebook), 'utf-8')
