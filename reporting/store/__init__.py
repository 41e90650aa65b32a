"""Every query, over opaque bytes. No key ever comes here."""

from .cases import CaseExists, CaseFull, Cases, FoundCase, NewCase, PlaceTaken, StoredCase
from .engine import Engine
from .migrations import NewerSchema
from .roster import INVITATION_SECONDS, Advisor, InvitationInvalid, NameTaken, Roster, RosterFull
from .shown_once import ShownOnce
from .sign_in import Lifetime, SignIn
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
    "InvitationInvalid",
    "Lifetime",
    "NameTaken",
    "NewCase",
    "NewerSchema",
    "PlaceTaken",
    "Roster",
    "RosterFull",
    "ShownOnce",
    "SignIn",
    "StoredCase",
    "Ticket",
    "Transaction",
    "Unavailable",
]
