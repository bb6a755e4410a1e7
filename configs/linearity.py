"""Any number of linear layers is one linear layer: without an activation, depth buys nothing.

First what linear means, checked number by number: f(x + y) = f(x) + f(y) and f(c x) = c f(x). The
notes' T, 3 x and theta . x pass, and so does the activation `linear`, which is the identity; x^2
fails, and so does every other activation, each with a pair of numbers that shows it. (ReLU, leaky
ReLU and PReLU do satisfy f(c x) = c f(x) as long as c > 0: one kink at 0 is all it takes.)

Then what follows from linearity, each step as a formula and as a number: T(0) = 0 (true of tanh and
ReLU too, so it is not enough), differences, sums of any length, the proof that UT is linear if U
and T are, and two layers as one in the notation of the notes, w_n^{l,m}.

In a chain y = f(w3 f(w2 f(w1 x))) with a linear f the weights merge into W = w1 w2 w3, and the
notes conclude that training w1 alone is as good as training all three. w1 alone can express as
much, and for y = 2 x it learns as much: from w1 = w2 = w3 = 1 both get there, all three in fewer
steps. For y = -2 x gradient descent on all three stops at W = 0, where every gradient is 0, while
w1 alone reaches -2. So more linear layers express nothing more, but they change how training goes.
With tanh, three weights do better than one.

Then a net of five linear layers with biases is multiplied out to one matrix and one bias. Finally,
a deep linear net is trained on XOR and stays at ln 2, the loss of a coin toss, while the same
initial weights with tanh between them solve it. Backpropagation works in the linear net all the
same: the notes say that it is possible but useless; its gradients are like those of any other net.

    tf-labs run linearity

Measured on 2 cores: 12 s. Mean squared error of the chain, training w1 alone and all three: 2e-31
and 1e-32 for y = 2 x, 2e-31 and 1.4 for y = -2 x, 0.046 and 2e-06 for a chain of tanh. The
collapsed net differs by 2e-16 in float64 and by 1e-7 in float32; on XOR the deep linear net ends at
0.693147, the one with tanh at 0.0004. Printed in the notes on Part 2 of the course, for a net
without hidden layers: 0.6931471824645996.

In equation (4) of the notes the indices of the weights are misprinted: w_i^{2,3} on the first line
is w_i^{2,2} on the second.

Answers: notes on linear and non-linear functions; notes on activation functions (linear).
"""

from tf_labs.config.schema import default_config


def get_config():
    return default_config('linearity')
