"""Where the CalDAV adapter finds the calendars, whom it gives the password to, and what it never asks of a server."""

from __future__ import annotations

import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from socketserver import DatagramRequestHandler, UDPServer
from threading import Thread

import dns.message
import dns.rdatatype
import dns.resolver
import dns.rrset
import pytest
import trustme

from adapters.caldav.errors import NeverAsked
from adapters.caldav.guard import Guard, is_safe, related
from adapters.caldav.login import Login
from adapters.caldav.lookup import server_of
from adapters.caldav.transport import Transport
from adapters.conformance.harness import WINDOW
from adapters.conformance.samples import sample_entry
from adapters.formats.own_entries import invites
from adapters.passwords import Password
from daemon.ports.errors import AuthRequired, Rejected, Unavailable
from tests.adapters.caldav_desk import SECRET, Desk, uids
from tests.adapters.caldav_fake import HOME, multistatus
from tests.adapters.caldav_fake import found as response
from tests.adapters.caldav_proxy import Asked, Proxy, Reply

SCHEDULING = ("POST", "COPY", "MOVE", "PATCH", "PROPPATCH", "ACL", "LOCK", "GET", "OPTIONS", "send", "")


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def ca_file(authority: trustme.CA, tmp_path: Path) -> Path:
    """The certificate of the test's own authority."""
    path = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(path)
    return path


