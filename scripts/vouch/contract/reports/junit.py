"""All runs as JUnit XML, for build servers: a suite for each vendor, a case for each rule."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from vouch.contract.report import Failure, Report, Result, Unjudged
from vouch.spec.shown import visible


def render_junit(outcomes: Sequence[Report | Unjudged]) -> str:
    """Return the document. Broken rules are failures, those not put to the test are skipped, unless the run was strict.

    A vendor that could not be judged, or not to the end, is an error.
    """
    root = ET.Element("testsuites", name="vouch contract")
    for outcome in outcomes:
        root.append(_suite(outcome) if isinstance(outcome, Report) else _unjudged(outcome))
    for name in ("tests", "failures", "errors", "skipped"):
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in root)))
    root.set("time", f"{sum(float(suite.get('time', '0')) for suite in root):.3f}")
    for element in root.iter():
        # XML has no way to write most control characters, not even escaped.
        element.attrib = {name: visible(value) for name, value in element.attrib.items()}
        element.text = "\n".join(map(visible, element.text.split("\n"))) if element.text else None
    ET.indent(root)
    return ET.tostring(root, encoding="unicode") + "\n"


def _suite(report: Report) -> ET.Element:
    suite = ET.Element("testsuite", name=report.vendor, hostname=urlsplit(report.url).hostname or "")
    suite.set("timestamp", report.started.partition("+")[0])
    properties = ET.SubElement(suite, "properties")
    for name in ("url", "seed", "profile", "requests"):
        ET.SubElement(properties, "property", name=name, value=str(getattr(report, name)))
    suite.extend(_case(report, result) for result in report.results_by_operation)
    if report.stopped:
        suite.append(_error(report.vendor, "the run went to its end", report.stopped))
    return _counted(suite, report.seconds)


def _unjudged(outcome: Unjudged) -> ET.Element:
    suite = ET.Element("testsuite", name=outcome.vendor)
    suite.append(_error(outcome.vendor, "the server can be judged", outcome.why))
    return _counted(suite, 0.0)


def _error(vendor: str, name: str, why: str) -> ET.Element:
    case = ET.Element("testcase", classname=vendor, name=name, time="0.000")
    ET.SubElement(case, "error", message=why, type="not judged")
    return case


def _case(report: Report, result: Result) -> ET.Element:
    case = ET.Element(
        "testcase", classname=f"{report.vendor}.{result.operation}", name=f"{result.check}: {result.rule}"
    )
    case.set("time", f"{result.seconds:.3f}")
    for failure in result.failures:
        shown = ET.SubElement(case, "failure", message=failure.expected, type=result.check)
        shown.text = _told(failure)
    if result.verdict == "not exercised":
        kind = "failure" if report.strict else "skipped"
        ET.SubElement(case, kind, message=f"not exercised, needs {result.needs}", type="not exercised")
    if result.refuted:
        ET.SubElement(case, "system-out").text = "\n\n".join(
            f"refuted, an assumption\n{_told(failure)}" for failure in result.refuted
        )
    return case


def _told(failure: Failure) -> str:
    return "\n".join(
        [
            f"declared  {failure.where}  ({failure.evidence})",
            f"request   {failure.request}",
            f"received  {failure.received}",
            f"expected  {failure.expected}",
        ]
    )


def _counted(suite: ET.Element, seconds: float) -> ET.Element:
    cases = suite.findall("testcase")
    suite.set("tests", str(len(cases)))
    for name, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(name, str(sum(case.find(tag) is not None for case in cases)))
    suite.set("time", f"{seconds:.3f}")
    return suite
