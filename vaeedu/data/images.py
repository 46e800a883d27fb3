"""Real images: float32 in [0, 1], shape (n, channels, height, width), with int64 labels where the set has any."""

import gzip
import math
import struct
import zlib
from pathlib import Path

import numpy as np
import torch

from vaeedu.data.checks import as_path
from vaeedu.data.dataset import Dataset
from vaeedu.data.download import File, fetch


def digits(train: bool = True) -> Dataset:
    """Handwritten digits, 8 × 8, classes 0 … 9: 1,500 for training, 297 for testing; they come with scikit-learn.

    Grey levels 0 … 16, divided by 16. The split is the book's own: the items in the order of NumPy's
    ``RandomState(0).permutation``, which no version changes, cut after 1,500.
    Source: the test part of UCI's "Optical Recognition of Handwritten Digits" (E. Alpaydin, C. Kaynak, 1998).
    """
    from sklearn.datasets import load_digits

    images, labels = load_digits(return_X_y=True)
    order = np.random.RandomState(0).permutation(len(images))
    order = order[:1500] if train else order[1500:]
    return _images(images[order].reshape(-1, 1, 8, 8), labels[order], white=16)


def _idx_files(folder: str, mirrors: tuple[str, ...], *checksums: str) -> list[File]:
    """The four files of a set in MNIST's layout: training images and labels, test images and labels."""
    names = ["train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz", "t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz"]
    return [File(f"{folder}/{name}", sha256, tuple(mirror + name for mirror in mirrors)) for name, sha256 in zip(names, checksums, strict=True)]


MNIST = _idx_files(
    "mnist",
    ("https://ossci-datasets.s3.amazonaws.com/mnist/", "https://storage.googleapis.com/cvdf-datasets/mnist/"),
    "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
    "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
    "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
    "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
)
FASHION_MNIST = _idx_files(
    "fashion-mnist",
    ("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/", "https://storage.googleapis.com/tensorflow/tf-keras-datasets/"),
    "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
    "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
    "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
    "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
)


def mnist(train: bool = True) -> Dataset:
    """MNIST: 60,000 (or 10,000) handwritten digits, (1, 28, 28), classes 0 … 9.

    Y. LeCun, L. Bottou, Y. Bengio, P. Haffner, "Gradient-based learning applied to document recognition", 1998. Terms,
    as Keras states them: copyright Yann LeCun and Corinna Cortes, CC BY-SA 3.0.
    """
    return _idx_set(MNIST, train)


def fashion_mnist(train: bool = True) -> Dataset:
    """Fashion-MNIST: 60,000 (or 10,000) pictures of clothes, (1, 28, 28), 10 classes.

    T-shirt, trouser, pullover, dress, coat, sandal, shirt, sneaker, bag, ankle boot. H. Xiao, K. Rasul, R. Vollgraf,
    arXiv:1708.07747. MIT licence, copyright Zalando SE.
    """
    return _idx_set(FASHION_MNIST, train)


def _idx_set(files: list[File], train: bool) -> Dataset:
    images, labels = (read_idx(fetch(file)) for file in (files[:2] if train else files[2:]))
    return _images(images[:, None], labels)


SVHN = {
    name: File(f"svhn/{name}_32x32.mat", sha256, (f"http://ufldl.stanford.edu/housenumbers/{name}_32x32.mat",))
    for name, sha256 in {
        "train": "435e94d69a87fde4fd4d7f3dd208dfc32cb6ae8af2240d066de1df7508d083b8",
        "test": "cdce80dfb2a2c4c6160906d0bd7c68ec5a99d7ca4831afa54f09182025b6a75b",
    }.items()
}


def svhn(train: bool = True) -> Dataset:
    """Street View House Numbers: 73,257 (or 26,032) digits in colour, (3, 32, 32), classes 0 … 9; 182 (or 64) MB to fetch.

    In memory the training part takes 900 MB. Y. Netzer et al., "Reading digits in natural images with unsupervised
    feature learning", NIPS workshop, 2011. For non-commercial use only.
    """
    content = _read_mat(fetch(SVHN["train" if train else "test"]), X=(32, 32, 3, None), y=(None, 1))
    return _images(content["X"].transpose(3, 2, 0, 1), content["y"][:, 0] % 10)  # the file writes the digit 0 as 10


# The faces and the binarised digits are also read from smaller .npz files of the same pixels, if such lie in VAEEDU_DATA.
OLIVETTI = (
    File("olivetti-faces/olivetti_faces.npz", "2bbdad3754c674a4b5142158965c0b11998f931fa8efbda3cb9a5de5e119cf28"),
    File(
        "olivetti-faces/olivettifaces.mat",
        "b612fb967f2dc77c9c62d3e1266e0c73d5fca46a4b8906c18e454d41af987794",
        ("https://ndownloader.figshare.com/files/5976027",),
    ),
)
FREY = (
    File("frey-faces/frey_faces.npz", "3c70375e0a9c4751ad49ad5f1f692bd094c46f133cf4aa8ea77d1cb14e1efcd1"),
    File("frey-faces/frey_rawface.mat", None, ("https://cs.nyu.edu/~roweis/data/frey_rawface.mat",)),
)


