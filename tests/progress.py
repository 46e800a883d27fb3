"""What is being done, a line for each file of tests when its last test has ended, in place of a screen of dots."""

import os
from collections import Counter, defaultdict


class Progress:
    """Counts what is still to come in each file, by the tests' ids, and says how a file went and how long it took."""

    def __init__(self):
        self.waiting: dict[str, set] = defaultdict(set)
        self.seconds: Counter = Counter()
        self.outcomes: dict[str, Counter] = defaultdict(Counter)

    def expect(self, ids):
        for id in ids:
            self.waiting[id.partition("::")[0]].add(id)

    def pytest_collection_finish(self, session):  # without xdist
        self.expect(item.nodeid for item in session.items)

    def pytest_xdist_node_collection_finished(self, node, ids):  # each process has collected the same
        self.expect(ids)

    def pytest_report_teststatus(self, report):
        """No letter for what went well: the line comes when the file is done."""
        if report.when == "call" and report.passed or report.skipped:
            return report.outcome, "", ""

    def pytest_runtest_logreport(self, report):
        file = report.nodeid.partition("::")[0]
        self.seconds[file] += report.duration
        if report.when == "call" or not report.passed:
            self.outcomes[file][report.outcome] += 1
        if report.when == "teardown":
            self.waiting[file].discard(report.nodeid)
            if not self.waiting[file]:
                told = ", ".join(f"{count} {outcome}" for outcome, count in sorted(self.outcomes[file].items(), reverse=True))
                print(f"  {file}: {told} in {self.seconds[file]:.0f} s", flush=True)


def show_in(config):
    """Only where people look: the process that reports, not the ones that test."""
    if not hasattr(config, "workerinput") and "PYTEST_XDIST_WORKER" not in os.environ:
        config.pluginmanager.register(Progress(), "progress")
