"""Writes a text into files of each format by real encoders, as the programs of the field do.

Prints one line of JSON for each file: its name and where the text stands; and for each encoder that is not installed.
"""
import json
import struct
import sys
from contextlib import contextmanager

FOLDER, TEXT = sys.argv[1], sys.stdin.read()
SIZE = (64, 32)


def say(**words):
    print(json.dumps(words), flush=True)


@contextmanager
def encoder(name):
    try:
        yield
    except (ImportError, KeyError, OSError, ValueError) as error:
        say(missing=name, reason=f"{type(error).__name__}: {error}")


def exif():
    """An EXIF block as A1111 writes it: UserComment, UNICODE, UTF-16 in big-endian order."""
    comment = b"UNICODE\0" + TEXT.encode("utf-16-be")
    ifd = struct.pack(">HHHLLL", 1, 0x8769, 4, 1, 26, 0)
    sub = struct.pack(">HHHLLL", 1, 0x9286, 7, len(comment), 44, 0)
    return b"Exif\0\0MM\0*" + struct.pack(">L", 8) + ifd + sub + comment


def picture(mode="RGB"):
    from PIL import Image
    return Image.radial_gradient("L").resize(SIZE).convert(mode)


def save(name, source, image=None, **options):
    (image or picture()).save(f"{FOLDER}/{name}", **options)
    say(file=name, source=source)


def video(name, source, codec, tags, **options):
    import av
    import numpy
    with av.open(f"{FOLDER}/{name}", "w", options=options) as container:
        container.metadata.update(tags)
        stream = container.add_stream(codec, rate=8)
        stream.width, stream.height, stream.pix_fmt = *SIZE, "yuv420p"
        for number in range(16):
            pixels = numpy.full((SIZE[1], SIZE[0], 3), number * 15, dtype=numpy.uint8)
            for packet in stream.encode(av.VideoFrame.from_ndarray(pixels, format="rgb24")):
                container.mux(packet)
        for packet in stream.encode():
            container.mux(packet)
    say(file=name, source=source)


with encoder("Pillow"):
    from PIL.PngImagePlugin import PngInfo
    info = PngInfo()
    info.add_text("parameters", TEXT)
    save("pillow.png", "png:parameters", pnginfo=info)
    save("pillow.jpg", "exif:UserComment", exif=exif())
    save("pillow.webp", "exif:UserComment", exif=exif())
    save("pillow.gif", "gif:comment", picture("P"), comment=TEXT.encode())
    frames = [picture("P").rotate(angle) for angle in range(0, 90, 10)]
    save("animated.gif", "gif:comment", frames[0], save_all=True, append_images=frames[1:], comment=TEXT.encode())
with encoder("AVIF in Pillow"):
    save("pillow.avif", "exif:UserComment", exif=exif())
    save("big.avif", "exif:UserComment", picture().resize((800, 600)), exif=exif())
with encoder("pillow_heif"):
    import pillow_heif
    pillow_heif.register_heif_opener()
    save("pillow.heic", "exif:UserComment", exif=exif())
with encoder("pillow_jxl"):
    import pillow_jxl
    save("plain.jxl", "exif:UserComment", exif=exif(), compress_metadata=False)
    save("compressed.jxl", "exif:UserComment", exif=exif(), compress_metadata=True)
with encoder("PyAV"):
    import av
    mapped = {"movflags": "use_metadata_tags"}
    video("comment.mp4", "mp4:comment", "mpeg4", {"comment": TEXT})
    video("tags.mp4", "mp4:comment", "mpeg4", {"comment": TEXT, "other": "x"}, **mapped)
    video("first.mp4", "mp4:comment", "mpeg4", {"comment": TEXT}, movflags="use_metadata_tags+faststart")
    video("parts.mp4", "mp4:comment", "mpeg4", {"comment": TEXT}, movflags="use_metadata_tags+frag_keyframe+empty_moov")
    video("tags.mov", "mov:comment", "mpeg4", {"comment": TEXT}, **mapped)
    video("comment.mov", "mov:comment", "mpeg4", {"comment": TEXT})
    video("comment.mkv", "matroska:comment", "mpeg4", {"comment": TEXT})
    video("live.mkv", "matroska:comment", "mpeg4", {"comment": TEXT}, live="1")
with encoder("VP9 in PyAV"):
    video("comment.webm", "matroska:comment", "libvpx-vp9", {"comment": TEXT})
