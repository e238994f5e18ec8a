"""All rules a kiosk is judged by."""

from tests.conformance import rules_enrol, rules_epochs, rules_log, rules_numbers

RULES = (*rules_enrol.RULES, *rules_log.RULES, *rules_numbers.RULES, *rules_epochs.RULES)
