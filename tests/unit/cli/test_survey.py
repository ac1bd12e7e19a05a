from dataclasses import replace
from pathlib import Path

from pos_loyalty.bootstrap.application import open_application
from pos_loyalty.config.paths import data_folder
from pos_loyalty.domain.staff import KIOSK
from pos_loyalty.domain.survey import Question
from pos_loyalty.services.request import Request
from tests.support.command_line import CommandLine


def _answered(till: CommandLine, *scores: int | None) -> str:
    member = str(till.done("member", "enroll", "--name", "Anna Berger")["member"])
    with open_application(data_folder(till.folder), till.clock) as shop:
        shop.settings.change(
            lambda settings: replace(
                settings, display=replace(settings.display, survey="recommend")
            )
        )
        for place, score in enumerate(scores):
            request = Request(f"k{place}", KIOSK, till.clock.now())
            shop.surveys.answer(request, member, Question.RECOMMEND, score)
    return member


def test_answers_are_counted(till: CommandLine) -> None:
    """Count, mean and the share of those who would recommend the shop."""
    _answered(till, 10, 8, 4, None)
    found = till.done("survey", "summary")
    assert found["recommend"] == {"count": 3, "declined": 1, "mean": 7.33, "nps": 0}
    assert found["effort"] == {"count": 0, "declined": 0, "mean": None, "nps": None}


def test_answers_are_written_as_a_table(till: CommandLine, tmp_path: Path) -> None:
    """One line each, with the member's id and no name."""
    member = _answered(till, 10, None)
    file = tmp_path / "answers.csv"
    assert till.done("survey", "export", "--out", str(file))["answers"] == 2
    lines = file.read_text("utf-8").splitlines()
    assert lines[0] == "at,question,score,member"
    assert [line.split(",")[1:] for line in lines[1:]] == [
        ["recommend", "10", member],
        ["recommend", "", member],
    ]
    assert "Anna" not in file.read_text("utf-8")
    nowhere = str(tmp_path / "nowhere" / "answers.csv")
    assert till.json("survey", "export", "--out", nowhere).status == 2