def olivetti() -> Dataset:
    """Olivetti faces: 400 pictures, (1, 64, 64), 10 of each of 40 persons one after the other; the label is the person.

    F. Samaria, A. Harter, "Parameterisation of a stochastic model for human face identification", 1994, in Sam Roweis's
    version as scikit-learn fetches it. Terms: "please give credit to AT&T Laboratories Cambridge". Real persons: for
    teaching and research.
    """
    path = fetch(*OLIVETTI)
    if path.suffix == ".npz":
        images = np.load(path)["images"]
    else:
        images = _read_mat(path, faces=(4096, 400))["faces"].T.reshape(400, 64, 64).transpose(0, 2, 1)
    return _images(images[:, None], np.arange(400) // 10)


def frey() -> Dataset:
    """Frey faces: 1,965 frames of one short video of one face, (1, 28, 20), in order and without labels.

    Neighbours are nearly equal: split by blocks, for a random split tests on what was trained on. From Sam Roweis's
    page, cs.nyu.edu/~roweis/data.html; no terms and no checksum are stated, so of a download only the shape is checked.
    A real person: for teaching and research.
    """
    path = fetch(*FREY)
    images = np.load(path)["images"] if path.suffix == ".npz" else _read_mat(path, ff=(560, 1965))["ff"].T
    return _images(images.reshape(-1, 1, 28, 20))


_LAROCHELLE = "http://www.cs.toronto.edu/~larocheh/public/datasets/binarized_mnist/"
BINARISED_NPZ = File("binarized-mnist/binarized_mnist.npz", "7a049ae3a0d88e964af4b41bbdb14e4303595e1c5de65f8bd2455cdcebb3514b")
BINARISED_TEXT = {
    split: File(f"binarized-mnist/binarized_mnist_{split}.amat", sha256, (f"{_LAROCHELLE}binarized_mnist_{split}.amat",))
    for split, sha256 in {
        "train": "ad693b29f94c14277b095f5238ddefbbdaaae0939789dd2f4f0205278cee3e4d",
        "valid": "1de3d397c40fe8eeb33dafd4099a1f665ec01e96d9be234aaeeac8a34930e2e2",
        "test": "e6687bfea3f820c174f33b7865140b2a2dd2930ef786f35d45795fc193b5ab2c",
    }.items()
}


def binarised_mnist(split: str = "train") -> Dataset:
    """MNIST binarised once and for all: 50,000 "train", 10,000 "valid", 10,000 "test" images of 0 and 1, (1, 28, 28).

    No labels; the test items are sorted by digit, so draw subsets at random (`Dataset.split` with a seed). Each pixel
    is one Bernoulli draw: R. Salakhutdinov, I. Murray, "On the quantitative analysis of deep belief networks", 2008;
    H. Larochelle, I. Murray, "The neural autoregressive distribution estimator", 2011. Terms as for MNIST.
    """
    if split not in BINARISED_TEXT:
        raise ValueError(f'split must be "train", "valid" or "test", got {split!r}')
    path = fetch(BINARISED_NPZ, BINARISED_TEXT[split])
    if path.suffix == ".npz":
        bits = np.load(path)[split]
    else:  # a text in which every second byte is a digit and the bytes between are blanks and line ends
        bits = np.frombuffer(path.read_bytes(), np.uint8)[::2] - ord("0")
    return _images(bits.reshape(-1, 1, 28, 28), white=1)


def read_idx(path: Path | str) -> np.ndarray:
    """The array of bytes in an idx file, gzipped or not, the format of MNIST and of the sets made in its image.

    Raises ValueError if the file is cut short, damaged, or of another format.
    """
    data = as_path(path).read_bytes()
    try:
        data = gzip.decompress(data) if not data.startswith(b"\0\0") else data
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise ValueError(f"{path} is not a whole gzip file: {error}; fetch it again") from error
    if len(data) < 4 or data[:3] != b"\0\0\x08":
        raise ValueError(f"{path} is not an idx file of bytes: it begins with 0x{data[:4].hex()}, expected 0x000008 and the number of axes")
    start = 4 + 4 * data[3]
    shape = struct.unpack(f">{data[3]}I", data[4:start]) if len(data) >= start else (0,)
    if len(data) - start != math.prod(shape) or 0 in shape:
        raise ValueError(f"{path} is cut short: its header says {math.prod(shape):,} bytes of shape {shape}, got {len(data) - start:,}; fetch it again")
    return np.frombuffer(data, np.uint8, offset=start).reshape(shape)


def _read_mat(path: Path, **shapes: tuple[int | None, ...]) -> dict[str, np.ndarray]:
    """The variables named, from a MATLAB 5 file; ValueError unless each has bytes of its shape (None is any length)."""
    from scipy.io import loadmat

    try:
        content = loadmat(path, variable_names=list(shapes))
    except Exception as error:  # the reader's errors are of many types
        raise ValueError(f"{path} cannot be read as a MATLAB 5 file: {error}; move it away and it is downloaded again") from error
    for name, shape in shapes.items():
        got = content[name].shape if name in content else "nothing"
        if len(got) != len(shape) or any(want not in (None, have) for want, have in zip(shape, got)):
            raise ValueError(f"{path} must hold {name} of shape {shape}, got {got}; move it away and it is downloaded again")
    return {name: content[name] for name in shapes}


def _images(levels: np.ndarray, labels: np.ndarray | None = None, white: int = 255) -> Dataset:
    """Grey or colour levels 0 … ``white`` as a data set in [0, 1]."""
    x = np.ascontiguousarray(levels) / np.float32(white)
    return Dataset(torch.from_numpy(x.astype(np.float32, copy=False)), None if labels is None else torch.from_numpy(labels.astype(np.int64)))
