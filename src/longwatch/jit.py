"""The numba decorators: caching and float options are decided here and nowhere else.

A `kernel` is called from Python; a `part` only from kernels and other parts.

No fastmath: the same build gives the same bytes. `nogil` lets a pool of threads run kernels side by side.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
from numba import _dynfunc  # type: ignore[attr-defined]
from numba.core import cgutils, types
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import CompilerBase, DefaultPassBuilder
from numba.core.compiler_machinery import register_pass
from numba.core.typed_passes import NativeLowering
from numba.extending import intrinsic, register_jitable

F = TypeVar("F", bound=Callable[..., Any])
PACKAGE = Path(__file__).parent
_IMPORT = re.compile(r"^from (longwatch[\w.]*) import (\([^)]*\)|.*)", re.MULTILINE)


@cache
def _sources(path: Path) -> frozenset[Path]:
    """A file of kernels and all files of the package that it imports, at the first step or the tenth."""
    found, todo = {path, Path(__file__)}, [path]
    while todo:
        for name in _imports(todo.pop()):
            source = PACKAGE.joinpath(*name.split(".")[1:]).with_suffix(".py")
            if source.is_file() and source not in found:
                found.add(source)
                todo.append(source)
    return frozenset(found)


@cache
def _imports(path: Path) -> tuple[str, ...]:
    """The modules of the package that a file imports by name."""
    found = list[str]()
    for module, names in _IMPORT.findall(path.read_text(encoding="utf-8")):
        found += [module, *(f"{module}.{name}" for name in re.findall(r"\w+", names))]
    return tuple(found)


def cache_folder(path: Path) -> str:
    """Where the kernels of a file are kept: NUMBA_CACHE_DIR or the user's cache, in a folder named after their sources.

    Numba looks only at the file of the kernel it loads; a changed `part` in another file would go unnoticed. Where the
    folder can't be written numba turns to the folder of the source file, and else compiles anew in each process.
    """
    digest = hashlib.sha256(b"".join(source.read_bytes() for source in sorted(_sources(path)))).hexdigest()
    home = os.environ.get("XDG_CACHE_HOME") or str(Path("~/.cache").expanduser())
    return str(Path(_ASKED_FOR or Path(home) / "longwatch") / digest[:16])


_ASKED_FOR = os.environ.get("NUMBA_CACHE_DIR")


# No way in from C either: nobody takes it.
_PLAIN: dict[str, Any] = {"fastmath": False, "error_model": "numpy", "no_cfunc_wrapper": True}


def kernel(function: F) -> F:
    """Compile a function of scalars and arrays; error model `numpy`, so that a division never raises."""
    numba.config.CACHE_DIR = cache_folder(Path(function.__code__.co_filename))  # type: ignore[attr-defined]
    return cast(F, numba.njit(cache=True, nogil=True, **_PLAIN)(function))


class _PartLibrary(JITCodeLibrary):
    """Code of a part, kept for the kernels that it is linked into, which turn it into machine code: it does so itself never.

    Numba would optimise each part, with all those in it, and make machine code of it that nobody calls.
    """

    def finalize(self) -> None:
        for library in dict.fromkeys(self._linking_libraries):
            self._final_module.link_in(library._get_module_for_linking(), preserve=True)
        self._finalized = True


@register_pass(mutates_CFG=True, analysis_only=False)  # type: ignore[no-untyped-call]
class _PartLowering(NativeLowering):
    """As numba's own, but that what comes of it has no address."""

    _name = "part_lowering"

    def run_pass(self, state: Any) -> bool:
        state.library = _PartLibrary(state.targetctx.codegen(), state.func_id.func_qualname)  # type: ignore[no-untyped-call]
        state.flags.no_compile = True
        super().run_pass(state)  # type: ignore[no-untyped-call]
        written, library = state["cr"], state.library
        name = written.fndesc.qualname
        handle = _dynfunc.make_function(written.fndesc.lookup_module(), name, name, 0, written.env, (library,))
        state.targetctx.insert_user_function(handle, written.fndesc, [library])
        state["cr"] = written._replace(cfunc=handle)
        return True


class _PartCompiler(CompilerBase):
    """Numba's steps, with another at the end."""

    def define_pipelines(self) -> list[Any]:
        steps: Any = DefaultPassBuilder.define_nopython_pipeline(self.state)  # type: ignore[no-untyped-call]
        steps.passes = [(_PartLowering if step is NativeLowering else step, text) for step, text in steps.passes]
        steps._finalized = False
        steps.finalize()
        return [steps]


_PART = _PLAIN | {"_nrt": False, "pipeline_class": _PartCompiler}


def part(function: F) -> F:
    """A piece of kernels: compiled into those that call it, and nothing but plain Python when Python calls it.

    It has no way in from Python, which for a function of many arrays is most of what there is to compile, and it counts
    no references, so it may not make arrays. Numbers that stand in a call are plain integers to it: one version of each.
    """
    return register_jitable(**_PART)(function)


def inlined(function: F) -> F:
    """A part that is copied into whoever calls it: where a call for each row would cost more than the row."""
    return register_jitable(**_PART, forceinline=True)(function)


def _by_reference(typing_context: Any, value: Any) -> Any:  # noqa: ARG001
    """What numba makes of `by_reference(value)`: its type, and the writer of its code."""

    def store(context: Any, builder: Any, _signature: Any, args: Any) -> Any:
        place = cgutils.alloca_once(builder, context.get_data_type(value))  # type: ignore[no-untyped-call]
        context.pack_value(builder, value, args[0], place)
        return place

    return types.CPointer(value)(value), store  # type: ignore[no-untyped-call]


# `value` behind a pointer, read by `reference[0]`; valid until the kernel that made it returns. Numba hands arrays over word
# by word, seven to each: twenty arrays cost more to hand to a part than most parts do.
by_reference = cast(Callable[[Any], Any], intrinsic(_by_reference))


def _root(typing_context: Any, value: Any) -> Any:  # noqa: ARG001
    """What numba makes of `root(value)`: its type, and the writer of its code."""

    def draw(_context: Any, builder: Any, _signature: Any, args: Any) -> Any:
        return builder.call(builder.module.declare_intrinsic("llvm.sqrt", [args[0].type]), args)

    return types.float64(types.float64), draw


# The square root as an instruction. `math.sqrt` is a call that may report an error, which keeps a loop from becoming vectors.
root = cast(Callable[[float], float], intrinsic(_root))


def _lowest(typing_context: Any, value: Any) -> Any:  # noqa: ARG001
    """What numba makes of `lowest(value)`: its type, and the writer of its code."""

    def count(_context: Any, builder: Any, _signature: Any, args: Any) -> Any:
        return builder.cttz(args[0], cgutils.false_bit)

    return types.uint64(types.uint64), count


# Which is the lowest bit of a word that is set; 64 where none is.
lowest = cast(Callable[[Any], Any], intrinsic(_lowest))
