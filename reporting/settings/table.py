"""Every setting: its key, kind, default, and what it is for. `instance/README.md` shows this table."""

from dataclasses import dataclass
from typing import Any

from .kinds import Also, ByLanguage, Each, Fields, Flag, Kind, Number, Secret, Text, ip_address, time_zone

SECRET_LENGTH = 32
LANGUAGES = ("da", "en", "ar", "uk", "tr", "pl", "so", "fa", "ro")

_PHONE = Text("a phone number, or an empty text", r"[+0-9 ()-]{0,30}")
_NUMBER = Text("a phone number", r"\+?[0-9 ]{2,20}")
_SLUG = Text("lower-case letters, digits and hyphens, at most 60", r"[a-z0-9][a-z0-9-]{0,59}")
_ID = Text("a short name of lower-case letters and underscores", r"[a-z][a-z_]{0,39}")
_NAME = Text("a text of 1 to 80 characters", r"[^\x00-\x1f]{1,80}")
_WEB = Text("an address that begins with https:// or http://", r"https?://[^\s/]+(/\S*)?")
_ONION = Text("an address such as `http://….onion`, or an empty text", r"(https?://[a-z2-7.]+\.onion)?")
_HOST = Text("a host name without a port", r"[A-Za-z0-9.-]{1,253}|\[[0-9a-fA-F:]+\]")
_KEY = Text("a key of 43 characters, or an empty text", r"([A-Za-z0-9_-]{43})?")
_EMAIL = Text("an e-mail address", r"[^\s@<>,;:]{1,64}@[A-Za-z0-9.-]{1,190}")
_TIME = Text("a time such as 09:00", r"([01][0-9]|2[0-3]):[0-5][0-9]")
_COUNTS = Text(
    "`memory://`, or a shared `redis://…` or `rediss://…`",
    r"memory://|rediss?://([^\s/@]*@)?([A-Za-z0-9.-]+|\[[0-9a-fA-F:]+\])(:[0-9]{1,5})?(/[0-9]{1,3})?",
    may_be_shown=False,
)
_SERVER = Text(
    "an empty text, or an address such as `postgresql://bekymret@db1,db2/bekymret`",
    r"(postgres(ql)?://\S{1,500})?",
    may_be_shown=False,
)

