"""What every widget of the book is: traits for its inputs, Python for its results, a bundle for the page, a picture for elsewhere."""

import base64
import inspect
from pathlib import Path

import anywidget

MIME = "application/vnd.vaeedu.widget+json"


class BookWidget(anywidget.AnyWidget):
    """A widget with inputs as traits, results as properties and a static picture for where no JavaScript runs.

    It lives in a room, a folder of its own: the class in `__init__.py`, and beside it the bundle that the page runs. A
    subclass gives ``inputs`` (the traits that make up its state), and the methods ``describe`` (one sentence for a reader
    who cannot see it) and ``picture`` (a PNG). Its ``name`` is the room's.
    """

    name: str
    inputs: tuple[str, ...]

    # ipywidgets 7 (Colab) shows itself through this hook, which knows nothing of pictures; without it IPython asks
    # for the MIME bundle in every version.
    _ipython_display_ = None

    def __init_subclass__(cls, **kwargs):
        if "inputs" in cls.__dict__:  # not the classes that ipywidgets derives at run time when it adds traits
            room = Path(inspect.getfile(cls)).parent
            cls.name, cls._esm, cls._css = room.name, room / "bundle.mjs", room / "bundle.css"
        super().__init_subclass__(**kwargs)

    def describe(self) -> str:
        raise NotImplementedError

    def picture(self) -> bytes:
        raise NotImplementedError

    def __repr__(self):
        return f"{type(self).__name__}({', '.join(f'{name}={getattr(self, name)}' for name in self.inputs)})"

    def _repr_mimebundle_(self, **kwargs):
        data, metadata = super()._repr_mimebundle_(**kwargs)
        inputs = {name: getattr(self, name) for name in self.inputs}
        data[MIME] = {"widget": self.name, "inputs": inputs, "alt": self.describe()}
        data["image/png"] = base64.b64encode(self.picture()).decode()
        return data, metadata
