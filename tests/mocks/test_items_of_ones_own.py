"""Items that people bring: in a file or one by one, made whole where they lack something, held against the spec."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import jsonschema_rs
import pytest
from tests.mocks.vendors import SPECS

from vouch.mock import DataError, DataFile, ItemError, create_app
from vouch.spec import Spec, item_schema

Ask = Callable[..., httpx.Response]


@pytest.mark.parametrize("vendor", SPECS)
def test_an_empty_item_is_made_whole(vendor: str, specs: Mapping[str, Spec]) -> None:
    """What lacks everything gets what the spec requires, what filters and orders compare, an id, and nothing else."""
    spec = specs[vendor]
    mock = create_app(spec)
    for name in mock.backstage.collections:
        operation = next(each for each in spec.operations if each.pagination and name.startswith(each.resource))
        schema = spec.standalone(item_schema(spec, operation))
        first, second = mock.backstage.add(name, [{}, {}])

        jsonschema_rs.Draft202012Validator(schema, validate_formats=True).validate(first)
        fields = [p.filter.field for p in operation.parameters if p.filter]
        fields += [order.by for p in operation.parameters if p.sort for order in p.sort.values.values()]
        required = set(spec.resolve(item_schema(spec, operation)).get("required", ()))
        needed = required | {field.split("/")[1] for field in fields}
        # A reference that is compared is left out with what it refers to.
        loose = {key for key in needed - required if key.endswith("Ref") and key.removesuffix("Ref") not in first}
        assert needed - loose <= first.keys() <= needed | {"id"}
        assert first.get("id", 0) != second.get("id", 1)


@pytest.mark.parametrize("vendor", SPECS)
def test_what_is_given_stays(vendor: str, specs: Mapping[str, Spec]) -> None:
    """Items that were made up, brought to another mock, are held as they are."""
    source = create_app(specs[vendor], seed=3, size=30)
    items = {name: source.backstage.items(name) for name in source.backstage.collections}
    mock = create_app(specs[vendor], items=items)

    assert items == {name: mock.backstage.items(name) for name in mock.backstage.collections}
    mock.backstage.hold(next(iter(items)), [])
    mock.backstage.reset()
    assert items == {name: mock.backstage.items(name) for name in mock.backstage.collections}


def test_items_are_found_by_the_arguments_that_are_told(specs: Mapping[str, Spec], ask: Ask) -> None:
    """All items that do not say otherwise belong together: the arguments of the announcement list every one."""
    mock = create_app(specs["tolt"], items={"promotion_codes": [{"code": f"C{number}"} for number in range(30)]})
    params = mock.describe("http://mock").params
    answer = ask(mock, "GET", f"/v1/promotion-codes?{httpx.QueryParams({**params, 'limit': 100})}").json()

    assert {item["code"] for item in answer["data"]} == {f"C{number}" for number in range(30)}
    assert len({item["id"] for item in answer["data"]}) == 30


def test_what_is_embedded_on_request_is_kept_for_it(specs: Mapping[str, Spec], ask: Ask) -> None:
    """An embedded object that was brought is shown when it is asked for, as it was brought, and not before."""
    partner = {"id": "part_7", "email": "zoë@example.com", "colour": "blue"}
    mock = create_app(specs["tolt"], items={"promotion_codes": [{"program_id": "p", "partner": partner}]})
    plain = ask(mock, "GET", "/v1/promotion-codes?program_id=p").json()["data"][0]
    whole = ask(mock, "GET", "/v1/promotion-codes?program_id=p&expand[]=partner").json()["data"][0]

    assert "partner" not in plain
    assert plain["partner_id"] == "part_7"
    assert partner.items() <= whole["partner"].items()

    other = {**partner, "colour": "red"}
    mock.backstage.add(None, [{"program_id": "q", "partner": other}])
    query = "/v1/promotion-codes?program_id={}&expand[]=partner"
    assert ask(mock, "GET", query.format("q")).json()["data"][0]["partner"]["colour"] == "red"
    mock.backstage.reset()
    assert ask(mock, "GET", query.format("p")).json()["data"][0]["partner"]["colour"] == "blue"
    empty = create_app(specs["tolt"])
    empty.backstage.add(None, [{"program_id": "q", "partner": other}])
    empty.backstage.reset()
    empty.backstage.add(None, [{"program_id": "q", "partner_id": "part_7"}])
    assert "colour" not in ask(empty, "GET", query.format("q")).json()["data"][0]["partner"]


def test_siblings_agree(specs: Mapping[str, Spec]) -> None:
    """What is made up beside what was given agrees with it: a bound is as large, the reference is that of the type."""
    codes = create_app(specs["thought-industries"]).backstage
    used = codes.add("redemption_codes", [{"redeemedCodesCount": 123_456}])[0]
    assert used["totalCodesCount"] == 123_456

    uses = create_app(specs["spacebring"]).backstage
    use = uses.add(None, [{"product": {"type": "eventTicket"}}])[0]
    assert use["product"]["eventTicketRef"]
    assert "bookingRef" not in use["product"]


def test_bounds_between_siblings_are_kept(specs: Mapping[str, Spec]) -> None:
    """What exceeds the sibling that it never exceeds is a flaw, though each by itself keeps its schema."""
    with pytest.raises(ItemError) as caught:
        create_app(specs["thought-industries"]).backstage.add(
            "redemption_codes", [{"redeemedCodesCount": 5, "totalCodesCount": 4}]
        )

    (flaw,) = caught.value.flaws
    assert (flaw.at, flaw.found) == ("/redemption_codes/0/redeemedCodesCount", "5")
    assert flaw.expected == "at most 4, as totalCodesCount has"


def test_moments_are_now(specs: Mapping[str, Spec]) -> None:
    """What is added while a mock runs is of the moment its clock shows; times may be given as such."""
    backstage = create_app(specs["tolt"]).backstage
    backstage.clock.freeze(datetime(2031, 1, 1, tzinfo=UTC))
    given = datetime(2024, 2, 29, 12, tzinfo=UTC)
    first, second = backstage.add("promotion_codes", [{}, {"created_at": given}])

    assert (first["created_at"], second["created_at"]) == ("2031-01-01T00:00:00.000Z", "2024-02-29T12:00:00.000Z")


@pytest.mark.parametrize(
    ("items", "told"),
    [
        ({"promotion_codes": 7}, "/promotion_codes: 7; expected a list of items"),
        ({"promotion_codes": [7]}, "/promotion_codes/0: 7; expected an object"),
        ({"promotion_codes": [{"value": "a"}]}, '/promotion_codes/0/value: "a"; expected number'),
        (
            {"promotion_codes": [{"value": float("nan")}]},
            "/promotion_codes/0: {'value': nan}; expected a value that JSON can",
        ),
        ({"promotion_codes": [{"value": {1, 2}}]}, "expected a value that JSON can hold"),
        (
            {"promotion_codes": [{"id": "x"}, {"id": "x"}]},
            '/promotion_codes/1/id: "x"; expected an id that no other item',
        ),
        ({"codes": []}, "/codes: no list codes; expected one of promotion_codes"),
        ([], "data: no lists; expected items by the name of their list: promotion_codes"),
    ],
)
def test_what_breaks_the_spec_is_said(items: Any, told: str, specs: Mapping[str, Spec]) -> None:
    """Each flaw has its place, what was found there and what was expected."""
    with pytest.raises(ItemError) as caught:
        create_app(specs["tolt"], items=items)

    assert told in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1


@pytest.mark.parametrize(
    ("vendor", "item", "places"),
    [
        ("spacebring", {"product": {"type": []}, "customer": 7}, {"0/product/type", "0/customer"}),
        ("thought-industries", {"redeemedCodesCount": "x", "courses": {}, "client": []}, {"0/redeemedCodesCount"}),
        ("tolt", {"partner": 7, "created_at": [], "updated_at": 7}, {"0/created_at", "0/updated_at"}),
        ("tolt", {"partner": {"id": []}}, {"0/partner/id"}),
    ],
)
def test_any_value_anywhere_is_said(vendor: str, item: Any, places: set[str], specs: Mapping[str, Spec]) -> None:
    """Values of any type in any place are flaws of the item, whatever else in it depends on them."""
    backstage = create_app(specs[vendor]).backstage
    name = backstage.collections[0]
    with pytest.raises(ItemError) as caught:
        backstage.add(name, [item])

    assert {f"/{name}/{place}" for place in places} <= {flaw.at for flaw in caught.value.flaws}


@pytest.mark.parametrize(
    ("vendor", "item", "told"),
    [
        ("tolt", {"partner": {"id": 4}}, ["/partner/id: 4; expected string"]),
        (
            "tolt",
            {"partner": {"id": 4}, "value": "a"},
            ['/value: "a"; expected number', "/partner/id: 4; expected string"],
        ),
        ("tolt", {"partner_id": 4}, ["/partner_id: 4; expected null or string"]),
        ("spacebring", {"promocode": {"id": 4}}, ["/promocode/id: 4; expected string"]),
    ],
)
def test_only_what_was_written_is_said(vendor: str, item: Any, told: list[str], specs: Mapping[str, Spec]) -> None:
    """A flaw deep inside an item is said with the place where it was written, and nothing that was made up of it."""
    backstage = create_app(specs[vendor]).backstage
    (name,) = backstage.collections
    with pytest.raises(ItemError) as caught:
        backstage.add(name, [item])

    assert [f"/{name}/0{flaw}" for flaw in told] == str(caught.value).splitlines()


def read(path: Path, text: str, served: tuple[str, ...] = tuple(SPECS)) -> DataFile:
    """Write a data file and read it."""
    path.write_text(text, encoding="utf-8")
    return DataFile.read(path, served, tuple(SPECS))


def test_a_file_names_vendors_or_lists(tmp_path: Path) -> None:
    """Its top level is vendors; or the lists of the one vendor that is served. JSON or YAML, it is the same."""
    file = tmp_path / "data.yaml"
    lists = {"promotion_codes": [{"code": "Été"}]}
    nested = json.dumps({"tolt": lists, "spacebring": {}})

    assert read(file, nested).of("tolt") == lists
    assert read(file, nested, ("tolt",)).of("tolt") == lists
    assert read(file, nested).of("thought-industries") == {}
    assert read(file, "promotion_codes: [{code: Été}]", ("tolt",)).of("tolt") == lists


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("tolt: {}\ntrello: {}\n", ":2  trello\n  found     no vendor\n  expected  one of spacebring, thought-"),
        ("- 7\n", ":1  file\n  found     no mapping at the top\n  expected  the lists of a vendor, or vendors and"),
        ("tolt: [\n", ":2  file"),
        ("tolt: {}\ntolt: {}\n", ":2  key tolt\n  found     written twice"),
    ],
)
def test_a_file_that_is_none_is_said(text: str, told: str, tmp_path: Path) -> None:
    """So is whatever keeps a file from being read, with its line."""
    with pytest.raises(DataError) as caught:
        read(tmp_path / "data.yaml", text)

    assert told in str(caught.value)


def test_flaws_have_lines(tmp_path: Path, specs: Mapping[str, Spec]) -> None:
    """What is wrong with an item is said with the line where it stands."""
    file = read(tmp_path / "data.yaml", "tolt:\n  promotion_codes:\n    - code: A\n    - code: B\n      value: much\n")
    with pytest.raises(ItemError) as caught:
        create_app(specs["tolt"], items=file.of("tolt"))
    (problem,) = file.located("tolt", caught.value)

    assert str(problem).endswith('data.yaml:5  tolt promotion_codes[1].value\n  found     "much"\n  expected  number')
