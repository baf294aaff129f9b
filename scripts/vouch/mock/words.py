"""Text that looks like life: pools of words, and which of them a property's name asks for."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from vouch.spec import names

# Most pools hold text beyond ASCII: accents, other scripts, one character outside the basic plane.
_FIRST_NAMES = ("Zoë", "Amara", "Jürgen", "Inês", "Bo", "Siobhán", "Łucja", "美咲", "Олена", "Noor")
_LAST_NAMES = ("Lindqvist", "Okafor", "Müller", "Carvalho", "O'Neill", "Żak", "\U00020bb7野", "Шевченко", "Li")
_COMPANIES = ("Acme Corp", "Bäckerei Süß", "Kowalski & Żak", "株式会社テスト", "O'Neill Ltd", "Café du Port")
_FULL_NAMES = tuple(map("{} {}".format, _FIRST_NAMES, _LAST_NAMES))
_CITIES = ("Łódź", "Porto", "Malmö", "Kyōto", "Accra", "Zürich")
_COUNTRIES = ("PT", "DE", "JP", "GB", "PL", "GH")
_CURRENCIES = ("EUR", "USD", "GBP", "JPY", "PLN")
_SENTENCES = ("Naïve customers welcome.", "As is, without warranty.", "Только для новых клиентов.", "One per person.")

_POOLS: dict[str, Sequence[str]] = {
    "surname": _LAST_NAMES,
    "lastname": _LAST_NAMES,
    "familyname": _LAST_NAMES,
    "firstname": _FIRST_NAMES,
    "givenname": _FIRST_NAMES,
    "username": _FIRST_NAMES,
    "clientname": _COMPANIES,
    "companyname": _COMPANIES,
    "company": _COMPANIES,
    "customername": _FULL_NAMES,
    "customertitle": _FULL_NAMES,
    "city": _CITIES,
    "countrycode": _COUNTRIES,
    "country": _COUNTRIES,
    "currencycode": _CURRENCIES,
    "currency": _CURRENCIES,
    "description": _SENTENCES,
    "note": _SENTENCES,
}
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


def refers_to(name: str) -> str | None:
    """Return `partner` for `partner_id`, `partnerRef` and `partnerId`; None for a name that refers to nothing."""
    words = [word.lower() for word in names.words(name)]
    return "_".join(words[:-1]) if words[1:] and words[-1] in {"id", "ref", "uuid"} else None


def singular(name: str) -> str:
    """Return the noun that one element of an array of that name stands for."""
    return names.snake(name).removesuffix("s")


def text_for(path: str, occasion: str, number: int, random: Random) -> str | None:
    """Return text that fits the last two names of a path, or None where they say nothing.

    `number` tells apart what should differ; `occasion` is what a title begins with.
    """
    words = [word.lower() for name in path.split("/")[-2:] for word in names.words(name)]
    for length in (2, 1):
        if pool := _POOLS.get("".join(words[-length:])):
            return random.choice(pool)
    match words[-1:]:
        case [last] if last in _TITLES:
            return f"{occasion} {random.choice(_THINGS)} {number}"
        case ["code"]:
            return f"{random.choice(_CODES)}{number}"
        case ["email"]:
            return f"{random.choice(('zoe', 'amara', 'j.mueller', 'bo'))}+{number}@example.com"
        case [last] if last in _LINKS:
            return f"https://images.example.com/{number}/%C3%BC.jpg"
    return None
