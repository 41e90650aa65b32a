"""Every query, over opaque bytes. No key ever comes here."""

from .cases import (
    CaseExists,
    CaseFull,
    Cases,
    FoundCase,
    ListedCase,
    NewCase,
    NewEnvelope,
    PlaceTaken,
    StoredEnvelope,
)
from .engine import Engine
from .headers import Headers, NewSeal, OldSeal
from .ledgers import Ledgers, LedgerTaken
from .migrations import NewerSchema, StrangeSchema
from .roster import (
    INVITATION_SECONDS,
    Advisor,
    InvitationInvalid,
    NameTaken,
    NewKeys,
    Roster,
    RosterFull,
    RowsChanged,
    in_one_form,
)
from .shown_once import ShownOnce
from .sign_in import Lifetime, OpenSession, SignIn, session_id
from .sqlite import Transaction, Unavailable
from .writer import GRACE, Ticket

__all__ = [
    "GRACE",
    "INVITATION_SECONDS",
    "Advisor",
    "CaseExists",
    "CaseFull",
    "Cases",
    "Engine",
    "FoundCase",
    "Headers",
    "InvitationInvalid",
    "LedgerTaken",
    "Ledgers",
    "Lifetime",
    "ListedCase",
    "NameTaken",
    "NewCase",
    "NewEnvelope",
    "NewKeys",
    "NewSeal",
    "NewerSchema",
    "OldSeal",
    "OpenSession",
    "PlaceTaken",
    "Roster",
    "RosterFull",
    "RowsChanged",
    "ShownOnce",
    "SignIn",
    "StoredEnvelope",
    "StrangeSchema",
    "Ticket",
    "Transaction",
    "Unavailable",
    "in_one_form",
    "session_id",
]
