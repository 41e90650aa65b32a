"""The portal key: made and kept off the server, and used there to sign what the server has drafted.

python -m tools.portal_key new KEYFILE              makes a key; prints its public half and fingerprint
python -m tools.portal_key sign KEYFILE TEXT…       shows each text and writes its signature to TEXT's name with .sig
"""

import os
import secrets
import sys
from pathlib import Path

from crypto import from_text, portal_fingerprint, sign, to_text, verifying_key

_TITLE = "bekymret portal key"


def new(file: Path) -> None:
    """Write a new secret key to `file`, which must not be there yet, and print what is public of it."""
    seed = secrets.token_bytes(32)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as out:
        out.write(f"{_TITLE} {to_text(seed)}\n")
    key = verifying_key(seed)
    print(f"public key:  {to_text(key)}\nfingerprint: {portal_fingerprint(key)}")
    print(f"{file} is the secret half. Keep it on a stick and a copy on paper, never on the server.")


def sign_texts(file: Path, texts: list[Path]) -> None:
    """Show each text, then sign it if somebody says so."""
    seed = from_text(file.read_text("utf-8").split()[-1])
    if seed is None:
        sys.exit(f"{file} holds no portal key.")
    for text in texts:
        print(f"\n--- {text.name}\n{text.read_text('utf-8')[:4000]}")
        if input("Sign it? Compare the advisors' fingerprints first. (yes/no) ").strip() != "yes":
            sys.exit("Nothing more was signed.")
        text.with_suffix(".sig").write_text(to_text(sign(seed, text.read_bytes())) + "\n", "utf-8")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["new", file]:
            new(Path(file))
        case ["sign", file, *texts] if texts:
            sign_texts(Path(file), [Path(text) for text in texts])
        case _:
            sys.exit(__doc__)
