"""What every page shares: the macros in every state, the frame, and the plain error pages."""

from __future__ import annotations

from typing import Any

import pytest
from flask import render_template, render_template_string

from hub.home.forms import SampleForm
from tests.critic import Critic, Page, judge, words

IMPORT = '{% import "components/forms.html" as forms with context %}'


@pytest.fixture
def shown(client: Critic) -> Page:
    """The page with every component."""
    return client.page("/dev/componenten")


def by_id(page: Page, wanted: str) -> Any:
    """The element with this id."""
    return next(one for one in page.tree.iter() if one.get("id") == wanted)


def drawn(app: Any, source: str, path: str = "/", **context: Any) -> Page:
    """A template's text as a page has it."""
    with app.test_request_context(path):
        html = render_template_string(f"<main><h1>x</h1>{IMPORT}{source}</main>", **context)

    class Answer:
        def get_data(self, as_text: bool) -> str:
            return html

    answer: Any = Answer()
    return Page(answer)


def test_every_component_makes_a_good_page(shown: Page):
    """The critic reads it whole; nothing is left to the browser's own checks."""
    assert shown.h1 == "Componenten"
    assert shown.tree.find(".//title").text.startswith("Componenten – ")
    forms = [one for one in shown.tree.iter("form") if one.get("id") in ("goed", "fout")]
    assert len(forms) == 2
    assert all(one.get("novalidate") is not None for one in forms)
    for one in shown.tree.iter():
        assert one.get("required") is None
        assert one.get("maxlength") is None
        assert one.tag != "button" or one.get("disabled") is None


def test_components_are_not_there_in_production(app: Any, client: Critic, monkeypatch: pytest.MonkeyPatch):
    """A page for builders is no page for visitors."""
    with monkeypatch.context() as patch:
        patch.setattr(type(app.extensions["settings"]), "is_production", property(lambda _self: True))
        assert client.get("/dev/componenten").status_code == 404


def test_summary_leads_to_every_field_with_a_mistake(shown: Page):
    """Same words in summary and at the field, and each link goes to something that takes focus."""
    summary = by_id(shown, "er-ging-iets-mis")
    assert summary.get("tabindex") == "-1"
    links = {words(a): a.get("href")[1:] for a in summary.iter("a")}
    assert links["Kies hoeveel ruimte je hebt."] == "fout-capacity-0"
    assert len(links) == 6
    for sentence, target in links.items():
        field = by_id(shown, target)
        assert field.tag in ("input", "textarea", "select")
        mistake = by_id(shown, target.removesuffix("-0") + "-fout")
        assert words(mistake) == f"Fout: {sentence}"
    assert "CSRF" not in words(summary)


def test_hint_mistake_and_reader_belong_to_the_field(shown: Page):
    """A screen reader hears them with the field; the mistake stands between hint and field."""
    field = by_id(shown, "fout-name")
    assert field.get("aria-invalid") == "true"
    assert field.get("aria-describedby") == "fout-name-uitleg fout-name-fout"
    place = next(one for one in shown.tree.iter("div") if field in list(one))
    assert [one.get("id") or one.get("for") for one in place][:4] == [
        "fout-name", "fout-name-uitleg", "fout-name-fout", "fout-name",
    ]  # fmt: skip
    good = by_id(shown, "name")
    assert good.get("aria-invalid") is None
    assert good.get("aria-describedby") == "name-uitleg name-gezien"
    assert words(by_id(shown, "name-gezien")) == "Wie ziet dit: alle leden"


def test_groups_have_a_legend_and_rows(shown: Page):
    """Radio buttons and checkboxes: one question above, a label round each answer."""
    group = next(one for one in shown.tree.iter("fieldset") if "fout-capacity-fout" in one.get("aria-describedby", ""))
    assert words(group.find("legend")) == "Hoeveel ruimte heb je?"
    assert group.get("role") == "radiogroup"
    assert group.get("aria-invalid") == "true"
    assert [words(label) for label in group.iter("label")] == ["ruimte", "beperkt", "vol"]


def test_not_required_is_said_in_words(shown: Page):
    """Only optional fields are marked."""
    labels = [words(label) for label in shown.tree.iter("label")]
    assert "Waarom wil je meedoen? (niet verplicht)" in labels
    assert "Hoe wil je heten?" in labels
    assert "Ik heb de huisregels gelezen" in labels


