"""The rules that are no playbook's to leave out: what is unclear is asked about, and what the mail wants is told."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from daemon.core.playbook.rules import Rule

_WHY = {
    "was-it-an-interview": {
        "en": "Some things speak for an interview and some against it; asking once is better than guessing.",
        "de": "Manches spricht für ein Vorstellungsgespräch, manches dagegen; einmal fragen ist besser als raten.",
        "fr": "Certains signes parlent pour un entretien, d’autres contre ; mieux vaut demander une fois que deviner.",
        "es": "Unas cosas hablan a favor de una entrevista y otras en contra; preguntar una vez es mejor que adivinar.",
    },
    "their-question": {
        "en": "They asked you something; who is asked answers before asking anything.",
        "de": "Man hat Sie etwas gefragt; wer gefragt wird, antwortet, ehe er selbst fragt.",
        "fr": "On vous a posé une question ; on répond avant d’interroger à son tour.",
        "es": "Le han preguntado algo; primero se contesta y después se pregunta.",
    },
    "undelivered": {
        "en": "A message that nobody got thanks nobody and asks nothing.",
        "de": "Eine Nachricht, die niemand bekommt, dankt niemandem und fragt nichts.",
        "fr": "Un message que personne ne reçoit ne remercie personne et ne demande rien.",
        "es": "Un mensaje que nadie recibe no da las gracias a nadie ni pregunta nada.",
    },
    "which-application": {
        "en": "It may be about one application or another; asking once is better than guessing.",
        "de": "Es kann die eine oder die andere Bewerbung meinen; einmal fragen ist besser als raten.",
        "fr": "Cela peut concerner l’une ou l’autre candidature ; mieux vaut demander une fois que deviner.",
        "es": "Puede tratarse de una candidatura o de otra; preguntar una vez es mejor que adivinar.",
    },
    "offer-deadline": {
        "en": "They named the day by which they want your answer.",
        "de": "Bis zu diesem Tag möchte man Ihre Antwort haben.",
        "fr": "C’est le jour fixé pour votre réponse.",
        "es": "Es el día que han fijado para su respuesta.",
    },
}
FIXED_RULES: Mapping[str, Rule] = MappingProxyType({name: Rule(why=why) for name, why in _WHY.items()})
