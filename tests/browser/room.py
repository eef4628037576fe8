"""People in a room, in real browsers: one without scripts, one whose line is gone for a while, one who comes late."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page, WebSocketRoute, expect

from hub.core.db import db
from hub.intervision.models import Session
from hub.intervision.queries import log as logs
from hub.members.models import Member
from tests.browser.test_access import LOOK, THEMES, wrong_on

SECRET = "Alleen voor straks: het draait om zijn avond."


@dataclass
class Sitter:
    """Somebody at the table, and their browser."""

    member: Member
    page: Page
    scripts: bool = True
    keys: bool = False  # uses nothing but the keyboard
    lines: list[WebSocketRoute] = field(default_factory=list)

    def press(self, name: str) -> None:
        """A button, by its words."""
        button = self.page.get_by_role("button", name=name, exact=True).first
        if self.keys:
            self.reach(button)
            self.page.keyboard.press("Enter")
        else:
            button.click()

    def reach(self, one: Locator) -> None:
        """From the skip link's goal with Tab alone; what has the focus must show it and be in sight."""
        expect(one).to_be_visible()
        self.page.evaluate("document.getElementById('inhoud').focus()")
        for _ in range(80):
            self.page.keyboard.press("Tab")
            if one.evaluate("one => one === document.activeElement"):
                assert one.evaluate("one => getComputedStyle(one).outlineStyle") != "none", "no focus to be seen"
                return
        raise AssertionError("not to be reached with the keyboard")

    def write(self, text: str, button: str) -> None:
        """Type into the field of this step and send it."""
        field = self.page.locator("#schrijf-tekst")
        if self.keys:
            self.reach(field)
            self.page.keyboard.type(text)
        else:
            field.fill(text)
        self.press(button)

    def is_good(self, where: str) -> None:
        """axe, a narrow screen and a thick finger find nothing, in day, evening and quiet."""
        self.page.mouse.move(0, 0)  # a button under the mouse changes colour slowly
        found = wrong_on(self.page, where, THEMES, colours=False)
        self.page.evaluate(LOOK, ["gewoon", "dag"])
        assert not found, "\n".join(found)

    def reads(self, text: str) -> None:
        """It stands in the page; who has no scripts looks again."""
        for _ in range(20):
            if self.scripts or text in self.page.get_by_role("main").inner_text():
                break
            self.page.wait_for_timeout(250)
            self.page.goto(self.page.url)
        expect(self.page.get_by_role("main")).to_contain_text(text)

    def does_not_read(self, text: str) -> None:
        """It is nowhere in the page, not even hidden."""
        if not self.scripts:
            self.page.goto(self.page.url)
        assert text not in self.page.content()


@dataclass
class Evening:
    """The room and who is in it."""

    session: Session
    noor: Sitter
    ali: Sitter
    sam: Sitter
    bo: Sitter

    def everybody(self) -> tuple[Sitter, ...]:
        """All four."""
        return self.noor, self.ali, self.sam, self.bo

    def on_to(self, title: str) -> None:
        """Noor announces the next step, and everybody is in it."""
        self.noor.press(f"Naar: {title}")
        for one in self.everybody():
            one.page.wait_for_timeout(0)
            expect_heading(one, f"Nu: {title}")


def expect_heading(one: Sitter, title: str) -> None:
    """The step that runs stands above what one can do."""
    if one.scripts:
        expect(one.page.locator("#nu")).to_have_text(title)
        return
    for _ in range(20):
        one.page.goto(one.page.url)
        if one.page.locator("#nu").inner_text() == title:
            return
        one.page.wait_for_timeout(200)
    raise AssertionError(f"still {one.page.locator('#nu').inner_text()}")


def come_in(session: Session, sitters: tuple[Sitter, Sitter, Sitter, Sitter]) -> Evening:
    """Noor leads, Ali is the reserve and loses the line once, Sam brings a question, Bo has no scripts."""
    through_our_hands(sitters[1])
    for one in sitters:
        one.page.goto(f"/intervisie/{session.public_id}")
        one.reads("Kom zonder iets te zeggen.")
        one.press("Ga zitten")
        expect(one.page.locator("#nu")).to_have_text("Aankomen")
    return Evening(session, *sitters)


