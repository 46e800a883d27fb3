"""Data sets: what `Dataset` refuses, downloads that fail in every way, the readers, and the known truth of the synthetic sets.

Downloads come from a server on this machine. What needs the published files runs where VAEEDU_DATA has them.
"""

import errno
import gzip
import hashlib
import math
import os
import struct
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import numpy as np
import pytest
import torch
from scipy.io import savemat

from vaeedu import data
from vaeedu.data import Batch, Dataset, download, images
from vaeedu.data.checks import as_path
from vaeedu.data.download import File, fetch

OWN = os.environ.get("VAEEDU_DATA")
CONTENT = np.random.RandomState(0).bytes(1_000_000)
NAME = "some-set/file.bin"


def sha256(content):
    return hashlib.sha256(content).hexdigest()


# Dataset -----------------------------------------------------------------------------------------------------------


def test_a_batch_is_the_items_with_their_labels_and_places():
    dataset = Dataset(torch.arange(24.0).reshape(6, 2, 2), torch.arange(6) * 10)
    assert (len(dataset), dataset.shape) == (6, (2, 2))
    index = torch.tensor([4, 0, 4])
    batch = dataset[index]
    assert isinstance(batch, Batch) and torch.equal(batch.index, index)
    assert torch.equal(batch.x, dataset.x[index]) and batch.y.tolist() == [40, 0, 40]
    batch = dataset[1:6:2]
    assert batch.index.tolist() == [1, 3, 5] and batch.y.tolist() == [10, 30, 50] and torch.equal(batch.x, dataset.x[1:6:2])
    batch = Dataset(dataset.x)[:2]
    assert batch.y is None and batch.index.tolist() == [0, 1]


def test_a_split_loses_nothing_and_a_seed_shuffles_it():
    dataset = Dataset(torch.arange(10.0)[:, None], torch.arange(10))
    first, rest = dataset.split(4)
    assert first.y.tolist() == [0, 1, 2, 3] and rest.y.tolist() == [4, 5, 6, 7, 8, 9]
    first, rest = dataset.split(4, seed=1)
    assert len(first) == 4 and sorted(first.y.tolist() + rest.y.tolist()) == list(range(10)) and first.y.tolist() != [0, 1, 2, 3]
    assert torch.equal(first.x[:, 0], first.y.float())
    assert dataset.split(4, seed=1)[0].y.tolist() == first.y.tolist() != dataset.split(4, seed=2)[0].y.tolist()
    for n in (0, 10):
        with pytest.raises(ValueError, match=f"0 < n < 10, got {n}"):
            dataset.split(n)


def test_moving_a_set_keeps_its_items():
    dataset = Dataset(torch.arange(3.0)[:, None], torch.arange(3))
    moved = dataset.to("cpu")
    assert torch.equal(moved.x, dataset.x) and torch.equal(moved.y, dataset.y)
    with pytest.raises(ValueError, match="on one device, got cpu and meta"):
        Dataset(dataset.x, dataset.y.to("meta"))


NAN, INF = float("nan"), float("inf")


@pytest.mark.parametrize(
    ("x", "y", "error", "message"),
    [
        ([[1.0]], None, TypeError, "x must be a tensor, got list; torch.as_tensor"),
        (np.ones((2, 1)), None, TypeError, "x must be a tensor, got ndarray"),
        (torch.ones(2, 1), [0, 1], TypeError, "y must be a tensor, got list"),
        (torch.ones(0, 1), None, ValueError, r"at least one item along its first axis, got shape \(0, 1\)"),
        (torch.tensor(1.0), None, ValueError, r"got shape \(\)"),
        (torch.ones(2, 1, dtype=torch.uint8), None, TypeError, r"floating type, got torch.uint8; .*x / 255"),
        (torch.ones(3, 1), torch.zeros(2), ValueError, "got 3 and 2 items"),
        (torch.tensor([[0, 1], [NAN, 0], [INF, -INF]]), None, ValueError, r"got 3 of 6 values NaN or infinite, the first in item 1 at \(0,\);"),
        (torch.tensor([0, -INF]), None, ValueError, "x must be finite, got 1 of 2 values .* in item 1;"),
        (torch.ones(2, 1), torch.tensor([0, NAN]), ValueError, "y must be finite, got 1 of 2 values"),
    ],
)
def test_what_would_spoil_a_training_is_refused_at_once(x, y, error, message):
    with pytest.raises(error, match=message):
        Dataset(x, y)


