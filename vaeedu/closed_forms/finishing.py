"""A VAE whose samples are finished perfectly, on finite alphabets (chapter 19): each code becomes an item of those that the encoder gave it to.

Data p(x) (letters,), encoder q(z|x) (letters, codes), prior (codes,): arrays of probabilities, rows that sum to 1.
"""

from numpy.typing import ArrayLike

from vaeedu.closed_forms.checks import Array, probabilities


def all_codes(p: ArrayLike, encoder: ArrayLike) -> Array:
    """q(z) = Σ p(x) q(z|x), (codes,). Raises ValueError where encoder has not a row for each letter of p."""
    p, encoder = probabilities("p", p), probabilities("encoder", encoder)
    if p.ndim != 1 or encoder.shape[:-1] != p.shape:
        raise ValueError(f"encoder must have a row of codes for each of the {p.shape[-1]} letters of a single p, got the shape {encoder.shape} for p of {p.shape}")
    return p @ encoder


def behind(p: ArrayLike, encoder: ArrayLike) -> Array:
    """The letters behind each code, r(x|z) = p(x) q(z|x) / q(z), (codes, letters): what a generator at rest makes of it. Raises ValueError for a code that no letter has."""
    codes = all_codes(p, encoder)
    if (codes == 0).any():
        raise ValueError(f"code {int((codes == 0).argmax())} belongs to no letter of the data, so nothing is behind it; leave it out, or give it a chance in some row of encoder")
    return probabilities("encoder", encoder).T * probabilities("p", p) / codes[:, None]


def finished(p: ArrayLike, encoder: ArrayLike, prior: ArrayLike) -> Array:
    """The distribution of samples, Σ prior(z) r(x|z), (letters,): the data if q(z) is the prior."""
    letters, prior = behind(p, encoder), probabilities("prior", prior)
    if prior.shape != letters.shape[:1]:
        raise ValueError(f"prior must have a chance for each of the {len(letters)} codes, got the shape {prior.shape}")
    return prior @ letters
