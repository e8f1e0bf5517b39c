"""Mutation testing: which faults are put into a module, that tests are tried against each, and that no file is changed."""

import ast
from pathlib import Path

import pytest

from tests.support.mutation import __main__ as mutation
from tests.support.mutation import accepted, choose, covering, operators, run
from tests.support.mutation.choose import Mutant
from tests.support.mutation.modules import AREAS
from tests.support.mutation.run import Ended

GATE = '''
"""A gate."""

LIMIT = 3
SPOKEN = 7  # only said


def lets_in(age: int, *, member: bool = False) -> bool:
    """Say who may go in."""
    if age > LIMIT:
        return True
    return member


def countdown(number: int) -> int:
    while number > 0:
        number -= 1
    return number


def refuse(age: int) -> None:
    log.info("refused", age + 1)
    raise ValueError(f"{age + SPOKEN} is not enough")
'''
TESTS = """
from mutated_gate import gate

def test_somebody_of_four_may_go_in():
    assert gate.lets_in(4) is True
    assert gate.lets_in(1) is False

def test_it_counts_down():
    assert gate.countdown(3) == 0
"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A project of one module and one file of tests."""
    (tmp_path / "mutated_gate").mkdir()
    (tmp_path / "mutated_gate" / "gate.py").write_text(GATE)
    (tmp_path / "test_gate.py").write_text(TESTS)
    (tmp_path / "pytest.ini").write_text("[pytest]\npythonpath = .\n")
    return tmp_path


def texts(source: str) -> list[str]:
    return [change.text for change in operators.changes(ast.parse(source))]


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("x = a < b", "a < b → a <= b"),
        ("x = a == b", "a == b → a != b"),
        ("x = a + b", "a + b → a - b"),
        ("x = a and b", "a and b → a or b"),
        ("x = not a", "not a → a"),
        ("x = -a", "-a → a"),
        ("x = 3", "3 → 4"),
        ("x = 30000", "30000 → 15000"),
        ("x = 0.5", "0.5 → 1.0"),
        ("x = True", "True → False"),
        ("x = f(a, b)", "f(a, b) → f(b, a)"),
        ("f(a)", "f(a) → nothing"),
        ("a += b", "a += b → nothing"),
        ("def f():\n    return a", "return a → return None"),
        ("x = [a for a in b if a]", "a → not a"),
        ("x = a if b else c", "b → not b"),
    ],
)
def test_each_kind_of_fault_is_found(code: str, change: str) -> None:
    assert change in texts(code)


@pytest.mark.parametrize(
    "code",
    [
        '"""Say 3 < 4."""',
        "def f(a: Literal[3]) -> dict[str, Literal[4]]: ...",
        "raise ValueError(1 + 2)",
        "log.info('so many', 3)",
        "SAID = 3\nraise ValueError(f'{SAID} at most')",
        "__all__ = [1]",
        "zip(strict=True)",
        "x = max(a, b)",
        "x = f'{a}' + b",
        "@dataclass(frozen=True)\nclass A: ...",
        "a: int = Field(ge=1)",
        "a = ConfigDict(frozen=True)",
    ],
)
def test_what_no_test_should_hold_is_left_as_it_is(code: str) -> None:
    assert [text for text in texts(code) if "→ nothing" not in text] == []


def test_a_mutant_has_one_fault_and_the_rest_of_its_module() -> None:
    number = texts(GATE).index("age > LIMIT → age >= LIMIT")
    assert ast.unparse(operators.mutated(GATE, number)) == ast.unparse(ast.parse(GATE)).replace("age >", "age >=")


def test_what_is_only_said_is_not_changed() -> None:
    assert not [text for text in texts(GATE) if "7" in text or "refused" in text or "+ 1" in text]


def test_one_seed_draws_the_same_mutants_and_another_draws_others(tree: Path) -> None:
    areas = {"gate": ["mutated_gate.gate"]}
    first, again, other = (choose.chosen(tree, areas, 5, seed) for seed in (1, 1, 2))
    assert first == again != other
    assert len({each.number for each in first}) == 5


