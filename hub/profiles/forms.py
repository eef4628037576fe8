"""The forms of one's own profile, a page for each part, and the filter of the directory."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from wtforms import HiddenField

from hub.audience.forms import AudienceForm
from hub.core.forms import Choice, Choices, HubForm, LongText, Number, Pick, Text, YesNo
from hub.core.places import PROVINCES
from hub.core.text import N_, translated
from hub.profiles import rules

MARK = re.compile(r"[0-9T:.+-]{0,40}")


def a_mark(text: str | None) -> str | None:
    """The version that a form was filled from; what is no version is one that never stood."""
    return text if text is None or MARK.fullmatch(text) else "?"


class FieldForm(AudienceForm):
    """One field with who may see it, and the version it was filled from."""

    version = HiddenField(default="", filters=[a_mark])

    asked: ClassVar[tuple[str, ...]] = ()  # the fields of the value, in order

    def know(self, work_forms: Mapping[str, str]) -> None:
        """Take the kept lists that this form offers."""

    def said(self) -> tuple[str, list[str]]:
        """The value: a text and its lines."""
        raise NotImplementedError

    @staticmethod
    def begin(text: str, items: Sequence[str]) -> dict[str, Any]:
        """What the fields begin with."""
        raise NotImplementedError


class SentenceForm(FieldForm):
    """A sentence about oneself."""

    asked = ("sentence",)
    sentence = LongText(N_("Jouw zin"), most=160, rows=3, hint=N_("Bijvoorbeeld: ik coach mensen die vastlopen in hun werk."))

    def said(self) -> tuple[str, list[str]]:
        """The sentence."""
        return " ".join((self.sentence.data or "").split()), []

    @staticmethod
    def begin(text: str, items: Sequence[str]) -> dict[str, Any]:
        """The sentence."""
        return {"sentence": text}


class WorkFormsForm(FieldForm):
    """Kinds of work."""

    asked = ("work",)
    work = Choices(N_("Dit doe ik"), hint=N_("Je kunt er meer kiezen."))

    def know(self, work_forms: Mapping[str, str]) -> None:
        """The kept list."""
        self.offered, self.work.choices = list(work_forms), list(work_forms.items())

    def said(self) -> tuple[str, list[str]]:
        """The slugs, in the order of the list and each once."""
        chosen = set(self.work.data or ())
        return "", [slug for slug in self.offered if slug in chosen]

    @staticmethod
    def begin(text: str, items: Sequence[str]) -> dict[str, Any]:
        """The slugs."""
        return {"work": list(items)}


class ProvinceForm(FieldForm):
    """A province, never a place."""

    asked = ("province",)
    province = Pick(N_("Jouw provincie"), choices=[("", N_("Geen keuze")), *PROVINCES.items()])

    def said(self) -> tuple[str, list[str]]:
        """The slug."""
        return self.province.data or "", []

    @staticmethod
    def begin(text: str, items: Sequence[str]) -> dict[str, Any]:
        """The slug."""
        return {"province": text}


class OnlineForm(FieldForm):
    """Online or not."""

    asked = ("online",)
    online = Choice(
        N_("Kunnen mensen je online spreken?"), choices=[("yes", N_("Ja, ook online")), ("no", N_("Nee, liever niet"))]
    )

    def said(self) -> tuple[str, list[str]]:
        """Yes, no or nothing."""
        return self.online.data or "", []

    @staticmethod
    def begin(text: str, items: Sequence[str]) -> dict[str, Any]:
        """Yes, no or nothing."""
        return {"online": text or None}


# The same three as rules.CAPACITIES, said by oneself.
CARRY = {"room": N_("Ik heb ruimte"), "limited": N_("Een beetje"), "full": N_("Ik zit vol")}


class CapacityForm(FieldForm):
    """What one can carry now."""

    asked = ("capacity", "hours")
    capacity = Choice(N_("Hoeveel kun je er nu bij hebben?"), choices=list(CARRY.items()))
    hours = Number(N_("Hoeveel uur per week"), low=0, high=rules.MOST_HOURS, hint=N_("Ongeveer. Leeg laten mag."))

    def said(self) -> tuple[str, list[str]]:
        """How much, and hours a week."""
        return self.capacity.data or "", [] if self.hours.data is None or not self.capacity.data else [str(self.hours.data)]

    @staticmethod
    def begin(text: str, items: Sequence[str]) -> dict[str, Any]:
        """How much, and hours a week."""
        return {"capacity": text or None, "hours": int(items[0]) if items else None}


class WorkingCardForm(FieldForm):
    """What helps others to work with one."""

    asked = ("line_1", "line_2", "line_3", "line_4", "line_5", "line_6")
    line_1 = Text(rules.CARD[0][0], most=120, hint=rules.CARD[0][1])
    line_2 = Text(rules.CARD[1][0], most=120, hint=rules.CARD[1][1])
    line_3 = Text(rules.CARD[2][0], most=120, hint=rules.CARD[2][1])
    line_4 = Text(rules.CARD[3][0], most=120, hint=rules.CARD[3][1])
    line_5 = Text(rules.CARD[4][0], most=120, hint=rules.CARD[4][1])
    line_6 = Text(rules.CARD[5][0], most=120, hint=rules.CARD[5][1])

    def said(self) -> tuple[str, list[str]]:
        """The lines in their order; nothing at all when all are empty."""
        lines = [self[name].data or "" for name in self.asked]
        return "", lines if any(lines) else []

    @staticmethod
    def begin(text: str, items: Sequence[str]) -> dict[str, Any]:
        """The lines."""
        return dict(zip(WorkingCardForm.asked, items, strict=False))


FORMS: dict[str, type[FieldForm]] = {
    rules.SENTENCE: SentenceForm,
    rules.WORK_FORMS: WorkFormsForm,
    rules.PROVINCE: ProvinceForm,
    rules.ONLINE: OnlineForm,
    rules.CAPACITY: CapacityForm,
    rules.WORKING_CARD: WorkingCardForm,
}


class NameForm(HubForm):
    """The name to use."""

    name = Text(N_("Hoe wil je heten?"), most=60, required=N_("Vul in hoe je wilt heten."))
    for_everyone = YesNo(
        N_("Laat mijn naam ook zien aan mensen die niet zijn ingelogd"),
        hint=N_("Dat telt alleen als je ook iets anders aan iedereen laat zien."),
    )


class ExperienceForm(AudienceForm):
    """One experience: a sentence, who may see it, and the two things that are asked."""

    version = HiddenField(default="", filters=[a_mark])
    sentence = LongText(N_("Wat wil je erover zeggen?"), most=200, rows=3, hint=N_("1 zin in je eigen woorden. Het hoeft niet."))
    shown = YesNo(rules.CONSENTS["shown"].question)
    findable = YesNo(rules.CONSENTS["findable"].question)

    def validate(self, extra_validators: object = None) -> bool:
        """The two answers go together."""
        sound = super().validate(extra_validators)
        reason = rules.why_not_consent(bool(self.shown.data), bool(self.findable.data))
        if sound and reason:
            self.refuse("findable", reason)
            return False
        return sound


class NewExperienceForm(ExperienceForm):
    """An experience that is not on the profile yet."""

    sent_once = True
    kind = Choice(N_("Welke ervaring?"), required=rules.NOT_OFFERED)


class PlainForm(HubForm):
    """Only a button: the page around it says what will happen."""


class FilterForm(HubForm):
    """The filter of the directory. It changes nothing, so its address can be shared."""

    class Meta(HubForm.Meta):
        """A form that only asks needs no protection."""

        csrf = False

    ervaring = Pick(N_("Ervaring"))
    werk = Pick(N_("Werk"))
    provincie = Pick(N_("Provincie"))
    volgorde = Pick(N_("Volgorde"), choices=[("dag", N_("Elke dag anders")), ("naam", N_("Op naam"))])

    def offer(self, **lists: Sequence[tuple[str, str]]) -> None:
        """Each list begins with 'no matter'."""
        for name, choices in lists.items():
            self[name].choices = [("", translated(N_("Maakt niet uit"))), *choices]
