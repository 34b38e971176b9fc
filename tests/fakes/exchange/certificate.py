"""The certificate of a server on this machine, from an authority of an organisation's own."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from pathlib import Path

import trustme


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """What the server encrypts with, the file that names its authority (PEM), and the certificate itself (DER)."""

    tls: ssl.SSLContext
    ca_file: Path
    der: bytes


def certificate(folder: Path) -> Certificate:
    """A new authority, kept in a folder, and a certificate from it."""
    authority = trustme.CA()
    issued = authority.issue_cert("localhost")
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    issued.configure_cert(tls)
    ca_file = folder / "authority.pem"
    authority.cert_pem.write_to_path(ca_file)
    der = ssl.PEM_cert_to_DER_cert(issued.cert_chain_pems[0].bytes().decode())
    return Certificate(tls=tls, ca_file=ca_file, der=der)
