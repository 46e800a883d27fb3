"""Exact results as NumPy functions, a module a topic: what every experiment and every widget of the book is compared with.

All functions broadcast over their arguments, compute in float64 and return nats where they return information.
"""
