"""The book's widgets: the same pictures as on its pages, driven from Python. Each lives in a room of its own."""

import importlib
import pkgutil

# Every folder here is a room, so that a new widget is found without a line in this file.
__all__ = []
for _room in pkgutil.iter_modules(__path__):
    if _room.ispkg:
        _module = importlib.import_module(f"{__name__}.{_room.name}")
        globals().update({name: getattr(_module, name) for name in _module.__all__})
        __all__ += _module.__all__
