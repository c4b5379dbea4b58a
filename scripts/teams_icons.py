"""The two icons of the Teams app, drawn: a speech bubble with a tick. Colour 192 x 192, outline 32 x 32."""

from __future__ import annotations

import struct
import zlib

import numpy as np
import numpy.typing as npt

Mask = npt.NDArray[np.float64]

COLOUR_SIZE = 192
OUTLINE_SIZE = 32
_SAMPLES = 4  # in each direction, so that edges are smooth
_WHITE = (255, 255, 255)


def colour_icon(accent: str) -> bytes:
    """PNG of the bubble in white on ``accent`` (#rrggbb), which fills the square."""
    bubble, tick = _shapes(COLOUR_SIZE, scale=0.56, line=0.075)
    white = _smooth(bubble & ~tick)[..., None]
    ground = np.array([int(accent[start : start + 2], 16) for start in (1, 3, 5)])
    pixels = white * np.array(_WHITE) + (1 - white) * ground
    opaque = np.full((*pixels.shape[:2], 1), 255.0)
    return _png(np.concatenate([pixels, opaque], axis=2))


def outline_icon() -> bytes:
    """PNG of the bubble's line in white on nothing, as Teams asks."""
    bubble, tick = _shapes(OUTLINE_SIZE, scale=0.94, line=0.1)
    inside, _ = _shapes(OUTLINE_SIZE, scale=0.94, line=0.1, shrink=0.08)
    alpha = _smooth((bubble & ~inside) | tick)[..., None]
    pixels = np.broadcast_to(np.array(_WHITE), (*alpha.shape[:2], 3))
    return _png(np.concatenate([pixels, alpha * 255], axis=2))


def _shapes(size: int, scale: float, line: float, shrink: float = 0.0) -> tuple[npt.NDArray[np.bool_], ...]:
    """Which samples lie in the bubble and which in the tick. The drawing is 1 wide and centred before ``scale``."""
    steps = (np.arange(size * _SAMPLES) + 0.5) / (size * _SAMPLES) - 0.5
    x, y = np.meshgrid(steps / scale, steps / scale)
    box = _rounded(x, y + 0.06, 0.46 - shrink, 0.36 - shrink, 0.12)
    tail = (x > -0.28 + shrink) & (y > 0.2) & (x + y < 0.18 - 1.4 * shrink)
    tick = (_segment(x, y, (-0.2, -0.06), (-0.05, 0.09)) < line) | (_segment(x, y, (-0.05, 0.09), (0.22, -0.2)) < line)
    return box | tail, tick


def _rounded(x: Mask, y: Mask, half_width: float, half_height: float, radius: float) -> npt.NDArray[np.bool_]:
    across = np.maximum(np.abs(x) - half_width + radius, 0)
    down = np.maximum(np.abs(y) - half_height + radius, 0)
    return np.asarray(np.hypot(across, down) <= radius)


def _segment(x: Mask, y: Mask, start: tuple[float, float], end: tuple[float, float]) -> Mask:
    """The distance from a line between two points."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    along = np.clip(((x - start[0]) * dx + (y - start[1]) * dy) / (dx * dx + dy * dy), 0, 1)
    return np.asarray(np.hypot(x - start[0] - along * dx, y - start[1] - along * dy))


def _smooth(samples: npt.NDArray[np.bool_]) -> Mask:
    """How much of each pixel is covered."""
    size = samples.shape[0] // _SAMPLES
    return np.asarray(samples.reshape(size, _SAMPLES, size, _SAMPLES).mean(axis=(1, 3)))


def _png(pixels: Mask) -> bytes:
    """Red, green, blue and alpha from 0 to 255 as a PNG file."""
    height, width, _ = pixels.shape
    rows = b"".join(b"\0" + row.tobytes() for row in np.rint(pixels).astype(np.uint8))
    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in chunks)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
