"""Looking up a procedure: by what happened in a life, by field or by words, up to its checklist.

Pure; `flow.py` asks here before it answers for its own screens.
"""

from dataclasses import replace

from kiosk.journey.care import Step, awake
from kiosk.journey.deeds import PrintChecklist, Search
from kiosk.journey.events import (
    BackTouched,
    ChecklistNotPrinted,
    ChecklistPrinted,
    Event,
    FieldTouched,
    LifeEventTouched,
    LookUpTouched,
    PaperTouched,
    PrintTouched,
    ProceduresFound,
    ProcedureTouched,
    QueryTyped,
    SearchTouched,
)
from kiosk.journey.telex import Typed
from kiosk.journey.visit import Notice, Paper, Question, Screen, State


def inquire(state: State, event: Event) -> Step | None:
    """The step on the way to a checklist; None for anything else."""
    question = state.question
    match state.screen, event:
        case (Screen.CHOOSE_SERVICE, LookUpTouched()):
            return _choose_field(state)
        case (Screen.CHOOSE_FIELD, LifeEventTouched(life_event_id=life_event_id)):
            return _choose_procedure(state, Question(life_event_id=life_event_id))
        case (Screen.CHOOSE_FIELD, FieldTouched(field_id=field_id)):
            return _choose_procedure(state, Question(field_id=field_id))
        case (Screen.CHOOSE_FIELD, SearchTouched()):
            return _go(state, Screen.SEARCH, question, way_back=Screen.CHOOSE_FIELD)
        case (Screen.SEARCH, QueryTyped(typed=typed)):
            return _search(state, typed)
        case (Screen.SEARCH, ProceduresFound(query=query, procedure_ids=found)) if query == question.query:
            return replace(state, question=replace(question, found_for=query, found=found)), ()
        case (Screen.CHOOSE_PROCEDURE | Screen.SEARCH, ProcedureTouched(procedure_id=procedure_id)):
            open_ = replace(question, procedure_id=procedure_id)
            return _go(state, Screen.CHECKLIST, open_, way_back=state.screen)
        case (Screen.CHECKLIST, PaperTouched(place=place)):
            ticked = question.ticked ^ {place}
            return awake(replace(state, question=replace(question, ticked=ticked), asks_still_there=False))
        case (Screen.CHECKLIST, PrintTouched()) if question.paper in (Paper.NONE, Paper.NOT_PRINTED):
            return _print(state)
        case (Screen.CHECKLIST, ChecklistPrinted(procedure_id=of)) if of == question.procedure_id:
            return _printed(state, Paper.PRINTED)
        case (Screen.CHECKLIST, ChecklistNotPrinted(procedure_id=of)) if of == question.procedure_id:
            return _printed(state, Paper.NOT_PRINTED)
        case (_, BackTouched()):
            return _back(state)
    return None


def _back(state: State) -> Step | None:
    closed = replace(state.question, procedure_id=None, ticked=frozenset(), paper=Paper.NONE)
    match state.way_back:
        case Screen.CHOOSE_FIELD:
            return _choose_field(state)
        case Screen.CHOOSE_PROCEDURE:
            return _choose_procedure(state, closed)
        case Screen.SEARCH:
            return _go(state, Screen.SEARCH, closed, way_back=Screen.CHOOSE_FIELD)
    return None


def _choose_field(state: State) -> Step:
    return _go(state, Screen.CHOOSE_FIELD, Question(), way_back=Screen.CHOOSE_SERVICE)


def _choose_procedure(state: State, question: Question) -> Step:
    return _go(state, Screen.CHOOSE_PROCEDURE, question, way_back=Screen.CHOOSE_FIELD)


def _search(state: State, typed: Typed) -> Step:
    question = replace(state.question, typed=typed)
    if question.query == "":
        question = replace(question, found_for="", found=())
    effects = (Search(visit=state.visit, query=question.query),) if question.query else ()
    return awake(replace(state, question=question, asks_still_there=False), *effects)


def _print(state: State) -> Step:
    printing = replace(state.question, paper=Paper.PRINTING)
    effect = PrintChecklist(
        visit=state.visit,
        procedure_id=printing.procedure_id or "",
        is_for_relative=state.is_for_relative,
    )
    return awake(replace(state, question=printing, asks_still_there=False), effect)


def _printed(state: State, paper: Paper) -> Step:
    return replace(state, question=replace(state.question, paper=paper)), ()


def _go(state: State, screen: Screen, question: Question, way_back: Screen) -> Step:
    went = replace(
        state,
        screen=screen,
        question=question,
        notice=Notice.NONE,
        asks_still_there=False,
        way_back=way_back,
    )
    return awake(went)
