"""The house rules that no other tool watches: files, printing, adapters, README, and whom the product may not name."""

from __future__ import annotations

import ast
import json
import re
import tomllib
from importlib.metadata import EntryPoint, entry_points

import pytest

from adapters import conformance
from daemon.cli import cli
from daemon.config.reading import SMALLEST
from daemon.config.settings import FollowUpSettings, PersonSettings, ServiceSettings
from daemon.ports.adapter import Adapter, Offer
from daemon.registry import GROUP
from tests.sources import PRODUCT, PROJECT, ROOT, TESTS, calls, comments, name_of, tree_of

LONGEST = 300
LONGEST_TEST = 600  # each test is read by itself

# Folders of programs that are run by name, and a module whose tests fail on purpose, which another test runs.
PROGRAMS = {"accuracy", "bench", "outside"}
FAILING = {"tests/adapters/planted_faults.py"}

# Shipped files that are longer than the rest, each with its reason.
LONGER = {
    "daemon/ports/records.py": "the records of all ports, most of it docstrings, read as one page",
    "daemon/core/promises/grammar.py": "one list of the ways to tell a day, to be divided by what is told",
    "daemon/core/promises/numbers.py": "numbers as words and digits of all languages, to be divided",
    "daemon/core/replies/items.py": "one list of what stands in a text that tells times, to be divided",
}

EXITS = {"print", "input", "exit", "quit", "sys.exit", "os._exit", "click.echo", "click.confirm", "sys.stdout.write"}

OURS = [point for point in entry_points(group=GROUP) if point.dist and point.dist.name == PROJECT["project"]["name"]]
KEYS = [
    *PersonSettings.__dataclass_fields__,
    *FollowUpSettings.__dataclass_fields__,
    *ServiceSettings.__dataclass_fields__,
    *sorted({option.name for point in OURS for option in point.load().options}),
]


class TestFiles:
    def test_a_file_is_short_enough_to_be_read_at_once(self) -> None:
        lengths = {path: len(path.read_text("utf-8").splitlines()) for path in (*PRODUCT, *TESTS)}
        long = [
            name_of(path) for path, length in lengths.items() if length > (LONGEST if path in PRODUCT else LONGEST_TEST)
        ]
        assert [name for name in long if name not in LONGER] == []
        assert set(LONGER) <= set(long)

    def test_a_file_of_the_tests_that_is_not_run_has_no_tests_and_is_used(self) -> None:
        helpers = [path for path in TESTS if not path.name.startswith("test_") and not PROGRAMS & set(path.parts)]
        hidden = [name_of(path) for path in helpers if any(map(is_test, ast.walk(tree_of(path))))]
        assert [name for name in hidden if name not in FAILING] == []
        texts = {path: path.read_text("utf-8") for path in TESTS}
        unused = [
            name_of(path)
            for path in helpers
            if path.name != "conftest.py"
            and not any(re.search(rf"\b{path.stem}\b", text) for other, text in texts.items() if other != path)
        ]
        assert unused == []

    def test_a_file_called_a_test_has_tests(self) -> None:
        files = [path for path in TESTS if path.name.startswith("test_")]
        assert [name_of(path) for path in files if not any(map(is_test, ast.walk(tree_of(path))))] == []

    def test_a_module_says_what_it_promises(self) -> None:
        files = [path for path in (*PRODUCT, *TESTS) if tree_of(path).body]
        assert [name_of(path) for path in files if not ast.get_docstring(tree_of(path))] == []

    @pytest.mark.parametrize("name", ["README.md", "LICENSE", "CHANGELOG.md", "daemon/py.typed", "adapters/py.typed"])
    def test_what_belongs_to_a_project_is_there(self, name: str) -> None:
        assert (ROOT / name).is_file()

    def test_the_licence_is_the_one_that_is_declared(self) -> None:
        ours, font = (ROOT / name for name in PROJECT["project"]["license-files"])
        assert PROJECT["project"]["license"] == "MIT AND OFL-1.1"
        assert ours.read_text("utf-8").startswith("MIT License")
        assert "SIL OPEN FONT LICENSE Version 1.1" in font.read_text("utf-8")

    def test_an_ignored_rule_carries_its_reason(self) -> None:
        rules = r"noqa(?::\s*[A-Z]+\d+(?:,\s*[A-Z]+\d+)*)?|type:\s*ignore(?:\[[\w,-]+\])?"
        bare = re.compile(rf"#\s*(?:ruff:\s*)?(?:{rules})\s*$")
        found = [f"{name_of(p)}:{line}" for p in (*PRODUCT, *TESTS) for line, text in comments(p) if bare.search(text)]
        assert found == []


class TestPrinting:
    def test_only_the_commands_print_or_exit(self) -> None:
        others = [path for path in PRODUCT if path.parent != ROOT / "daemon" / "cli"]
        assert {f"{name_of(path)}: {call}" for path in others for call in calls(path) if call in EXITS} == set()

    def test_the_commands_do(self) -> None:
        found = {call for path in PRODUCT if path.parent == ROOT / "daemon" / "cli" for call in calls(path)}
        assert {"click.echo", "sys.exit"} <= found


