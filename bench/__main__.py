"""`make bench`: the figures of the design, as a table and as JSON."""

import json
import tempfile
from pathlib import Path

from bench import conversations, costs, engines, inbox, submissions
from bench.page import weigh_report_page

# What the design asks of each figure; the others are there to judge these by.
TARGETS = {
    **{f"sealed ÷ echo, 1 worker, {clients} clients": (">=", 0.35) for clients in submissions.CLIENTS},
    **{f"plain ÷ echo, 1 worker, {clients} clients": (">=", 0.15) for clients in submissions.CLIENTS},
    "sealed, 2 workers ÷ 1 worker": (">=", 1.4),
    "submission, 100 000 ÷ 100 cases": (">=", 0.8),
    "page, 5 operator's pages ÷ none": (">=", 0.9),
    "look-up in the store, 100 000 ÷ 100 cases": ("<=", 2.5),
    "look-up request without its wait, 100 000 ÷ 100 cases": ("<=", 1.2),
    "reply time, 100 000 ÷ 100 cases": ("<=", 1.5),
    "a right code takes longer, probability": ("<=", 0.53),
    **{f"inbox, {name}: first row, s": ("<=", 1) for name in inbox.OPENINGS},
    **{f"inbox, {name}: all searchable, s": ("<=", most) for name, most in inbox.OPENINGS.items()},
    **{f"inbox, {name}: longest task, ms": ("<=", 100) for name in inbox.OPENINGS},
    "inbox, scrolled, filtered and searched: longest task, ms": ("<=", 100),
    "inbox, second opening: list, MB": ("<=", 20),
    "report page, KB": ("<=", 60),
    "report page, requests": ("<=", 4),
    "report page, third-party requests": ("<=", 0),
}
MEASURES = (
    submissions.compare_with_echo,
    submissions.compare_sizes,
    submissions.compare_pages,
    conversations.compare_sizes,
    conversations.compare_requests,
    conversations.tell_right_from_wrong,
    engines.compare_engines,
    engines.weigh_cases,
    costs.measure_costs,
    weigh_report_page,
    inbox.measure_inbox,
)


def main() -> None:
    """Measure all, show each as it comes, and write `bench/results.json`."""
    figures: dict[str, float] = {}
    for number, measure in enumerate(MEASURES):
        with tempfile.TemporaryDirectory(dir=".") as folder:
            found = measure(Path(folder) / str(number))
        figures |= found
        _show(found)
    Path("bench/results.json").write_text(json.dumps(figures, indent=2, ensure_ascii=False) + "\n", "utf-8")


def _show(figures: dict[str, float]) -> None:
    for name, value in figures.items():
        sign, target = TARGETS.get(name, ("", 0.0))
        met = {"": "", ">=": "met" if value >= target else "NOT MET", "<=": "met" if value <= target else "NOT MET"}
        print(f"{name:<54}{value:>12.2f}   {f'{sign} {target:g}' if sign else '':<10}{met[sign]}", flush=True)


if __name__ == "__main__":
    main()
