"""Every zone that the tests sweep, in the order of their names."""

from zoneinfo import available_timezones

from scheduler.instants import zone_fault

ZONES = sorted(zone for zone in available_timezones() if zone_fault(zone) is None)
