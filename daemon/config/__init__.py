"""The person's configuration: a TOML file in, typed settings out, and every fault in it reported at once.

`settings` says what can be configured, `values` how one value is read, `reading` puts the file together, and `places`
says where it and the service's state lie.
"""

from daemon.config.places import default_config_path, state_folder
from daemon.config.reading import load
from daemon.config.settings import (
    AccountSettings,
    ConfigError,
    FollowUpSettings,
    PersonSettings,
    Problem,
    ServiceSettings,
    Settings,
    WorkingHours,
)

__all__ = [
    "AccountSettings",
    "ConfigError",
    "FollowUpSettings",
    "PersonSettings",
    "Problem",
    "ServiceSettings",
    "Settings",
    "WorkingHours",
    "default_config_path",
    "load",
    "state_folder",
]
