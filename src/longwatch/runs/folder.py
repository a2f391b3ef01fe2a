"""The run folder: one locked writer, files that appear whole or not at all, a manifest that says what they rest on.

`run` and `plan` make a folder; the other verbs take it and add their files. An identical finished run is found again,
never flown again; nothing that is there is overwritten. Clock, host and durations stand in `run.log`, outside the hashes.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from longwatch.errors import BadInputError, Problem
from longwatch.version import __version__

MANIFEST = "manifest.json"
LOCK = ".lock"
PART = ".part"  # ends the name of a file that is not whole yet


@dataclass(frozen=True)
class RunKey:
    """What decides the bytes of a run: the scenario with the files it names, and the options."""

    scenario_name: str
    scenario_sha256: str
    options: tuple[tuple[str, Any], ...]

    @property
    def digest(self) -> str:
        text = json.dumps([self.scenario_sha256, list(self.options), __version__], sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()


def default_folder(key: RunKey) -> Path:
    """runs/<name>-<hash8>; the name reduced to what every file system takes."""
    safe = "".join(c if c.isalnum() or c in "-_" else "-" for c in key.scenario_name).strip("-") or "run"
    return Path("runs") / f"{safe[:60]}-{key.digest[:8]}"


def write_whole(path: Path, data: bytes | str) -> None:
    """Write beside the target, flush to the disk, then rename: a reader sees the old file or the new one, never a part.

    When it returns, the file outlasts a power cut. Raises OSError with the name of the file.
    """
    left = memoryview(data.encode() if isinstance(data, str) else data)
    beside = path.with_name(f".{path.name}.{os.getpid()}{PART}")
    try:
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o644)
        try:
            while left:
                left = left[os.write(handle, left) :]
            os.fsync(handle)
        finally:
            os.close(handle)
        os.replace(beside, path)
        synced(path.parent)
    except BaseException as error:
        with contextlib.suppress(OSError):
            os.unlink(beside)
        if isinstance(error, OSError):
            error.filename = str(path)
        raise


def synced(folder: Path) -> None:
    """Flush the names in a folder to the disk."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def swept(folder: Path) -> None:
    """Throw away what a process that was killed had begun to write; the folder is held, so nobody else writes there."""
    for file in folder.glob(f".*{PART}"):
        file.unlink(missing_ok=True)


def write_json(path: Path, value: Any) -> None:
    """JSON with stable order and no NaN."""
    write_whole(path, json.dumps(value, indent=1, allow_nan=False, ensure_ascii=False) + "\n")


class RunFolder:
    """A folder held by one writer at a time."""

    def __init__(self, path: Path, lock: IO[str]) -> None:
        self.path = path
        self._lock = lock

    def file(self, name: str) -> Path:
        return self.path / name

    def manifest(self) -> dict[str, Any]:
        return read_manifest(self.path)

    def note(self, line: str) -> None:
        """One line in the log that stands outside the hashes (clock, host, durations)."""
        with self.file("run.log").open("a", encoding="utf-8") as log:
            log.write(line.rstrip() + "\n")

    def ask(self, stage: str) -> None:
        """Record that a stage is wanted which not every run has, so that whoever goes on with the run makes it too."""
        if stage not in asked_of(self.path):
            write_json(self.file(MANIFEST), {**self.manifest(), "asked": [*asked_of(self.path), stage]})

    def finish(self, stage: str, files: list[str], **facts: Any) -> None:
        """Record a finished stage: its files by hash, and what it was told."""
        manifest = self.manifest()
        hashes = {name: sha256_of(self.file(name)) for name in files}
        manifest["stages"][stage] = {"files": hashes, **facts}
        write_json(self.file(MANIFEST), manifest)


def read_manifest(path: Path) -> dict[str, Any]:
    """The manifest of a run folder; BadInputError when the folder is none or the file is torn."""
    try:
        manifest = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BadInputError(
            Problem(
                str(path), "is not a run folder: it holds no manifest.json", "make one with `longwatch run SCENARIO`"
            )
        ) from None
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise BadInputError(
            Problem(str(path / MANIFEST), f"cannot be read ({error})", "run the scenario again")
        ) from None
    if not isinstance(manifest, dict) or manifest.get("schema") != 1 or not isinstance(manifest.get("stages"), dict):
        raise BadInputError(Problem(str(path / MANIFEST), "is not a manifest of this version of longwatch"))
    return manifest


def asked_of(path: Path) -> list[str]:
    """Stages that were asked for by name, of a folder that may not be there yet."""
    return list(read_manifest(path).get("asked", [])) if (path / MANIFEST).exists() else []


def is_finished(path: Path, key: RunKey, stages: tuple[str, ...]) -> bool:
    """Whether the folder holds exactly this run with these stages done and every file as it was written."""
    if not (path / MANIFEST).exists():
        return False
    manifest = read_manifest(path)
    if manifest.get("digest") != key.digest or any(stage not in manifest["stages"] for stage in stages):
        return False
    return not damaged_files(path, manifest)


def damaged_files(path: Path, manifest: dict[str, Any]) -> list[str]:
    """Files of finished stages that are missing or no longer what was written."""
    stages = manifest["stages"].values()
    return [name for stage in stages for name, digest in stage["files"].items() if sha256_of(path / name) != digest]


def sha256_of(path: Path) -> str:
    """Of a file's bytes; empty where there is no file."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


@contextlib.contextmanager
def held(path: Path) -> Iterator[RunFolder]:
    """Hold an existing run folder for writing; a second writer is refused with the owner's process number."""
    lock_path = path / LOCK
    with lock_path.open("a+", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.seek(0)
            owner = lock.read().strip() or "unknown"
            raise BadInputError(
                Problem(str(path), f"another longwatch (process {owner}) is writing there", "wait for it, or use --out")
            ) from None
        lock.seek(0)
        lock.truncate()
        lock.write(str(os.getpid()))
        lock.flush()
        swept(path)
        yield RunFolder(path, lock)


@contextlib.contextmanager
def made(path: Path, key: RunKey, facts: dict[str, Any]) -> Iterator[RunFolder]:
    """Make the folder of a new run, or go on with an unfinished one of the same key; anything else is not touched."""
    if path.exists():
        if not path.is_dir():
            raise BadInputError(Problem(str(path), "is a file, not a folder", "name another folder with --out"))
        stray = [entry for entry in path.iterdir() if entry.name != LOCK and not entry.name.endswith(PART)]
        if stray and not (path / MANIFEST).exists():
            raise BadInputError(
                Problem(str(path), "holds other files and nothing is overwritten", "name an empty folder with --out")
            )
        if stray and read_manifest(path).get("digest") != key.digest:
            raise BadInputError(
                Problem(str(path), "holds another run and nothing is overwritten", "name another folder with --out")
            )
        # Files appear whole or not at all, so one that differs was changed by somebody: it is theirs.
        changed = [name for name in damaged_files(path, read_manifest(path)) if (path / name).exists()] if stray else []
        if changed:
            what = f"{', '.join(changed)} changed since this run wrote it, and nothing is overwritten"
            raise BadInputError(Problem(str(path), what, "move it away, or name another folder with --out"))
    path.mkdir(parents=True, exist_ok=True)
    with held(path) as folder:
        if not (path / MANIFEST).exists():
            write_json(path / MANIFEST, {"schema": 1, "digest": key.digest, **facts, "stages": {}})
        yield folder
