"""Writes optimizers.json: what PyTorch's optimizers do in 100 steps.

    python tests/golden/make_optimizers.py

PyTorch is needed here only. The tests take the two problems, as numpy arrays, from this module.
"""

import json
from pathlib import Path

import numpy as np

FILE = Path(__file__).with_name('optimizers.json')
STEPS = 100
LOGGED = (0, 9, 99)  # of the weights, after these steps
SIZES = (4, 8, 3)
ROWS, DIMENSIONS, BAG = 30, 3, 6

# name: (class of torch.optim, its arguments). Where PyTorch's constants differ from Keras's they
# are set to Keras's: Adagrad's start and epsilon, Adadelta's epsilon, NAdam's momentum decay.
DENSE = {
    'sgd': ('SGD', {'lr': 0.3}),
    'momentum': ('SGD', {'lr': 0.1, 'momentum': 0.9}),
    'nesterov': ('SGD', {'lr': 0.1, 'momentum': 0.9, 'nesterov': True}),
    'adagrad': ('Adagrad', {'lr': 0.1, 'initial_accumulator_value': 0.1, 'eps': 1e-7}),
    'adadelta': ('Adadelta', {'lr': 1.0, 'rho': 0.95, 'eps': 1e-7}),
    'nadam': ('NAdam', {'lr': 0.01, 'eps': 1e-7, 'momentum_decay': 1.0}),
    'rprop': ('Rprop', {'lr': 0.01}),
    'asgd': ('ASGD', {'lr': 0.3}),
    'asgd_averaged': ('ASGD', {'lr': 0.3, 't0': 20}),
}
LBFGS = {'lr': 0.3, 'max_iter': 1, 'history_size': 5, 'tolerance_grad': 0, 'tolerance_change': 0}
RIDGE = 0.01  # of the problem of L-BFGS, which is convex: elsewhere its steps amplify rounding


def classification() -> tuple[list[np.ndarray], np.ndarray, np.ndarray]:
    """Returns parameters [W_1, b_1, W_2, b_2], x [64, 4] and y [64] of a small tanh net.

    The columns of x differ in scale by 30, so no one learning rate suits all weights.
    """
    generator = np.random.default_rng(7)
    x = generator.normal(size=(64, SIZES[0])) * [1, 3, 0.1, 1]
    y = (x @ generator.normal(size=(SIZES[0], SIZES[2])) + generator.normal(
        size=(64, SIZES[2]))).argmax(axis=1)
    parameters = []
    for fan_in, fan_out in zip(SIZES, SIZES[1:]):
        parameters.append(generator.normal(size=(fan_in, fan_out)) / np.sqrt(fan_in))
        parameters.append(np.zeros(fan_out))
    return [one.astype(np.float32) for one in parameters], x.astype(np.float32), y


def regression() -> tuple[list[np.ndarray], np.ndarray, np.ndarray]:
    """Returns parameters [W, b] and the data of softmax regression with RIDGE |W|^2 added."""
    parameters, x, y = classification()
    return [parameters[0][:, :SIZES[2]], parameters[3]], x, y


def bags() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Returns a table [30, 3], for each step 6 rows of it with repetitions, and their targets.

    The loss of a step is sum_i |table[row_i] - target_i|^2.
    """
    generator = np.random.default_rng(8)
    table = generator.normal(size=(ROWS, DIMENSIONS)).astype(np.float32)
    rows = np.minimum(generator.geometric(0.15, size=(STEPS, BAG)) - 1, ROWS - 1)
    targets = generator.normal(size=(STEPS, BAG, DIMENSIONS)).astype(np.float32)
    return table, rows, targets


def dense(class_name: str, arguments: dict) -> dict:
    """Returns losses [100], weights [logged, N] and, of ASGD, the averages [N] at the end."""
    import torch
    arrays, x, y = regression() if class_name == 'LBFGS' else classification()
    parameters = [torch.tensor(one, requires_grad=True) for one in arrays]
    x, y = torch.tensor(x), torch.tensor(y)
    optimizer = vars(torch.optim)[class_name](parameters, **arguments)
    losses: list[float] = []

    def closure():
        optimizer.zero_grad()
        hidden = x @ parameters[0] + parameters[1]
        if len(parameters) == 2:
            loss = torch.nn.functional.cross_entropy(hidden, y)
            loss += RIDGE * parameters[0].square().sum()
        else:
            logits = torch.tanh(hidden) @ parameters[2] + parameters[3]
            loss = torch.nn.functional.cross_entropy(logits, y)
        loss.backward()
        losses.append(loss.item())
        return loss

    logged = []
    for step in range(STEPS):
        optimizer.step(closure)
        if step in LOGGED:
            logged.append(flat(parameters))
    found = {'losses': rounded(losses), 'weights': logged}
    if class_name == 'ASGD':
        found['averages'] = flat([optimizer.state[one]['ax'] for one in parameters])
    return found


def sparse() -> dict:
    """Returns weights [logged, 90] and both moments [90] of SparseAdam."""
    import torch
    table, rows, targets = bags()
    weights = torch.tensor(table, requires_grad=True)
    optimizer = torch.optim.SparseAdam([weights], lr=0.05)
    logged = []
    for step in range(STEPS):
        optimizer.zero_grad()
        looked_up = torch.nn.functional.embedding(torch.tensor(rows[step]), weights, sparse=True)
        ((looked_up - torch.tensor(targets[step])) ** 2).sum().backward()
        optimizer.step()
        if step in LOGGED:
            logged.append(flat([weights]))
    state = optimizer.state[weights]
    return {'weights': logged, 'm': flat([state['exp_avg']]), 'v': flat([state['exp_avg_sq']])}


def flat(tensors) -> list[float]:
    """Returns all values in one list."""
    return rounded(np.concatenate([one.detach().numpy().ravel() for one in tensors]))


def rounded(values) -> list[float]:
    """Returns values with nine digits, which tell every float32 from its neighbours."""
    return [float(f'{value:.9g}') for value in values]


def main() -> None:
    """Writes the file, a line for each list."""
    golden = {name: dense(*how) for name, how in DENSE.items()}
    golden['lbfgs'] = dense('LBFGS', LBFGS)
    golden['sparse_adam'] = sparse()
    text = json.dumps(golden, indent=0).replace(',\n', ', ').replace('[\n', '[').replace('\n]', ']')
    FILE.write_text(text.replace('], ', '],\n') + '\n', encoding='utf-8')


if __name__ == '__main__':
    main()
