"""`flask --app app backup` and `restore`: sealed copies, and a portal from one."""

import json
import re
import secrets
import shutil
from datetime import date
from pathlib import Path

import click
from flask import Blueprint, current_app

from crypto import Identity, ListError, Recipient, RecipientError, open_list, voice_digest
from reporting import current
from reporting.authority import LAST, NotOurRecipients, Published
from reporting.backup import (
    BESIDE,
    CLEARED,
    DATABASE,
    LAST_COPY,
    Keys,
    NotABackup,
    keys_of,
    open_copy,
    weeks_ago,
    write_copy,
)
from reporting.clock import ClockJumped, LastRun
from reporting.purge import LOG, look, purged_before, read_log
from reporting.store import (
    Cases,
    Engine,
    NewerSchema,
    Purging,
    StrangeSchema,
    Unavailable,
    copy_database,
    end_what_was_open,
)

_LIST = re.compile(r"lists/[0-9]{1,9}\.json")

bp = Blueprint("backup", __name__, cli_group=None)


@bp.cli.command("backup")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--confirm-day", metavar="DAY", help="Say that today really is DAY (YYYY-MM-DD), after a long pause.")
def backup(folder: Path, confirm_day: str | None) -> None:
    """Write one sealed copy into FOLDER. Whoever holds FOLDER alone can open none of them.

    The week's key opens with an advisor's key or with the one of `backup_root`; it lies in the instance's `backup/` and
    in `backup_keys`. Keys older than `backup_weeks` are deleted, which shreds their copies; never the newest, not
    before tonight's copy was read again, and not while the clock may be wrong.
    """
    instance, config = Path(current_app.instance_path), current_app.config
    keys = keys_of(instance, config["BACKUP_KEYS"])
    _check_apart(folder, [instance, *keys.folders])
    try:
        root = [Recipient.parse(config["BACKUP_ROOT"])] if config["BACKUP_ROOT"] else []
    except RecipientError:
        raise click.ClickException("`backup_root` is no recipient.") from None
    engine: Engine = current_app.extensions["engine"]
    today = current.today()
    n, advisors = _whom_to_seal_to()
    try:
        written = write_copy(engine, instance, folder, keys, [*advisors, *root] if advisors else [], n, today)
        LastRun(instance / LAST_COPY).note(today)
        gone = _delete_old(keys, LastRun(instance / CLEARED), today, is_confirmed=confirm_day == today.isoformat())
    except (OSError, Unavailable) as error:
        raise click.ClickException(f"No copy was written: {error}.") from None
    click.echo(f"{written.file} ({written.size / 1e6:.1f} MB), under the key {written.key}.")
    if len(keys.folders) < 2:
        click.echo("`backup_keys` is not set: if this disk is lost, so is the key of the copies.", err=True)
    if gone:
        click.echo(f"Keys deleted, and with them their copies: {', '.join(gone)}.")


def _whom_to_seal_to() -> tuple[int, list[Recipient]]:
    """Return a list's number, and its advisors. While no list holds: of the last one that was believed, those who are
    advisors still; nobody if there is none.
    """
    try:
        sealing = current.sealing()
        return sealing.recipients_n, list(sealing.recipients)
    except NotOurRecipients:
        click.echo(
            "No signed list holds today: the copy is for the advisors of the last one who are still here.", err=True
        )
    try:
        known = current.authority().lists()
    except NotOurRecipients:
        return 0, []
    if not known:
        return 0, []
    listed = {voice.advisor: voice.digest for voice in known[max(known)][0].voices}
    rows = [each for each in current.roster().active_advisors() if each.recipient]
    here = [each for each in rows if listed.get(each.id) == voice_digest(each.id, each.recipient or "", each.name)]
    return max(known), [Recipient.parse(each.recipient or "") for each in here]


