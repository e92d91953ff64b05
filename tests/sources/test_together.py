"""What one event does at several sources, in words: nobody left out, nothing said twice."""

import msgspec
import pytest

from ilert_desktop.event import Event, EventType, Priority
from ilert_desktop.sources.forecast import forecast, send_label
from ilert_desktop.sources.source import PRACTICE_SOURCE, DefaultPriority, Source
from ilert_desktop.sources.together import forecast_together, other_key_fields, send_labels_together

PRODUCTION = Source(name="Production")
BACKUP = Source(name="Backup", key_field="integrationKey")
WEST = Source(name="West", default_priority=DefaultPriority.LOW, key_field="integrationKey")
ALERT = Event(event_type=EventType.ALERT, summary="s", alert_key="k", priority=Priority.LOW)


@pytest.mark.parametrize("event_type", EventType)
def test_a_single_source_is_told_as_ever(event_type: EventType) -> None:
    event = msgspec.structs.replace(ALERT, event_type=event_type)
    label = send_label(PRODUCTION, event_type, Priority.LOW)
    assert send_labels_together([PRODUCTION], event_type, Priority.LOW) == (label, "")
    assert forecast_together([PRODUCTION], event) == forecast(PRODUCTION, event)
    assert other_key_fields([BACKUP]) == ""


def test_the_button_names_two_and_counts_more() -> None:
    two = send_labels_together([PRODUCTION, BACKUP], EventType.ALERT, Priority.HIGH)
    assert two == ("Raise HIGH alert at Production, Backup", "Raise HIGH alert at 2 sources")
    three = send_labels_together([PRODUCTION, BACKUP, WEST], EventType.RESOLVE, None)
    assert three == ("Resolve at 3 sources", "Resolve at 3 sources")


def test_each_source_has_its_own_forecast_and_what_is_alike_is_said_once() -> None:
    told = forecast_together([PRODUCTION, PRACTICE_SOURCE, BACKUP, WEST], ALERT)
    assert told.startswith(
        "Practice: nobody is paged. Production and Backup: the source may ignore this priority. West: LOW is also the"
        " source's default as far as is known here. Where an alert with this key is open,"
    )


def test_without_a_key_that_is_said() -> None:
    told = forecast_together([PRODUCTION, BACKUP], msgspec.structs.replace(ALERT, alert_key=""))
    assert told.endswith("Without an alert key it can't be accepted or resolved from here.")


def test_the_other_types_name_every_source() -> None:
    told = forecast_together([PRACTICE_SOURCE, PRODUCTION], Event(event_type=EventType.RESOLVE, alert_key="k"))
    assert told.startswith("At Practice and Production: Resolves the newest open alert with this key")


def test_several_practices_page_nobody() -> None:
    other = msgspec.structs.replace(PRACTICE_SOURCE, id="practice-2", name="Drill")
    told = forecast_together([PRACTICE_SOURCE, other], ALERT)
    assert told.startswith("Goes to practice: nobody is paged. Practice and Drill: the source may ignore")
    told = forecast_together([PRACTICE_SOURCE, other], Event(event_type=EventType.RESOLVE, alert_key="k"))
    assert told.startswith("Goes to practice: nobody is paged. At Practice and Drill: Resolves")


def test_another_name_of_the_key_is_said() -> None:
    assert other_key_fields([PRODUCTION, BACKUP, WEST]) == (
        "These are the bytes for Production; Backup and West: the key is sent as integrationKey."
    )
    assert other_key_fields([BACKUP, WEST]) == ""
