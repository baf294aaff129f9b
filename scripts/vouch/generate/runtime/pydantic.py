"""What all pydantic models have in common: how they are read, and the way from and to our own.

The one module that needs pydantic; only `<package>.pydantic` imports it.
"""

from typing import Any, ClassVar, Generic, Self, TypeVar, cast

from pydantic import BaseModel, ConfigDict

from .encode import encode_object
from .model import Model

M = TypeVar("M", bound=Model)


class PydanticModel(BaseModel, Generic[M]):
    """A JSON object of the vendor's as a pydantic model; `M` is the same in `models`.

    Unknown properties are kept in `model_extra`. A property that is missing, or null, reads None;
    `to_dict` still knows the difference.
    """

    model_config: ClassVar[ConfigDict] = ConfigDict(
        extra="allow",
        protected_namespaces=(),  # names are the vendor's; those that pydantic uses itself have been changed
        use_attribute_docstrings=True,
        validate_by_alias=True,
        validate_by_name=True,
    )

    _nullable: ClassVar[frozenset[str]] = frozenset()
    """The properties that may be null; None in any other means that it is missing."""

    @classmethod
    def from_model(cls, model: M) -> Self:
        """Return one of ours as a pydantic model; nothing in it is lost."""
        return cls.model_validate(model.to_dict(), by_alias=True, by_name=False)

    def to_model(self) -> M:
        """Return it as one of ours; `ResponseDecodeError` tells what does not fit, and where."""
        # The type argument of the base class that stands for one of ours, however far a subclass is from it.
        bases = [base for base in type(self).__mro__ if issubclass(base, BaseModel)]
        (ours,) = next(filter(None, (base.__pydantic_generic_metadata__["args"] for base in bases)))
        return cast("type[M]", ours).from_dict(self.to_dict())

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON data, unknown properties included, as ours does."""
        fields = type(self).model_fields
        given = {fields[name].alias or name: getattr(self, name) for name in fields if name in self.model_fields_set}
        return encode_object({}, given, nulls=self._nullable, additional=self.model_extra)
