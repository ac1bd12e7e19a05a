"""What the page of other software asks for, answered by an open shop and its companions."""

import json
from collections.abc import Callable
from dataclasses import replace
from http.client import HTTPConnection, HTTPException
from typing import Final

from PySide6.QtGui import QGuiApplication

from pos_loyalty.bootstrap.application import Application
from pos_loyalty.config.paths import DataFolder
from pos_loyalty.config.settings import Gateway
from pos_loyalty.domain.errors import OutageError
from pos_loyalty.domain.staff import Actor
from pos_loyalty.security.api_token import API_TOKEN_NAME, ApiToken
from pos_loyalty.security.roles import Permission, check
from pos_loyalty.terminal.companion_state import CompanionState
from pos_loyalty.terminal.companions import Companions

_PATIENCE_S: Final = 5.0


class ApiSilentError(OutageError):
    """The local API does not answer as it should. No facts."""

    code = "api-silent"


class BesideRoom:
    """``changed`` is called in the worker once other settings are in force."""

    def __init__(
        self,
        application: Application,
        folder: DataFolder,
        companions: Companions,
        *,
        who: Callable[[], Actor],
        changed: Callable[[], None],
    ) -> None:
        self._application = application
        self._companions = companions
        self._who = who
        self._changed = changed
        self._token = ApiToken(folder.keys / API_TOKEN_NAME)

    def tell(self, changed: Callable[[], None]) -> None:
        """Call ``changed`` when a companion has begun or ended."""
        for companion in (self._companions.api, self._companions.watch):
            companion.changed.connect(changed)

    def settings(self) -> Gateway:
        """What is wanted now."""
        return self._application.settings.settings().gateway

    def keep(self, wanted: Gateway) -> Gateway:
        """Put it in force. Raises NotAllowedError and SettingsFileError."""
        check(self._who(), Permission.EDIT_SETTINGS)
        changed = self._application.settings.change(
            lambda settings: replace(settings, gateway=wanted)
        )
        self._changed()
        return changed.gateway

    def token(self) -> str:
        """The token of the API. Raises NotAllowedError and PrivateFileError."""
        check(self._who(), Permission.EDIT_SETTINGS)
        return self._token.text()

    def renew_token(self) -> str:
        """Another token. Raises NotAllowedError and PrivateFileError."""
        check(self._who(), Permission.EDIT_SETTINGS)
        return self._token.renew()

    def ask(self, port: int) -> str:
        """The name of the till, as the API tells it. Raises ApiSilentError."""
        connection = HTTPConnection("127.0.0.1", port, timeout=_PATIENCE_S)
        try:
            headers = {"Authorization": f"Bearer {self._token.text()}"}
            connection.request("GET", "/v1/status", headers=headers)
            told = json.loads(connection.getresponse().read())
            return " · ".join(filter(None, (told["shop"], told["till"])))
        except (OSError, HTTPException, ValueError, KeyError) as error:
            raise ApiSilentError from error
        finally:
            connection.close()

    def standing(self) -> tuple[CompanionState, CompanionState]:
        """How the API and the watch are."""
        return self._companions.api.state, self._companions.watch.state

    def copy(self, text: str) -> None:
        """Put a text where it can be pasted from."""
        QGuiApplication.clipboard().setText(text)
