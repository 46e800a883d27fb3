"""Files fetched once and verified always: from ``VAEEDU_DATA``, else the cache, else the network.

A download is resumed where it was cut, becomes visible only when it is complete and right, and never replaces a file.
"""

import errno
import hashlib
import os
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from filelock import FileLock  # comes with torch
from tqdm.auto import tqdm

from vaeedu.data.checks import as_path, writable_folder

CHUNK = 1 << 18
TIMEOUT = 30  # seconds without a byte


@dataclass(frozen=True)
class File:
    """A file of a data set: its place below the data folder, its sha256 (None if none is published), where it is offered."""

    path: str
    sha256: str | None
    urls: tuple[str, ...] = ()


def fetch(*forms: File) -> Path:
    """The path of a data set's file, given the forms it comes in: the first that is at hand, else the last, downloaded.

    Looks in the folder named by the environment variable ``VAEEDU_DATA``, then in the cache, ``~/.cache/vaeedu``
    (``XDG_CACHE_HOME`` moves it). Raises ValueError if a file there is not the published one, and leaves it alone;
    OSError if it cannot be downloaded or the cache cannot be written. ``TQDM_DISABLE=1`` turns the progress bar off.
    """
    folders = []
    if own := os.environ.get("VAEEDU_DATA"):
        folders.append(as_path(own))
        if not folders[0].is_dir():
            raise FileNotFoundError(f"VAEEDU_DATA names {own!r}, which is not a folder; make it, name another, or unset VAEEDU_DATA to download")
    if cache := cache_folder():
        folders.append(cache)
    for file in forms:
        for folder in folders:
            path = folder / file.path
            if path.is_file():
                if wrong := _mismatch(path, file):
                    raise ValueError(f"{path} is not the published file: {wrong}. Move it away and it is downloaded again")
                return path
    advice = "name a folder for downloads in the environment variable XDG_CACHE_HOME"
    if cache is None:
        raise OSError(f"{forms[-1].path} has no place to be downloaded to, for this machine does not say where its home folder is; {advice}")
    try:
        writable_folder((cache / forms[-1].path).parent)
    except OSError as error:
        raise OSError(f"{forms[-1].path} cannot be downloaded: {error}; {advice}") from error
    return _download(forms[-1], cache)


def cache_folder() -> Path | None:
    """Where downloads go; None on a machine that has no home folder and names no other."""
    if named := os.environ.get("XDG_CACHE_HOME"):
        return as_path(named) / "vaeedu"
    try:
        return Path.home() / ".cache" / "vaeedu"
    except RuntimeError:
        return None


def _mismatch(path: Path, file: File) -> str | None:
    """What is wrong with the content, in words, or None."""
    if file.sha256 is None:
        return None
    digest = hashlib.sha256()
    with path.open("rb") as content:
        while chunk := content.read(1 << 20):
            digest.update(chunk)
    return None if digest.hexdigest() == file.sha256 else f"its sha256 is {digest.hexdigest()}, expected {file.sha256}"


def _download(file: File, folder: Path) -> Path:
    path = folder / file.path
    part = path.with_name(path.name + ".part")
    failures = []
    with FileLock(folder / ".lock"):
        if path.is_file():  # another process has fetched it meanwhile
            return path
        for url in file.urls:
            try:
                _transfer_all(url, part)
            except (OSError, HTTPException) as error:
                if getattr(error, "errno", None) == errno.ENOSPC:
                    advice = f"free some space in {folder}, or move the cache with XDG_CACHE_HOME, and run this again; what has arrived is kept"
                    raise OSError(errno.ENOSPC, f"no space left for {file.path}: {advice}") from error
                failures.append(f"{url}: {error}")
                continue
            if wrong := _mismatch(part, file):
                part.unlink()
                failures.append(f"{url}: what came is not the published file and was removed: {wrong}")
                continue
            return part.replace(path)  # atomic: others see no file or the whole file
    tried = "\n  ".join(failures) or "no address is known for it"
    raise OSError(
        f"{file.path} could not be downloaded:\n  {tried}\nConnect to the internet and run this again; what has arrived is kept. "
        f"Or put the file into a folder of yours, as {file.path}, and name that folder in the environment variable VAEEDU_DATA"
    )


def _transfer_all(url: str, part: Path) -> None:
    """Transfer until nothing is missing; after a cut, go on as long as each try brings more than the one before."""
    complete = False
    while not complete:
        before = _size(part)
        try:
            complete = _transfer(url, part)
        except (OSError, HTTPException):
            if _size(part) <= before:
                raise
        else:
            if not complete and _size(part) <= before:
                raise ConnectionError(f"the connection was cut after {_size(part):,} bytes")


def _transfer(url: str, part: Path) -> bool:
    """Add to ``part`` what it lacks, or write it anew if the server cannot resume; True unless the connection was cut."""
    size = _size(part)
    try:
        response = urlopen(Request(url, headers={"Range": f"bytes={size}-"} if size else {}), timeout=TIMEOUT)
    except HTTPError as error:
        if error.code == 416:  # nothing lies beyond what we have; the checksum decides
            return True
        raise
    with response:
        resumed = response.status == 206
        size = size if resumed else 0
        length = response.headers.get("Content-Length")
        total = size + int(length) if length else None
        quiet = bool(os.environ.get("TQDM_DISABLE"))  # which tqdm's bar for notebooks overlooks
        with part.open("ab" if resumed else "wb") as out, tqdm(desc=part.stem, initial=size, total=total, unit="B", unit_scale=True, disable=quiet) as bar:
            while chunk := response.read(CHUNK):
                out.write(chunk)
                size += len(chunk)
                bar.update(len(chunk))
    return total is None or size >= total


def _size(part: Path) -> int:
    return part.stat().st_size if part.exists() else 0
