"""A document as YAML: nothing is lost, and parts stand where a reader looks for them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from vouch.drafting.layout import laid_out
from vouch.spec.source import read

# What a file can hold: no control characters but line breaks and tabs, no lone surrogates.
_TEXT = st.text(st.characters(exclude_categories=["Cc", "Cs"], include_characters="\n\t"), max_size=30)
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.floats(allow_nan=False, allow_infinity=False) | _TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXT, inner, max_size=3),
    max_leaves=12,
)


@given(st.dictionaries(_TEXT, _VALUES, max_size=3))
def test_nothing_is_lost(tmp_path_factory: Any, extra: dict[str, Any]) -> None:
    """Whatever a document says is read back from its text: words that look like numbers, dates or booleans too."""
    document = {"openapi": "3.1.0", "info": {"x": extra}, "paths": {}, "components": {}}
    path: Path = tmp_path_factory.mktemp("laid") / "openapi.yaml"
    path.write_text(laid_out(document), "utf-8", newline="")

    assert read(path).document == document


def test_the_order_is_the_one_of_the_house() -> None:
    """Sections, and what is said of an operation, come in the order every spec has; paths have air around them."""
    operation = {"responses": {}, "tags": ["b"], "operationId": "listBooks"}
    document = {"paths": {"/a": {"get": operation}, "/b": {"get": operation}}, "info": {}, "openapi": "3.1.0"}
    text = laid_out(document)

    assert re.findall(r"^\w+", text, re.MULTILINE) == ["openapi", "info", "paths", "components"]
    assert text.index("operationId") < text.index("tags") < text.index("responses")
    assert "\n\n  /b:\n" in text
    assert "paths:\n  /a:\n" in text