@pytest.mark.parametrize("index", [3, [0, 1], torch.tensor(1), torch.tensor([True, False]), torch.tensor([0.0])])
def test_an_index_is_a_slice_or_a_vector_of_integers(index):
    with pytest.raises(TypeError, match="a slice or a vector of integers, got .*; for one item"):
        Dataset(torch.ones(2, 1))[index]


# Downloads ---------------------------------------------------------------------------------------------------------


class Handler(BaseHTTPRequestHandler):
    """Serves `server.files`; resumes if `server.ranges`; closes the connection early after each of `server.cuts` bytes."""

    def do_GET(self):
        wanted = self.headers.get("Range")
        self.server.requests.append((self.path, wanted))
        body = self.server.files.get(self.path)
        if body is None:
            return self.send_error(404)
        start = int(wanted.removeprefix("bytes=").removesuffix("-")) if wanted and self.server.ranges else 0
        if wanted and self.server.ranges and start >= len(body):
            return self.send_error(416)
        self.send_response(206 if wanted and self.server.ranges else 200)
        self.send_header("Content-Length", str(len(body) - start))
        self.end_headers()
        end = start + self.server.cuts.pop(0) if self.server.cuts else None
        self.wfile.write(body[start:end])

    def log_message(self, *_):
        pass


@pytest.fixture
def server(tmp_path, monkeypatch):
    """A web server that has CONTENT at /a and /b, and an empty cache in `tmp_path`."""
    monkeypatch.delenv("VAEEDU_DATA", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.files, server.ranges, server.cuts, server.requests = {"/a": CONTENT, "/b": CONTENT}, True, [], []
        server.url = f"http://127.0.0.1:{server.server_port}"
        server.cache = tmp_path / "vaeedu"
        Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def offered(server, *pages, path=NAME, content=CONTENT):
    return File(path, sha256(content), tuple(server.url + page for page in pages))


def files_in(folder):
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file() and path.name != ".lock"}


def part_of(server):
    part = server.cache / (NAME + ".part")
    part.parent.mkdir(parents=True, exist_ok=True)
    return part


def test_a_file_is_downloaded_once(server, capsys, monkeypatch):
    monkeypatch.delenv("TQDM_DISABLE", raising=False)
    path = fetch(offered(server, "/a"))
    assert path == server.cache / NAME and path.read_bytes() == CONTENT
    assert "file.bin" in capsys.readouterr().err, "there is a progress bar"
    assert fetch(offered(server, "/a")) == path
    assert server.requests == [("/a", None)]
    assert files_in(server.cache) == {NAME}


def test_a_cut_download_is_resumed_where_it_was_cut(server):
    server.cuts = [600_000, 300_000]
    assert fetch(offered(server, "/a")).read_bytes() == CONTENT
    assert server.requests == [("/a", None), ("/a", "bytes=600000-"), ("/a", "bytes=900000-")]


def test_a_server_that_cannot_resume_starts_over(server):
    server.ranges, server.cuts = False, [600_000]
    assert fetch(offered(server, "/a")).read_bytes() == CONTENT
    assert server.requests == [("/a", None), ("/a", "bytes=600000-")]


def test_what_arrived_before_a_crash_is_not_fetched_again(server):
    part_of(server).write_bytes(CONTENT[:999_000])
    assert fetch(offered(server, "/a")).read_bytes() == CONTENT
    assert server.requests == [("/a", "bytes=999000-")]


def test_a_download_that_only_lacked_its_name_is_finished(server):
    part_of(server).write_bytes(CONTENT)
    assert fetch(offered(server, "/a")).read_bytes() == CONTENT
    assert server.requests == [("/a", "bytes=1000000-")] and files_in(server.cache) == {NAME}


def test_a_connection_that_brings_nothing_more_is_given_up_and_the_part_kept(server):
    server.cuts = [600_000, 0]
    with pytest.raises(OSError, match=r"/a: the connection was cut after 600,000 bytes\n.*what has arrived is kept"):
        fetch(offered(server, "/a"))
    assert part_of(server).read_bytes() == CONTENT[:600_000]
    assert fetch(offered(server, "/b")).read_bytes() == CONTENT
    assert server.requests[-1] == ("/b", "bytes=600000-")


