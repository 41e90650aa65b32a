"""Pictures as a phone takes them: with place, camera, thumbnail, colour profile and XMP beside the pixels."""

from io import BytesIO

from PIL import Image, ImageCms
from PIL.TiffImagePlugin import IFDRational

CAMERA = b"Eksempelkamera 4711"
TRACES = (CAMERA, b"Exif", b"ICC_PROFILE", b"http://ns.adobe.com/xap", b"SENTINEL-XMP")


def photo(size: tuple[int, int] = (2600, 1300), orientation: int = 6) -> bytes:
    """A JPEG, red on the left and blue on the right, that knows everything about where it was taken."""
    image = Image.new("RGB", size, "red")
    image.paste("blue", (size[0] // 2, 0, *size))
    exif = image.getexif()
    exif[0x010F] = CAMERA.decode()
    exif[0x0112] = orientation
    place = exif.get_ifd(0x8825)
    place[1], place[2] = "N", (IFDRational(55), IFDRational(40), IFDRational(34))
    place[3], place[4] = "E", (IFDRational(12), IFDRational(34), IFDRational(6))
    out = BytesIO()
    image.save(
        out,
        "JPEG",
        exif=exif,
        icc_profile=ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(),
        xmp=b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>SENTINEL-XMP</x:xmpmeta>",
    )
    return out.getvalue()


def bare_traces(picture: bytes) -> list[bytes]:
    """Which traces are still in a picture."""
    return [trace for trace in TRACES if trace in picture]


def png(size: tuple[int, int]) -> bytes:
    out = BytesIO()
    Image.new("1", size).save(out, "PNG")
    return out.getvalue()


def on_nothing(kind: str) -> bytes:
    """Black writing on nothing at all, in a format that knows that: `PNG`, `GIF`, `WEBP`, or `LA` for grey in a PNG."""
    image = Image.new("LA" if kind == "LA" else "RGBA", (80, 60))
    image.paste((0, 255) if kind == "LA" else (0, 0, 0, 255), (20, 20, 60, 40))
    out = BytesIO()
    if kind == "GIF":
        image.convert("P").save(out, kind, transparency=image.convert("P").getpixel((0, 0)))
    else:
        image.save(out, "PNG" if kind == "LA" else kind, **({"lossless": True} if kind == "WEBP" else {}))
    return out.getvalue()


def grey_of_16_bits(kind: str = "PNG") -> bytes:
    """A dark half and a bright one, each of 65 536 shades."""
    row = b"".join(shade.to_bytes(2, "little") for shade in (16_700, 49_700) for _ in range(40))
    image = Image.frombytes("I;16", (80, 60), row * 60)
    out = BytesIO()
    image.save(out, kind)
    return out.getvalue()


def noise(size: tuple[int, int]) -> bytes:
    """A picture that stays large however it is packed, as a phone's does."""
    out = BytesIO()
    Image.effect_noise(size, 80).save(out, "PNG", compress_level=1)
    return out.getvalue()
