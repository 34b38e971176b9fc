"""Where the configuration and the service's state lie.

Both follow the XDG Base Directory Specification, whose variables count only if they hold absolute paths, and systemd
(systemd.exec(5), StateDirectory=). The environment is an argument.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def default_config_path(environment: Mapping[str, str]) -> Path:
    """`config.toml` in the person's configuration folder; it may not be there."""
    return _base(environment, "XDG_CONFIG_HOME", ".config") / "followupd" / "config.toml"


def state_folder(environment: Mapping[str, str]) -> Path:
    """The folder for the journal and the adapters' state: systemd's if it made one, else the person's; it may not be
    there.
    """
    made_by_systemd = environment.get("STATE_DIRECTORY", "").split(":")[0]
    if made_by_systemd:
        return Path(made_by_systemd)
    return _base(environment, "XDG_STATE_HOME", ".local/state") / "followupd"


def _base(environment: Mapping[str, str], variable: str, in_home: str) -> Path:
    named = Path(environment.get(variable, ""))
    if named.is_absolute():
        return named
    home = environment.get("HOME")
    return (Path(home) if home else Path.home()) / in_home