def test_a_server_that_always_starts_over_and_always_cuts_is_given_up(server):
    server.ranges, server.cuts = False, [600_000] * 9
    with pytest.raises(OSError, match="cut after 600,000 bytes"):
        fetch(offered(server, "/a"))
    assert len(server.requests) == 2


def test_a_wrong_download_is_named_removed_and_the_next_mirror_tried(server):
    server.files["/a"] = b"<html>please log in</html>"
    with pytest.raises(OSError) as caught:
        fetch(offered(server, "/a"))
    for needed in (NAME, server.url + "/a", f"its sha256 is {sha256(server.files['/a'])}, expected {sha256(CONTENT)}"):
        assert needed in str(caught.value)
    assert files_in(server.cache) == set()
    assert fetch(offered(server, "/missing", "/a", "/b")).read_bytes() == CONTENT
    assert server.requests[-3:] == [("/missing", None), ("/a", None), ("/b", None)]


def test_without_a_network_the_message_says_what_to_do(server):
    server.shutdown()
    server.server_close()
    with pytest.raises(OSError) as caught:
        fetch(offered(server, "/a", "/b"))
    for needed in ("Connection refused", "/a", "/b", "Connect to the internet", f"as {NAME}", "VAEEDU_DATA"):
        assert needed in str(caught.value)
    assert files_in(server.cache) == set()


def test_a_file_that_is_nowhere_is_named(server):
    with pytest.raises(OSError, match=f"{NAME} could not be downloaded:\n  no address is known for it"):
        fetch(File(NAME, None))


def test_a_full_disk_is_named_and_harms_nothing(server, monkeypatch):
    good = fetch(offered(server, "/b", path="some-set/good.bin"))
    original = Path.open

    def open_on_a_full_disk(path, mode="r", **options):
        file = original(path, mode, **options)
        if path.suffix != ".part":
            return file

        class Full:
            __enter__ = lambda self: self  # noqa: E731
            __exit__ = lambda self, *_: file.close()  # noqa: E731

            def write(self, chunk):
                room = max(0, 400_000 - os.fstat(file.fileno()).st_size)
                file.write(chunk[:room])
                file.flush()
                if len(chunk) > room:
                    raise OSError(errno.ENOSPC, "No space left on device")

        return Full()

    with monkeypatch.context() as disk:
        disk.setattr(Path, "open", open_on_a_full_disk)
        with pytest.raises(OSError, match=f"no space left for {NAME}: free some space in .*XDG_CACHE_HOME") as caught:
            fetch(offered(server, "/a"))
    assert caught.value.errno == errno.ENOSPC
    assert good.read_bytes() == CONTENT and files_in(server.cache) == {"some-set/good.bin", NAME + ".part"}
    assert fetch(offered(server, "/a")).read_bytes() == CONTENT
    assert server.requests[-1] == ("/a", "bytes=400000-")


def test_two_who_need_the_same_file_fetch_it_once(server):
    with ThreadPoolExecutor(2) as pool:
        paths = list(pool.map(fetch, [offered(server, "/a")] * 2))
    assert paths[0] == paths[1] and paths[0].read_bytes() == CONTENT
    assert server.requests == [("/a", None)]


def test_your_own_folder_comes_first_and_then_the_cache(server, tmp_path, monkeypatch):
    cached = fetch(offered(server, "/a"))
    monkeypatch.setenv("VAEEDU_DATA", str(tmp_path / "own"))
    mine = tmp_path / "own" / NAME
    mine.parent.mkdir(parents=True)
    assert fetch(offered(server, "/a")) == cached
    mine.write_bytes(CONTENT)
    assert fetch(offered(server, "/a")) == mine
    packed, published = File("some-set/packed.npz", None), offered(server, "/a")
    assert fetch(packed, published) == mine
    (mine.parent / "packed.npz").write_bytes(b"")
    assert fetch(packed, published) == mine.parent / "packed.npz"
    assert len(server.requests) == 1


