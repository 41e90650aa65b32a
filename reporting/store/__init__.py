"""Every query, over opaque bytes. No key ever comes here."""

from .absence import Absence
from .casefiles import Casefiles, CaseGone, NotNewest, Retention, StoredVersion, VersionTaken
from .cases import (
    CaseExists,
    CaseFull,
    Cases,
    CaseState,
    FoundCase,
    ListedCase,
    NewCase,
    NewEnvelope,
    PlaceTaken,
    StoredEnvelope,
    UnreadCase,
)
from .copying import Copied, NotTheSame, OtherRows, copy_database
from .database import NewRow, Transaction, Unavailable, Unfit
from .engine import Engine
from .headers import Headers, NewSeal, OldSeal
from .intakes import Intakes, IntakeTaken, Once, OtherContent
from .ledgers import Ledgers, LedgerTaken
from .links import Links
from .list_cards import KeyTaken, ListCards, NewCard, PackedCase
from .migrations import NewerSchema, StrangeSchema
from .passkeys import Passkey, Passkeys, PasskeyTaken, TooManyPasskeys
from .purging import Due, Purging
from .restoring import end_what_was_open
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
    name_key,
)
from .shown_once import ShownOnce
from .sign_in import Lifetime, OpenSession, SignIn, session_id
from .writer import GRACE, Ticket

__all__ = [
    "GRACE",
    "INVITATION_SECONDS",
    "Absence",
    "Advisor",
    "CaseExists",
    "CaseFull",
    "CaseGone",
    "CaseState",
    "Casefiles",
    "Cases",
    "Copied",
    "Due",
    "Engine",
    "FoundCase",
    "Headers",
    "IntakeTaken",
    "Intakes",
    "InvitationInvalid",
    "KeyTaken",
    "LedgerTaken",
    "Ledgers",
    "Lifetime",
    "Links",
    "ListCards",
    "ListedCase",
    "NameTaken",
    "NewCard",
    "NewCase",
    "NewEnvelope",
    "NewKeys",
    "NewRow",
    "NewSeal",
    "NewerSchema",
    "NotNewest",
    "NotTheSame",
    "OldSeal",
    "Once",
    "OpenSession",
    "OtherContent",
    "OtherRows",
    "PackedCase",
    "Passkey",
    "PasskeyTaken",
    "Passkeys",
    "PlaceTaken",
    "Purging",
    "Retention",
    "Roster",
    "RosterFull",
    "RowsChanged",
    "ShownOnce",
    "SignIn",
    "StoredEnvelope",
    "StoredVersion",
    "StrangeSchema",
    "Ticket",
    "TooManyPasskeys",
    "Transaction",
    "Unavailable",
    "Unfit",
    "UnreadCase",
    "VersionTaken",
    "copy_database",
    "end_what_was_open",
    "in_one_form",
    "name_key",
    "session_id",
]
