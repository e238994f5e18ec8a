"""The catalogue that comes with the program: a seed, to be checked by the hall that uses it."""

from functools import cache
from importlib import resources

from models.procedures.catalogue import Catalogue
from models.procedures.json_file import read_json


@cache
def shipped_catalogue() -> Catalogue:
    """The catalogue in `models/data/procedures.json`."""
    return read_json(resources.files("models").joinpath("data", "procedures.json").read_bytes())