def _delete_old(keys: Keys, last: LastRun, today: date, *, is_confirmed: bool) -> list[str]:
    try:
        if not is_confirmed:
            last.check(today)
    except ClockJumped as jumped:
        click.echo(
            f"The last run was on {jumped.last}, and today is {today} on this machine: no key was deleted. If the "
            f"clock is right: flask backup --confirm-day {today}",
            err=True,
        )
        return []
    last.note(today)
    return keys.delete_before(weeks_ago(today, current_app.config["BACKUP_WEEKS"]))


_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@bp.cli.command("restore")
@click.argument("copy", type=_FILE)
@click.option("--key", required=True, type=_FILE, help="An identity: of `backup_root`, an advisor, or the week.")
@click.option("--week-key", type=_FILE, help="The week's key file, if it is not in this instance's folders.")
@click.option("--at-least", required=True, type=click.IntRange(1), metavar="N", help="The newest signed list known.")
@click.option("--purged-log", type=_FILE, help="The purged.log of the portal that was lost, if it is newer.")
@click.option("--but-not-purged-since", metavar="DAY", help="Bring back what was purged on DAY (YYYY-MM-DD) or later.")
@click.option("--replace", is_flag=True, help="Put a database that holds something aside.")
def restore(
    copy: Path,
    key: Path,
    week_key: Path | None,
    at_least: int,
    purged_log: Path | None,
    but_not_purged_since: str | None,
    replace: bool,
) -> None:
    """Make this instance from COPY. Stop the portal first, start it afterwards.

    What was purged since the copy was made is deleted from it again; `--but-not-purged-since` is the way back if
    somebody had deleted what should have stayed.
    """
    instance = Path(current_app.instance_path)
    if current.cases().count_cases() or current.roster().list_advisors():
        if current_app.config["DATABASE"]:
            raise click.ClickException("The database that `database` names holds something. Name an empty one.")
        if not replace:
            raise click.ClickException(f"{instance / DATABASE} holds something. Add --replace to put it aside.")
    try:
        identity = Identity.parse(key.read_text("ascii").strip())
        files = open_copy(copy, identity, keys_of(instance, current_app.config["BACKUP_KEYS"]), week_key)
    except (NotABackup, RecipientError, UnicodeDecodeError) as error:
        raise click.ClickException(str(error) or f"{key} holds no identity.") from None
    logs = [files.get(LOG, b""), *([purged_log.read_bytes()] if purged_log else [])]
    purged = _purged(instance, logs, _as_day(but_not_purged_since))
    lists = _own_lists(files)
    work = instance / f"restore.{secrets.token_hex(8)}"
    work.mkdir(mode=0o700)
    try:
        said = _prepare(work, files, instance, purged)
        _put_in_place(work, files, instance, lists, purged, at_least)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    for line in said:
        click.echo(line)
    click.echo(f"Closed until a list of at least {at_least} is in use: flask portal draft, sign, publish.")


def _as_day(text: str | None) -> str:
    """Return an ISO day; one after all others for none.

    :raise click.ClickException: it is none.
    """
    try:
        return date.fromisoformat(text).isoformat() if text else date.max.isoformat()
    except ValueError:
        raise click.ClickException(f"{text} is no day (YYYY-MM-DD).") from None


def _purged(instance: Path, logs: list[bytes], until: str) -> dict[str, str]:
    """Return what was purged before a day, as far as any list of that tells: ids, and the day of each."""
    known = {case: day for log in logs for case, day in read_log(log).items()} | purged_before(instance)
    return {case: day for case, day in known.items() if day < until}


def _own_lists(files: dict[str, bytes]) -> dict[str, bytes]:
    """Return the signed lists of a copy.

    :raise click.ClickException: one is not signed by this portal's key, or is not the one that its name says.
    """
    lists = {name: content for name, content in files.items() if _LIST.fullmatch(name)}
    for name, content in lists.items():
        try:
            published = Published(**json.loads(content))
            said = open_list(published.list, published.signature, current.authority().key or b"")
            date.fromisoformat(published.published)
            if name != f"lists/{said.n}.json":
                raise ListError("another number")
        except (ListError, ValueError, TypeError):
            raise click.ClickException(
                f"{name} of the copy is no list that the key in `portal_key` has signed. Nothing was restored."
            ) from None
    return lists


