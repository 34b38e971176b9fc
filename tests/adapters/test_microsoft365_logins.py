"""A login at Microsoft: how it is kept and renewed, what happens when it ends, and that of an organisation."""

from __future__ import annotations

import logging
import os
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import trustme

from adapters.conformance.harness import OWNER, WINDOW
from adapters.microsoft365 import ADAPTER
from adapters.microsoft365.grants import GrantFile
from adapters.microsoft365.settings import settings_from
from adapters.microsoft365.tokens import load_login
from daemon.ports.adapter import Login, OptionValue, Setup
from daemon.ports.errors import AuthRequired, Rejected, Unavailable
from tests.adapters.microsoft365_desk import Page, Place, begin, check, place_in
from tests.fakes.graph import entra
from tests.fakes.graph.entra import TENANT, certificate


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with place_in(tmp_path) as place:
        yield place


class TestKeeping:
    """The login in the state folder."""

    @pytest.mark.usefixtures("loose_umask")
    def test_only_the_person_can_read_it(self, place: Place) -> None:
        place.sign_in()
        assert stat.S_IMODE(place.file.stat().st_mode) == 0o600
        assert stat.S_IMODE(place.file.parent.stat().st_mode) == 0o700

    def test_one_that_others_can_read_is_not_used(self, place: Place) -> None:
        place.sign_in()
        place.file.chmod(0o640)
        with pytest.raises(AuthRequired, match="chmod 600"):
            ADAPTER.open(place.setup())

    def test_a_disk_that_is_full_leaves_the_old_one_whole(self, place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
        place.sign_in()
        before = place.file.read_bytes()

        def full(_descriptor: int) -> None:
            raise OSError(28, "No space left on device")

        with monkeypatch.context() as patched:
            patched.setattr(os, "fsync", full)
            with pytest.raises(Unavailable, match="No space left"):
                place.sign_in()
        assert place.file.read_bytes() == before
        assert [path.name for path in place.file.parent.iterdir()] == [GrantFile.NAME]

    @pytest.mark.parametrize("content", ["", "[]", "{}", '{"format": 2}', "\xff", '{"format": 1, "scopes": 3}'])
    def test_a_damaged_one_is_told_with_the_remedy(self, place: Place, content: str) -> None:
        place.sign_in()
        place.file.write_text(content, encoding="latin-1")
        with pytest.raises(AuthRequired, match="followupd auth"):
            ADAPTER.open(place.setup())

    def test_what_the_library_kept_may_be_damaged_too(self, place: Place) -> None:
        place.sign_in()
        file = GrantFile(place.file.parent, "x")
        file.write(replace(file.read(), cache='{"RefreshToken": 7}'))
        with pytest.raises((AuthRequired, Unavailable)):
            place.renew()

    def test_one_for_another_application_is_not_shown_to_this_one(self, place: Place) -> None:
        place.sign_in()
        for others in ({"client_id": "another"}, {"tenant": "common"}):
            with pytest.raises(AuthRequired, match="sign in again"):
                ADAPTER.open(place.setup(**others))

    def test_no_token_is_told_or_logged(self, place: Place, caplog: pytest.LogCaptureFixture) -> None:
        caplog.set_level(logging.DEBUG)
        page = Page(place.entra.consent)
        login = begin(place.setup(), page)
        login_again = check(place.setup())
        settings = settings_from(place.setup())
        told = "\n".join([*page.told, *login.remarks, *login_again.remarks])
        shown = told + repr(GrantFile(place.file.parent, "x").read()) + repr(settings) + repr(load_login(settings))
        place.entra.end_logins()
        with pytest.raises(AuthRequired) as caught:
            place.renew()
        chain = "".join(str(each) for each in (caught.value, caught.value.__cause__))
        assert len(place.entra.secrets) > 3
        assert [secret for secret in place.entra.secrets if secret in shown + chain] == []
        logged = "\n".join(record.getMessage() for record in caplog.records)
        assert [secret for secret in place.entra.secrets if secret in logged] == []
        assert OWNER not in logged


class TestRenewing:
    """Access tokens live for an hour; the login for as long as Microsoft lets it."""

    def test_a_renewed_token_is_kept_for_the_next_command(self, place: Place) -> None:
        place.sign_in()
        file = GrantFile(place.file.parent, "x")
        before = file.read()
        place.renew()
        after = file.read()
        assert after.cache != before.cache
        assert replace(after, cache="") == replace(before, cache="")
        assert stat.S_IMODE(place.file.stat().st_mode) == 0o600

    def test_a_server_that_takes_each_renewal_once_is_coped_with(self, place: Place) -> None:
        place.entra.strict = True
        place.sign_in()
        for _ in range(3):
            place.renew()

    def test_a_token_that_is_still_good_is_not_renewed_by_the_next_command(self, place: Place) -> None:
        place.sign_in()
        opened = ADAPTER.open(place.setup())
        with place.server.counting() as asked:
            opened.calendar.entries()
        opened.close()
        assert [each.path for each in asked if each.method == "POST"] == []

    def test_a_token_that_microsoft_takes_no_more_though_its_time_has_not_come_is_renewed_at_once(
        self, place: Place
    ) -> None:
        place.sign_in()
        opened = ADAPTER.open(place.setup())
        opened.calendar.entries()
        place.server.grants.clear()
        assert opened.calendar.entries().complete
        opened.close()

    def test_a_token_is_renewed_before_its_time_comes(self, place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
        place.sign_in()
        opened = ADAPTER.open(place.setup())
        opened.calendar.entries()
        monkeypatch.setattr("adapters.microsoft365.tokens.monotonic", lambda: 1e12)
        with place.server.counting() as asked:
            opened.calendar.changes(None, WINDOW)
        opened.close()
        assert asked[0].path.endswith("/openid-configuration")

    def test_who_looks_with_the_rights_of_another_user_does_not_take_the_file(
        self, place: Place, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        place.sign_in()
        before = place.file.read_bytes()
        monkeypatch.setattr(os, "geteuid", lambda: place.file.stat().st_uid + 1)
        place.renew()
        assert place.file.read_bytes() == before

    def test_who_signed_in_anew_is_believed_by_a_session_that_goes_on(self, place: Place) -> None:
        place.sign_in()
        opened = ADAPTER.open(place.setup())
        opened.calendar.entries()
        place.entra.end_logins()
        place.sign_in()
        assert opened.calendar.entries().complete
        opened.close()

    def test_a_login_that_has_ended_says_why_it_may_have(self, place: Place) -> None:
        place.sign_in()
        place.entra.end_logins()
        with pytest.raises(AuthRequired, match=r"has ended.*AADSTS700082.*followupd auth conformance"):
            place.renew()
        with pytest.raises(AuthRequired):
            check(place.setup())

    def test_a_failure_of_microsoft_is_waited_out(self, place: Place) -> None:
        place.sign_in()
        place.entra.unwell = 99
        with pytest.raises(Unavailable):
            place.renew()
        place.entra.unwell = 0
        place.renew()

    def test_without_a_network_it_is_waited(self, place: Place) -> None:
        place.sign_in()
        file = GrantFile(place.file.parent, "x")
        file.write(replace(file.read(), authority=f"https://localhost:9/{TENANT}"))
        with pytest.raises(Unavailable):
            place.renew(place.setup(login_endpoint="https://localhost:9/"))

    def test_checking_asks_microsoft_and_keeps_the_grant(self, place: Place) -> None:
        place.sign_in()
        before = GrantFile(place.file.parent, "x").read()
        with place.server.counting() as asked:
            assert check(place.setup()).well
        assert [each.path.partition("?")[0].partition(TENANT)[2] or each.path for each in asked] == [
            "/v2.0/.well-known/openid-configuration",
            "/oauth2/v2.0/token",
            "/v1.0/me/calendars?$top=1",
            "/v1.0/me/mailFolders?$top=1",
        ]
        assert replace(GrantFile(place.file.parent, "x").read(), cache="") == replace(before, cache="")

    def test_nobody_signed_in_is_told(self, place: Place) -> None:
        with pytest.raises(AuthRequired, match="followupd auth conformance"):
            check(place.setup())


class TestCertificate:
    """A certificate with which the administrator of an organisation lets followupd act for a mailbox."""

    @pytest.fixture
    def file(self, place: Place) -> Path:
        path = place.folder / "certificate.pem"
        path.touch(0o600)
        path.write_text("".join(certificate()), encoding="utf-8")
        place.entra.roles = frozenset({"Calendars.ReadWrite", "Mail.ReadWrite"})
        return path

    def setup(self, place: Place, file: Path, **others: OptionValue) -> Setup:
        return place.setup(certificate_file=file, **{"user": "robin@owner.example", **others})

    def test_it_acts_for_the_mailbox_that_is_named(self, place: Place, file: Path) -> None:
        with place.server.counting() as asked:
            login = check(self.setup(place, file))
        assert login == Login(well=True, remarks=("the certificate is accepted for robin@owner.example",))
        graph = [each.path for each in place.server.asked_of_graph(asked)]
        assert graph == [f"/v1.0/users/robin@owner.example/{name}?$top=1" for name in ("calendars", "mailFolders")]

    def test_signing_in_asks_nobody_and_keeps_nothing(self, place: Place, file: Path) -> None:
        page = Page(place.entra.consent)
        assert begin(self.setup(place, file), page).well
        assert page.visited == []
        assert not place.file.exists()

    def test_entries_are_written_with_it(self, place: Place, file: Path) -> None:
        opened = ADAPTER.open(self.setup(place, file))
        assert opened.calendar.entries().complete
        place.server.grants.clear()
        assert opened.calendar.entries().complete
        opened.close()

    def test_a_mailbox_that_it_may_not_open_is_told(self, place: Place, file: Path) -> None:
        place.entra.roles = frozenset()
        login = check(self.setup(place, file))
        assert not login.well
        assert all("permissions that README names" in remark for remark in login.remarks[1:])

    def test_a_certificate_that_is_not_that_of_the_application_is_told(self, place: Place, file: Path) -> None:
        place.entra.trouble = entra.BAD_ASSERTION
        with pytest.raises(AuthRequired, match="upload it there"):
            check(self.setup(place, file))

    def test_one_that_others_can_read_is_not_used(self, place: Place, file: Path) -> None:
        file.chmod(0o644)
        with pytest.raises(AuthRequired, match="chmod 600"):
            check(self.setup(place, file))

    def test_one_that_is_not_whole_is_told(self, place: Place, file: Path) -> None:
        file.write_text(certificate()[1], encoding="utf-8")
        with pytest.raises(AuthRequired, match="private key"):
            check(self.setup(place, file))
        file.unlink()
        with pytest.raises(AuthRequired, match="no certificate"):
            check(self.setup(place, file))

    def test_a_key_that_is_damaged_or_anothers_is_told(self, place: Place, file: Path) -> None:
        key, shown = certificate()
        other = trustme.CA().issue_cert("x.example", key_type=trustme.KeyType.RSA).private_key_pem.bytes().decode()
        elliptic = trustme.CA().issue_cert("x.example", key_type=trustme.KeyType.ECDSA)
        pairs = [(other, shown), (f"{key[:80]}{key[90:]}", shown), (key, f"{shown[:80]}{shown[90:]}")]
        pairs.append((elliptic.private_key_pem.bytes().decode(), elliptic.cert_chain_pems[0].bytes().decode()))
        for pair in pairs:
            file.write_text("".join(pair), encoding="utf-8")
            with pytest.raises(AuthRequired, match="not that of the certificate"):
                check(self.setup(place, file))

    def test_a_mailbox_and_an_organisation_have_to_be_named(self, place: Place, file: Path) -> None:
        for others, told in (({"user": None}, "user"), ({"user": "robin"}, "user"), ({"tenant": "common"}, "tenant")):
            with pytest.raises(Rejected, match=f"{told} is not set"):
                ADAPTER.open(self.setup(place, file, **others))
