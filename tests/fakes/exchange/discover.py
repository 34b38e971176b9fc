"""Where a mailbox is, told to who knows nothing but its address: in the old way (POX), and in the newer one (SOAP)."""

from __future__ import annotations

from dataclasses import dataclass
from xml.sax.saxutils import escape

from lxml import etree

from tests.adapters.caldav_proxy import Asked, Reply
from tests.fakes.exchange.server import ExchangeServer

POX = "/autodiscover/autodiscover.xml"
SOAP = "/autodiscover/autodiscover.svc"

_OUTLOOK = "http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a"
_ANSWER = f"""<?xml version="1.0" encoding="utf-8"?>
<Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006">
  <Response xmlns="{_OUTLOOK}">{{content}}</Response>
</Autodiscover>"""
_ACCOUNT = """<User><DisplayName>Robin</DisplayName><AutoDiscoverSMTPAddress>{email}</AutoDiscoverSMTPAddress></User>
<Account><AccountType>email</AccountType><Action>settings</Action>
<Protocol><Type>EXCH</Type><Server>inside.owner.example</Server><EwsUrl>https://inside.owner.example/EWS</EwsUrl></Protocol>
<Protocol><Type>EXPR</Type><Server>mail.owner.example</Server><ASUrl>{url}</ASUrl><EwsUrl>{url}</EwsUrl></Protocol>
</Account>"""
_ELSEWHERE = "<Account><Action>{action}</Action><{name}>{target}</{name}></Account>"
_NOBODY = '<Error Time="08:00:00" Id="1"><ErrorCode>500</ErrorCode><Message>There is no such address.</Message></Error>'

_SPACE = "http://schemas.microsoft.com/exchange/2010/Autodiscover"
_SETTINGS = """<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns:a="{space}"><s:Header>
<a:ServerVersionInfo><a:MajorVersion>15</a:MajorVersion><a:MinorVersion>2</a:MinorVersion>
<a:MajorBuildNumber>1544</a:MajorBuildNumber><a:MinorBuildNumber>9</a:MinorBuildNumber></a:ServerVersionInfo>
</s:Header><s:Body><a:GetUserSettingsResponseMessage><a:Response><a:ErrorCode>NoError</a:ErrorCode><a:ErrorMessage/>
<a:UserResponses><a:UserResponse><a:ErrorCode>{code}</a:ErrorCode><a:ErrorMessage/><a:RedirectTarget>{target}</a:RedirectTarget>
<a:UserSettingErrors/><a:UserSettings>{settings}</a:UserSettings></a:UserResponse></a:UserResponses>
</a:Response></a:GetUserSettingsResponseMessage></s:Body></s:Envelope>"""
_SETTING = "<a:UserSetting><a:Name>{name}</a:Name><a:Value>{value}</a:Value></a:UserSetting>"


@dataclass(slots=True)
class Directory:
    """The places at a server where it tells; it sends on whoever asks if it knows another address or place."""

    server: ExchangeServer
    address: str | None = None
    url: str | None = None

    def __post_init__(self) -> None:
        self.server.places |= {POX: self._pox, SOAP: self._soap}

    def _pox(self, asked: Asked) -> Reply:
        email = str(etree.fromstring(asked.body).findtext(".//{*}EMailAddress"))
        if self.address is not None:
            content = _ELSEWHERE.format(action="redirectAddr", name="RedirectAddr", target=escape(self.address))
        elif self.url is not None:
            content = _ELSEWHERE.format(action="redirectUrl", name="RedirectUrl", target=escape(self.url))
        elif email.lower() != self.server.box.owner.lower():
            content = _NOBODY
        else:
            content = _ACCOUNT.format(email=escape(email), url=escape(self.server.endpoint))
        return _reply(_ANSWER.format(content=content))

    def _soap(self, asked: Asked) -> Reply:
        email = str(etree.fromstring(asked.body).findtext(".//{*}Mailbox"))
        known = {"ExternalEwsUrl": self.server.endpoint, "AutoDiscoverSMTPAddress": email}
        code = "RedirectAddress" if self.address else "RedirectUrl" if self.url else "NoError"
        if email.lower() != self.server.box.owner.lower():
            code, known = "InvalidUser", {}
        settings = "".join(_SETTING.format(name=name, value=escape(value)) for name, value in known.items())
        target = escape(self.address or self.url or "")
        return _reply(_SETTINGS.format(space=_SPACE, code=code, target=target, settings=settings))


def _reply(text: str) -> Reply:
    return Reply(headers={"Content-Type": "text/xml; charset=utf-8"}, body=text.encode())
