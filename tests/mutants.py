"""Breaks the rules one at a time and runs the tests that must notice: `make mutants`.

Each mutant replaces one text, which stands once in its file, in a copy of the tree; there is a copy for each core. It is
killed where one of its tests fails. The run fails where fewer than 95 % are killed, where a text does not stand once,
and where tests fail unbroken.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import Queue

from config.embedded import server

BASE = Path(__file__).resolve().parent.parent
VAR_DIR = BASE / "var/test"
CORES = os.cpu_count() or 1
ENOUGH = 0.95
FAILED = 1  # pytest's exit code where tests failed


@dataclass(frozen=True)
class Mutant:
    file: str
    text: str
    replacement: str
    tests: str  # files and tests below tests/, with a space between

    def __str__(self) -> str:
        line = next(a for a in self.text.splitlines() if a.strip())
        return f"{self.file}: {line.strip()[:70]}"


POSITIONS, PUBLICATION, PROPOSALS = (
    "agreements/positions.py",
    "agreements/acts/publication.py",
    "agreements/acts/proposals.py",
)
FOUR_EYES, READINESS, PERMS = "agreements/acts/four_eyes.py", "agreements/acts/readiness.py", "agreements/acts/perms.py"
AGREEMENTS, CLOSINGS = "agreements/acts/agreements.py", "agreements/acts/closings.py"
MUNICIPALITIES, ATTACHMENTS = "agreements/lookup/municipalities.py", "agreements/lookup/attachments.py"
COLUMNS, FILES = "agreements/public/columns.py", "agreements/public/files.py"
REVIEWS = "agreements/confirmations/reviews.py"

OF_POSITIONS = "agreements/test_positions.py"
OF_ACTS = "agreements/acts/test_agreements.py"
OF_PUBLICATION = "agreements/acts/test_publication.py"
OF_PROPOSALS = "agreements/acts/test_proposals.py"
OF_FOUR_EYES = "agreements/acts/test_four_eyes.py"
OF_COMPANIONS = "agreements/acts/test_companions.py"
OF_VISIBILITY = "agreements/public/test_only_published.py"
OF_EXPORTS = "agreements/public/test_exports.py"
OF_FILES = "agreements/public/test_files.py"
OF_STATISTICS = "agreements/lookup/test_statistics.py"
OF_REVIEWS = "agreements/confirmations/test_reviews.py"

ASKS_THE_RIGHT = "    if not perms.may_publish(by):\n        raise not_allowed_to_publish(by)\n"

MUTANTS = [
    # Positions: the first and last day, the statuses, and which answer decides.
    Mutant(POSITIONS, "and answer.valid_from <= day", "and answer.valid_from < day", OF_POSITIONS),
    Mutant(POSITIONS, "or day <= answer.valid_to)", "or day < answer.valid_to)", OF_POSITIONS),
    Mutant(POSITIONS, "valid_from__lte", "valid_from__lt", OF_POSITIONS),
    Mutant(POSITIONS, 'valid_to__gte", day)', 'valid_to__gt", day)', OF_POSITIONS),
    Mutant(POSITIONS, "last_day is not None and last_day <= end", "last_day is not None and last_day < end", OF_POSITIONS),
    Mutant(POSITIONS, '{last_day}__lte": end', '{last_day}__lt": end', OF_POSITIONS),
    Mutant(POSITIONS, "return holds_on(answer, on) and ends_by(", "return ends_by(", OF_POSITIONS),
    Mutant(POSITIONS, "return holding_on(on) & ending_by(", "return ending_by(", OF_POSITIONS),
    Mutant(POSITIONS, "if any(answer.status == Status.SIGNED and answer", "if any(answer", OF_POSITIONS),
    Mutant(POSITIONS, "| Q(status=Status.SIGNED, valid_to__lt=day)", "| Q(valid_to__lt=day)", OF_POSITIONS),
    Mutant(POSITIONS, ".desc(nulls_first=True)", ".asc(nulls_first=True)", OF_POSITIONS),
    Mutant(POSITIONS, "published_at__date__lte=day", "published_at__date__lt=day", OF_POSITIONS),
    Mutant(POSITIONS, "municipality_answers.filter(status=Status.IN_DIALOGUE, ", "municipality_answers.filter(", OF_POSITIONS),
    Mutant(POSITIONS, "ANSWERS = [Status.SIGNED, Status.DECLINED]", "ANSWERS = [Status.SIGNED]", OF_POSITIONS),
    # Four eyes: whose entries count, since when, and of which rows.
    Mutant(FOUR_EYES, "if by.pk not in editors_of(row)", "if by.pk in editors_of(row)", OF_FOUR_EYES),
    Mutant(FOUR_EYES, "filter(four_eyes=True)", "filter(four_eyes=False)", OF_FOUR_EYES),
    Mutant(FOUR_EYES, "since is None or event.pgh_created_at > since", "since is None", OF_FOUR_EYES),
    Mutant(FOUR_EYES, '(AgreementLevel, "agreement"), ', "", OF_FOUR_EYES),
    Mutant(FOUR_EYES, '[(MeetingMunicipality, "dialoguemeeting")]', "[]", OF_PUBLICATION),
    Mutant(FOUR_EYES, '"published_by_id", "submitted_at",', '"published_by_id",', OF_FOUR_EYES),
    Mutant(PROPOSALS, "            check_proposal_four_eyes(proposal, by)\n", "            pass\n", OF_FOUR_EYES),
    Mutant(PUBLICATION, "= four_eyes_refusals(by, drafts, companion_rows) if asks_four_eyes else {}", "= {}", OF_FOUR_EYES),
    Mutant(PUBLICATION, "four_eyes.applies(), seen_digests=seen_digests", "False, seen_digests=seen_digests", OF_FOUR_EYES),
    Mutant("agreements/acts/publication_refusals.py", "= [draft, *(companion.row for companion in companion_rows)]", "= [draft]", OF_PUBLICATION),
    # Acts: the rights they ask, the rules they hold, and the state they leave.
    Mutant(PERMS, "return by.has_perm(PUBLISH)", "return True", OF_PUBLICATION),
    Mutant(PERMS, "return may_publish(by) and not four_eyes.applies()", "return may_publish(by)", "agreements/exchange/test_undoing.py"),
    Mutant(
        PUBLICATION,
        ASKS_THE_RIGHT + "    lock_agreements(rows)\n    drafts = lock_drafts(rows)\n    if refusals",
        "    lock_agreements(rows)\n    drafts = lock_drafts(rows)\n    if refusals",
        OF_PUBLICATION,
    ),
    Mutant(PUBLICATION, ASKS_THE_RIGHT + "    with act", "    with act", OF_PUBLICATION),
    Mutant(PUBLICATION, "if (why := prerequisite(row))", "if (why := '')", OF_PUBLICATION),
    Mutant(PUBLICATION, "refusals |= unseen_refusals(_without(refusals, drafts), companion_rows, seen_digests)", "pass", OF_COMPANIONS),
    Mutant(PUBLICATION, 'draft.submitted_at, draft.returned_because = None, ""', "pass", OF_ACTS),
    Mutant(READINESS, "agreement=Agreement() as agreement) if not agreement.is_published", "agreement=Agreement() as agreement) if False", OF_PUBLICATION),
    Mutant(READINESS, "if not _has_published_agreement(row)", "if False", OF_PUBLICATION),
    Mutant(READINESS, "if not row.municipalities.all()", "if False", OF_PUBLICATION),
    Mutant(PROPOSALS, "        refuse_stale_fields(proposal)\n", "", OF_PROPOSALS),
    Mutant(PROPOSALS, " if now[name] != value}", "}", OF_PROPOSALS),
    Mutant(PROPOSALS, "if not proposal.is_undecided:", "if False:", OF_PROPOSALS),
    Mutant(PROPOSALS, "Proposal.State.PUBLISHED, by)", "Proposal.State.WITHDRAWN, by)", OF_PROPOSALS),
    Mutant(PROPOSALS, "Proposal.State.WITHDRAWN, by)", "Proposal.State.PUBLISHED, by)", OF_PROPOSALS),
    Mutant(PROPOSALS, "        set_terms(row, after)\n", "", OF_PROPOSALS),
    Mutant(AGREEMENTS, "agreement.submitted_at, agreement.returned_because = None, because", "agreement.returned_because = because", OF_ACTS),
    Mutant(AGREEMENTS, "if agreement.status != Status.SIGNED or agreement", "if agreement", OF_ACTS),
    Mutant(AGREEMENTS, "for message in publication.obstacles_to_publication(draft, by=by)", "for message in ()", OF_ACTS),
    Mutant(CLOSINGS, "new.valid_from <= earlier.valid_from", "new.valid_from < earlier.valid_from", OF_ACTS),
    Mutant(CLOSINGS, "(new.valid_from - ONE_DAY)", "(new.valid_from)", OF_ACTS),
    Mutant(REVIEWS, " or request.reviewed_at:", ":", OF_REVIEWS),
    Mutant(REVIEWS, 'if not function or "@" in function:', "if not function:", OF_REVIEWS),
    # Visibility: nothing that is not published, on any page.
    Mutant("agreements/models/publishing.py", "self.filter(published_at__isnull=False)", "self.all()", OF_VISIBILITY),
    Mutant(MUNICIPALITIES, "answers = Agreement.objects.published()", "answers = Agreement.objects", OF_VISIBILITY + " " + OF_EXPORTS),
    Mutant(MUNICIPALITIES, "signed = Agreement.objects.published()", "signed = Agreement.objects", OF_STATISTICS),
    Mutant("agreements/lookup/changes.py", "published = Agreement.objects.published()", "published = Agreement.objects", "agreements/lookup/test_changes.py"),
    Mutant(ATTACHMENTS, "Document.objects.published()", "Document.objects", OF_VISIBILITY),
    Mutant(ATTACHMENTS, "FollowUp.objects.published()", "FollowUp.objects", OF_VISIBILITY),
    Mutant(ATTACHMENTS, "DialogueMeeting.objects.published()", "DialogueMeeting.objects", OF_VISIBILITY),
    Mutant(
        "agreements/lookup/statistics.py",
        "filter=Q(municipality__dialogue_meetings__published_at__isnull=False),",
        "",
        OF_VISIBILITY,
    ),
    Mutant("agreements/public/agreement/view.py", "agreements = Agreement.objects.published()", "agreements = Agreement.objects", "agreements/public/agreement/test_view.py"),
    Mutant("agreements/public/overview/view.py", "ReportedTotal.objects.published()", "ReportedTotal.objects", OF_VISIBILITY),
    Mutant(FILES, "documents = Document.objects.published()", "documents = Document.objects", OF_FILES),
    Mutant(FILES, "agreements = Agreement.objects.published()", "agreements = Agreement.objects.all()", OF_FILES),
    Mutant(FILES, "if stored.withheld_at:", "if False:", OF_FILES),
    # Exports: each column says what it is called, and no cell runs in a spreadsheet.
    Mutant("agreements/public/filters.py", "super().__init__(data, Agreement.objects.published()", "super().__init__(data, Agreement.objects.all()", OF_EXPORTS),
    Mutant(
        COLUMNS,
        'Case(When(replaces__published_at__isnull=False, then=F("replaces__public_id")), default=Value(""))',
        'F("replaces__public_id")',
        OF_EXPORTS,
    ),
    Mutant(COLUMNS, '"county_code", "municipality__county_id"', '"county_code", "municipality_id"', OF_EXPORTS),
    Mutant(COLUMNS, 'term_slugs(CollaborationLevel, "pk")', 'term_slugs(CooperationArea, "pk")', OF_EXPORTS),
    Mutant(COLUMNS, 'iso_day("answer__valid_to")', 'iso_day("answer__valid_from")', OF_EXPORTS),
    Mutant(COLUMNS, '"municipality_diary_number", "municipality_diary_number"', '"municipality_diary_number", "diary_number"', OF_EXPORTS),
    Mutant("agreements/tables/safe_cells.py", r"""FORMULA = r"^('*[=+\-@""", r"""FORMULA = r"^('*[=+\-""", OF_EXPORTS),
    Mutant("agreements/tables/csv.py", "        if variant.neutralises_formulas:\n", "        if False:\n", OF_EXPORTS),
]  # fmt: skip


