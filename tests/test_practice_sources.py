"""What practice's configuration becomes in the list of sources."""

import pytest
from msgspec.structs import replace

from ilert_desktop.practice.configuration import (
    DEFAULT,
    Configuration,
    Grouping,
    IntegrationType,
    PracticeSource,
    PriorityRule,
    PriorityTemplate,
)
from ilert_desktop.practice_sources import practice_sources, source_id_of
from ilert_desktop.sources import source as sending
from ilert_desktop.sources.source import DefaultPriority, Override
from ilert_desktop.sources.source_rules import source_problems

SOURCE = PracticeSource(id=4, name="Four", key="four")


def only(source: PracticeSource) -> sending.Source:
    (listed,) = practice_sources(Configuration(sources=(source,)))
    return listed


def test_the_default_has_three_that_nobody_takes_for_real_ones() -> None:
    listed = practice_sources(DEFAULT)
    assert [(source.id, source.name, source.endpoint) for source in listed] == [
        ("practice", "Practice: Payments (live-like)", "practice:"),
        ("practice-2", "Practice: Office", "practice:2"),
        ("practice-3", "Practice: Low", "practice:3"),
    ]
    assert all(source.is_practice and not source.live for source in listed)
    assert len({source.colour for source in listed}) == len(listed)
    assert all(source_problems(source, listed) == [] for source in listed)


def test_the_default_tells_what_each_of_them_does() -> None:
    assert [(s.default_priority, s.priority_override, s.grouping) for s in practice_sources(DEFAULT)] == [
        (DefaultPriority.HIGH, Override.YES, sending.Grouping.NONE),
        (DefaultPriority.SUPPORT_HOURS, Override.NO, sending.Grouping.UNTIL_ACCEPTED),
        (DefaultPriority.LOW, Override.NO, sending.Grouping.NONE),
    ]


@pytest.mark.parametrize("rule", PriorityRule)
@pytest.mark.parametrize("integration", [IntegrationType.GRAFANA, IntegrationType.SERVICENOW])
def test_with_some_integrations_the_event_decides(rule: PriorityRule, integration: IntegrationType) -> None:
    assert only(replace(SOURCE, priority=rule, integration=integration)).priority_override is Override.YES


@pytest.mark.parametrize(("overrules", "override"), [(True, Override.UNKNOWN), (False, Override.YES)])
def test_what_a_template_makes_of_it_depends_on_the_event(overrules: bool, override: Override) -> None:
    template = PriorityTemplate(field="summary", high=("down",), overrules=overrules)
    assert only(replace(SOURCE, priority=PriorityRule.LOW, template=template)).priority_override is override


@pytest.mark.parametrize("grouping", Grouping)
def test_every_grouping_has_its_counterpart(grouping: Grouping) -> None:
    assert only(replace(SOURCE, grouping=grouping)).grouping.name == grouping.name


def test_a_source_is_found_by_its_number() -> None:
    assert [source_id_of(DEFAULT, number) for number in (1, 2, 3, 4)] == ["practice", "practice-2", "practice-3", None]


def test_a_name_of_several_lines_becomes_one() -> None:
    assert only(replace(SOURCE, name=" Four\n\tof it ")).name == "Practice: Four of it"
