"""A credential of any length, sent in any way, is in nothing that an error of any kind shows."""

import base64
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import quote

import pytest
from tests.clients.runtime.acme import Flavour
from tests.clients.runtime.conftest import Start
from tests.clients.runtime.sample import GroupList
from tests.clients.runtime.socket_server import HASTY, Action, hang, reply, reset
from tests.clients.runtime.test_exchange import close
from tests.clients.runtime.test_paging import CURSOR, page

from vouch.generate import runtime
from vouch.generate.runtime import errors
from vouch.generate.runtime.call import Call, Operation
from vouch.generate.runtime.retry import Retry
from vouch.generate.runtime.security import ApiKey, Basic, Bearer, Scheme

OURS = str(Path(runtime.__path__[0]))
SECRETS = ("s3k", "open/sesame+&%=")
SCHEMES: dict[str, Scheme] = {
    "basic": Basic("api_key", "api_key"),
    "bearer": Bearer("api_key"),
    "header": ApiKey("api_key", "X-Key"),
    "query": ApiKey("api_key", "key", "query"),
    "cookie": ApiKey("api_key", "session", "cookie"),
}


def spellings(secret: str) -> list[str]:
    """Return how a secret may look on the wire."""
    return [secret, quote(secret, safe=""), base64.b64encode(f"{secret}:{secret}".encode()).decode()]


def echoed(secret: str, scheme: Scheme) -> str:
    """Return what a vendor may say that repeats what it was sent."""
    said = {Basic: 2, ApiKey: 1}.get(type(scheme), 0)
    return f"bad key {secret}, sent as {spellings(secret)[said]}."


def failures(said: str) -> dict[type[errors.APIError], list[Action]]:
    """Return errors of each kind, and what the vendor does to bring them about."""
    told = {"x_request_id": said}
    no_success = {"success": False, "error": said, "data": [said]}
    return {
        errors.AuthenticationError: [reply(401, {"message": said, "errors": {"key": [said]}}, **told)],
        errors.PermissionDeniedError: [reply(403, f"<title>{said}</title>")],
        errors.InternalServerError: [reply(500, said, **told)],
        errors.APIStatusError: [reply(302, location=f"http://localhost:1/{quote(said)}?x={quote(said)}")],
        errors.APIConnectionError: [reset],
        errors.APITimeoutError: [hang],
        errors.ResponseDecodeError: [reply(200, f'"{said}"'), reply(200, said), reply(200, no_success, **told)],
        errors.PaginationError: [page("a", cursor="1"), page("b", cursor="1")],
    }


def chain(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an error and what a traceback shows before it."""
    while error is not None:
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def locals_of_ours(traceback: TracebackType | None) -> Iterator[str]:
    """Yield what a traceback shows of the frames of the runtime."""
    while traceback is not None:
        if traceback.tb_frame.f_code.co_filename.startswith(OURS):
            yield repr(traceback.tb_frame.f_locals)
        traceback = traceback.tb_next


def shown(error: errors.APIError) -> str:
    """Return all that an error shows, to people and to those who look into it."""
    told: list[object] = []
    for each in chain(error):
        told += [str(each), repr(each), each.args, getattr(each, "__notes__", ())]
        told += locals_of_ours(each.__traceback__)
        told += [getattr(each, name, None) for name in ("messages", "body", "request_id", "got", "path")]
        request: Any = getattr(each, "_request", None) or getattr(getattr(each, "response", None), "_request", None)
        told += [str(request.url), request.headers.raw] if request is not None else []
    return " ".join(map(str, told))


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize("scheme", SCHEMES.values(), ids=SCHEMES)
def test_no_error_shows_a_credential(
    start: Start, scheme: Scheme, secret: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever the error and however the credential went out, no text, local variable or log line of ours has it."""
    caplog.set_level("DEBUG")
    said = echoed(secret, scheme)
    operation = Operation("groups.list", "GET", "/groups", GroupList.from_json, security=((scheme,),))
    caller, server = start(api_key=secret, retry=Retry(attempts=1))
    asked, seen = 0, list[str]()
    for kind, actions in failures(said).items():
        calls = [actions] if kind is errors.PaginationError else [[action] for action in actions]
        for script in calls:
            server.script.extend(script)
            with pytest.raises(kind) as raised:
                caller.items(Call(operation, timeout=HASTY if hang in script else None), CURSOR)
            assert raised.type is kind
            asked += len(script)
            assert server.seen(asked) == asked
            seen.append(shown(raised.value))
    sent = f"{server.requests[0].target} {server.requests[0].headers.raw}"
    # httpcore writes down what a vendor's headers say; we do not.
    logged = [record.getMessage() for record in caplog.records if record.name in {"acme_client", "httpx"}]
    everything = " ".join([*seen, *logged])

    assert any(spelling in sent for spelling in spellings(secret))
    assert [spelling for spelling in spellings(secret) if spelling in everything] == []
    assert everything.count("bad key [hidden], sent as [hidden].") > 9


@pytest.mark.parametrize("secret", SECRETS)
def test_nothing_sent_shows_a_credential(flavour: Flavour, secret: str) -> None:
    """Nor has what is refused before sending, by a client that is made, in use or closed."""
    caller = flavour(api_key=secret)
    found: list[errors.APIError] = []
    for call in (
        Call(Operation("x", "GET", "/{x}", GroupList.from_json)),
        Call(Operation("x", "GET", "/", GroupList.from_json), headers={"x": "\n"}),
    ):
        with pytest.raises(errors.InvalidRequestError) as refused:
            caller.execute(call)
        found.append(refused.value)
    close(caller)
    with pytest.raises(errors.APIError, match="is closed") as closed:
        caller.execute(Call(Operation("x", "GET", "/", GroupList.from_json)))
    with pytest.raises(errors.InvalidRequestError) as made:
        flavour(api_key=f"{secret}\n")
    caller.close()

    assert secret not in " ".join(map(shown, [*found, closed.value, made.value]))