class TestAdapters:
    @pytest.mark.parametrize("point", OURS, ids=lambda point: point.name)
    def test_the_entry_point_the_declaration_and_the_folder_have_one_name(self, point: EntryPoint) -> None:
        adapter: Adapter = point.load()
        assert adapter.name == point.name
        assert point.value == f"adapters.{point.name}:ADAPTER"
        assert (ROOT / "adapters" / point.name / "__init__.py").is_file()

    def test_every_folder_of_an_adapter_is_an_entry_point(self) -> None:
        folders = {path.parent.name for path in (ROOT / "adapters").glob("*/__init__.py")}
        assert folders - {"formats", "outlook", "web", "conformance"} == {point.name for point in OURS}
        assert set(PROJECT["project"]["entry-points"][GROUP]) == {point.name for point in OURS}

    @pytest.mark.parametrize("point", OURS, ids=lambda point: point.name)
    def test_an_adapter_is_put_through_the_suite_for_all_it_offers(self, point: EntryPoint) -> None:
        adapter: Adapter = point.load()
        suites = {Offer.CALENDAR: "Calendar", Offer.DRAFTS: "Drafts", Offer.INBOX: "Inbox"}
        wanted = {f"{suites[offer]}Conformance" for offer in adapter.offers} | {"DeclarationConformance"}
        tree = tree_of(ROOT / "tests" / "adapters" / f"test_{point.name}.py")
        bases = [
            base.id
            for node in ast.walk(tree)
            if isinstance(node, ast.ClassDef) and node.name.startswith("Test")
            for base in node.bases
            if isinstance(base, ast.Name)
        ]
        assert wanted <= set(bases)
        assert wanted <= set(conformance.__all__)

    def test_there_is_an_extra_for_each_and_one_for_all(self) -> None:
        extras = PROJECT["project"]["optional-dependencies"]
        names = {point.name for point in OURS}
        assert set(extras) == names | {"letters", "all", "dev", "conformance", "kerberos"}
        assert {point.load().extra for point in OURS} == names
        (everything,) = extras["all"]
        assert set(re.findall(r"\w+", everything.partition("[")[2])) == names | {"letters"}


class TestReadme:
    README = (ROOT / "README.md").read_text("utf-8")

    @pytest.mark.parametrize("command", sorted(cli.commands))
    def test_every_command_is_in_it(self, command: str) -> None:
        assert re.search(rf"`(?:followupd )?{command}\b|followupd {command}\b", self.README)

    @pytest.mark.parametrize("key", KEYS)
    def test_every_key_of_the_configuration_is_in_it(self, key: str) -> None:
        assert re.search(rf"\b{key}\b", self.README)

    def test_the_example_of_the_smallest_configuration_is_complete(self) -> None:
        tables = tomllib.loads(SMALLEST)
        assert set(tables) == {"person", "accounts"}


class TestInventedNames:
    """The product says nothing of the people and employers in the examples that it was developed with."""

    CORPORA = (ROOT.parent / "shared" / "corpus", ROOT / "tests" / "corpus")
    # Not all examples are at hand everywhere; these names of theirs are common to nothing else.
    KNOWN = ("Lanternfish", "Copperline Recruitment", "Palisadegrid", "Quillworth")
    # An office of state is nobody's invention, and interviews travellers besides those whom it hires.
    REAL = frozenset({"Home Office"})

    def names(self) -> set[str]:
        files = [path for folder in self.CORPORA for path in folder.glob("events*.jsonl")]
        labels = [json.loads(line)["label"] for path in files for line in path.read_text("utf-8").splitlines()]
        companies = {label["company"] for label in labels if label.get("company")}
        people = {person["name"] for label in labels for person in label.get("interviewers") or () if person["name"]}
        # A single word may be an ordinary one; two together are somebody.
        return {name for name in companies | people if len(name) >= 5 and " " in name} - self.REAL | set(self.KNOWN)

    def test_no_file_of_the_product_names_them(self) -> None:
        names = self.names()
        shipped = [
            p for part in ("daemon", "adapters") for p in (ROOT / part).rglob("*") if p.is_file() and p.suffix != ".pyc"
        ]
        text = {name_of(path): path.read_text("utf-8", errors="replace").casefold() for path in shipped}
        found = [f"{file}: {name}" for file, content in text.items() for name in names if name.casefold() in content]
        assert found == []
        assert len(names) > 300
        assert len(text) > len(PRODUCT)


def is_test(node: ast.AST) -> bool:
    """Whether pytest collects this: a function, a class, or a class that is made by an assignment."""
    if isinstance(node, ast.Assign):
        return any(isinstance(target, ast.Name) and target.id.startswith("Test") for target in node.targets)
    if isinstance(node, ast.ClassDef):
        return node.name.startswith("Test")
    return isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
