"""The helper package of the book *Variational Autoencoders, Measured*.

Importing it costs nothing: every module is imported by its own name, and none but the training half needs torch.
All information is in nats; ``scale`` is a standard deviation σ, never a variance.
"""

__version__ = "0.1.0"
