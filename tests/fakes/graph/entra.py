"""The login server of Microsoft Entra: its pages for a browser, and the place where it gives out tokens.

As strict as the standards it follows and Microsoft's own pages: RFC 6749 (codes and refresh tokens), RFC 7636 (PKCE),
RFC 8252 (an app on the person's machine), RFC 8628 (a code typed in elsewhere), RFC 7523 (an application with a
certificate). A code is good once, and only with its verifier and address; each refresh token brings another. What is
asked in a way that Entra would not take is a fault of the server, and so is a scope that followupd does not need.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from urllib.parse import parse_qsl, urlencode, urlsplit

import jwt
import trustme
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.x509 import load_pem_x509_certificate

from tests.adapters.caldav_proxy import Asked, Reply
from tests.fakes.graph.server import Grant, GraphServer

CLIENT_ID = "11111111-2222-3333-4444-555555555555"
TENANT = "99999999-8888-7777-6666-555555555555"
PERSON = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"
HOUR = 3600
TENANTS = frozenset({TENANT, "organizations", "common", "consumers", "owner.example"})
DEVICE = "urn:ietf:params:oauth:grant-type:device_code"
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
PERMITTED = frozenset({"Calendars.Read", "Calendars.ReadWrite", "Mail.Read", "Mail.ReadWrite"})
ALWAYS = frozenset({"openid", "profile", "offline_access"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """One way in which Entra refuses to sign somebody in, in its own words."""

    number: int
    error: str
    text: str
    suberror: str = ""


EXPIRED = Trouble(
    number=700082, error="invalid_grant", text="The refresh token has expired due to inactivity.", suberror="bad_token"
)
REVOKED = Trouble(number=50173, error="invalid_grant", text="The provided grant has expired due to it being revoked.")
SECOND_FACTOR = Trouble(
    number=50076,
    error="interaction_required",
    text="Due to a configuration change made by your administrator you must use multi-factor authentication.",
    suberror="basic_action",
)
CONDITIONAL_ACCESS = Trouble(
    number=53003,
    error="interaction_required",
    text="Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.",
    suberror="message_only",
)
NO_CONSENT = Trouble(
    number=65001,
    error="invalid_grant",
    text="The user or administrator has not consented to use the application with ID 'followupd'.",
    suberror="consent_required",
)
ADMIN_CONSENT = Trouble(number=90094, error="consent_required", text="The grant requires administrator permission.")
UNKNOWN_APP = Trouble(
    number=700016, error="unauthorized_client", text="Application was not found in the directory 'Owner'."
)
NOT_PUBLIC = Trouble(
    number=7000218,
    error="invalid_client",
    text="The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
)
BAD_ASSERTION = Trouble(
    number=700027, error="invalid_client", text="The certificate with identifier used to sign is not registered."
)
BAD_CODE = Trouble(number=70008, error="invalid_grant", text="The provided authorization code has expired.")
BAD_VERIFIER = Trouble(
    number=501481, error="invalid_grant", text="The Code_Verifier does not match the code_challenge."
)
PENDING = Trouble(number=70016, error="authorization_pending", text="OAuth 2.0 device flow error. Pending.")
DECLINED = Trouble(number=70018, error="authorization_declined", text="The end user denied the authorization request.")
TYPED_TOO_LATE = Trouble(number=70020, error="expired_token", text="The code has expired.")
NO_TENANT = Trouble(
    number=90002, error="invalid_tenant", text="Tenant not found. Check to make sure you have it right."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """What the person agreed to on the page, which a code stands for."""

    scopes: tuple[str, ...]
    challenge: str
    redirect_uri: str
    nonce: str


@dataclass(slots=True)
class Device:
    """A code that the person is to type in elsewhere, and what has come of it so far."""

    scopes: tuple[str, ...]
    state: Trouble | None = PENDING


@dataclass(slots=True)
class Entra:
    """The login server of one organisation with one person in it.

    `trouble` is what every request for a token is refused with; `unwell` is how many requests are answered by a failure
    of the server; `roles` is what the application may do by itself. A strict server takes a refresh token once; Entra
    is not, but its answers get lost like others.
    """

    server: GraphServer
    address: str = "robin@owner.example"
    trouble: Trouble | None = None
    strict: bool = False
    unwell: int = 0
    roles: frozenset[str] = frozenset()
    consents: dict[str, Consent] = field(default_factory=dict)
    devices: dict[str, Device] = field(default_factory=dict)
    refreshing: dict[str, tuple[str, ...]] = field(default_factory=dict)
    secrets: list[str] = field(default_factory=list)
    _numbers: count[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self.server.login = self.answer

    def authority(self, tenant: str = TENANT) -> str:
        """The address by which a client knows the login server."""
        return f"{self.server.root}{tenant}"

    # The person at the page

    def consent(self, address: str, *, trouble: Trouble | None = None) -> str:
        """What a person does at the page; answers with the address that their browser is sent back to.

        What it takes along stands in the query, also if the app wants it sent as a form.
        """
        asked = dict(parse_qsl(urlsplit(address).query))
        self._expect(asked["client_id"] == CLIENT_ID, "the page: it knows no such client")
        self._expect(asked["response_type"] == "code", "the page: it gives out codes only")
        self._expect(asked.get("code_challenge_method") == "S256", "the page: the code is not protected (PKCE)")
        self._expect(bool(asked.get("state")), "the page: the answer is not protected (state)")
        self._expect(_is_loopback(asked["redirect_uri"]), "the page: no such redirect URI is registered")
        self._expect(asked.get("response_mode", "query") in {"query", "form_post"}, "the page: no such response mode")
        scopes = self._scopes(asked["scope"])
        if trouble is not None:
            said = {"error": trouble.error, "error_description": _description(trouble), "state": asked["state"]}
            return f"{asked['redirect_uri']}?{urlencode(said)}"
        code = self._secret("0.AXo-")
        self.consents[code] = Consent(
            scopes=scopes,
            challenge=asked["code_challenge"],
            redirect_uri=asked["redirect_uri"],
            nonce=asked.get("nonce", ""),
        )
        back = {"code": code, "state": asked["state"], "session_state": "0-0-0-0-0"}
        return f"{asked['redirect_uri']}?{urlencode(back)}"

    def refuse(self, address: str) -> str:
        """What the browser is sent back to if the person says no."""
        return self.consent(address, trouble=Trouble(number=65004, error="access_denied", text="User declined."))

    def type_in(self, state: Trouble | None = None) -> None:
        """What comes of the codes that are to be typed in: signed in, or this."""
        for device in self.devices.values():
            device.state = state

    def end_logins(self) -> None:
        """No login is good any more: neither the tokens that are in use nor what they are renewed by."""
        self.refreshing.clear()
        self.server.grants.clear()

    def granted(self, scopes: tuple[str, ...], nonce: str = "") -> dict[str, object]:
        """What somebody gets who signs in, or has signed in before."""
        told = [each for each in scopes if each != "offline_access"]
        return {
            "token_type": "Bearer",
            "scope": " ".join(told),
            "expires_in": HOUR + 417,
            "ext_expires_in": HOUR + 417,
            "access_token": self._access(scopes),
            "refresh_token": self._refresh_token(scopes),
            "id_token": self._id_token(nonce),
            "client_info": _coded({"uid": PERSON, "utid": TENANT}),
        }

    # The endpoints

    def answer(self, asked: Asked) -> Reply:
        """What the login server says."""
        tenant, _, path = urlsplit(asked.path).path.lstrip("/").partition("/")
        if tenant not in TENANTS:
            return _refused(NO_TENANT)
        if self.unwell:
            self.unwell -= 1
            return _json({"error": "temporarily_unavailable"}, 503, {"Retry-After": "30"})
        if (asked.method, path) == ("GET", "v2.0/.well-known/openid-configuration"):
            return _json(self._described(tenant))
        places: Mapping[str, Callable[[Mapping[str, str]], Reply]] = {
            "oauth2/v2.0/token": self._token,
            "oauth2/v2.0/devicecode": self._device,
        }
        if asked.method != "POST" or path not in places:
            self.server.faults.append(f"{asked.method} {asked.path}: the login server knows no such thing")
            return _json({"error": "invalid_request"}, 404)
        form = dict(parse_qsl(asked.body.decode()))
        if form.get("client_id") != CLIENT_ID:
            return _refused(UNKNOWN_APP)
        return places[path]({**form, "tenant": tenant})

    def _described(self, tenant: str) -> dict[str, object]:
        here = self.authority(tenant)
        return {
            "token_endpoint": f"{here}/oauth2/v2.0/token",
            "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt", "client_secret_basic"],
            "jwks_uri": f"{here}/discovery/v2.0/keys",
            "response_modes_supported": ["query", "fragment", "form_post"],
            "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "response_types_supported": ["code", "id_token", "code id_token", "id_token token"],
            "scopes_supported": ["openid", "profile", "email", "offline_access"],
            "issuer": f"{self.authority()}/v2.0",
            "request_uri_parameter_supported": False,
            "userinfo_endpoint": f"{self.server.root}oidc/userinfo",
            "authorization_endpoint": f"{here}/oauth2/v2.0/authorize",
            "device_authorization_endpoint": f"{here}/oauth2/v2.0/devicecode",
            "end_session_endpoint": f"{here}/oauth2/v2.0/logout",
            "tenant_region_scope": "EU",
            "cloud_instance_name": "localhost",
        }

    def _device(self, form: Mapping[str, str]) -> Reply:
        if self.trouble is not None:
            return _refused(self.trouble)
        code = self._secret("GAB-")
        self.devices[code] = Device(self._scopes(form["scope"]))
        page = f"{self.server.root}device"
        text = f"To sign in, use a web browser to open the page {page} and enter the code F7KQ-2WPN to authenticate."
        told = {"user_code": "F7KQ-2WPN", "device_code": code, "verification_uri": page, "message": text}
        return _json({**told, "expires_in": 900, "interval": 5})

    def _token(self, form: Mapping[str, str]) -> Reply:
        kinds: Mapping[str, Callable[[Mapping[str, str]], Reply]] = {
            "authorization_code": self._exchange,
            "refresh_token": self._renew,
            DEVICE: self._typed,
            "client_credentials": self._assert,
        }
        kind = form["grant_type"]
        if kind not in kinds:
            self.server.faults.append(f"token: {kind} is no way to sign in")
            return _refused(Trouble(number=70003, error="unsupported_grant_type", text="The app requested this."))
        if self.trouble is not None:
            return _refused(self.trouble)
        return kinds[kind](form)

    def _exchange(self, form: Mapping[str, str]) -> Reply:
        consent = self.consents.pop(form["code"], None)
        if consent is None or form.get("redirect_uri") != consent.redirect_uri:
            return _refused(BAD_CODE)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != consent.challenge:
            return _refused(BAD_VERIFIER)
        return _json(self.granted(consent.scopes, consent.nonce))

    def _renew(self, form: Mapping[str, str]) -> Reply:
        scopes = self.refreshing.get(form["refresh_token"])
        if scopes is None:
            return _refused(EXPIRED)
        wanted = self._scopes(form["scope"])
        if not {_short(each) for each in wanted} <= {_short(each) for each in scopes}:
            return _refused(NO_CONSENT)
        if self.strict:
            del self.refreshing[form["refresh_token"]]
        return _json(self.granted(wanted))

    def _typed(self, form: Mapping[str, str]) -> Reply:
        device = self.devices.get(form["device_code"])
        if device is None:
            return _refused(Trouble(number=70019, error="bad_verification_code", text="Verification code is bad."))
        if device.state is not None:
            return _refused(device.state)
        del self.devices[form["device_code"]]
        return _json(self.granted(device.scopes))

    def _assert(self, form: Mapping[str, str]) -> Reply:
        """An application shows by its certificate who it is (RFC 7523)."""
        self._expect(form["tenant"] == TENANT, "token: an application signs in to one organisation")
        self._expect(form.get("client_assertion_type") == ASSERTION, "token: no such kind of assertion")
        self._expect(form["scope"].rpartition("/")[2] == ".default", "token: an application asks for .default")
        shown = load_pem_x509_certificate(certificate()[1].encode())
        try:
            header = jwt.get_unverified_header(form["client_assertion"])
            prints = {name: _print(shown.fingerprint(kind)) for name, kind in (("x5t", SHA1()), ("x5t#S256", SHA256()))}
            if all(str(header.get(name)).rstrip("=") != value for name, value in prints.items()):
                return _refused(BAD_ASSERTION)
            claims = jwt.decode(
                form["client_assertion"],
                shown.public_key(),  # type: ignore[arg-type]  # any kind of key, of which ours is one
                algorithms=["PS256", "RS256", "ES256"],
                audience=f"{self.authority()}/oauth2/v2.0/token",
            )
        except jwt.PyJWTError:
            return _refused(BAD_ASSERTION)
        self._expect(claims["iss"] == claims["sub"] == CLIENT_ID, "token: the assertion is somebody else's")
        token = self._secret("eyJ0-app-")
        self.server.grants[token] = Grant(scopes=self.roles, application=True)
        return _json(
            {"token_type": "Bearer", "expires_in": HOUR - 1, "ext_expires_in": HOUR - 1, "access_token": token}
        )

    # How it comes to that

    def _id_token(self, nonce: str) -> str:
        claims: dict[str, object] = {"aud": CLIENT_ID, "iss": f"{self.authority()}/v2.0", "ver": "2.0", "sub": "s"}
        claims |= {"iat": 0, "nbf": 0, "exp": 1 << 33, "oid": PERSON, "tid": TENANT, "name": "Robin"}
        claims |= {"preferred_username": self.address, **({"nonce": nonce} if nonce else {})}
        return f"{_coded({'typ': 'JWT', 'alg': 'RS256', 'kid': 'k'})}.{_coded(claims)}.c2lnbmVk"

    def _access(self, scopes: tuple[str, ...]) -> str:
        token = self._secret("eyJ0-")
        self.server.grants[token] = Grant(scopes=frozenset(map(_short, scopes)) - ALWAYS)
        return token

    def _refresh_token(self, scopes: tuple[str, ...]) -> str:
        token = self._secret("1.AXo-")
        self.refreshing[token] = scopes
        return token

    def _scopes(self, text: str) -> tuple[str, ...]:
        scopes = tuple(text.split())
        other = {_short(each) for each in scopes} - PERMITTED - ALWAYS
        self._expect(not other, f"sign-in: followupd has no business with {sorted(other)}")
        self._expect("offline_access" in scopes, "sign-in: without offline_access it ends within the hour")
        return scopes

    def _secret(self, prefix: str) -> str:
        secret = f"{prefix}never-to-be-shown-{next(self._numbers)}"
        self.secrets.append(secret)
        return secret

    def _expect(self, holds: bool, fault: str) -> None:
        if not holds:
            self.server.faults.append(fault)


@cache
def certificate() -> tuple[str, str]:
    """The private key of the application and the certificate that the organisation knows, both as PEM."""
    made = trustme.CA().issue_cert("followupd.owner.example", key_type=trustme.KeyType.RSA)
    return made.private_key_pem.bytes().decode(), made.cert_chain_pems[0].bytes().decode()


def _is_loopback(address: str) -> bool:
    """Whether an address is one that a public client may be sent back to: any port of `http://localhost`."""
    parts = urlsplit(address)
    return parts.scheme == "http" and parts.hostname == "localhost"


def _short(scope: str) -> str:
    """A scope without the name of the service, as `Mail.ReadWrite`."""
    return scope.rpartition("/")[2]


def _coded(content: Mapping[str, object]) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=").decode()


def _print(digest: bytes) -> str:
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _description(trouble: Trouble) -> str:
    ids = "Trace ID: 0-0-0-0-0 Correlation ID: 0-0-0-0-0 Timestamp: 2026-03-02 08:00:00Z"
    return f"AADSTS{trouble.number}: {trouble.text} {ids}"


def _refused(trouble: Trouble) -> Reply:
    content: dict[str, object] = {
        "error": trouble.error,
        "error_description": _description(trouble),
        "error_codes": [trouble.number],
        "timestamp": "2026-03-02 08:00:00Z",
        "trace_id": "0-0-0-0-0",
        "correlation_id": "0-0-0-0-0",
        "error_uri": f"https://login.microsoftonline.com/error?code={trouble.number}",
    }
    suberror = {"suberror": trouble.suberror} if trouble.suberror else {}
    return _json({**content, **suberror}, 401 if trouble.error == "invalid_client" else 400)


def _json(content: Mapping[str, object], status: int = 200, headers: Mapping[str, str] | None = None) -> Reply:
    kind = {"Content-Type": "application/json; charset=utf-8", "Cache-Control": "no-store, no-cache"}
    return Reply(status=status, headers={**kind, **(headers or {})}, body=json.dumps(content).encode())
