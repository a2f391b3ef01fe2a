"""Labels that don't collide: each takes the first free place round its anchor."""

from __future__ import annotations

from dataclasses import dataclass, field

CHAR_EM = 0.58  # mean width of a character of a sans-serif face; capitals are counted wider
CAPITAL_EM = 0.72


@dataclass(frozen=True)
class Box:
    x0: float
    y0: float
    x1: float
    y1: float

    def meets(self, other: Box) -> bool:
        return self.x0 < other.x1 and other.x0 < self.x1 and self.y0 < other.y1 and other.y0 < self.y1


@dataclass(frozen=True)
class Label:
    """Where the text begins (its left end, on its base line) and its box."""

    x: float
    y: float
    text: str
    box: Box


def text_width(text: str, size: float) -> float:
    return size * sum(CAPITAL_EM if char.isupper() or ord(char) > 0x2E7F else CHAR_EM for char in text)


def shorten(text: str, size: float, width: float) -> str:
    """The text, cut with an ellipsis to fit."""
    if text_width(text, size) <= width:
        return text
    while text and text_width(text + "…", size) > width:
        text = text[:-1]
    return text.rstrip() + "…"


@dataclass
class Placer:
    """Keeps what is taken within a frame."""

    frame: Box
    taken: list[Box] = field(default_factory=list)

    def block(self, box: Box) -> None:
        self.taken.append(box)

    def place(self, text: str, x: float, y: float, size: float, gap: float = 7.0, lines: int = 1) -> Label | None:
        """A label near (x, y), farther out where it is crowded; None when no place is free.

        With `lines` above one the box is as wide as the text and so many lines high; y is the first base line.
        """
        text = shorten(text, size, (self.frame.x1 - self.frame.x0) * 0.7)
        width, height = text_width(text, size), size * 1.25 * lines
        for reach in (gap, gap * 2.2, gap * 4, gap * 7, gap * 11):
            for dx, dy in ((1, 0), (-1, 0), (0, -1), (0, 1), (0.7, -0.7), (0.7, 0.7), (-0.7, -0.7), (-0.7, 0.7)):
                left = x + dx * reach + (0 if dx > 0 else -width if dx < 0 else -width / 2)
                top = y + dy * reach + (0 if dy > 0 else -height if dy < 0 else -height / 2)
                box = Box(left, top, left + width, top + height)
                if self._free(box):
                    self.block(Box(box.x0 - 2, box.y0 - 1, box.x1 + 2, box.y1 + 1))
                    return Label(left, top + size, text, box)
        return None

    def _free(self, box: Box) -> bool:
        f = self.frame
        inside = f.x0 <= box.x0 and box.x1 <= f.x1 and f.y0 <= box.y0 and box.y1 <= f.y1
        return inside and not any(box.meets(other) for other in self.taken)
