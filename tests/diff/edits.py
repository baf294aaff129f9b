"""Single edits of one spec, each with what it is to callers: the table that the comparison is held to."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

LIBRARY = Path(__file__).with_name("library.yaml")
Kind = Literal["breaking", "addition", "wording"]


@dataclass(frozen=True, slots=True)
class Edit:
    """One edit: the worst that it is, the place callers know it by, and what of the file becomes what."""

    kind: Kind
    place: str
    old: str
    new: str

    def apply(self, text: str) -> str:
        """Return the text with the edit made; what is replaced is there exactly once."""
        assert text.count(self.old) == 1, f"{self.old!r} is there {text.count(self.old)} times"
        return text.replace(self.old, self.new)


_TITLE = "Title: {name: title, in: query, schema: {type: string, minLength: 2}"
_LIMIT = "schema: {type: integer, minimum: 1, maximum: 50, default: 20, examples: [5]}"
_SINCE = "Since: {name: since, in: query, schema: {type: string, format: date}"
_SHELF = """\
          description: The shelf.
          content:
            application/json:
              schema: {$ref: "#/components/schemas/Shelf"}
"""
_SERVER = "/v1\n    variables:\n"
_SERVER_OF_CITY = "/v1/{city}\n    variables:\n      city: {}\n"
_EMBED = """\
      schema: {type: array, items: {type: string, enum: [shelf]}}
      x-expand:
        values:
          shelf: {at: /shelf, ref: /shelf_id}
"""
_EMBED_MORE = f"{_EMBED.replace('[shelf]', '[shelf, place]')}          place: {{at: /place, ref: /shelf_id}}\n"
_PLACES = '            - {$ref: "#/components/schemas/Shelf"}\n            - {type: string}\n'
_SORT = """\
      x-sort:
        values:
          newest: {by: /year, order: descending}
          oldest: {by: /year, order: ascending}
"""
_PAGED = "{style: page, parameter: page, items: /shelves, current: /page, first: 1}"
_DROP = """\
    delete:
      operationId: dropLoan
      summary: Forget a loan
      tags: [loans]
      responses: {"204": {description: Gone.}}