def through_our_hands(one: Sitter) -> None:
    """Lines of this browser pass by here, so that they can be cut."""

    def passed(line: WebSocketRoute) -> None:
        line.connect_to_server()
        one.lines.append(line)

    one.page.route_web_socket(lambda address: "socket.io" in address, passed)


def check_in(evening: Evening) -> None:
    """Everybody gives a figure; nobody sees one before all are ready."""
    evening.noor.press("Begin de sessie")
    for one in evening.everybody():
        expect_heading(one, "Nu: Inchecken")
        one.page.get_by_role("radio", name="4", exact=True).check()
        one.press("Bewaar mijn cijfer")
        one.reads("Je cijfer is bewaard: 4.")
    evening.noor.page.locator("#klok summary").click()
    evening.sam.does_not_read(f"{evening.noor.member.name}: 4")
    for one in evening.everybody():
        one.press("Ik ben klaar")
    expect_heading(evening.noor, "Nu: Terugblik")


def choose(evening: Evening) -> None:
    """Sam offers a question, and it is chosen."""
    evening.on_to("Kiezen")
    expect(evening.noor.page.locator(".timer")).to_be_hidden()
    expect(evening.ali.page.locator(".timer")).to_be_visible()
    sam, bo = evening.sam, evening.bo
    sam.page.get_by_label("Wil je een vraag inbrengen?").fill("Hoe zeg ik nee tegen een vaste klant?")
    sam.press("Breng deze vraag in")
    bo.reads("Verdeel je 2 stippen")
    bo.page.get_by_label("Hoe zeg ik nee tegen een vaste klant?").select_option("2")
    bo.press("Bewaar mijn stippen")
    evening.on_to("De vraag")
    sam.is_good("the story")
    sam.write("Een klant belt steeds later op de avond.", "Deel dit met de groep")
    evening.ali.reads("Een klant belt steeds later op de avond.")


def ask(evening: Evening) -> None:
    """Bo asks without scripts, Sam answers; Ali's line is gone for a while and he misses nothing."""
    ali, sam, bo, noor = evening.ali, evening.sam, evening.bo, evening.noor
    evening.on_to("Verduidelijken")
    ali.page.locator("#schrijf-tekst").fill("Wat ik net wilde vragen")
    cut = lose_line(ali)
    bo.write("Wat gebeurt er als je niet opneemt?", "Stel deze vraag")
    sam.reads(f"{bo.member.name} vraagt:")
    sam.is_good("an answer")
    sam.page.get_by_label("Jouw antwoord").fill("Dan belt hij nog een keer.")
    sam.press("Antwoord")
    noor.reads("Dan belt hij nog een keer.")
    expect(ali.page.locator("#lijn")).to_contain_text("De lijn is weg")
    cut()
    expect(ali.page.get_by_role("main")).to_contain_text("Dan belt hij nog een keer.", timeout=20_000)
    expect(ali.page.locator("li", has_text="Wat gebeurt er als je niet opneemt?").first).to_contain_text("nieuw sinds je weg was")
    expect(ali.page.locator("#schrijf-tekst")).to_have_value("Wat ik net wilde vragen")
    ali.press("Stel deze vraag")
    sam.reads("Wat ik net wilde vragen")


def lose_line(one: Sitter) -> Callable[[], None]:
    """Cut the line and keep it cut; call what comes back to let it through again."""
    page = one.page
    page.unroute_all()
    refuse = True

    def passed(line: WebSocketRoute) -> None:
        if refuse:
            line.close()
        else:
            line.connect_to_server()

    page.route_web_socket(lambda address: "socket.io" in address, passed)
    for line in one.lines:
        line.close()
    page.wait_for_timeout(10_000)

    def again() -> None:
        nonlocal refuse
        refuse = False

    return again


