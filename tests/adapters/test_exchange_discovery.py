"""Finding the server of an address: without a password, and never in the cloud."""

from __future__ import annotations

import json
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import trustme
import urllib3.util.connection

from adapters.conformance import make_setup
from adapters.exchange.discovery import find_endpoint
from adapters.exchange.settings import settings_from
from daemon.ports.adapter import OptionValue
from daemon.ports.errors import Rejected, Unavailable
from tests.adapters.caldav_proxy import Asked, Proxy, Reply

EMAIL = "robin+jobs@owner.example"
SERVICES = "https://mail.owner.example/EWS/Exchange.asmx"


class Domain(Proxy):
    """Every server of a domain, as the DNS of this machine has them; those in `missing` do not exist."""

    def __init__(self, tls: ssl.SSLContext, missing: set[str]) -> None:
        super().__init__(tls=tls)
        self.missing = missing
        self.replies: dict[str, Reply] = {}

    def forward(self, asked: Asked) -> Reply:
        return self.replies.get(asked.headers["host"].partition(":")[0], Reply(status=404))


@pytest.fixture
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def domain(authority: trustme.CA, monkeypatch: pytest.MonkeyPatch) -> Iterator[Domain]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("*.owner.example", "owner.example").configure_cert(context)
    made = Domain(context, set())
    connect = urllib3.util.connection.create_connection

    def to_this_machine(address: tuple[str, int], *others: object, **more: object) -> socket.socket:
        if address[0] in made.missing or not address[0].endswith("owner.example"):
            raise socket.gaierror("no such host")
        return connect(("127.0.0.1", made.port), *others, **more)  # type: ignore[arg-type]  # handed on as they came

    monkeypatch.setattr(urllib3.util.connection, "create_connection", to_this_machine)
    yield made
    made.close()


def find(authority: trustme.CA, folder: Path) -> str:
    """The web services of the address, as an account would look for them."""
    authority.cert_pem.write_to_path(folder / "ca.pem")
    given: dict[str, OptionValue] = {"email": EMAIL, "ca_file": folder / "ca.pem", "password_file": folder / "password"}
    return find_endpoint(settings_from(make_setup(folder, given)))


def told(address: object) -> Reply:
    """A server that knows."""
    return Reply(
        headers={"Content-Type": "application/json"}, body=json.dumps({"Protocol": "EWS", "Url": address}).encode()
    )


def test_the_domain_is_asked_by_its_own_name_for_it(domain: Domain, authority: trustme.CA, tmp_path: Path) -> None:
    domain.replies["autodiscover.owner.example"] = told(SERVICES)
    assert find(authority, tmp_path) == SERVICES
    (asked,) = domain.asked
    assert parse_qs(urlsplit(asked.path).query)["Email"] == [EMAIL]


@pytest.mark.parametrize("first", [Reply(status=404), Reply(body=b"<html>Hello</html>"), Reply(body=b"[]"), told(None)])
def test_or_by_the_plain_one(domain: Domain, authority: trustme.CA, tmp_path: Path, first: Reply) -> None:
    domain.replies = {"autodiscover.owner.example": first, "owner.example": told(SERVICES)}
    assert find(authority, tmp_path) == SERVICES


def test_a_server_that_is_not_there_is_passed_over(domain: Domain, authority: trustme.CA, tmp_path: Path) -> None:
    domain.missing.add("autodiscover.owner.example")
    domain.replies["owner.example"] = told(SERVICES)
    assert find(authority, tmp_path) == SERVICES


def test_nobody_gets_a_password_for_it(domain: Domain, authority: trustme.CA, tmp_path: Path) -> None:
    asks = Reply(status=401, headers={"WWW-Authenticate": 'Basic realm="x"'})
    domain.replies = {"autodiscover.owner.example": asks, "owner.example": asks}
    with pytest.raises(Unavailable, match="url"):
        find(authority, tmp_path)
    assert [each.headers.get("authorization") for each in domain.asked] == [None, None]
    assert len(domain.asked) == 2


def test_it_goes_where_it_is_sent_on_to(domain: Domain, authority: trustme.CA, tmp_path: Path) -> None:
    location = "https://mail.owner.example/autodiscover/autodiscover.json?Email=x"
    domain.replies = {
        "autodiscover.owner.example": Reply(status=302, headers={"Location": location}),
        "mail.owner.example": told(SERVICES),
    }
    assert find(authority, tmp_path) == SERVICES


@pytest.mark.parametrize(
    "location",
    [
        "http://mail.owner.example/autodiscover/autodiscover.json",
        "https://mail.owner.example/owa/auth/logon.aspx",
        "https://autodiscover.owner.example/autodiscover/autodiscover.json",
    ],
)
def test_but_neither_unencrypted_nor_elsewhere_nor_in_circles(
    domain: Domain, authority: trustme.CA, tmp_path: Path, location: str
) -> None:
    domain.replies["autodiscover.owner.example"] = Reply(status=302, headers={"Location": location})
    with pytest.raises(Unavailable, match="url"):
        find(authority, tmp_path)


@pytest.mark.parametrize(
    "reply",
    [
        told("https://outlook.office365.com/EWS/Exchange.asmx"),
        Reply(status=302, headers={"Location": "https://outlook.office365.com/autodiscover/autodiscover.json?Email=x"}),
    ],
)
def test_a_mailbox_in_the_cloud_is_refused_with_what_to_use_instead(
    domain: Domain, authority: trustme.CA, tmp_path: Path, reply: Reply
) -> None:
    domain.replies["autodiscover.owner.example"] = reply
    with pytest.raises(Rejected, match="microsoft365"):
        find(authority, tmp_path)


def test_services_that_are_not_encrypted_are_refused(domain: Domain, authority: trustme.CA, tmp_path: Path) -> None:
    domain.replies["autodiscover.owner.example"] = told("http://mail.owner.example/EWS/Exchange.asmx")
    with pytest.raises(Rejected, match="https"):
        find(authority, tmp_path)


def test_a_server_that_nobody_trusts_is_not_believed(domain: Domain, tmp_path: Path) -> None:
    domain.replies["autodiscover.owner.example"] = told(SERVICES)
    with pytest.raises(Unavailable, match="url"):
        find(trustme.CA(), tmp_path)
    assert domain.asked == []
