"""The sign-in page of a fake Google and the place where it gives out tokens, as strict as the standards they follow.

RFC 6749 (codes and refresh tokens), RFC 7636 (PKCE), RFC 7523 (service accounts). A code is good once, and only with
its verifier and address; a refresh token can end; what is asked in a way that Google would not take is a fault.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import count
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

from tests.adapters.caldav_proxy import Asked, Reply
from tests.fakes.google.server import GoogleServer, answer

CLIENT_ID = "robin-app.apps.googleusercontent.example"
CLIENT_SECRET = "GOCSPX-hush"
SERVICE = "helper@robins-project.iam.example"
HOUR = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """What the person agreed to on the page, which a code stands for."""

    scopes: frozenset[str]
    challenge: str
    redirect_uri: str
    offline: bool


@dataclass(slots=True)
class TokenPlace:
    """Where codes, refresh tokens and the keys of service accounts are turned into access tokens.

    `testing` is a project whose publishing status is Testing; `ended` a project whose logins have all been ended;
    `skewed` that the clocks of client and server differ; `unwell` how many requests are answered by a failure of the
    server. `delegated` are the scopes that the administrator of a domain lets the service account have.
    """

    server: GoogleServer
    testing: bool = False
    ended: bool = False
    skewed: bool = False
    unwell: int = 0
    delegated: frozenset[str] = frozenset()
    consents: dict[str, Consent] = field(default_factory=dict)
    refreshing: dict[str, frozenset[str]] = field(default_factory=dict)
    secrets: list[str] = field(default_factory=list)
    _numbers: count[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self.server.places["/token"] = self.answer

    # The page in the browser

    def consent(self, address: str, *, untick: Iterable[str] = ()) -> str:
        """What a person does at the page; answers with the address that their browser is sent back to."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        self._expect(asked["client_id"] == CLIENT_ID, "the page: it knows no such client")
        self._expect(asked["response_type"] == "code", "the page: it gives out codes only")
        self._expect(asked.get("code_challenge_method") == "S256", "the page: the code is not protected (PKCE)")
        code = self._secret("code/")
        scopes = frozenset(asked["scope"].split()) - frozenset(untick)
        self.consents[code] = Consent(
            scopes=scopes,
            challenge=asked["code_challenge"],
            redirect_uri=asked["redirect_uri"],
            offline=asked.get("access_type") == "offline" and asked.get("prompt") == "consent",
        )
        back = {"state": asked["state"], "code": code, "scope": " ".join(sorted(scopes))}
        return f"{asked['redirect_uri']}?{urlencode(back)}"

    def refuse(self, address: str) -> str:
        """What the browser is sent back to if the person says no."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        return f"{asked['redirect_uri']}?{urlencode({'state': asked['state'], 'error': 'access_denied'})}"

    # The endpoint

    def answer(self, asked: Asked) -> Reply:
        """What the endpoint says."""
        if self.unwell:
            self.unwell -= 1
            return answer({"error": "internal_failure"}, status=500)
        form = {name: values[0] for name, values in parse_qs(asked.body.decode()).items()}
        if asked.user:  # the other way to say who one is (RFC 6749 section 2.3.1)
            form |= {"client_id": unquote(asked.user), "client_secret": unquote(asked.password)}
        handlers: Mapping[str, Callable[[Mapping[str, str]], Reply]] = {
            "authorization_code": self._exchange,
            "refresh_token": self._renew,
            "urn:ietf:params:oauth:grant-type:jwt-bearer": self._assert,
        }
        return handlers[form["grant_type"]](form)

    def sign_in(self, scopes: frozenset[str]) -> tuple[str, str]:
        """A refresh token and an access token of somebody who has signed in before."""
        refresh_token = self._secret("1//")
        self.refreshing[refresh_token] = scopes
        return refresh_token, self._access(scopes)

    def _exchange(self, form: Mapping[str, str]) -> Reply:
        consent = self.consents.pop(form["code"], None)
        if consent is None or form["redirect_uri"] != consent.redirect_uri:
            return _refused("invalid_grant")
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != consent.challenge:
            return _refused("invalid_grant")
        if not self._is_client(form):
            return _refused("invalid_client", status=401)
        content: dict[str, object] = self._given(consent.scopes)
        if consent.offline:
            content["refresh_token"] = self._secret("1//")
            self.refreshing[str(content["refresh_token"])] = consent.scopes
            if self.testing:
                content["refresh_token_expires_in"] = 604799
        return answer(content)

    def _renew(self, form: Mapping[str, str]) -> Reply:
        if not self._is_client(form):
            return _refused("invalid_client", status=401)
        scopes = self.refreshing.get(form["refresh_token"])
        if scopes is None or self.ended:
            return _refused("invalid_grant", description="Token has been expired or revoked.")
        return answer(self._given(scopes))

    def _assert(self, form: Mapping[str, str]) -> Reply:
        claims = json.loads(base64.urlsafe_b64decode(form["assertion"].split(".")[1] + "=="))
        self._expect(claims["aud"].endswith("/token"), "the endpoint: the assertion is for somebody else")
        self._expect(claims["iss"] == SERVICE, "the endpoint: it knows no such service account")
        if self.skewed:
            return _refused("invalid_grant", description="Invalid JWT: Token must be a short-lived token (60 minutes)")
        wanted = frozenset(claims["scope"].split())
        if not wanted <= self.delegated:
            return _refused("unauthorized_client", status=401)
        if not claims.get("sub", "").endswith("@owner.example"):
            return _refused("invalid_grant", description="Invalid email or User ID")
        return answer(self._given(wanted))

    def _given(self, scopes: frozenset[str]) -> dict[str, object]:
        return {
            "access_token": self._access(scopes),
            "expires_in": HOUR - 1,
            "scope": " ".join(sorted(scopes)),
            "token_type": "Bearer",
        }

    def _access(self, scopes: frozenset[str]) -> str:
        token = self._secret("ya29.")
        self.server.grants[token] = scopes
        return token

    def _secret(self, prefix: str) -> str:
        secret = f"{prefix}never-to-be-shown-{next(self._numbers)}"
        self.secrets.append(secret)
        return secret

    def _is_client(self, form: Mapping[str, str]) -> bool:
        return (form.get("client_id"), form.get("client_secret")) == (CLIENT_ID, CLIENT_SECRET)

    def _expect(self, holds: bool, fault: str) -> None:
        if not holds:
            self.server.faults.append(fault)


def _refused(code: str, *, status: int = 400, description: str = "Bad Request") -> Reply:
    return answer({"error": code, "error_description": description}, status=status)
