"""Rates too small, right and too large, and unscaled inputs that end in inf and nan, on purpose.

A linear model predicts the closing price from three prices and a volume of a million: the table of
course lab 07. The inputs go in as they are, min-max scaled to 0..1, or standardized to mean 0 and
standard deviation 1, with the target treated alike (feature scaling); each is trained with five
learning rates. A run whose cost is no longer a number ends there; it is a row of the table like the
others, and the doctor says what it finds.

Why: the cost is a bowl, and the Hessian's eigenvalues say how it curves. With a rate above 2 /
(largest eigenvalue) each step goes farther up the other side, so the cost grows: past 3.4e38
float32 has inf, and inf - inf is nan. A lower rate is right only if the other directions of the
bowl are not much flatter. How much flatter is what the condition number says, the largest
eigenvalue divided by the smallest. Without scaling it is above 1e15: no rate is right. With either
scaling 0.1 is right, 1 is still too large, and the course's 1e-5 too small.

    tf-labs run input_scaling

Measured on 2 cores: 5 s of processor time. Always predicting the mean has an RMSE of 6.755.
Unscaled, rate 1e-5: cost 673,633, 7e20, 8e35, inf at step 3, nan at step 6; rate 1e-13, a sixth of
the limit of 6e-13, ends at 173.7. Min-max: condition number 4,897, limit 0.523, RMSE 1.234 at rate
0.1 after 1,000 steps. Standardized: 658, 0.339, 1.168. All 15 runs grow or fall as the limit says.
The doctor reports every run that explodes; it notices none of those whose rate is too small.

Answers: course lab 07.
"""

from tf_labs.config.schema import default_config


def get_config():
    return default_config('input_scaling')
