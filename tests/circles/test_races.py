"""Two people in a circle at the same moment, each on a connection of their own."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from hub.circles.models import CircleMember
from hub.core.db import db
from hub.members.models import Member
from tests.critic import Critic
from tests.factories import Factories
from tests.races import together


class House:
    """A circle with two hosts and a member, and Wim, who is outside."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        with app.app_context():
            make = Factories()
            people: dict[str, Member] = {name: make.member(name) for name in ("Joost", "Yara", "Ties", "Wim")}
            circle = make.circle(people["Ties"], hosts=(people["Joost"], people["Yara"]))
            self.path, self.wim, self.wims_key = f"/kringen/{circle.public_id}", people["Wim"].public_id, people["Wim"].id
            self.browsers = {name: Critic(app).log_in(one) for name, one in people.items()}

    def pressing(self, who: str, page: str, ending: str, **more: str) -> Callable[[], int]:
        """A button or filled-in form, ready to be sent."""
        browser, path = self.browsers[who], self.path + page
        form = next(one for one in browser.page(path).forms() if (one["action"] or path).endswith(ending))
        return lambda: browser.post(form["action"] or path, data={**form["fields"], **more}).status_code

    def places(self) -> dict[str, str]:
        """Everybody's role or state, by name."""
        with self.app.app_context():
            rows = db.session.execute(
                select(Member.name, CircleMember.state, CircleMember.role).join_from(
                    CircleMember, Member, CircleMember.member_id == Member.id
                )
            )
            return {name: role if state == "member" else state for name, state, role in rows}


@pytest.fixture
def house(apart_app: Flask) -> House:
    """The circle."""
    return House(apart_app)


def test_two_hosts_who_invite_the_same_person_make_one_invitation(house: House) -> None:
    answers = together(*(house.pressing(host, "/uitnodigen", "/uitnodigen", link=house.wim) for host in ("Joost", "Yara")))
    assert sorted(answers) == [303, 422]
    assert house.places()["Wim"] == "invited"


def test_a_yes_and_a_taking_back_at_once_give_one_of_both(house: House) -> None:
    house.pressing("Joost", "/uitnodigen", "/uitnodigen", link=house.wim)()
    answers = together(house.pressing("Wim", "/uitnodiging", "/ja"), house.pressing("Joost", "/uitnodigen", "/intrekken"))
    assert all(answer in (303, 404) for answer in answers)
    assert house.places().get("Wim") == ("member" if answers == [303, 404] else None)


def test_a_circle_without_a_host_gets_one_and_not_two(house: House) -> None:
    house.pressing("Joost", "/uitnodigen", "/uitnodigen", link=house.wim)()
    house.pressing("Wim", "/uitnodiging", "/ja")()
    for host in ("Joost", "Yara"):
        house.pressing(host, "/weggaan", "/weggaan")()
    both = [house.pressing(one, "", "/gastheer-of-gastvrouw") for one in ("Ties", "Wim")]
    assert together(*both) == [303, 303]
    assert sorted(house.places().values()) == ["host", "left", "left", "member"]


def test_leaving_and_pausing_at_once_is_leaving(house: House) -> None:
    answers = together(house.pressing("Ties", "/weggaan", "/weggaan"), house.pressing("Ties", "", "/pauze"))
    assert answers[0] == 303
    assert answers[1] in (303, 404)
    assert house.places()["Ties"] == "left"
