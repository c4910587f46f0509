"""Draws a photo anew, in a worker that holds no key: of the file that anyone sent, nothing is left but its dots."""

import io
import warnings

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from passeport_publishing.documents.deadline import TimeIsUp, time_limit
from passeport_publishing.domain.photo import LEAST_SIDE, LONGEST_SIDE, MOST_DOTS, Developed, Unfit

_FORMATS = ("JPEG", "PNG")
_QUALITY = 88
_WHITE = (255, 255, 255)
_PER_EIGHT_BITS = 255 / 65535
_SRGB = ImageCms.createProfile("sRGB")
# Those of cameras and screens have some kilobytes.
_LARGEST_PROFILE = 1024 * 1024


def develop(image: bytes, *, seconds: float) -> Developed | Unfit:
    """The image as a JPEG, upright and no larger than is printed. Main thread of a process only."""
    try:
        with warnings.catch_warnings(), time_limit(seconds):
            # Ours is the lower limit, and is no warning.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            return _develop(image)
    except UnidentifiedImageError:
        return Unfit("type")
    except Image.DecompressionBombError:
        return Unfit("large")
    except (TimeIsUp, MemoryError):
        return Unfit("damaged")
    # As of documents: a reader of hostile bytes fails in every way there is.
    except Exception:  # noqa: BLE001
        return Unfit("damaged")


def _develop(image: bytes) -> Developed | Unfit:
    with Image.open(io.BytesIO(image), formats=_FORMATS) as opened:
        width, height = opened.size
        if width * height > MOST_DOTS:
            return Unfit("large", width, height)
        if min(width, height) < LEAST_SIDE:
            return Unfit("small", width, height)
        # A JPEG is unpacked at a fraction of its size where that is enough.
        opened.draft("RGB", (2 * LONGEST_SIDE, 2 * LONGEST_SIDE))
        profile = opened.info.get("icc_profile")
        # By the orientation that the camera noted, which goes with the rest of its notes.
        turned = _of_eight_bits(ImageOps.exif_transpose(opened)).convert("RGBA")
    turned.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    turned = _in_srgb(turned, profile)
    # A new image has no notes to be saved with it.
    plain = Image.new("RGB", turned.size, _WHITE)
    plain.paste(turned, mask=turned)
    written = io.BytesIO()
    plain.save(written, "JPEG", quality=_QUALITY, optimize=True)
    return Developed(written.getvalue(), *plain.size)


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """The same colours in sRGB, which is what an image without a profile is taken for: telephones write wider ones.

    A profile that cannot be read, or is of no RGB, is passed over, as viewers do.
    """
    if not profile or len(profile) > _LARGEST_PROFILE:
        return image
    try:
        own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if own.profile.xcolor_space.strip() != "RGB":
            return image
        return ImageCms.profileToProfile(image, own, _SRGB, outputMode="RGBA") or image
    except (ImageCms.PyCMSError, OSError):
        return image


def _of_eight_bits(image: Image.Image) -> Image.Image:
    """The same image; of a grey of sixteen bits a dot, as scanners write it, converting keeps no more than white."""
    if image.mode != "I" and not image.mode.startswith("I;16"):
        return image
    scaled = image.point(lambda value: value * _PER_EIGHT_BITS + 0.5).convert("L")
    # Which of its greys is transparent was told in sixteen bits, too.
    scaled.info.pop("transparency", None)
    return scaled