def value(evening: Evening) -> None:
    """Sam must listen: the server refuses, and the words are kept. Somebody needs a pause. Everybody has a turn."""
    sam, noor = evening.sam, evening.noor
    evening.on_to("Wat ik waardeer")
    sam.reads("Jij luistert nu.")
    expect(sam.page.get_by_role("button", name="Verstuur")).to_have_count(0)
    said = sam.page.evaluate(
        """async (room) => {
            const form = document.querySelector('form[data-command]');
            const mark = form.elements.csrf_token.value;
            const body = new URLSearchParams({csrf_token: mark, type: 'item.post', text: 'Ja, maar toch'});
            const answer = await fetch(room, {method: 'POST', body});
            return [answer.status, await answer.text()];
        }""",
        sam.page.url,
    )
    assert said[0] == 422
    assert "In deze fase luister je" in said[1]
    sam.page.reload()
    sam.reads("Ja, maar toch")
    noor.does_not_read("Ja, maar toch")
    evening.bo.press("Pauze voor iedereen")
    noor.reads("Iemand vroeg om een pauze.")
    noor.press("We gaan verder")
    for _ in range(3):
        one = speaks(evening)
        one.write("Ik waardeer je geduld.", "Verstuur")
        one.reads("Jij bent geweest.")


def speaks(evening: Evening) -> Sitter:
    """Whose turn it is, as the database has it."""
    db.session.expire_all()
    for _ in range(25):
        holder = logs.log_of(evening.session).room.holder
        found = next((one for one in evening.everybody() if one.member.public_id == holder), None)
        if found is not None:
            found.reads("Jij bent aan de beurt.")
            return found
        evening.noor.page.wait_for_timeout(200)
    raise AssertionError("nobody is at turn")


def cards(evening: Evening) -> None:
    """A card is seen by nobody before all open, not even by who leads."""
    ali, sam, noor, bo = evening.ali, evening.sam, evening.noor, evening.bo
    evening.on_to("Waar draait het om?")
    ali.write(SECRET, "Leg mijn kaart neer")
    ali.reads("alleen jij ziet dit")
    ali.is_good("a card")
    noor.reads("Er ligt 1 kaart.")
    for one in (noor, sam, bo):
        one.does_not_read(SECRET)
    evening.on_to("Mijn vraag nu")
    for one in (noor, sam, bo):
        one.reads(SECRET)


def round_off(evening: Evening) -> None:
    """Suggestions, what Sam takes along, and the end."""
    sam, noor, ali = evening.sam, evening.noor, evening.ali
    evening.on_to("Misschien ...")
    speaks(evening).write("Misschien helpt een vaste beltijd.", "Verstuur")
    evening.on_to("Wat ik meeneem")
    sam.page.get_by_role("checkbox", name="Misschien helpt een vaste beltijd.").check()
    sam.press("Dit neem ik mee")
    noor.reads("meegenomen")
    evening.on_to("En wij?")
    evening.on_to("Mijn volgende stap")
    sam.write("Ik stel een beltijd voor.", "Schrijf deze stap op")
    evening.on_to("Oogst")
    ali.write("Rust is ook een antwoord.", "Leg mijn kaart neer")
    evening.on_to("Uitchecken")
    evening.on_to("Kort terugkijken")
    for one in (noor, ali, sam):
        for fieldset in one.page.locator("#terugkijken fieldset").all():
            fieldset.get_by_role("radio", name="5", exact=True).check()
        one.press("Bewaar mijn antwoorden")
        one.reads("Je antwoorden zijn bewaard.")
    noor.is_good("looking back")
    noor.press("Sluit de sessie")


def late(evening: Evening, one: Sitter) -> None:
    """Somebody comes when the story is over: waits at the door, and is let in to listen."""
    one.page.goto(f"/intervisie/{evening.session.public_id}")
    one.press("Ga zitten")
    one.reads("Je wacht bij de deur")
    one.does_not_read("Een klant belt steeds later op de avond.")
    evening.sam.press("Laat binnen om mee te luisteren")
    one.reads("luistert mee")
    one.reads("Je luistert nu mee.")


def keeps(evening: Evening) -> None:
    """Each reads what is theirs, and when the rest goes."""
    sam, ali = evening.sam, evening.ali
    expect(sam.page.locator("#nu")).to_have_text("Klaar")
    sam.page.get_by_role("link", name="Bekijk wat je houdt").click()
    sam.reads("Ik stel een beltijd voor.")
    sam.reads("Misschien helpt een vaste beltijd.")
    sam.reads("wordt gewist op")
    ali.page.get_by_role("link", name="Bekijk wat je houdt").click()
    ali.reads("Rust is ook een antwoord.")
    ali.does_not_read("Ik stel een beltijd voor.")
