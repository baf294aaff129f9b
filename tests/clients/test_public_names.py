"""The public surface: the same words in every package, all of them there, and no others."""

from __future__ import annotations

import importlib
import pkgutil
import tomllib
from pathlib import Path
from typing import Any

import pytest

GENERATED = Path(__file__).parents[2] / "generated"
CLASSES = {"spacebring": "Spacebring", "thought-industries": "ThoughtIndustries", "tolt": "Tolt"}
ERRORS = {
    "APIError",
    "APIConnectionError",
    "APITimeoutError",
    "APIStatusError",
    "BadRequestError",
    "AuthenticationError",
    "PermissionDeniedError",
    "NotFoundError",
    "ConflictError",
    "UnprocessableEntityError",
    "RateLimitError",
    "InternalServerError",
    "ResponseDecodeError",
    "PaginationError",
    "InvalidRequestError",
}
COMMON = ERRORS | {"AsyncPager", "Page", "Pager", "RawResponse", "Retry", "errors", "models", "__version__"}
RESOURCES = {
    "spacebring": {"redemptions": {"list"}},
    "thought-industries": {"course_coupons": {"list"}, "redemption_codes": {"list", "create"}},
    "tolt": {"promotion_codes": {"list"}},
}
each_vendor = pytest.mark.parametrize("vendor", CLASSES)


def package(vendor: str, module: str = "") -> Any:
    """Import the package of a vendor, or a module of it."""
    return importlib.import_module(f"{vendor.replace('-', '_')}_client{module}")


@each_vendor
def test_the_root_offers_the_same_words_everywhere(vendor: str) -> None:
    """`__all__` is the two clients, the errors and what calls return, all of it there, and nothing else is public."""
    root = package(vendor)
    name = CLASSES[vendor]
    public = {each for each in vars(root) if not each.startswith("_")} - {"models", "resources", "pydantic"}
    incidental = {"annotations", "TYPE_CHECKING"}

    assert set(root.__all__) == COMMON | {name, f"Async{name}"}
    assert len(root.__all__) == len(set(root.__all__))
    assert public - incidental == set(root.__all__) - {"__version__", "models"}
    assert root.models is package(vendor, ".models")
    with pytest.raises(AttributeError, match=f"module '{root.__name__}' has no attribute 'model'"):
        root.model  # noqa: B018 - the point


@each_vendor
def test_a_star_import_brings_exactly_that(vendor: str) -> None:
    """`from <package> import *` works, and brings what `__all__` names."""
    found: dict[str, Any] = {}
    exec(f"from {package(vendor).__name__} import *", found)  # noqa: S102 - a statement that is only legal in a module

    assert found.keys() - {"__builtins__"} == set(package(vendor).__all__)


@each_vendor
def test_errors_are_one_tree(vendor: str) -> None:
    """`errors` has every error class, the root the same ones, and each is an `APIError`."""
    root, errors = package(vendor), package(vendor, ".errors")

    assert set(errors.__all__) == ERRORS
    assert all(getattr(errors, name) is getattr(root, name) for name in ERRORS)
    assert all(issubclass(getattr(errors, name), root.APIError) for name in ERRORS)
    assert issubclass(root.APITimeoutError, root.APIConnectionError)
    assert issubclass(root.InvalidRequestError, ValueError)


@each_vendor
def test_models_are_all_in_one_place(vendor: str) -> None:
    """`models` has one class a module, all of them in `__all__`, each with the three ways in and out."""
    models = package(vendor, ".models")
    modules = {name for _, name, _ in pkgutil.iter_modules(models.__path__)}
    classes = [getattr(models, name) for name in models.__all__]

    assert {cls.__module__.rpartition(".")[2] for cls in classes} == modules
    assert len(classes) == len(modules) > 3
    for cls in classes:
        assert all(callable(getattr(cls, name)) for name in ("from_dict", "from_json", "to_dict"))
        assert set(cls.__slots__) >= {"additional_properties"}


@each_vendor
@pytest.mark.parametrize("prefix", ["", "Async"])
def test_a_client_has_its_resources_and_no_more(vendor: str, prefix: str) -> None:
    """Resources and methods are those of the spec, in both clients, and both can be asked for raw answers."""
    settings = {"client_id": "a", "client_secret": "b"} if vendor == "spacebring" else {"api_key": "k"}
    client = getattr(package(vendor), prefix + CLASSES[vendor])(base_url="http://127.0.0.1:1", **settings)
    attributes = {name for name in dir(client) if not name.startswith("_")} - {"base_url", "close"}

    assert attributes == set(RESOURCES[vendor])
    for resource, methods in RESOURCES[vendor].items():
        offered = {name for name in dir(getattr(client, resource)) if not name.startswith("_")}
        raw = getattr(client, resource).with_raw_response
        assert offered == methods | {"with_raw_response"}
        assert {name for name in dir(raw) if not name.startswith("_")} == methods


@each_vendor
def test_arguments_are_named(vendor: str) -> None:
    """The constructor takes keywords only."""
    with pytest.raises(TypeError, match="positional"):
        getattr(package(vendor), CLASSES[vendor])("key")


@each_vendor
def test_the_version_is_the_distributions(vendor: str) -> None:
    """`__version__` is what the package is built with."""
    project = tomllib.loads((GENERATED / f"{vendor}-client" / "pyproject.toml").read_text("utf-8"))["project"]

    assert package(vendor).__version__ == project["version"]
