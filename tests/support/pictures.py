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


def noise(size: tuple[int, int]) -> bytes:
    """A picture that stays large however it is packed, as a phone's does."""
    out = BytesIO()
    Image.effect_noise(size, 80).save(out, "PNG", compress_level=1)
    return out.getvalue()
