"""The second reading of a spec: pydantic models made by datamodel-code-generator, for the `[pydantic]` extra."""

from __future__ import annotations

import json

from datamodel_code_generator import Formatter, InputFileType, LiteralType, PythonVersion, generate
from datamodel_code_generator.config import GenerateConfig
from datamodel_code_generator.enums import DataModelType

from vouch.spec import Spec

_CONFIG = GenerateConfig(
    input_file_type=InputFileType.OpenAPI,
    output_model_type=DataModelType.PydanticV2BaseModel,
    target_python_version=PythonVersion.PY_311,
    formatters=[Formatter.BUILTIN],
    disable_timestamp=True,
    strict_nullable=True,
    use_annotated=True,
    field_constraints=True,
    enum_field_as_literal=LiteralType.All,
    collapse_root_models=True,
    snake_case_field=True,
    allow_population_by_field_name=True,
    extra_fields="allow",
    use_schema_description=True,
    use_field_description=True,
    use_standard_collections=True,
    use_union_operator=True,
)


def render(spec: Spec) -> str:
    """Return the source of a module with a pydantic model for each schema of the spec, unformatted."""
    source = generate(json.dumps(spec.document), config=_CONFIG)
    if not isinstance(source, str):
        raise TypeError("datamodel-code-generator returned several modules for one document")
    return source.partition("\n\n")[2]
