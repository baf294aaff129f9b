"""Text that looks like life: pools of words, and which of them a property's name asks for."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from random import Random

from vouch.spec import names

# Most pools hold text beyond ASCII: accents, other scripts, one character outside the basic plane.
_GIVEN = ("Zoë", "Amara", "Jürgen", "Inês", "Bo", "Siobhán", "Łucja", "美咲", "Олена", "Noor")
_FAMILY = ("Lindqvist", "Okafor", "Müller", "Carvalho", "O'Neill", "Żak", "\U00020bb7野", "Шевченко", "Li")
_COMPANIES = ("Acme Corp", "Bäckerei Süß", "Kowalski & Żak", "株式会社テスト", "O'Neill Ltd", "Café du Port")
_PEOPLE = tuple(map("{} {}".format, _GIVEN, _FAMILY))
_CITIES = ("Łódź", "Porto", "Malmö", "Kyōto", "Accra", "Zürich")
_COUNTRIES = ("PT", "DE", "JP", "GB", "PL", "GH")
_CURRENCIES = ("EUR", "USD", "GBP", "JPY", "PLN")
_SENTENCES = ("Naïve customers welcome.", "As is, without warranty.", "Только для новых клиентов.", "One per person.")

_POOLS: dict[str, Sequence[str]] = {
    "surname": _FAMILY,
    "company": _COMPANIES,
    "city": _CITIES,
    "country": _COUNTRIES,
    "currency": _CURRENCIES,
    "description": _SENTENCES,
    "note": _SENTENCES,
}
"""What a property of that name holds."""
_NAMES: dict[str, Sequence[str]] = {
    **dict.fromkeys(("last", "family"), _FAMILY),
    **dict.fromkeys(("first", "given", "user"), _GIVEN),
    **dict.fromkeys(("company", "client", "organization"), _COMPANIES),
    **dict.fromkeys(("customer", "person", "member", "contact", "author", "full"), _PEOPLE),
}
"""What a title holds, by the word in front of it."""
_CODED: dict[str, Sequence[str]] = {"country": _COUNTRIES, "currency": _CURRENCIES}
"""What a code holds, by the word in front of it."""
OCCASIONS = {"Spring": 10, "Été": 4, "Partner": 3, "Black Friday": 2, "Öffnungstag": 1}
"""What titles begin with, and how often: some of it in every other one, so that a search for it has pages."""
_THINGS = ("Promo", "Essentials", "Fundamentals", "Gift", "Präsenzkurs", "入門", "Workshop", "Package")
_CODES = ("SUMMER", "WELCOME", "FRÜHLING", "PARTNER", "GIFT", "LAUNCH", "VIP")
_TITLES = frozenset({"title", "label", "name", "subject"})
_LINKS = frozenset({"url", "uri", "link", "website"})
_AHEAD = frozenset({"expiration", "expires", "expiry", "expire", "until", "end", "ends", "by", "redeem", "due"})


def looks_ahead(name: str) -> bool:
    """Say whether a moment of that name usually lies ahead."""
    return not _AHEAD.isdisjoint(word.lower() for word in names.words(name))


@cache
def refers_to(name: str) -> str | None:
    """Return `shop` for `shop_id`, `shopRef` and `shopId`; None for a name that refers to nothing."""
    words = [word.lower() for word in names.words(name)]
    return "_".join(words[:-1]) if words[1:] and words[-1] in {"id", "ref", "uuid"} else None


@cache
def singular(name: str) -> str:
    """Return the noun that one element of an array of that name stands for."""
    return names.snake(name).removesuffix("s")


def text_for(path: str, occasion: str, number: int, random: Random) -> str | None:
    """Return text that fits the last two names of a path, or None where they say nothing.

    `number` tells apart what should differ; `occasion` is what a title begins with.
    """
    words = [word.lower() for name in path.split("/")[-2:] for word in names.words(name)]
    kind, last = ["", "", *words][-2:]
    match last:
        case _ if last in _POOLS:
            return random.choice(_POOLS[last])
        case _ if last in _TITLES:
            return random.choice(_NAMES[kind]) if kind in _NAMES else f"{occasion} {random.choice(_THINGS)} {number}"
        case "code":
            return random.choice(_CODED[kind]) if kind in _CODED else f"{random.choice(_CODES)}{number}"
        case "email":
            return f"{random.choice(('zoe', 'amara', 'j.mueller', 'bo'))}+{number}@example.com"
        case _ if last in _LINKS:
            return f"https://images.example.com/{number}/%C3%BC.jpg"
    return None
