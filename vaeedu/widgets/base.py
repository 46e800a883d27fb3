"""What every widget of the book is: traits for its inputs, Python for its results, a bundle for the page, a picture for elsewhere."""

import base64
import difflib
import inspect
import math
import numbers
import warnings
from contextlib import suppress
from pathlib import Path
from urllib.parse import unquote

import anywidget
import numpy as np
import traitlets

MIME = "application/vnd.vaeedu.widget+json"
MANY = 9  # of a longer list an address holds the bytes
LARGEST = 1e12  # pictures have their squares and ratios on axes


def _plain(value):
    """Python's own number of NumPy's, of a tensor that holds one, or of a fraction; anything else as it is."""
    if getattr(value, "ndim", None) == 0 and hasattr(value, "item"):
        return value.item()
    return float(value) if isinstance(value, numbers.Real) and not isinstance(value, int) else value


def _read(text: str, schema: dict):
    """A value as widgets/state.mjs writes it."""
    kind = schema.get("type", "string")
    with suppress(ValueError):  # what cannot be read is left to the trait, which says what it wants
        if kind == "array":
            return [float(part) for part in text.split(",")] if schema["minItems"] <= MANY else list(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        if kind != "string":
            return {"true": True, "false": False}.get(text, text) if kind == "boolean" else int(text) if kind == "integer" else float(text)
    return unquote(text)


class Real(traitlets.Float):
    """An input that is a finite real number, Python's, NumPy's or a tensor's: any, or by ``sign`` one ">= 0" or "> 0"."""

    def __init__(self, default: float, meaning: str = "", sign: str = ""):
        super().__init__(default)
        self.meaning, self.sign = f", {meaning}," if meaning else "", sign

    @property
    def schema(self) -> dict:
        least = {"": -LARGEST, ">= 0": 0, "> 0": 1 / LARGEST}[self.sign]
        return {"type": "number", "minimum": least, "maximum": LARGEST}

    def validate(self, obj, value):
        value = _plain(value)
        value = super().validate(obj, value if not isinstance(value, bool) else self.error(obj, value))
        try_this = f"got {value}; try {self.name}={self.default_value:g}"
        if not math.isfinite(value) or (self.sign and value < 0) or (self.sign == "> 0" and value == 0):
            raise traitlets.TraitError(f"{self.name}{self.meaning} must be finite{self.sign and ' and '}{self.sign}, {try_this}")
        if abs(value) > LARGEST or (self.sign == "> 0" and value < 1 / LARGEST):
            least = f"from {1 / LARGEST:g} to" if self.sign == "> 0" else "at most"
            raise traitlets.TraitError(f"{self.name}{self.meaning} must be {least} {LARGEST:g}, or no picture can show it, {try_this}")
        return value


class Whole(traitlets.Int):
    """An input that is a whole number from ``low`` to ``high``, Python's, NumPy's or a tensor's."""

    def __init__(self, default: int, low: int, high: int, meaning: str = ""):
        super().__init__(default)
        self.low, self.high = low, high
        self.must = f", {meaning}, must be" if meaning else " must be a whole number"

    @property
    def schema(self) -> dict:
        return {"type": "integer", "minimum": self.low, "maximum": self.high}

    def validate(self, obj, value):
        value = _plain(value)
        value = super().validate(obj, int(value) if isinstance(value, float) and value.is_integer() else value)
        if not self.low <= value <= self.high:
            raise traitlets.TraitError(f"{self.name}{self.must} from {self.low} to {self.high}, got {value}; try {self.name}={self.default_value}")
        return value


class Choice(traitlets.Enum):
    """An input that is one of a few words."""

    @property
    def schema(self) -> dict:
        return {"type": "string", "enum": list(self.values)}

    def validate(self, obj, value):
        if not isinstance(value, str) or value not in self.values:
            raise traitlets.TraitError(f"{self.name} must be one of {', '.join(map(repr, self.values))}, got {value!r}; try {self.name}={self.default_value!r}")
        return value


class Point(traitlets.TraitType):
    """An input that is two finite numbers, kept as a tuple or as what else ``kind`` makes."""

    def __init__(self, default: tuple[float, float], kind: type = tuple):
        super().__init__(kind(default))
        self.kind = kind

    def default(self, obj=None):
        return self.kind(self.default_value)  # a list of its own for each widget

    @property
    def schema(self) -> dict:
        return {"type": "array", "minItems": 2, "maxItems": 2, "items": {"type": "number", "minimum": -LARGEST, "maximum": LARGEST}}

    def validate(self, obj, value):
        try:
            point = self.kind(map(float, value))
        except (TypeError, ValueError):
            point = ()
        if len(point) != 2 or not all(map(math.isfinite, point)):
            length = f" of length {len(value)}" if hasattr(value, "__len__") and len(value) != 2 else ""
            raise traitlets.TraitError(f"{self.name} must be two finite numbers, got {value!r}{length}; try {self.name}=(0, 1)")
        if max(map(abs, point)) > LARGEST:
            raise traitlets.TraitError(f"{self.name} must be two numbers of at most {LARGEST:g}, or no picture can show it, got {value!r}; try {self.name}=(0, 1)")
        return point


class Levels(traitlets.List):
    """An input that is ``count`` whole numbers from 0 to 255, a list or an array of them; ``mend`` says how else to set them."""

    def __init__(self, count: int, default: list[int] = traitlets.Undefined, mend: str = ""):
        super().__init__(traitlets.Int(), default)
        self.count, self.mend = count, mend and f"; {mend}"

    @property
    def schema(self) -> dict:
        return {"type": "array", "minItems": self.count, "maxItems": self.count, "items": {"type": "integer", "minimum": 0, "maximum": 255}}

    def validate(self, obj, value):
        levels = super().validate(obj, np.ravel(value).tolist() if hasattr(value, "tolist") else value)
        if len(levels) != self.count or not all(0 <= level <= 255 for level in levels):
            raise traitlets.TraitError(f"{self.name} must be {self.count} levels from 0 to 255, got {len(levels)} numbers{self.mend}")
        return levels


class BookWidget(anywidget.AnyWidget):
    """A widget with inputs as traits, results as properties and a static picture for where no JavaScript runs.

    It lives in a room, a folder of its own: the class in `__init__.py`, and beside it the bundle that the page runs. A
    subclass gives ``inputs`` (the traits that make up its state; `Real`, `Whole` and `Point` check them), ``presets`` (instructive states by
    name), and the methods ``describe`` (one sentence for a reader who cannot see it) and ``picture`` (a PNG). Its ``name`` is the room's.
    """

    name: str
    inputs: tuple[str, ...]
    presets: dict[str, dict] = {}
    about = traitlets.Dict(read_only=True).tag(sync=True)  # what the page has to know of the class

    @traitlets.default("about")
    def _about(self):
        schemas = {}
        for name in self.inputs:
            schemas[name] = dict(getattr(self.traits()[name], "schema", {"type": "boolean"}))
            if schemas[name]["type"] == "array":
                schemas[name]["default"] = list(self.trait_defaults(name))
        return {"name": type(self).__name__, "inputs": schemas, "presets": self.presets}

    # ipywidgets 7 (Colab) shows itself through this hook, which knows nothing of pictures; without it IPython asks
    # for the MIME bundle in every version.
    _ipython_display_ = None

    def __init_subclass__(cls, **kwargs):
        if "inputs" in cls.__dict__:  # not the classes that ipywidgets derives at run time when it adds traits
            room = Path(inspect.getfile(cls)).parent
            cls.name, cls._esm, cls._css = room.name, room / "bundle.mjs", room / "bundle.css"
        super().__init_subclass__(**kwargs)

    def __init__(self, **inputs):
        for name in inputs:
            if not self.has_trait(name):
                raise TypeError(self._no_such(name))
        super().__init__(**inputs)

    def __setattr__(self, name, value):
        if not name.startswith("_") and not hasattr(type(self), name):
            raise AttributeError(self._no_such(name))
        super().__setattr__(name, value)

    def _no_such(self, name: str) -> str:
        inputs = f"its inputs are {', '.join(self.inputs)}"
        if (there := getattr(type(self), name, None)) is not None:
            return f"{type(self).__name__} does not take {name} where it is made; {'set it afterwards' if getattr(there, 'fset', None) else inputs}"
        near = difflib.get_close_matches(name, self.inputs, 1)
        return f"{type(self).__name__} has no {name}; {f'did you mean {near[0]}?' if near else inputs}"

    @classmethod
    def from_address(cls, state: str) -> "BookWidget":
        """The widget in a state as a page's address has it, `beta=2.5&t=1`: what stands after `#linear_vae:` in a link.

        Raises TypeError for a name that is no input, `traitlets.TraitError` for what it does not take.
        """
        schemas = cls().about["inputs"]
        pairs = [part.partition("=")[::2] for part in state.split("&") if part]
        return cls(**{name: _read(value, schemas.get(name, {})) for name, value in pairs})

    def describe(self) -> str:
        raise NotImplementedError

    def picture(self) -> bytes:
        raise NotImplementedError

    def __repr__(self):
        return f"{type(self).__name__}({', '.join(f'{name}={getattr(self, name)!r}' for name in self.inputs)})"

    def _repr_mimebundle_(self, **kwargs):
        data, metadata = super()._repr_mimebundle_(**kwargs)
        data[MIME] = {"widget": self.name, "inputs": {name: getattr(self, name) for name in self.inputs}, "alt": repr(self)}
        try:
            data[MIME]["alt"] = self.describe()
            data["image/png"] = base64.b64encode(self.picture()).decode()
        except Exception as error:  # whatever it is, the live widget does not need the picture
            with suppress(Warning):  # where warnings are errors
                warnings.warn(f"{self!r} is shown without its static picture, which could not be drawn: {error}", stacklevel=2)
        return data, metadata