@pytest.mark.parametrize("place", ["own", "vaeedu"])
def test_a_wrong_file_that_was_there_is_named_and_left_alone(server, tmp_path, monkeypatch, place):
    (tmp_path / "own").mkdir()
    monkeypatch.setenv("VAEEDU_DATA", str(tmp_path / "own"))
    path = tmp_path / place / NAME
    path.parent.mkdir(parents=True)
    path.write_bytes(CONTENT[:-1])
    with pytest.raises(ValueError) as caught:
        fetch(offered(server, "/a"))
    for needed in (str(path), sha256(CONTENT[:-1]), sha256(CONTENT), "Move it away"):
        assert needed in str(caught.value)
    assert path.read_bytes() == CONTENT[:-1] and server.requests == []


def test_a_data_folder_that_does_not_exist_is_named(server, monkeypatch):
    monkeypatch.setenv("VAEEDU_DATA", "/no/such/folder")
    with pytest.raises(FileNotFoundError, match="VAEEDU_DATA names '/no/such/folder', which is not a folder"):
        fetch(offered(server, "/a"))


def test_the_cache_is_where_systems_keep_caches(monkeypatch):
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    assert download.cache_folder() == Path.home() / ".cache" / "vaeedu"


def homeless(monkeypatch):
    """No HOME, and no entry in the list of users, as for a number that a container was started with."""
    for name in ("HOME", "XDG_CACHE_HOME", "VAEEDU_DATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(os.path, "expanduser", lambda path: path)


def test_a_machine_without_a_home_is_told_where_to_name_one(server, tmp_path, monkeypatch):
    homeless(monkeypatch)
    with pytest.raises(OSError, match=f"{NAME} has no place to be downloaded to, .* name a folder for downloads in .* XDG_CACHE_HOME"):
        fetch(offered(server, "/a"))
    with pytest.raises(OSError, match="~/x names the home folder, and this machine does not say where it is; write the path out"):
        as_path("~/x")
    (tmp_path / NAME).parent.mkdir()
    (tmp_path / NAME).write_bytes(CONTENT)
    monkeypatch.setenv("VAEEDU_DATA", str(tmp_path))  # where nothing has to be downloaded, no home is needed
    assert fetch(offered(server, "/a")) == tmp_path / NAME


def test_a_cache_that_cannot_be_written_is_named_before_anything_is_fetched(server, tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    with pytest.raises(OSError, match=f"{NAME} cannot be downloaded: nothing can be written into the folder .*/file/vaeedu.*XDG_CACHE_HOME"):
        fetch(offered(server, "/a"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(OSError, match="nothing can be written into the folder .*: it may not be written. Name another, or change its rights"):
        fetch(offered(server, "/a"))
    assert server.requests == []


def test_a_tilde_is_the_home_folder_in_every_variable(server, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", "~/cache")
    assert download.cache_folder() == tmp_path / "cache" / "vaeedu"


# Readers -----------------------------------------------------------------------------------------------------------


def idx(array):
    return b"\0\0\x08" + bytes([array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape) + array.tobytes()


def publish(server, path, content):
    """Offer `content` as a file of a data set, and describe it."""
    server.files["/" + path] = content
    return offered(server, "/" + path, path=path, content=content)


LEVELS = np.random.RandomState(1).randint(0, 256, (5, 4, 3)).astype(np.uint8)


@pytest.mark.parametrize("name", ["mnist", "fashion_mnist"])
def test_idx_files_become_images_and_labels(server, monkeypatch, name):
    parts = [LEVELS, np.arange(5, dtype=np.uint8), LEVELS[:2], np.array([7, 8], np.uint8)]
    files = [publish(server, f"{name}/{i}.gz", gzip.compress(idx(part))) for i, part in enumerate(parts)]
    monkeypatch.setattr(images, name.upper(), files)
    train, test = getattr(data, name)(), getattr(data, name)(train=False)
    assert train.x.dtype == torch.float32 and train.y.dtype == torch.int64
    assert torch.equal(train.x, torch.from_numpy(LEVELS)[:, None] / 255) and train.y.tolist() == [0, 1, 2, 3, 4]
    assert test.x.shape == (2, 1, 4, 3) and test.y.tolist() == [7, 8]


def zipped(data):
    return gzip.compress(data, mtime=0)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (zipped(idx(LEVELS))[:-20], "not a whole gzip file"),
        (zipped(idx(LEVELS))[:20] + b"damaged" + zipped(idx(LEVELS))[27:], "not a whole gzip file"),
        (idx(LEVELS)[:-7], r"its header says 60 bytes of shape \(5, 4, 3\), got 53"),
        (b"P5 4 3 255", "not a whole gzip file"),
        (b"", "it begins with 0x, expected 0x000008"),
        (zipped(b"\0\0\x08"), "it begins with 0x000008,"),
        (zipped(b"\0\0\x0d" + idx(LEVELS)[3:]), "it begins with 0x00000d03, expected 0x000008"),
        (zipped(idx(LEVELS)[:-7]), r"its header says 60 bytes of shape \(5, 4, 3\), got 53"),
        (zipped(idx(LEVELS)[:10]), "is cut short"),
        (zipped(idx(LEVELS[:0])), "is cut short"),
    ],
    ids=["cut", "damaged", "not zipped, short", "no idx file", "empty", "no header", "floats", "short", "half a header", "no items"],
)
def test_a_bad_idx_file_is_refused(tmp_path, content, message):
    path = tmp_path / "bad.gz"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=message) as caught:
        data.read_idx(path)
    assert str(path) in str(caught.value)


def test_an_idx_file_may_have_been_unzipped_and_lie_at_home(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "images").write_bytes(idx(LEVELS))
    assert np.array_equal(data.read_idx("~/images"), LEVELS)


def mat(tmp_path, **variables):
    savemat(tmp_path / "file.mat", variables)
    return (tmp_path / "file.mat").read_bytes()


def test_svhn_is_read_with_its_axes_and_its_zeros(server, tmp_path, monkeypatch):
    pictures = np.random.RandomState(2).randint(0, 256, (3, 3, 32, 32)).astype(np.uint8)
    content = mat(tmp_path, X=pictures.transpose(2, 3, 1, 0), y=np.array([[1], [10], [9]], np.uint8))
    monkeypatch.setattr(images, "SVHN", {"train": publish(server, "svhn/train.mat", content), "test": None})
    dataset = data.svhn()
    assert torch.equal(dataset.x, torch.from_numpy(pictures) / 255) and dataset.x.is_contiguous()
    assert dataset.y.tolist() == [1, 0, 9]


def test_faces_are_read_upright_from_matlab_files(server, tmp_path, monkeypatch):
    faces = np.random.RandomState(3).randint(0, 256, (400, 64, 64)).astype(np.uint8)
    content = mat(tmp_path, faces=faces.transpose(0, 2, 1).reshape(400, 4096).T)
    monkeypatch.setattr(images, "OLIVETTI", (images.OLIVETTI[0], publish(server, "olivetti.mat", content)))
    assert torch.equal(data.olivetti().x, torch.from_numpy(faces)[:, None] / 255)
    frames = np.random.RandomState(4).randint(0, 256, (1965, 28, 20)).astype(np.uint8)
    content = mat(tmp_path, ff=frames.reshape(1965, 560).T)
    monkeypatch.setattr(images, "FREY", (images.FREY[0], publish(server, "frey.mat", content)))
    assert torch.equal(data.frey().x, torch.from_numpy(frames)[:, None] / 255)


@pytest.mark.parametrize("content", [b"<html>moved</html>" * 100, None])
def test_a_matlab_file_with_something_else_in_it_is_refused(server, tmp_path, monkeypatch, content):
    content = content or mat(tmp_path, ff=np.zeros((560, 12), np.uint8))
    monkeypatch.setattr(images, "FREY", (publish(server, "frey.mat", content),))
    with pytest.raises(ValueError, match="frey.mat (cannot be read as a MATLAB 5 file|must hold ff of shape .560, 1965., got .560, 12.)"):
        data.frey()


def amat(bits):
    """Larochelle's text form: digits separated by blanks, one image a line."""
    return b"".join(b" ".join(b"%d" % bit for bit in row) + b"\n" for row in bits.reshape(len(bits), -1).tolist())


def test_the_binarised_digits_are_read_from_their_text(server, monkeypatch):
    bits = np.random.RandomState(5).randint(0, 2, (3, 784))
    monkeypatch.setattr(images, "BINARISED_TEXT", {"valid": publish(server, "valid.amat", amat(bits))})
    dataset = data.binarised_mnist("valid")
    assert torch.equal(dataset.x, torch.from_numpy(bits).reshape(3, 1, 28, 28).float()) and dataset.y is None
    with pytest.raises(ValueError, match="split must be .*got 'dev'"):
        data.binarised_mnist("dev")


def test_the_embedded_digits_are_split_for_good():
    train, test = data.digits(), data.digits(train=False)
    assert (train.x.shape, test.x.shape) == ((1500, 1, 8, 8), (297, 1, 8, 8))
    both = torch.cat([train.x, test.x])
    assert both.min() == 0 and both.max() == 1 and torch.equal(both * 16, (both * 16).round())
    from sklearn.datasets import load_digits

    pixels, labels = (torch.from_numpy(array) for array in load_digits(return_X_y=True))
    rows = torch.cat([both.flatten(1).double() * 16, torch.cat([train.y, test.y])[:, None]], 1)
    expected = torch.cat([pixels, labels[:, None]], 1)
    assert sorted(rows.tolist()) == sorted(expected.tolist()), "nothing is lost or doubled, and every label is its picture's"
    assert train.y[:5].tolist() == [2, 8, 2, 6, 6] and test.y.bincount().min() >= 20


@pytest.mark.skipif(not OWN, reason="VAEEDU_DATA names no folder with the published files")
@pytest.mark.parametrize(
    ("load", "shape", "mean", "labels"),
    [
        (data.mnist, (60000, 1, 28, 28), 0.13066, [5, 0, 4, 1, 9]),
        (lambda: data.mnist(train=False), (10000, 1, 28, 28), 0.13251, [7, 2, 1, 0, 4]),
        (data.fashion_mnist, (60000, 1, 28, 28), 0.28604, [9, 0, 0, 3, 0]),
        (data.olivetti, (400, 1, 64, 64), 132.384 / 255, [0] * 5),
        (data.frey, (1965, 1, 28, 20), 154.461 / 255, None),
        (data.binarised_mnist, (50000, 1, 28, 28), 0.13056, None),
    ],
)
def test_the_published_files_hold_what_is_known_of_them(load, shape, mean, labels):
    dataset = load()
    assert dataset.x.shape == shape and dataset.x.dtype == torch.float32 and dataset.x.is_contiguous()
    assert 0 <= dataset.x.min() and dataset.x.max() <= 1
    assert dataset.x.mean(dtype=torch.float64).item() == pytest.approx(mean, abs=6e-6)
    assert labels == (None if dataset.y is None else dataset.y[:5].tolist())


@pytest.mark.skipif(not OWN, reason="VAEEDU_DATA names no folder with the published files")
def test_both_forms_of_the_binarised_digits_are_the_same():
    bits = data.binarised_mnist("test").x.to(torch.uint8).numpy()
    assert sha256(amat(bits)) == images.BINARISED_TEXT["test"].sha256


# Synthetic sets ----------------------------------------------------------------------------------------------------

N = 100_000


def assert_mean(values, expected):
    """The mean over items agrees with its expectation to 5 standard errors."""
    error = values.std(0) / math.sqrt(len(values))
    assert torch.all((values.mean(0) - expected).abs() <= 5 * error + 1e-6)


def test_linear_gaussian_data_have_the_moments_of_their_model():
    weights, scale = torch.tensor([[1.0, 0.5], [-0.3, 2.0], [0.0, 1.0]]), 0.7
    dataset = data.linear_gaussian(N, weights, scale)
    assert_mean(dataset.x, torch.zeros(3))
    assert_mean(dataset.x[:, :, None] * dataset.x[:, None, :], weights @ weights.T + scale**2 * torch.eye(3))
    residual = dataset.x - dataset.y @ weights.T
    assert_mean(residual**2, torch.full((3,), scale**2))
    assert_mean(residual[:, :, None] * dataset.y[:, None, :], torch.zeros(3, 2))


@pytest.mark.parametrize(
    ("dataset", "centres", "scale"),
    [
        (data.two_bumps(N, gap=3.0, scale=0.5), torch.tensor([[-1.5], [1.5]]), 0.5),
        (data.ring(N), torch.tensor([[1, 0], [0.5**0.5, 0.5**0.5], [0, 1], [-(0.5**0.5), 0.5**0.5], [-1, 0]]), 0.01),
        (data.grid(N), torch.tensor([[x, y] for x in (-4.0, -2, 0, 2, 4) for y in (-4.0, -2, 0, 2, 4)]), 0.05),
        (data.ring(N, modes=3, radius=2.0, scale=0.1), torch.tensor([[2, 0], [-1, 3**0.5], [-1, -(3**0.5)]]), 0.1),
    ],
)
def test_points_lie_about_their_centres_as_they_should(dataset, centres, scale):
    modes = int(dataset.y.max()) + 1
    assert_mean(torch.nn.functional.one_hot(dataset.y).float(), torch.full((modes,), 1 / modes))
    for mode, centre in enumerate(centres):
        points = dataset.x[dataset.y == mode]
        assert_mean(points, centre)
        assert_mean((points - centre) ** 2, torch.full_like(centre, scale**2))


def test_two_bumps_have_the_density_of_the_closed_form():
    from vaeedu.closed_forms.bumps import Bumps, expectation, log_density

    numbers = data.two_bumps(N, gap=3.0, scale=0.8).x[:, 0].double()
    bumps = Bumps(0.0, 0.8, 3.0)
    negative_entropy = float(expectation(lambda x: log_density(x, bumps), bumps))
    assert_mean(torch.from_numpy(log_density(numbers.numpy(), bumps)), negative_entropy)


@pytest.mark.parametrize(
    "draw",
    [
        lambda seed: data.linear_gaussian(50, torch.ones(2, 1), 1.0, seed=seed),
        lambda seed: data.two_bumps(50, seed=seed),
        lambda seed: data.ring(50, seed=seed),
        lambda seed: data.grid(50, seed=seed),
        lambda seed: data.coloured_digits(Dataset(torch.ones(50, 1, 4, 4), torch.zeros(50)), seed=seed),
    ],
)
def test_a_seed_gives_the_same_items_again_and_another_seed_others(draw):
    before = torch.get_rng_state()
    one, same, other = draw(3), draw(3), draw(4)
    assert torch.equal(one.x, same.x) and torch.equal(one.y, same.y) and not torch.equal(one.x, other.x)
    assert torch.equal(before, torch.get_rng_state()), "nobody else's random numbers are used up"


@pytest.mark.parametrize("smooth", [False, True])
def test_sprites_are_every_combination_of_their_factors_once(smooth):
    dataset = data.sprites(smooth=smooth)
    assert dataset.x.shape == (6144, 1, 32, 32) and dataset.y.shape == (6144, 5)
    assert len(dataset.y.unique(dim=0)) == 6144 and [len(column.unique()) for column in dataset.y.T] == [3, 4, 8, 8, 8]
    assert torch.equal(data.draw_sprites(dataset.y, smooth=smooth), dataset.x), "the factors are all there is to a picture"
    grey = (dataset.x > 0) & (dataset.x < 1)
    assert dataset.x.min() == 0 and dataset.x.max() == 1 and bool(grey.any()) == smooth
    assert len(dataset.x.flatten(1).unique(dim=0)) == (6144 if smooth else 6140)


@pytest.mark.parametrize(("shape", "area"), [(0, 2.0), (1, math.pi / 2), (2, None)])
def test_a_shape_has_its_size_its_place_and_turns_clockwise(shape, area):
    def draw(scale, rotation, x, y):
        picture = data.draw_sprites(torch.tensor([[shape, scale, rotation, x, y]]), size=128, smooth=True)[0, 0]
        ticks = (torch.arange(128) + 0.5) / 64 - 1
        mass = picture.sum() / 64**2
        right, down = torch.meshgrid(ticks, ticks, indexing="xy")
        return picture, mass, (picture * right).sum() / picture.sum(), (picture * down).sum() / picture.sum(), right, down

    picture, mass, x, y, right, down = draw(0.5, 0.3, 0.2, -0.4)
    assert ((right - 0.2) ** 2 + (down + 0.4) ** 2)[picture > 0].max() <= 0.52**2, "it fits into the circle around its centre"
    if area:  # square and ellipse are symmetric about their centre
        assert mass == pytest.approx(area * 0.5**2, rel=0.005) and (x, y) == pytest.approx((0.2, -0.4), abs=0.002)
    _, half, *_ = draw(0.25, 0.3, 0.0, 0.0)
    assert mass / half == pytest.approx(4, rel=0.02)
    upright, turned = draw(0.5, 0.0, 0.0, 0.0)[0], draw(0.5, math.pi / 2, 0.0, 0.0)[0]
    assert (torch.rot90(upright, -1) - turned).abs().mean() < 1e-3, "a quarter turn, clockwise"


def test_coloured_digits_are_drawn_from_their_factors():
    grey = data.digits()
    dataset = data.coloured_digits(grey, blobs=2)
    assert dataset.x.shape == (1500, 3, 8, 8) and dataset.y.shape == (1500, 11)
    assert 0 <= dataset.x.min() and dataset.x.max() <= 1
    assert torch.equal(data.draw_coloured(grey.x, dataset.y), dataset.x) and torch.equal(dataset.y[:, 0].long(), grey.y)
    names = {"digit": 1, "ground": 2, "x": [3, 7], "y": [4, 8], "radius": [5, 9], "blob": [6, 10]}
    ranges = {"digit": (0, 1), "ground": (0, 1), "x": (-1, 1), "y": (-1, 1), "radius": (0.1, 0.4), "blob": (0, 1)}
    for name, columns in names.items():
        (low, high), values = ranges[name], dataset.y[:, columns].flatten()
        assert low <= values.min() and values.max() <= high
        assert_mean(values, torch.tensor((low + high) / 2))


def test_ink_ground_and_blobs_have_the_colours_named():
    ink = torch.zeros(1, 1, 5, 5)
    ink[..., 0, 0] = 1
    # class 7, red digit, green ground, one small blue blob in the middle
    [picture] = data.draw_coloured(ink, torch.tensor([[7, 0, 1 / 3, 0, 0, 0.1, 2 / 3]]))
    assert picture[:, 0, 0].tolist() == pytest.approx([1, 0, 0], abs=1e-5)
    assert picture[:, 4, 4].tolist() == pytest.approx([0, 0.5, 0], abs=1e-5)
    assert picture[:, 2, 2].tolist() == pytest.approx([0, 0, 0.5], abs=1e-5)
    [plain] = data.draw_coloured(ink, torch.tensor([[7, 0, 1 / 3]]))
    assert plain[:, 2, 2].tolist() == pytest.approx([0, 0.5, 0], abs=1e-5)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: data.grid(10, modes=24), "square number.*got 24; 16 and 25 are"),
        (lambda: data.ring(10, scale=-1.0), "standard deviation, finite and >= 0, got -1.0"),
        (lambda: data.linear_gaussian(10, torch.ones(1, 1), NAN), "standard deviation, finite and >= 0, got nan"),
        (lambda: data.draw_sprites(torch.tensor([[3.0, 0.5, 0, 0, 0]])), "column 0 of factors, must be 0, 1 or 2, got 3"),
        (lambda: data.draw_coloured(torch.ones(1, 1, 4, 4), torch.zeros(1, 5)), "3 columns and 4 more for each blob, got 5"),
        (lambda: data.draw_coloured(torch.ones(1, 3, 4, 4), torch.zeros(1, 3)), r"ink must be grey pictures \(n, 1, h, w\), got shape \(1, 3, 4, 4\)"),
        (lambda: data.ring(0), "n must be a whole number >= 1, got 0"),
        (lambda: data.coloured_digits(Dataset(torch.ones(2, 1, 4, 4))), "with one class each, got Dataset.2 items"),
        (lambda: data.coloured_digits(Dataset(torch.ones(2, 3, 4, 4), torch.zeros(2))), "must be grey pictures"),
    ],
)
def test_synthetic_sets_refuse_what_makes_no_sense(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_the_same_items_come_where_double_precision_is_the_default():
    make = {
        "ring": lambda: data.ring(5),
        "grid": lambda: data.grid(5),
        "two_bumps": lambda: data.two_bumps(5),
        "sprites": lambda: data.sprites(1, 2, 2, size=8, smooth=True),
        "coloured": lambda: data.coloured_digits(Dataset(torch.rand(4, 1, 8, 8, generator=torch.Generator().manual_seed(0), dtype=torch.float32), torch.arange(4))),
    }
    before = {name: make_one() for name, make_one in make.items()}
    torch.set_default_dtype(torch.float64)
    try:
        for name, make_one in make.items():
            again = make_one()
            assert torch.equal(again.x, before[name].x) and torch.equal(again.y, before[name].y) and again.x.dtype == torch.float32
        assert torch.get_default_dtype() == torch.float64
    finally:
        torch.set_default_dtype(torch.float32)
    assert data.linear_gaussian(3, torch.eye(2, dtype=torch.float64), 0.1).x.dtype == torch.float64