def test_mutants_are_drawn_from_each_area_alike() -> None:
    drawn = choose.chosen(mutation.ROOT, AREAS, 6 * len(AREAS), 1)
    assert {area: sum(each.area == area for each in drawn) for area in AREAS} == dict.fromkeys(AREAS, 6)


def test_a_fault_that_a_test_notices_is_killed_another_survives_and_the_file_stays_as_it_is(tree: Path) -> None:
    mutants = choose.mutants(tree, "gate", "mutated_gate.gate")
    noticed = next(each for each in mutants if each.change == "return True → return None")
    unseen = next(each for each in mutants if each.change == "age > LIMIT → age >= LIMIT")
    found = run.cover(tree, ["test_gate.py"], [tree / noticed.path])
    tests = covering.tests_of(
        (str(tree / noticed.path), noticed.where), found["ran"], found["seconds"], ["test_gate.py"]
    )
    assert tests == ["test_gate.py::test_somebody_of_four_may_go_in"]
    ended = list(run.all_of(tree, [noticed, unseen], {noticed: tests, unseen: tests}, found["seconds"]))
    assert {each.mutant: each.killed for each in ended} == {noticed: True, unseen: False}
    assert (tree / noticed.path).read_text() == GATE


def test_a_fault_that_makes_a_loop_endless_is_killed(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "LEAST_SECONDS", 1)
    mutants = choose.mutants(tree, "gate", "mutated_gate.gate")
    endless = next(each for each in mutants if each.change == "number -= 1 → nothing")
    test = "test_gate.py::test_it_counts_down"
    (ended,) = run.all_of(tree, [endless], {endless: [test]}, {test: 0.0})
    assert ended.killed


def test_a_function_that_no_test_runs_has_no_tests(tree: Path) -> None:
    path = tree / "mutated_gate" / "gate.py"
    found = run.cover(tree, ["test_gate.py"], [path])
    assert covering.tests_of((str(path), "refuse"), found["ran"], found["seconds"], []) == []


def gone(change: str, *, killed: bool) -> Ended:
    mutant = Mutant("gate", "mutated_gate.gate", Path("gate.py"), 0, "lets_in", 9, "if age > LIMIT:", change)
    return Ended(mutant, killed, 1, 0.1)


def test_it_fails_when_too_many_survive_and_names_each(capsys: pytest.CaptureFixture[str]) -> None:
    ended = [gone("a", killed=True)] * 91 + [gone("age > LIMIT → age >= LIMIT", killed=False)] * 9
    assert mutation.report(ended, []) == 1
    told = capsys.readouterr().out
    assert "gate.py:9: age > LIMIT → age >= LIMIT" in told
    assert "91 of 100" in told
    assert mutation.report([gone("a", killed=True), *ended][:100], []) == 0


def test_a_survivor_that_is_accepted_is_listed_with_its_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    listed = tmp_path / "survivors.toml"
    listed.write_text(
        '[[survivor]]\nmodule = "mutated_gate.gate"\nline = "if age > LIMIT:"\nchange = "age > LIMIT → age >= LIMIT"\n'
        'why = "Nobody is exactly three."\n'
    )
    mutation.report([gone("age > LIMIT → age >= LIMIT", killed=False)], accepted.read(listed))
    assert "does not matter: Nobody is exactly three." in capsys.readouterr().out


def test_every_accepted_survivor_is_of_code_that_is_still_there_and_has_a_reason() -> None:
    modules = {module: area for area, modules in AREAS.items() for module in modules}
    known = {(m.module, m.line, m.change) for each in modules for m in choose.mutants(mutation.ROOT, "", each)}
    listed = accepted.read(mutation.SURVIVORS)
    assert all(each.why for each in listed)
    assert {each[:3] for each in listed} <= known
