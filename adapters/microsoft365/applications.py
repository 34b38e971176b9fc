"""The app registration as Microsoft's login library acts for it: in the name of a person, or by itself."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, Final, TypeVar

from msal import ConfidentialClientApplication, PublicClientApplication

from adapters.microsoft365.login_http import LoginClient
from adapters.microsoft365.refusals import reaching
from adapters.web.private_files import read_private
from daemon.ports.errors import AuthRequired, Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import requests
    from msal import SerializableTokenCache

    from adapters.microsoft365.settings import Settings

Made = TypeVar("Made")

# What the library says on its way: who signs in, and what the server answers.
logging.getLogger("msal").setLevel(logging.CRITICAL)

_KEY: Final = re.compile(r"-----BEGIN ((?:RSA |EC )?PRIVATE KEY)-----[^-]*-----END \1-----")
_CERTIFICATE: Final = re.compile(r"-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----")


def authority_of(settings: Settings) -> str:
    """Where those of the tenant sign in."""
    return f"{settings.login_endpoint}{settings.tenant}"


def public_application(
    settings: Settings, session: requests.Session, cache: SerializableTokenCache
) -> PublicClientApplication:
    """The app registration as a person's program; making it asks the login server where what is done."""
    return _made(
        settings,
        LoginClient(session),
        lambda client: PublicClientApplication(
            settings.client_id,
            authority=authority_of(settings),
            token_cache=cache,
            http_client=client,
            instance_discovery=False,  # which would ask another server whether it knows this one
        ),
    )


def confidential_application(settings: Settings, session: requests.Session) -> ConfidentialClientApplication:
    """The app registration by itself, with its certificate."""
    assert settings.certificate_file is not None
    key, certificate = _read_certificate(settings.certificate_file)
    return _made(
        settings,
        LoginClient(session),
        lambda client: ConfidentialClientApplication(
            settings.client_id,
            client_credential={"private_key": key, "public_certificate": certificate},
            authority=authority_of(settings),
            http_client=client,
            instance_discovery=False,
        ),
    )


def _made(settings: Settings, client: LoginClient, make: Callable[[LoginClient], Made]) -> Made:
    try:
        with reaching():
            return make(client)
    except Unavailable as error:
        if client.status in {400, 404}:
            raise AuthRequired(
                f"the login server knows no organisation “{settings.tenant}”: tenant is wrong"
            ) from error
        raise


def _read_certificate(path: Path) -> tuple[str, str]:
    """The private key and the certificate in a file, which can act for a mailbox, so only its owner may read it."""
    try:
        text = read_private(path).decode("ascii", "replace")
    except FileNotFoundError as error:
        raise AuthRequired(f"there is no certificate in {path}") from error
    key, certificate = _KEY.search(text), _CERTIFICATE.search(text)
    if key is None or certificate is None:
        raise AuthRequired(
            f"{path} does not hold both a certificate and its private key, in PEM and without a password"
        )
    if not _belong_together(key[0], certificate[0]):
        raise AuthRequired(f"the private key in {path} is not that of the certificate, or one of the two is damaged")
    return key[0], certificate[0]


def _belong_together(key: str, certificate: str) -> bool:
    # Who signs in by a browser has no use for these, and they take eight megabytes.
    from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415 - as above
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey  # noqa: PLC0415 - as above
    from cryptography.hazmat.primitives.serialization import load_pem_private_key  # noqa: PLC0415 - as above
    from cryptography.x509 import load_pem_x509_certificate  # noqa: PLC0415 - as above

    try:
        private = load_pem_private_key(key.encode(), None)
        public = load_pem_x509_certificate(certificate.encode()).public_key()
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return False
    return isinstance(private, RSAPrivateKey) and private.public_key() == public
