"""How kiosks, desks and a hall stay in step: decisions only, no clock, no socket, no random.

A kiosk writes a log of its own and hands it over (outbox, intake). It keeps a copy of the hall's log
(copies), so that a hall which was put back from a backup gets its last hours again (recovery). An epoch
tells a hall that was put back from the one it replaces (epoch).
"""