"""
_ROW = "    Row:\n      type: object\n      properties:\n        length: {type: number}\n"

EDITS = (
    # Operations and what they are called.
    Edit("breaking", "loans.put()", "operationId: createLoan", "operationId: putLoan"),
    Edit("breaking", "volumes.list()", "      tags: [books]\n", "      tags: [volumes]\n"),
    Edit("wording", "books.list()", "operationId: listBooks", "operationId: listAllBooks"),
    Edit("addition", "loans.drop()", "  /loans:\n", f"  /loans:\n{_DROP}"),
    Edit("wording", "books.list()", "  /books:\n", "  /v2/books:\n"),
    Edit("wording", "loans.create()", "    post:\n", "    put:\n"),
    Edit("breaking", "books.list()", "  /books:\n    get:\n", "  /books:\n    post:\n"),
    Edit("wording", "books.list()", "summary: List books", "summary: List the books"),
    Edit("wording", "books.list()", "summary: List books\n", "summary: List books\n      deprecated: true\n"),
    Edit("wording", "Library", "What is on the shelf.", "What stands on the shelf."),
    Edit("wording", "Library", "title: Library", "title: The library"),
    # Arguments.
    Edit("breaking", "books.list(embed=)", '        - $ref: "#/components/parameters/Embed"\n', ""),
    Edit("breaking", "books.list(title=)", _TITLE, _TITLE.replace("in: query,", "in: query, required: true,")),
    Edit("addition", "books.list(title=)", _TITLE, _TITLE.replace("minLength: 2", "minLength: 1")),
    Edit("breaking", "books.list(title=)", _TITLE, _TITLE.replace("minLength: 2", "minLength: 3")),
    Edit("breaking", "books.list(title=)", _TITLE, _TITLE.replace("minLength: 2", "minLength: 2, pattern: a")),
    Edit("breaking", "books.list(title=)", _TITLE, _TITLE.replace("minLength: 2", "minLength: 2, maxLength: 99")),
    Edit("wording", "books.list(title=)", _TITLE, _TITLE.replace("in: query,", "in: query, description: Part of it.,")),
    Edit("wording", "books.list(title=)", _TITLE, _TITLE.replace("in: query,", "in: header,")),
    Edit("wording", "books.list(title=)", _TITLE, _TITLE.replace("type: string", 'type: [string, "null"]')),
    Edit("breaking", "books.list(limit=)", _LIMIT, _LIMIT.replace("maximum: 50", "maximum: 40")),
    Edit("addition", "books.list(limit=)", _LIMIT, _LIMIT.replace("maximum: 50", "maximum: 60")),
    Edit("addition", "books.list(limit=)", _LIMIT, _LIMIT.replace("maximum: 50, ", "")),
    Edit("breaking", "books.list(limit=)", _LIMIT, _LIMIT.replace("minimum: 1", "minimum: 2")),
    Edit("wording", "books.list(limit=)", _LIMIT, _LIMIT.replace("minimum: 1", "exclusiveMinimum: 0")),
    Edit("addition", "books.list(limit=)", _LIMIT, _LIMIT.replace("integer", "number")),
    Edit("breaking", "books.list(limit=)", _LIMIT, _LIMIT.replace("default: 20", "default: 10")),
    Edit("breaking", "books.list(limit=)", _LIMIT, _LIMIT.replace("default: 20, ", "")),
    Edit("wording", "books.list(limit=)", _LIMIT, _LIMIT.replace("[5]", "[6]")),
    Edit("breaking", "books.list(since=)", _SINCE, _SINCE.replace(", format: date", "")),
    Edit("breaking", "books.list(since=)", _SINCE, _SINCE.replace("format: date", "format: date-time")),
    Edit("addition", "books.list(order=)", "enum: [newest, oldest]", "enum: [newest, oldest, random]"),
    Edit("wording", "books.list(order=)", "enum: [newest, oldest]", "enum: [oldest, newest]"),
    Edit(
        "breaking",
        "books.list(embed=)",
        "items: {type: string, enum: [shelf]}",
        "items: {type: string, enum: [shelf]}, maxItems: 1",
    ),
    # Bodies.
    Edit(
        "breaking",
        "loans.create(reader=)",
        "reader: {type: string, maxLength: 40}",
        "reader: {type: string, maxLength: 30}",
    ),
    Edit("addition", "loans.create(reader=)", "      required: [reader]\n", ""),
    Edit("breaking", "loans.create(days=)", "required: [reader]", "required: [reader, days]"),
    Edit(
        "addition",
        "loans.create(note=)",
        "        days: {type: integer, minimum",
        "        note: {type: string}\n        days: {type: integer, minimum",
    ),
    Edit("breaking", "loans.create(days=)", "        days: {type: integer, minimum: 1, maximum: 30}\n", ""),
    Edit("breaking", "loans.create(how=)", "enum: [desk, post]", "enum: [desk]"),
    Edit("addition", "loans.create(how=)", "enum: [desk, post]", "enum: [desk, post, van]"),
    Edit("addition", "loans.create(how=)", ", enum: [desk, post]", ""),
    Edit("breaking", "loans.create(books=)[]", 'pattern: "^b"', 'pattern: "^c"'),
    Edit("addition", "loans.create(books=)[]", ', pattern: "^b"', ""),
    Edit(
        "addition",
        "loans.create()",
        "{books: {maxItems: 0}, films: {maxItems: 0}}",
        "{books: {maxItems: 0}, films: {maxItems: 0}, reader: {maxLength: 0}}",
    ),
    Edit("breaking", "loans.create()", "{books: {maxItems: 0}, films: {maxItems: 0}}", "{books: {maxItems: 0}}"),
    Edit("wording", "NewLoan", "Please lend something.", "Please lend at least one."),
    Edit(
        "wording",
        "loans.create()",
        "      requestBody:\n        required: true\n        content:\n          application/json:\n",
        "      requestBody:\n        required: true\n        content:\n          application/x-www-form-urlencoded:\n",
    ),
    Edit("breaking", "Address.street", "street: {type: string}", "street: {type: integer}"),
    # Answers.
    Edit("breaking", "Book.price", "        price: {type: number}\n", ""),
    Edit("breaking", "Book.price", "price: {type: number}", "cost: {type: number}"),
    Edit(
        "addition",
        "Book.colour",
        "        price: {type: number}\n",
        "        price: {type: number}\n        colour: {type: string}\n",
    ),
    Edit("breaking", "Book.author", "required: [id, author, kind]", "required: [id, kind]"),
    Edit("addition", "Book.year", "required: [id, author, kind]", "required: [id, author, kind, year]"),
    Edit("breaking", "Book.author", "        author: {type: string}", '        author: {type: [string, "null"]}'),
    Edit("addition", "Book.title", 'title: {type: [string, "null"]}', "title: {type: string}"),
    Edit(
        "breaking",
        "Book.shelf",
        'shelf: {$ref: "#/components/schemas/Shelf"}',
        'shelf: {anyOf: [{$ref: "#/components/schemas/Shelf"}, {type: "null"}]}',
    ),
    Edit("breaking", "Book.year", "year: {type: integer, minimum: 1450}", "year: {type: integer}"),
    Edit("addition", "Book.year", "minimum: 1450", "minimum: 1500"),
    Edit("breaking", "Book.year", "year: {type: integer, minimum: 1450}", "year: {type: number, minimum: 1450}"),
    Edit("addition", "Book.price", "price: {type: number}", "price: {type: integer}"),
    Edit("breaking", "Book.price", "price: {type: number}", "price: {type: [number, string]}"),
    Edit("breaking", "Book.added", "added: {type: string, format: date-time}", "added: {type: string}"),
    Edit("breaking", "Book.shelf_id", "shelf_id: {type: string}", "shelf_id: {type: string, format: uuid}"),
    Edit("breaking", "Book.kind", "enum: [novel, essay]", "enum: [novel, essay, comic]"),
    Edit("addition", "Book.kind", "enum: [novel, essay]", "enum: [novel]"),
    Edit("breaking", "Book.kind", "{type: string, enum: [novel, essay]}", "{type: string}"),
    Edit("addition", "Book.genre", "enum: [crime, poetry]", "enum: [crime, poetry, travel]"),
    Edit("wording", "Book.genre", "enum: [crime, poetry]", "enum: [crime]"),
    Edit(
        "addition",
        "Book.genre",
        "            - {type: string, enum: [crime, poetry]}\n            - {type: string}\n",
        "            - {type: string, enum: [crime, poetry]}\n",
    ),
    Edit(
        "breaking",
        "Book.place",
        _PLACES,
        f"{_PLACES}            - {{type: integer}}\n",
    ),
    Edit(
        "addition",
        "Book.place",
        _PLACES,
        '            - {$ref: "#/components/schemas/Shelf"}\n',
    ),
    Edit(
        "breaking",
        "Book.place",
        _PLACES,
        '            - {$ref: "#/components/schemas/Row"}\n            - {type: string}\n',
    ),
    Edit("breaking", "Book.counts[]", "additionalProperties: {type: integer}", "additionalProperties: {type: string}"),
    Edit("breaking", "Book.tags", "maxItems: 9, ", ""),
    Edit(
        "breaking", "Book.tags[]", "maxItems: 9, items: {type: string}", 'maxItems: 9, items: {type: [string, "null"]}'
    ),
    Edit(
        "breaking",
        "Book.shelf",
        'shelf: {$ref: "#/components/schemas/Shelf"}',
        'shelf: {$ref: "#/components/schemas/Row"}',
    ),
    Edit("breaking", "Row.length", _ROW, _ROW.replace("length: {type: number}", "width: {type: number}")),
    Edit("wording", "Book.id", "description: Which book.", "description: The id of the book."),
    Edit(
        "wording", "Book.id", "x-evidence: [{level: documented}]", 'x-evidence: [{level: assumed, why: "nobody says"}]'
    ),
    Edit("breaking", "loans.create()", '        "201":\n', '        "204": {description: Nothing.}\n        "201":\n'),
    Edit("wording", "loans.create()", '        "201":\n', '        "200":\n'),
    Edit("breaking", "shelves.move() answer", _SHELF, _SHELF.replace("schemas/Shelf", "schemas/Row")),
    Edit("breaking", "shelves.move()", _SHELF, _SHELF.replace("application/json", "text/csv")),
    Edit("breaking", "shelves.move()", _SHELF, "          description: The shelf.\n"),
    Edit(
        "breaking",
        "books.list() header X-Shelf",
        '          headers: {X-Shelf: {$ref: "#/components/headers/Shelf"}}\n',
        "",
    ),
    Edit(
        "addition",
        "books.list()",
        '        "401": {$ref: "#/components/responses/Unauthorized"}\n',
        '        "401": {$ref: "#/components/responses/Unauthorized"}\n        "404": {description: None.}\n',
    ),
    Edit("wording", "books.list()", '        "401": {$ref: "#/components/responses/Unauthorized"}\n', ""),
    Edit("breaking", "APIStatusError.body.code", "        code: {type: string, enum: [bad, worse]}\n", ""),
    Edit("breaking", "APIStatusError.body.code", "enum: [bad, worse]", "enum: [bad, worse, worst]"),
    Edit("wording", "Unauthorized in responses", "Who are you?", "Who is there?"),
    # Paging.
    Edit("breaking", "shelves.list()", f"      x-pagination: {_PAGED}\n", ""),
    Edit("breaking", "shelves.list()", _PAGED, _PAGED.replace("first: 1", "first: 0")),
    Edit("wording", "shelves.list()", _PAGED, _PAGED.replace("current: /page", "current: /shelves/0/room")),
    Edit("breaking", "loans.list()", "previous: before, ", ""),
    Edit("breaking", "loans.list()", "items: /loans, total: /total", "items: /loans"),
    Edit("breaking", "loans.list()", "parameter: after, previous: before", "parameter: before"),
    Edit("breaking", "books.list()", "next: [{at: /next}]", "next: [{at: /next, query: cursor}]"),
    Edit("addition", "books.list()", "next: [{at: /next}]", "next: [{at: /next}, {at: /more}]"),
    Edit("breaking", "books.list()", "        more: /more\n", ""),
    Edit("wording", "books.list()", "        limit: limit\n", ""),
    Edit("wording", "books.list()", "        limit: limit\n", "        limit: limit\n        size: 20\n"),
    # Rules, filters, orders, embedding, creation, promises.
    Edit("breaking", "books.list()", "{at-most-one: [since, until]}", "{at-most-one: [since, until, order]}"),
    Edit("addition", "books.list()", "        - {at-most-one: [since, until]}\n", ""),
    Edit("addition", "books.list()", "at-least-one: [author, title]", "at-least-one: [author, title, since]"),
    Edit("breaking", "books.list()", "at-least-one: [author, title]", "at-least-one: [author, since]"),
    Edit("wording", "books.list()", "Say whose or which.", "Whose or which ones?"),
    Edit(
        "breaking",
        "books.list(author=)",
        "x-filter: {field: /author, match: equals}",
        "x-filter: {field: /author, match: contains}",
    ),
    Edit("breaking", "books.list(author=)", ", x-filter: {field: /author, match: equals}", ""),
    Edit(
        "addition",
        "loans.list(after=)",
        "After: {name: after, in: query,",
        "After: {name: after, in: query, x-filter: {field: /id, match: at-least},",
    ),
    Edit(
        "breaking",
        "books.list(order=)",
        "newest: {by: /year, order: descending}",
        "newest: {by: /added, order: descending}",
    ),
    Edit("breaking", "books.list(order=)", "          oldest: {by: /year, order: ascending}\n", ""),
    Edit(
        "breaking", "books.list(embed=)", "shelf: {at: /shelf, ref: /shelf_id}", "shelf: {at: /place, ref: /shelf_id}"
    ),
    Edit("breaking", "loans.create()", "      x-creates: {list: listLoans, id: /id, initial: {renewals: 0}}\n", ""),
    Edit("breaking", "loans.create()", "initial: {renewals: 0}", "initial: {renewals: 1}"),
    Edit("breaking", "loans.create()", ", initial: {renewals: 0}", ""),
    Edit("breaking", "Book.lent", ", x-at-most: copies", ""),
    Edit("addition", "Book.copies", "copies: {type: integer}", "copies: {type: integer, x-at-most: year}"),
    Edit("breaking", "Loan.state", "x-selects: {open: due, closed: returned}", "x-selects: {open: due}"),
    Edit("wording", "BadRequest in responses", "x-message-at: /message", "x-message-at: /code"),
    Edit("wording", "Library", "x-rate-limit: {requests: 10, seconds: 1}", "x-rate-limit: {requests: 5, seconds: 1}"),
    Edit("breaking", "books.list(order=)", _SORT, ""),
    Edit("addition", "books.list(embed=)", _EMBED, _EMBED_MORE),
    Edit(
        "breaking",
        "books.list(embed=)",
        "      x-expand:\n        values:\n          shelf: {at: /shelf, ref: /shelf_id}\n",
        "",
    ),
    Edit("breaking", "shelves.list()", _PAGED, f"{_PAGED}\n      x-rules: [{{at-most-one: [page, offset]}}]"),
    Edit("wording", "NewLoan", "        x-message: Please lend something.\n", ""),
    # Signing in and the server.
    Edit("breaking", "Library()", "security:\n  - key: []\n  - basic: []\n", "security:\n  - key: []\n"),
    Edit("breaking", "Library()", "security:\n  - key: []\n  - basic: []\n", "security:\n  - key: []\n    basic: []\n"),
    Edit(
        "addition",
        "Library()",
        "security:\n  - key: []\n  - basic: []\n",
        "security:\n  - key: []\n  - basic: []\n  - {}\n",
    ),
    Edit("breaking", "Library(api_key=)", "x-credential: [api_key]", "x-credential: [token]"),
    Edit("wording", "Library", "name: X-Key", "name: X-Api-Key"),
    Edit("addition", "loans.list()", "security: [{key: []}]", "security: [{key: []}, {basic: []}]"),
    Edit(
        "breaking",
        "books.list()",
        "      summary: List books\n",
        "      summary: List books\n      security: [{key: []}]\n",
    ),
    Edit("breaking", "Library.base_url", "https://{branch}.library.example/v1", "https://{branch}.library.test/v1"),
    Edit("wording", "Library.base_url", "library.example/v1", "library.example/v2"),
    Edit("breaking", "Library(city=)", _SERVER, _SERVER_OF_CITY.replace("{}", "{default: rome, x-placeholder: true}")),
    Edit("addition", "Library(city=)", _SERVER, _SERVER_OF_CITY.replace("{}", "{default: rome}")),
    Edit("breaking", "Library(branch=)", "enum: [main, east]", "enum: [main]"),
    Edit("addition", "Library(branch=)", "enum: [main, east]", "enum: [main, east, west]"),
    Edit("breaking", "Library(branch=)", "default: main, ", "default: main, x-placeholder: true, "),
    Edit("breaking", "Library(branch=)", "default: main, ", "default: east, "),
)
