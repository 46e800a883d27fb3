"""Answers of chapter 06: the variational autoencoder."""

import math

from scipy.special import erfc

from vaeedu.exercises import Exercise, drawn

EXERCISES = {
    "06-untrained": Exercise(
        truth=784 * math.log(2),
        hint="A logit of 0 says that black and white are equally likely. What does one such pixel cost, and how many are there?",
    ),
    "06-curvature": Exercise(
        truth=lambda sigma: 1 / sigma**2 - 1,
        inputs=drawn(60, (0.05, 1.0)),
        hint="At the best noise the two forces cancel: h·σ² on one side, 1 − σ² on the other. Solve for h.",
    ),
    "06-rounded": Exercise(
        truth=lambda x_hat, s: -math.log(erfc((x_hat - 0.5) / (s * math.sqrt(2))) / 2),
        inputs=drawn(61, (-1.0, 3.0), (0.1, 2.0)),
        hint="White means a grey value below one half. Far out, 1 minus the probability of black has lost all its digits: use erfc, or a log_ndtr.",
    ),
    "06-three": Exercise(
        truth=lambda w: math.hypot(w, w, 1 - 2 * w),
        inputs=drawn(62, (0.0, 0.5)),
        hint="Each coordinate is a weighted sum of three independent normal numbers. What is its variance?",
    ),
    "06-pictures": Exercise(
        truth=27 / math.log(10),
        hint="The information in a code is at most log N. Which N makes room for 27 nats? Then its logarithm to base 10.",
    ),
}
