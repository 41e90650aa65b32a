"""Invented organisations and reports for the demo, in Danish like the portal."""

ADVISORS = ("Rådgiver 1", "Rådgiver 2")

CONFIG = """\
name = "Bekymret"
operator = "Eksempelboligerne"
phone = "00 00 00 00"

[hours]
da = "Mandag til fredag kl. 9-15"
en = "Monday to Friday, 9 am to 3 pm"

[[organisations]]
slug = "eksempelboligen"
name = "Eksempelboligen"

[[organisations]]
slug = "proevehusene"
name = "Prøvehusene"
"""

OWN_PAGES = {
    "om-os": "# Om os\n\nVi er to *boligsociale rådgivere*. Vi er ikke kommunen.\n",
    "persondata": "# Sådan behandler vi dine oplysninger\n\nDette er et eksempel. Ingen læser med her.\n",
    "tilgaengelighed": "# Tilgængelighed\n\nDette er et eksempel. Virker noget ikke, så ring 00 00 00 00.\n",
}

# (days ago, answers)
REPORTS: list[tuple[int, dict[str, str | list[str]]]] = [
    (
        0,
        {
            "danger": "no",
            "where": "Eksempelvej 12, 2. tv., Eksempelby",
            "name": "Navn på døren: Eksempel",
            "signs": ["not_seen", "mail"],
            "story": "Jeg plejer at møde hende ved postkasserne hver morgen. Nu har jeg ikke set hende i en uge.",
            "last_seen": "longer",
            "before_knocking": "Hun har en lille hund.",
        },
    ),
    (
        0,
        {
            "danger": "maybe",
            "where": "Prøvegade 3, st. th.",
            "signs": ["violence", "children"],
            "story": "Der bliver råbt om natten, og børnene græder.",
            "last_seen": "recently",
            "contact": "no",
        },
    ),
    (1, {"danger": "no", "where": "Mønsterstræde 7, 4.", "signs": ["clutter"], "last_seen": "this_week"}),
    (
        3,
        {
            "danger": "no",
            "where": "Eksempelvej 12, 2. tv.",
            "story": "جاري لا يفتح الستائر منذ أسبوعين. أنا قلق عليه.",
            "last_seen": "unknown",
        },
    ),
    (
        6,
        {
            "danger": "no",
            "where": "Skabelonparken 40, 1. mf.",
            "signs": ["behaviour", "alcohol", "self_care"],
            "story": "Han virker forvirret og har svært ved at finde hjem.",
            "before_knocking": "Bedst om formiddagen.",
        },
    ),
    (12, {"danger": "no", "where": "Prøvegade 9, 3. tv.", "signs": ["lacks"], "story": "Strømmen er lukket 😟"}),
]