def encrypted(desk: Desk, authority: trustme.CA, host: str = "localhost") -> Proxy:
    """The same server behind TLS, with a certificate for a host."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(host).configure_cert(context)
    proxy = Proxy(tls=context)
    proxy.handlers.append(desk.fake)
    return proxy


# Where the calendars are


@pytest.mark.parametrize("path", ["", HOME[1:], "somewhere/", "somewhere"])
def test_calendars_are_found_from_any_address_of_the_server(desk: Desk, path: str) -> None:
    assert uids(desk.connect(url=desk.proxy.url + path).changes(None, WINDOW)) == ["lunch"]


@pytest.mark.parametrize("first", [Reply(status=404), Reply(status=405), Reply(status=200, body=b"<html/>")])
def test_calendars_are_found_by_the_well_known_address(desk: Desk, first: Reply) -> None:
    def lead(asked: Asked) -> Reply | None:
        if asked.path == "/":
            return first
        if asked.path == "/.well-known/caldav":
            return Reply(status=301, headers={"Location": "/dav/"})
        return None

    with desk.proxy.answering(lead):
        assert uids(desk.connect().changes(None, WINDOW)) == ["lunch"]
    led = [asked for asked in desk.proxy.asked if asked.path == "/.well-known/caldav"]
    assert ["authorization" in asked.headers for asked in led] == [False]


def test_only_the_configuration_says_where_to_go_and_nothing_is_dumped(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dumps = tmp_path / "dumps"
    dumps.mkdir()
    (tmp_path / ".netrc").write_text("machine localhost login somebody password else\n", encoding="utf-8")
    usual = {"HOME": str(tmp_path), "TMPDIR": str(dumps), "PYTHON_CALDAV_COMMDUMP": "1"}
    led_astray = {f"CALDAV_{name}": "http://localhost:1/" for name in ("URL", "USERNAME", "PASSWORD", "CONFIG_FILE")}
    proxies = dict.fromkeys(("http_proxy", "https_proxy", "all_proxy"), "http://localhost:1/")
    for name, value in (usual | led_astray | proxies).items():
        monkeypatch.setenv(name, value)
    with desk.proxy.counting() as asked:
        assert uids(desk.connect().changes(None, WINDOW)) == ["lunch"]
    assert {(each.user, each.password) for each in asked} == {("robin", SECRET)}
    assert list(dumps.iterdir()) == []


def test_a_server_without_calendars_is_told_as_such(desk: Desk) -> None:
    empty = multistatus([response("/", "<D:resourcetype><D:collection/></D:resourcetype>")])
    with desk.proxy.answering(lambda _: empty), pytest.raises(Unavailable, match="url"):
        desk.connect().changes(None, WINDOW)


def test_escaped_addresses_are_one_and_the_same(desk: Desk) -> None:
    other = "/dav/robin/f%C3%BCr%20mich/"
    collection = "<D:resourcetype><D:collection/><C:calendar/></D:resourcetype>"
    text = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:{}\r\nDTSTART:20260310T120000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    spelled = {"a%40b.ics": "a@b.ics", "%c3%b6%20%C3%BC.ics": "%C3%B6%20%C3%BC.ics", "50%25.ics": "50%25.ics"}

    def answer(asked: Asked) -> Reply | None:
        if asked.path == HOME and b"displayname" in asked.body:
            return multistatus([response(other, collection)])
        if b"calendar-query" in asked.body:
            return multistatus(
                response(
                    other + name, f'<D:getetag>"1"</D:getetag><C:calendar-data>{text.format(number)}</C:calendar-data>'
                )
                for number, name in enumerate(spelled)
            )
        if b"sync-collection" in asked.body:
            gone = "<D:status>HTTP/1.1 404 Not Found</D:status>"
            answers = [f"<D:response><D:href>{other}{name}</D:href>{gone}</D:response>" for name in spelled.values()]
            return multistatus(answers, "<D:sync-token>2</D:sync-token>")
        if asked.path == other:
            return multistatus([response(other, "<D:sync-token>1</D:sync-token>")])
        return None

    port = desk.connect()
    with desk.proxy.answering(answer):
        first = port.changes(None, WINDOW)
        assert uids(first) == ["0", "1", "2"]
        second = port.changes(first.cursor, WINDOW)
        assert second.items == ()
        assert set(port.changes(second.cursor, WINDOW).gone) == {item.ref for item in first.items}


class Names(UDPServer):
    """A name server on loopback that knows a few records."""

    def __init__(self, records: Mapping[tuple[str, str], str]) -> None:
        super().__init__(("127.0.0.1", 0), _Question)
        self.records = records
        Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()


class _Question(DatagramRequestHandler):
    server: Names

    def handle(self) -> None:
        asked = dns.message.from_wire(self.rfile.read())
        question = asked.question[0]
        answer = dns.message.make_response(asked)
        kind = dns.rdatatype.to_text(question.rdtype)
        if record := self.server.records.get((question.name.to_text(), kind)):
            answer.answer.append(dns.rrset.from_text(question.name, 60, "IN", kind, record))
        self.wfile.write(answer.to_wire())


@contextmanager
def naming(monkeypatch: pytest.MonkeyPatch, records: Mapping[tuple[str, str], str]) -> Iterator[None]:
    """Inside it names are looked up in these records."""
    names = Names(records)
    resolver = dns.resolver.Resolver(configure=False)
    resolver.nameservers, resolver.port = ["127.0.0.1"], names.server_address[1]
    monkeypatch.setattr(dns.resolver, "default_resolver", resolver)
    yield
    names.shutdown()
    names.server_close()


def test_an_e_mail_address_leads_to_the_server_by_the_dns(
    desk: Desk, authority: trustme.CA, ca_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy = encrypted(desk, authority)
    name = "_caldavs._tcp.localhost."
    records = {(name, "SRV"): f"0 1 {proxy.port} localhost.", (name, "TXT"): '"path=/dav/"'}
    port = desk.connect(url=None, email="robin@localhost", user=None, ca_file=ca_file)
    with naming(monkeypatch, records):
        assert uids(port.changes(None, WINDOW)) == ["lunch"]
    assert proxy.asked[0].path == "/dav/"
    assert {(asked.user, asked.password) for asked in proxy.asked} == {("robin@localhost", SECRET)}
    port.entries()
    desk.close()
    proxy.close()


@pytest.mark.parametrize(
    ("records", "told"),
    [
        ({("_caldavs._tcp.owner.example.", "SRV"): "0 1 443 calendars.elsewhere.example."}, "calendars.elsewhere"),
        ({("_caldavs._tcp.owner.example.", "SRV"): "0 0 0 ."}, "no calendars"),
    ],
)
def test_a_server_elsewhere_or_none_is_for_the_person_to_name(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, records: Mapping[tuple[str, str], str], told: str
) -> None:
    port = desk.connect(url=None, email="robin@owner.example", user=None)
    with naming(monkeypatch, records), pytest.raises(Unavailable, match=told) as caught:
        port.changes(None, WINDOW)
    assert "url" in str(caught.value)
    assert "@" not in str(caught.value)


def test_a_domain_that_says_nothing_is_asked_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    with naming(monkeypatch, {}):
        assert server_of("robin@owner.example") == "https://owner.example/"


# Whom the password goes to


def test_a_certificate_of_an_authority_of_ones_own_is_trusted_only_if_it_is_named(
    desk: Desk, authority: trustme.CA, ca_file: Path
) -> None:
    proxy = encrypted(desk, authority)
    with pytest.raises(Unavailable, match="ca_file"):
        desk.connect(url=proxy.url).changes(None, WINDOW)
    assert proxy.asked == []
    assert uids(desk.connect(url=proxy.url, ca_file=ca_file).changes(None, WINDOW)) == ["lunch"]
    desk.close()
    proxy.close()


def test_a_certificate_for_another_host_is_refused(desk: Desk, authority: trustme.CA, ca_file: Path) -> None:
    proxy = encrypted(desk, authority, "elsewhere.example")
    with pytest.raises(Unavailable, match="not trusted"):
        desk.connect(url=proxy.url, ca_file=ca_file).changes(None, WINDOW)
    assert proxy.asked == []
    proxy.close()


@pytest.mark.parametrize(
    "settings",
    [
        {"url": "http://calendars.example/"},
        {"url": "https://robin:hunter2@calendars.example/"},
        {"url": "https://"},
        {"url": "https://[::1"},
        {"url": None},
        {"url": None, "email": "robin"},
        {"ca_file": Path("/dev/null")},
        {"ca_file": Path("/nowhere/ca.pem")},
    ],
    ids=str,
)
def test_a_setting_that_cannot_work_is_rejected_and_not_repeated(desk: Desk, settings: Mapping[str, str]) -> None:
    with pytest.raises(Rejected) as caught:
        desk.connect(**settings)
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirection_to_another_host_gets_nothing(desk: Desk, status: int) -> None:
    port = desk.connect()
    cursor = port.changes(None, WINDOW).cursor
    stranger = Proxy()
    away = Reply(status=status, headers={"Location": stranger.url})
    with desk.proxy.answering(lambda _: away):
        for somebody, since in ((port, cursor), (desk.connect(), None)):
            with pytest.raises(Unavailable, match="sends us on"):
                somebody.changes(since, WINDOW)
    assert [asked for asked in stranger.asked if "authorization" in asked.headers] == []
    stranger.close()


def test_a_write_is_never_redirected(desk: Desk) -> None:
    port = desk.connect()
    port.put(sample_entry("another"), None)
    moved = Reply(status=308, headers={"Location": f"{HOME}personal/followupd-thanks-4f2a.ics"})
    with desk.proxy.answering(lambda asked: moved if asked.method == "PUT" else None), pytest.raises(Unavailable):
        port.put(sample_entry(), None)
    assert list(desk.fake.calendars["personal"]) == ["lunch.ics"]


def test_calendars_at_an_unrelated_host_get_no_password(desk: Desk) -> None:
    home = "<C:calendar-home-set><D:href>https://thief.example/robin/</D:href></C:calendar-home-set>"
    with (
        desk.proxy.answering(lambda asked: multistatus([response(asked.path, home)])),
        pytest.raises(Unavailable, match=r"thief\.example"),
    ):
        desk.connect().changes(None, WINDOW)


@pytest.mark.parametrize(
    ("host", "other", "expected"),
    [
        ("caldav.icloud.com", "p42-caldav.icloud.com", True),
        ("fastmail.com", "caldav.fastmail.com", True),
        ("caldav.fastmail.com", "fastmail.com", True),
        ("cloud.example", "cloud.example", True),
        ("cloud.example", "clouds.example", False),
        ("cloud.example", "other.example", False),
        ("calendars.example", "example", False),
        ("127.0.0.1", "10.0.0.1", False),
        ("localhost", "elsewhere.example", False),
    ],
)
def test_hosts_belong_together_below_one_domain(host: str, other: str, expected: bool) -> None:
    assert related(host, other) is expected


def test_only_this_machine_may_be_asked_without_encryption() -> None:
    assert is_safe("https://calendars.example/")
    assert is_safe("http://127.0.0.1:5232/")
    assert not is_safe("http://calendars.example/")
    assert not is_safe("ftp://localhost/")


def test_the_login_is_refused_with_advice(desk: Desk) -> None:
    with desk.proxy.answering(lambda _: Reply(status=401)), pytest.raises(AuthRequired, match="app password"):
        desk.connect().changes(None, WINDOW)


def test_somebody_unknown_is_asked_to_say_who_they_are(desk: Desk) -> None:
    unknown = "<D:current-user-principal><D:unauthenticated/></D:current-user-principal>"
    with (
        desk.proxy.answering(lambda asked: multistatus([response(asked.path, unknown)])),
        pytest.raises(AuthRequired, match="user"),
    ):
        desk.connect(user=None).changes(None, WINDOW)


@pytest.mark.parametrize(
    ("algorithm", "expected"),
    [
        ("MD5", "8ca523f5e9506fed4657c9700eebdbec"),
        ("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
    ],
)
def test_digest_is_that_of_the_standard(algorithm: str, expected: str) -> None:
    login = Login("Mufasa", lambda: Password("Circle of Life"))
    nonce = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v"
    parts = (
        f'realm="http-auth@example.org", qop="auth, auth-int", algorithm={algorithm}, nonce="{nonce}", opaque="FQhe"'
    )
    assert login.try_again([f"Digest {parts}"])
    header = login._digest("GET", "/dir/index.html", "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ")
    assert f'response="{expected}"' in header
    assert 'opaque="FQhe"' in header
    assert "Circle" not in header


def test_digest_of_an_old_server_has_no_quality() -> None:
    login = Login("Mufasa", lambda: Password("Circle Of Life"))
    assert login.try_again(['Digest realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093"'])
    assert 'response="670fd8c2df070c60b045671b8b24ff02"' in login._digest("GET", "/dir/index.html", "unused")


def test_a_server_that_wants_digest_gets_it(desk: Desk) -> None:
    challenge = {"WWW-Authenticate": 'Digest realm="BaikalDAV", qop="auth", nonce="5f2a", opaque="0e"'}

    def demand(asked: Asked) -> Reply | None:
        told = asked.headers["authorization"]
        return (
            None if told.startswith("Digest") and 'username="robin"' in told else Reply(status=401, headers=challenge)
        )

    with desk.proxy.answering(demand), desk.proxy.counting() as asked:
        assert uids(desk.connect().changes(None, WINDOW)) == ["lunch"]
    assert [each for each in asked[1:] if not each.headers["authorization"].startswith("Digest")] == []


# What is never asked


@pytest.fixture
def transport(desk: Desk) -> Transport:
    guard = Guard(host="localhost", own=f"{desk.proxy.url}dav/robin/followupd/")
    return Transport(context=ssl.create_default_context(), guard=guard, login=None)


def ask(transport: Transport, method: str, url: str, body: bytes = b"") -> None:
    with transport.ask(method, url, body):
        pass


@pytest.mark.parametrize("method", SCHEDULING)
@pytest.mark.parametrize("path", ["dav/robin/outbox/", "dav/robin/followupd/", "dav/robin/followupd/entry.ics"])
def test_no_verb_by_which_a_server_sends_leaves(desk: Desk, transport: Transport, method: str, path: str) -> None:
    with pytest.raises(NeverAsked):
        ask(transport, method, desk.proxy.url + path, b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")
    assert desk.proxy.asked == []


@pytest.mark.parametrize("method", ["PUT", "DELETE", "MKCALENDAR"])
@pytest.mark.parametrize(
    "path",
    ["outbox/", "personal/lunch.ics", "personal/", "", "followupd/../personal/x.ics", "followupd/a?b", "followup"],
)
def test_nothing_is_written_outside_of_the_own_calendar(
    desk: Desk, transport: Transport, method: str, path: str
) -> None:
    with pytest.raises(NeverAsked):
        ask(transport, method, f"{desk.proxy.url}dav/robin/{path}")
    transport.guard.own = None
    with pytest.raises(NeverAsked):
        ask(transport, method, f"{desk.proxy.url}dav/robin/followupd/entry.ics")
    assert desk.proxy.asked == []


@pytest.mark.parametrize(
    "line",
    [
        b"ATTENDEE:mailto:ann@team.example",
        b"attendee;CN=Ann:mailto:ann@team.example",
        b"ATT\r\n ENDEE:mailto:ann@team.example",
        b"ATTEND\n\tEE;PARTSTAT=NEEDS-ACTION:mailto:ann@team.example",
        b"METHOD:REQUEST",
    ],
)
def test_no_event_with_attendees_leaves(desk: Desk, transport: Transport, line: bytes) -> None:
    body = b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:x\r\n" + line + b"\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    with pytest.raises(NeverAsked):
        ask(transport, "PUT", f"{transport.guard.own}entry.ics", body)
    assert desk.proxy.asked == []


def test_a_text_that_speaks_of_attendees_invites_nobody() -> None:
    assert not invites(b"BEGIN:VEVENT\r\nDESCRIPTION:first\\nATTENDEE:mailto:ann@team.example\r\nX-ATTENDEE:1\r\n")


def test_whatever_is_done_only_reads_and_writes_entries_and_tells_nobody(desk: Desk) -> None:
    port = desk.connect()
    written = port.put(sample_entry(description="Write to hanna@elsewhere.example"), None)
    written = port.put(sample_entry(summary="Second"), written.version)
    port.changes(port.changes(None, WINDOW).cursor, WINDOW)
    port.entries()
    port.remove(written.ref, written.version)
    asked = desk.proxy.asked
    assert {each.method for each in asked} == {"PROPFIND", "REPORT", "MKCALENDAR", "PUT", "DELETE"}
    assert {each.path.rpartition("/")[0] for each in asked if each.method in {"PUT", "DELETE"}} == {f"{HOME}followupd"}
    assert not any(invites(each.body) for each in asked)
    assert [each.headers["schedule-reply"] for each in asked if each.method == "DELETE"] == ["F"]
    assert not any(SECRET in f"{each.path}{each.body!r}" for each in asked)