def _prepare(work: Path, files: dict[str, bytes], instance: Path, purged: dict[str, str]) -> list[str]:
    """Check the database, take out of it what must not come back, and write it anew; say what was done.

    :raise click.ClickException: it is damaged, or not ours.
    """
    (work / "found.db").write_bytes(files[DATABASE])
    try:
        engine = Engine(work / "found.db")
    except StrangeSchema:
        raise click.ClickException("The copy holds a table, trigger or view that this program did not make.") from None
    except NewerSchema:
        raise click.ClickException("The copy was made by a later version of this program.") from None
    except Unavailable as error:
        raise click.ClickException(f"The copy's database can't be opened: {error}.") from None
    try:
        if damage := engine.find_damage():
            raise click.ClickException(f"The copy's database is damaged: {'; '.join(damage[:3])}.")
        said = [f"Checked: sound, and of this program's schema. {Cases(engine).count_cases()} cases."]
        said += _purge(engine, instance, purged)
        ended = end_what_was_open(engine)
        said.append("Ended: " + ", ".join(f"{count} {name}" for name, count in ended.items()) + ".")
        engine.copy_to(work / DATABASE)  # what was deleted is in no byte of the new file
    finally:
        engine.close()
    return said


def _purge(engine: Engine, instance: Path, purged: dict[str, str]) -> list[str]:
    """Delete what was purged before, and of what is due as much as goes by itself."""
    cases, purging = Cases(engine), Purging(engine, current_app.config["SECRET_KEY"])
    back = [case for case in purged if cases.find_case(case)]
    purging.purge_cases(back)
    due = look(cases, purging, instance, current.today()).now
    purging.purge_cases(due.cases)
    purging.purge_places(due.places)
    return [f"Deleted: {len(back)} cases purged before, {len(due.cases)} that are due, {len(due.places)} messages."]


def _put_in_place(
    work: Path, files: dict[str, bytes], instance: Path, own: dict[str, bytes], purged: dict[str, str], at_least: int
) -> None:
    if current_app.config["DATABASE"]:
        _copy_to_server(work / DATABASE)
    else:
        _exchange(work / DATABASE, instance / DATABASE)
    lists = instance / "lists"
    lists.mkdir(mode=0o700, exist_ok=True)
    for name, content in own.items():
        if not (instance / name).exists():
            (instance / name).write_bytes(content)
    for name, content in files.items():
        if name.startswith(BESIDE):
            beside = instance / "restored" / name
            beside.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            beside.write_bytes(content)
    last = lists / LAST
    known = int(last.read_text("ascii")) if last.exists() else 0
    last.write_text(f"{max(known, at_least)}\n", "ascii")
    (instance / LOG).write_text("".join(f"{case} {day}\n" for case, day in purged.items()), "ascii")


def _exchange(fresh: Path, database: Path) -> None:
    if database.exists():
        database.replace(database.with_name(f"{database.name}.replaced.{secrets.token_hex(4)}"))
    for rest in ("-wal", "-shm"):
        database.with_name(database.name + rest).unlink(missing_ok=True)
    fresh.replace(database)


def _copy_to_server(fresh: Path) -> None:
    engine = Engine(fresh)
    try:
        copy_database(engine, current_app.extensions["engine"], lambda _: None)
    finally:
        engine.close()


def _check_apart(folder: Path, others: list[Path]) -> None:
    """:raise click.ClickException: the copies would lie beside what opens them."""
    wanted = folder.resolve()
    for other in (each.resolve() for each in others):
        if wanted == other or wanted in other.parents or other in wanted.parents:
            raise click.ClickException(f"{folder} is not apart from {other}: copies must not lie beside their keys.")
