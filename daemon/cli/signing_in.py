"""The command that signs in to an account, for providers at which a person does that once, in a browser: auth."""

from __future__ import annotations

import os

import click

from daemon.app import check_login, prepare, read_settings, setup_for
from daemon.cli.desk import CommandDesk
from daemon.cli.group import Context, as_json, attention, cli
from daemon.cli.output import say, say_lines
from daemon.config import AccountSettings, Settings
from daemon.ports.adapter import Login, SignIn
from daemon.ports.errors import AuthRequired, PortError
from daemon.registry import installed
from daemon.telling.passes import tell_failure
from daemon.telling.words import to_json

PORT = 8765


@cli.command(short_help="Sign in to an account, or see how its login stands.")
@click.argument("account")
@click.option("--check", is_flag=True, help="Only tell how the login stands.")
@click.option(
    "--port",
    type=click.IntRange(1024, 65535),
    default=PORT,
    show_default=True,
    help="Where the browser comes back to, on this machine.",
)
@as_json
@click.pass_obj
def auth(context: Context, /, account: str, check: bool, port: int, as_json: bool) -> int:
    """Sign in to an account, once, in a browser.

    For accounts at providers that want it so, such as google and microsoft365. Where there is a browser it is opened.
    On a server you are told an address and two ways to use it: a browser elsewhere comes back through a port that ssh
    forwards, or you paste here what its address bar shows in the end. What comes of it is kept in the folder of the
    state, readable by nobody else, and is never shown.

    Exit code 1 if something that followupd needs was not granted, or the login has ended or soon will.

    \b
    Examples:
      followupd auth work            sign in
      followupd auth work --check    how does the login stand?
    """
    settings = read_settings(context.config)
    chosen = _find(settings, account)
    try:
        login = _check(settings, chosen, context) if check else _begin(settings, chosen, port, context)
    except PortError as error:
        raise click.ClickException(f"account {account}: {tell_failure(error)}") from error
    if as_json:
        say(to_json({"account": account, "well": login.well, "remarks": login.remarks}))
    else:
        say_lines(f"account {account}: {remark}" for remark in login.remarks)
    return attention(not login.well)


def _begin(settings: Settings, account: AccountSettings, port: int, context: Context) -> Login:
    sign_in = _door(account)
    setup = setup_for(settings, account, context.state)
    prepare(context.state)
    with installed(account.adapter, setup), CommandDesk(port, os.environ) as desk:
        return sign_in.begin(setup, desk, context.clock.now())


def _check(settings: Settings, account: AccountSettings, context: Context) -> Login:
    _door(account)
    try:
        login = check_login(settings, account, context.state, context.clock.now())
    except AuthRequired as error:
        return Login(well=False, remarks=(tell_failure(error),))
    assert login is not None
    return login


def _find(settings: Settings, name: str) -> AccountSettings:
    for account in settings.accounts:
        if account.name == name:
            return account
    known = ", ".join(account.name for account in settings.accounts)
    raise click.BadParameter(f'there is no account "{name}"; there are {known}', param_hint="ACCOUNT")


def _door(account: AccountSettings) -> SignIn:
    if account.adapter.sign_in is None:
        raise click.BadParameter(
            f'there is nothing to sign in to: the adapter {account.adapter.name} of "{account.name}" takes no login, '
            "or a password that the configuration names; followupd check says whether it works",
            param_hint="ACCOUNT",
        )
    return account.adapter.sign_in
