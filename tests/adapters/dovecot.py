"""A real Dovecot on loopback: its own configuration, folder and ports, as a user without rights, for as long as needed.

Any name may log in, with one password, and finds an empty mailbox; so each test has a mailbox of its own. As root,
which Dovecot refuses to serve, it runs as `nobody`. One that was unpacked by `.ci/programs` has settings beside it that
say where its parts are.
"""

from __future__ import annotations

import grp
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import TypedDict

import trustme

PASSWORD = "korrektes-Pferd"
PROGRAM = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")

CONFIGURATION = r"""
!include_try {program}.settings
base_dir = {place}/run
state_dir = {place}/state
log_path = {place}/log
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
protocols = imap
listen = 127.0.0.1, 127.0.0.2
ssl = yes
ssl_cert = <{place}/server.pem
ssl_key = <{place}/server.key
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_failure_delay = 0
mail_max_userip_connections = 1000
mail_location = maildir:{place}/mail/%u
mailbox_list_index = yes
mail_fsync = never
first_valid_uid = 1
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
service auth {{
  chroot =
}}
service imap-login {{
  chroot =
  service_count = 0
  process_min_avail = 1
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
service imap {{
  process_limit = 100
}}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={place}/mail/%u
}}
namespace inbox {{
  inbox = yes
  separator = /
  mailbox Entwürfe {{
    auto = create
    special_use = \Drafts
  }}
  mailbox "Gesendete Objekte" {{
    auto = create
    special_use = \Sent
  }}
  mailbox Archive {{
    auto = create
  }}
  mailbox Papierkorb {{
    auto = create
    special_use = \Trash
  }}
}}
"""


class Identity(TypedDict, total=False):
    """As whom a program runs; empty for the user who runs the tests."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dovecot:
    """A running server: `port` speaks in clear and offers STARTTLS, `tls_port` is encrypted from the start."""

    place: Path
    port: int
    tls_port: int
    identity: Identity

    @property
    def ca_file(self) -> Path:
        """The certificate to trust."""
        return self.place / "ca.pem"

    def give(self, path: Path) -> None:
        """Let a file or folder be the server's."""
        if self.identity:
            os.chown(path, self.identity["user"], self.identity["group"])

    def administer(self, *arguments: str) -> None:
        """Run doveadm."""
        program = shutil.which("doveadm") or str(Path(PROGRAM or "").with_name("doveadm"))
        command = [program, "-c", str(self.place / "dovecot.conf"), *arguments]
        subprocess.run(command, check=True, capture_output=True, **self.identity)


@contextmanager
def running() -> Iterator[Dovecot]:
    """A server that is ready, in a folder that is removed afterwards."""
    assert PROGRAM is not None
    account = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    place = Path(tempfile.mkdtemp(prefix="followupd-dovecot-"))
    port, tls_port = free_ports(2)
    make_certificates(place)
    configuration = CONFIGURATION.format(
        program=PROGRAM,
        place=place,
        user=account.pw_name,
        group=grp.getgrgid(account.pw_gid).gr_name,
        uid=account.pw_uid,
        gid=account.pw_gid,
        port=port,
        tls_port=tls_port,
        password=PASSWORD,
    )
    (place / "dovecot.conf").write_text(configuration, "utf-8")
    (place / "mail").mkdir()
    if os.geteuid() == 0:
        for path in (place, *place.iterdir()):
            os.chown(path, account.pw_uid, account.pw_gid)
    identity = Identity(user=account.pw_uid, group=account.pw_gid, extra_groups=[]) if os.geteuid() == 0 else Identity()
    with subprocess.Popen([PROGRAM, "-F", "-c", str(place / "dovecot.conf")], **identity) as server:
        try:
            wait_until_it_listens(port, server, place / "log")
            yield Dovecot(place=place, port=port, tls_port=tls_port, identity=identity)
        finally:
            server.terminate()
            server.wait(20)
            shutil.rmtree(place, ignore_errors=True)


def free_ports(count: int) -> Sequence[int]:
    """Ports that nobody listens on."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def make_certificates(place: Path) -> None:
    """An authority of its own (ca.pem) and a certificate for 127.0.0.1 and localhost (server.pem, server.key)."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(place / "ca.pem")
    certificate = authority.issue_cert("127.0.0.1", "localhost")
    certificate.cert_chain_pems[0].write_to_path(place / "server.pem")
    certificate.private_key_pem.write_to_path(place / "server.key")


def wait_until_it_listens(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    """Come back when the port takes connections; fails with the server's log if it never does."""
    patience = monotonic() + 20
    while server.poll() is None and monotonic() < patience:
        try:
            with socket.create_connection(("127.0.0.1", port), 1) as connection:
                if connection.recv(4):
                    return
        except OSError:
            server.poll()
    raise AssertionError(f"Dovecot does not start: {log.read_text() if log.exists() else 'no log'}")
