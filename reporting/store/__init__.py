"""Every query, over opaque bytes. No key ever comes here."""

from .cases import CaseExists, Cases, FoundCase, NewCase, PlaceTaken, StoredCase
from .engine import Engine, Unavailable
from .migrations import NewerSchema
from .roster import INVITATION_SECONDS, Advisor, InvitationInvalid, NameTaken, Roster, RosterFull
from .shown_once import ShownOnce
from .sign_in import Lifetime, SignIn

__all__ = [
    "INVITATION_SECONDS",
    "Advisor",
    "CaseExists",
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
    "Unavailable",
]