def test_long_text_says_how_much_fits(shown: Page):
    """The sentence stands there without scripts; scripts count along."""
    line = next(one for one in shown.tree.iter("p") if one.get("data-count") == "story")
    assert words(line) == "Er passen 400 tekens."
    assert "{n}" in line.get("data-left")
    assert line.get("data-most") == "400"


def test_drafts_only_for_who_has_an_account(client: Critic, shown: Page, make: Any):
    """A visitor's form is not kept on the server, so it does not say so either."""
    assert by_id(shown, "goed").get("data-concept") is None
    assert "Bewaar als concept" not in shown.text
    mine = client.log_in(make.member()).page("/dev/componenten")
    assert by_id(mine, "goed").get("data-concept") == "/dev/componenten"
    assert "Bewaar als concept" in mine.text
    assert "bewaren we 60 dagen" in mine.text


def test_what_people_type_stays_text(app: Any):
    """Neither a value nor an error nor a rule's sentence becomes markup."""
    with app.test_request_context("/"):
        form = SampleForm(formdata=None, data={"name": "<script>x</script>", "story": "</textarea><b>y</b>"})
    form.refuse("name", "<i>nee</i>")
    page = drawn(
        app,
        "{{ forms.summary(form, refused='<u>z</u>') }}{{ forms.field(form.name) }}{{ forms.field(form.story) }}",
        form=form,
    )
    assert not [one for one in page.tree.iter() if one.tag in ("script", "b", "i", "u")]
    assert by_id(page, "name").get("value") == "<script>x</script>"


def test_pager_keeps_filters_and_cannot_be_misled(app: Any):
    """Parameters of the address come back as parameters, whatever they are called."""
    source = '{% import "components/lists.html" as lists with context %}{{ lists.pager({"page": 2, "pages": 3}) }}'
    page = drawn(app, source, "/?ervaring=a%26b&ervaring=c&endpoint=x&_external=1&pagina=2")
    assert page.links()["Volgende"] == "?ervaring=a%26b&ervaring=c&endpoint=x&_external=1&pagina=3"
    assert page.links()["Vorige"].endswith("pagina=1")
    assert "Bladzijde 2 van 3" in page.text


def test_title_says_that_something_went_wrong(app: Any):
    """The first words that a screen reader says."""
    with app.test_request_context("/"):
        wrong = SampleForm(formdata=None)
        wrong.validate()
        html = render_template("home/components.html", form=wrong, wrong=SampleForm(formdata=None, prefix="fout-"))
    assert "<title>Fout: Componenten – " in html


def test_frame_of_every_page(client: Critic, make: Any):
    """Skip link first, one place for messages, help by name at the foot, the way out for who is in."""
    page = client.page("/dev/componenten")
    first = next(page.tree.iter("a"))
    assert (words(first), first.get("href")) == ("Naar de inhoud", "#inhoud")
    assert by_id(page, "inhoud").get("tabindex") == "-1"
    melding = by_id(page, "melding")
    assert (melding.get("role"), words(melding)) == ("status", "")
    foot = page.tree.find(".//footer")
    assert "Vraag het aan Noor Bakker of Ties de Boer." in words(foot)
    assert "Uitloggen" not in page.html
    assert page.tree.get("data-thema") == "apparaat"
    assert "Uitloggen" in client.log_in(make.member()).page("/dev/componenten").html


@pytest.mark.parametrize("name", ["404", "405", "409", "413", "415", "422", "429", "500", "503", "4xx"])
def test_error_pages_say_what_to_do(app: Any, name: str):
    """Plain, with what was typed, and without a code where it does not help."""
    code = int(name) if name.isdigit() else 400
    with app.test_request_context("/"):
        html = render_template(f"errors/{name}.html", code=code, typed=["Mijn <lange> tekst"], request_id="abc")
    judge(html)
    assert "Mijn &lt;lange&gt; tekst" in html
    assert "Naar het begin" in html
    assert ("abc" in html) == (code >= 500)


@pytest.mark.parametrize("name", ["500", "503"])
def test_our_own_faults_need_no_database(app: Any, name: str, monkeypatch: pytest.MonkeyPatch):
    """When the database is gone, the page about it still comes."""

    def fail(*_args: object) -> None:
        pytest.fail("asked the database")

    monkeypatch.setitem(app.jinja_env.globals, "navigation", fail)
    monkeypatch.setitem(app.jinja_env.globals, "display_choices", fail)
    with app.test_request_context("/"):
        judge(render_template(f"errors/{name}.html", viewer=fail, code=int(name), typed=[], request_id="abc"))