class Copy:
    """A copy of the tree, whose tests have a database of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        listed = subprocess.run(
            ["git", "ls-files", "-co", "--exclude-standard"], cwd=BASE, check=True, capture_output=True, text=True
        )
        compiled = [str(path.relative_to(BASE)) for path in BASE.glob("locale/*/LC_MESSAGES/*.mo")]
        for name in [*listed.stdout.splitlines(), *compiled]:
            if (BASE / name).is_file():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(BASE / name, folder / name)

    def run(self, tests: list[str]) -> int:
        command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist"]
        command += [f"tests/{test}" for test in tests]
        # pytest-django adds this name to that of the test database.
        environment = os.environ | {"VAR_DIR": str(VAR_DIR), "TOX_PARALLEL_ENV": self.folder.name}
        return subprocess.run(
            command, cwd=self.folder, env=environment, check=False, stdout=subprocess.DEVNULL
        ).returncode

    def outcome(self, mutant: Mutant) -> int:
        path, begun = self.folder / mutant.file, time.monotonic()
        path.write_text(path.read_text().replace(mutant.text, mutant.replacement))
        # Python compares the time in seconds and the size, so that a mutant must not have the time of another.
        os.utime(path, (MUTANTS.index(mutant), MUTANTS.index(mutant)))
        try:
            code = self.run(mutant.tests.split())
        finally:
            shutil.copy2(BASE / mutant.file, path)
        word = {0: "SURVIVED", FAILED: "killed"}.get(code, f"BROKEN ({code})")
        say(f"{word:9} {time.monotonic() - begun:4.0f} s  {mutant}")
        return code


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("only", nargs="?", default="", help="mutants with this text in their file or text")
    only = arguments.parse_args().only
    mutants = [mutant for mutant in MUTANTS if only in mutant.file or only in mutant.text]
    wrong = [mutant for mutant in MUTANTS if (BASE / mutant.file).read_text().count(mutant.text) != 1]
    for mutant in wrong:
        say(f"NOT THERE ONCE  {mutant}")
    if wrong:
        return 2
    if "DATABASE_URL" not in os.environ:
        server.use(VAR_DIR / "postgres")  # runs until all tests have ended
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(CORES) as pool:
        copies = [Copy(Path(folder) / f"mutants{number}") for number in range(CORES)]
        named = sorted({test for mutant in mutants for test in mutant.tests.split()})
        shares = [named[number::CORES] for number in range(CORES)]
        if any(pool.map(lambda copy, tests: tests and copy.run(tests), copies, shares)):
            say(f"These tests fail unbroken: {' '.join(named)}")
            return 2
        free: Queue[Copy] = Queue()
        for copy in copies:
            free.put(copy)
        outcomes = list(pool.map(lambda mutant: try_mutant(free, mutant), mutants))
    killed = outcomes.count(FAILED)
    say(f"{killed} of {len(mutants)} killed")
    return 0 if mutants and killed >= ENOUGH * len(mutants) else 1


def try_mutant(free: Queue[Copy], mutant: Mutant) -> int:
    copy = free.get()
    try:
        return copy.outcome(mutant)
    finally:
        free.put(copy)


def say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