NUMBERS = (
    ("emergency", "112"),
    ("police", "114"),
    ("doctor_hovedstaden", "1813"),
    ("doctor_sjaelland", "1818"),
    ("doctor_syddanmark", "70 11 07 07"),
    ("doctor_midtjylland", "70 11 31 31"),
    ("doctor_nordjylland", "70 15 03 00"),
    ("violence", "1888"),
    ("livslinien", "70 201 201"),
    ("children", "116 111"),
)


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting. `key` is its name in `config.toml`; in the environment it is `BEKYMRET_` and the key in capitals."""

    key: str
    kind: Kind
    default: Any
    sentence: str


def _one_of(*names: str) -> Text:
    return Text(f"one of {', '.join(names)}", "|".join(names))


def _can_be_shown(numbers: list[dict[str, str]]) -> bool:
    ids = {number["id"] for number in numbers}
    unnamed = {number["id"] for number in numbers if "label" not in number}
    return "emergency" in ids and len(ids) == len(numbers) and unnamed <= dict(NUMBERS).keys()


def _differ(organisations: list[dict[str, str]]) -> bool:
    return len({each["slug"] for each in organisations}) == len(organisations)


SETTINGS = (
    Setting("name", _NAME, "Bekymret", "The portal's name, at the top of every page."),
    Setting(
        "operator",
        Text("a text of at most 80 characters", r"[^\x00-\x1f]{0,80}"),
        "",
        'Who the advisors work for, as in "Vi er to boligsociale rådgivere hos …" on the start page.',
    ),
    Setting("phone", _PHONE, "", "The advisors' phone number."),
    Setting("hours", ByLanguage(), {}, "When the phone is answered, by language."),
    Setting(
        "organisations",
        Also(Each(Fields(slug=_SLUG, name=_NAME)), "every slug once", _differ),
        [],
        "Housing organisations with a link of their own: `/o/<slug>` for residents, `/o/<slug>/staff` for caretakers.",
    ),
    Setting(
        "languages",
        Each(_one_of(*LANGUAGES), least=1),
        list(LANGUAGES),
        "Languages of the public pages; the first is for everybody who reads none of them.",
    ),
    Setting("exit_url", _WEB, "https://www.dmi.dk/", "Where the quick exit leads."),
    Setting(
        "numbers",
        Also(
            Each(Fields(frozenset({"label"}), id=_ID, number=_NUMBER, label=_NAME)),
            "every id once, `emergency` among them, a label for every id that is not built in",
            _can_be_shown,
        ),
        [{"id": id_, "number": number} for id_, number in NUMBERS],
        "Numbers to call, in place of the built-in list. Check them once a year.",
    ),
    Setting("max_advisors", Number(1, 20), 2, "How many advisors may be enrolled or invited."),
    Setting("url", _WEB, "http://localhost:8000", "The portal's own address, for enrolment links."),
    Setting(
        "lock_minutes",
        Number(1, 30),
        15,
        "Minutes without a key or a touch after which an advisor's inbox locks itself.",
    ),
    Setting(
        "retention_months",
        Number(1, 60),
        6,
        "Months after which a closed case is deleted; one period for all, so that the day does not tell the kind.",
    ),
    Setting(
        "backup_root",
        Text("a recipient that begins with age1pq1, or an empty text", r"(age1pq1[a-z0-9]+)?"),
        "",
        "Who can open the backups besides the advisors: a recipient whose identity is kept off this machine.",
    ),
    Setting(
        "backup_keys",
        Text("a folder, or an empty text", r"[^\x00-\x1f]{0,300}"),
        "",
        "The second folder for the key files of backups; never where the backups are.",
    ),
    Setting(
        "backup_weeks",
        Number(1, 520),
        5,
        "Weeks after which the key of a week's backups is deleted, and with it whatever those still hold.",
    ),
    Setting(
        "mail_server",
        Text("a host and a port, as in `mail.example:587`, or an empty text", r"([A-Za-z0-9.-]{1,253}:[0-9]{1,5})?"),
        "",
        "Where the mail that there is something new is handed in, by SMTP. Without it none is sent.",
    ),
    Setting(
        "mail_security", _one_of("starttls", "tls", "none"), "starttls", "How the line to the mail server is sealed."
    ),
    Setting(
        "mail_user", Text("a text of at most 200 characters"), "", "The name that the mail server asks for, if any."
    ),
    Setting("mail_password", Text("a text of at most 200 characters", may_be_shown=False), "", "And the password."),
    Setting(
        "mail_token_url",
        Text(
            "an address that begins with https://, or an empty text",
            r"(https://\S{1,300}|http://127\.0\.0\.1:\S{1,50})?",
        ),
        "",
        "Where a token for XOAUTH2 is asked for, in place of a password: Microsoft 365 wants that.",
    ),
    Setting("mail_client_id", Text("a text of at most 200 characters"), "", "As whom it is asked for."),
    Setting(
        "mail_client_secret", Text("a text of at most 200 characters", may_be_shown=False), "", "And what shows that."
    ),
    Setting(
        "mail_token_scope",
        Text("a text of at most 200 characters"),
        "https://outlook.office365.com/.default",
        "What the token is for.",
    ),
    Setting(
        "mail_from",
        Text("an e-mail address that nobody reads, or an empty text", r"([^\s@<>,;:]{1,64}@[A-Za-z0-9.-]{1,190})?"),
        "",
        "Whom these mails come from.",
    ),
    Setting(
        "mail_to",
        Each(_EMAIL),
        [],
        "The advisors' addresses. They are told that there is something new, and nothing else.",
    ),
    Setting("mail_times", Each(_TIME, least=1), ["09:00", "13:00"], "When they are sent, where the portal is."),
    Setting(
        "mail_after_workdays",
        Number(1, 20),
        2,
        "Working days after which a new case that nobody has opened is told once more, in the same words.",
    ),
    Setting(
        "portal_key",
        _KEY,
        "",
        "The portal's public key. `flask portal init` writes it; the half that signs must not be on this machine.",
    ),
    Setting(
        "hosts",
        Each(_HOST, least=1),
        ["localhost", "127.0.0.1", "[::1]"],
        "Host names that the portal answers to; every other is refused.",
    ),
    Setting("onion", _ONION, "", "The onion service's address, if there is one."),
    Setting("proxies", Number(0, 10), 0, "Exactly how many reverse proxies stand before the portal."),
    Setting("address", ip_address, "127.0.0.1", "The address it listens on."),
    Setting("port", Number(1, 65535), 8000, "The port it listens on."),
    Setting(
        "workers", Number(1, 64), 1, "Server processes. Several count rate limits together only in a shared store."
    ),
    Setting("threads", Number(16, 256), 32, "Threads of each process: how many requests it answers at the same time."),
    Setting(
        "max_reports_per_hour",
        Number(1, 1_000_000),
        600,
        "Reports from the public that the whole portal takes in an hour. Caretakers' reports are not counted.",
    ),
    Setting(
        "max_megabytes_per_hour", Number(1, 100_000), 200, "What these reports and all messages may weigh in an hour."
    ),
    Setting("timezone", time_zone, "Europe/Copenhagen", "The time zone that decides which day it is."),
    Setting("ratelimit_enabled", Flag(), True, "Rate limits. Off for measurements only."),
    Setting(
        "database",
        _SERVER,
        "",
        "Where the database is: empty for a file in this folder, or a PostgreSQL server that several portals share.",
    ),
    Setting(
        "ratelimit_storage_uri",
        _COUNTS,
        "memory://",
        "Where rate limits are counted; the store must keep nothing on a disk.",
    ),
    Setting("secret_key", Secret(SECRET_LENGTH), None, "Signs tokens. Made on the first run unless it is given."),
)
