"""The registry: adapters of installed distributions, some of them broken, each made of real metadata on the path."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias
from zoneinfo import ZoneInfo

import pytest

from daemon import registry
from daemon.ports.adapter import Adapter, Setup
from daemon.ports.errors import AuthRequired
from daemon.registry import RegistryError

GOOD = """\
from daemon.ports.adapter import Adapter, Connection
from daemon.ports.errors import AuthRequired

def open_it(setup):
    if setup.options.get("locked"):
        raise AuthRequired("the drawer is locked")
    import a_client_library_nobody_has

ADAPTER = Adapter(name="drawer", summary="a drawer", offers=frozenset(), options=(), open=open_it, extra="drawer")
"""

Install: TypeAlias = Callable[..., None]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Put a distribution with one adapter on the path."""

    def put(distribution: str, *, name: str = "drawer", module: str = "drawer_adapter", code: str = GOOD) -> None:
        folder = tmp_path / distribution
        information = folder / f"{distribution.replace('-', '_')}-1.0.dist-info"
        information.mkdir(parents=True)
        (information / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {distribution}\nVersion: 1.0\n")
        (information / "entry_points.txt").write_text(f"[{registry.GROUP}]\n{name} = {module}:ADAPTER\n")
        (folder / f"{module}.py").write_text(code)
        monkeypatch.syspath_prepend(folder)
        monkeypatch.delitem(sys.modules, module, raising=False)

    return put


def setup(**options: bool) -> Setup:
    return Setup(
        account="home",
        options=options,
        owner=frozenset({"robin@ashdown.example"}),
        zone=ZoneInfo("Europe/London"),
        calendar_name="Follow-up",
        state=Path("state"),
    )


def test_an_adapter_of_a_stranger_is_found_and_loaded(install: Install) -> None:
    install("ashdown-drawer")
    adapter = registry.load(["drawer"])["drawer"]
    assert isinstance(adapter, Adapter)
    assert adapter.summary == "a drawer"


def test_listing_what_is_installed_loads_nothing(install: Install) -> None:
    install("ashdown-drawer", code="raise SystemError('loaded')")
    assert "drawer" in registry.available()
    assert "drawer" in list(registry.available())


def test_a_broken_adapter_that_nobody_uses_stops_nothing(install: Install) -> None:
    install("ashdown-drawer")
    install("ashdown-shed", name="shed", module="shed_adapter", code="raise SystemError('burnt down')")
    assert list(registry.load(["drawer"])) == ["drawer"]


def test_a_broken_adapter_that_is_used_says_what_to_do(install: Install) -> None:
    install("ashdown-shed", name="shed", module="shed_adapter", code="raise SystemError('burnt down')")
    with pytest.raises(RegistryError, match=r"shed of ashdown-shed is broken \(SystemError: burnt down\): update"):
        registry.load(["shed"])


def test_an_adapter_whose_imports_are_missing_says_what_to_install(install: Install) -> None:
    install("ashdown-shed", name="shed", module="shed_adapter", code="import a_library_nobody_has")
    with pytest.raises(RegistryError, match=r"a_library_nobody_has.*: pip install 'ashdown-shed\[shed\]'"):
        registry.load(["shed"])


def test_two_distributions_with_one_adapter_are_both_named(install: Install) -> None:
    install("ashdown-drawer")
    install("rival-drawer", module="rival_adapter")
    with pytest.raises(RegistryError, match="installed by ashdown-drawer and rival-drawer: uninstall one"):
        registry.load(["drawer"])


def test_an_adapter_under_a_name_that_is_not_its_own_is_refused(install: Install) -> None:
    install("ashdown-drawer", name="cupboard")
    with pytest.raises(RegistryError, match=r"promises the adapter cupboard, but .* is an adapter called drawer"):
        registry.load(["cupboard"])


def test_an_entry_point_that_is_no_adapter_is_refused(install: Install) -> None:
    install("ashdown-drawer", code="ADAPTER = object()")
    with pytest.raises(RegistryError, match="drawer_adapter:ADAPTER is no adapter"):
        registry.load(["drawer"])


def test_an_adapter_that_is_not_installed_is_told_with_those_that_are(install: Install) -> None:
    install("ashdown-drawer")
    with pytest.raises(RegistryError, match=r'no adapter "darwer" is installed; there are: .*drawer'):
        registry.load(["darwer"])
    with pytest.raises(KeyError):
        registry.available()["darwer"]


def test_a_failure_to_load_is_a_lookup_error_as_the_configuration_expects(install: Install) -> None:
    install("ashdown-drawer", code="raise SystemError('loaded')")
    with pytest.raises(LookupError):
        registry.available()["drawer"]


def test_the_listing_shows_sound_and_broken_adapters(install: Install) -> None:
    install("ashdown-drawer")
    install("ashdown-shed", name="shed", module="shed_adapter", code="raise SystemError('burnt down')")
    listing = {description.name: description for description in registry.describe()}
    assert listing["drawer"].adapter is not None
    assert (listing["drawer"].distribution, listing["drawer"].fault) == ("ashdown-drawer", "")
    assert listing["shed"].adapter is None
    assert "burnt down" in listing["shed"].fault


def test_a_missing_client_library_says_what_to_install_when_the_account_is_opened(install: Install) -> None:
    install("ashdown-drawer")
    adapter = registry.load(["drawer"])["drawer"]
    with pytest.raises(RegistryError, match=r"account home .*nobody_has.*: pip install 'followupd\[drawer\]'"):
        registry.open_account(adapter, setup())


def test_the_adapter_s_own_errors_pass_when_the_account_is_opened(install: Install) -> None:
    install("ashdown-drawer")
    with pytest.raises(AuthRequired, match="the drawer is locked"):
        registry.open_account(registry.load(["drawer"])["drawer"], setup(locked=True))


def test_our_own_adapters_are_installed_and_sound() -> None:
    faults = {description.name: description.fault for description in registry.describe()}
    assert {name: faults.get(name, "not installed") for name in ("caldav", "maildir", "memory", "vdir")} == {
        "caldav": "",
        "maildir": "",
        "memory": "",
        "vdir": "",
    }
