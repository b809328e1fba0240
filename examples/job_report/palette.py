"""Colours and patterns of the statuses. Colour-blind readers can tell them apart, on white and on
black, and by the pattern alone. The tests simulate colour blindness.
"""

LIGHT = {
    "surface": "#ffffff", "page": "#f4f6f8", "text": "#16202c", "muted": "#5a6673",
    "line": "#dde3e9", "strong": "#8a96a3",
    "SUCCESS": "#0f6cb6", "PARTIALLY_SUCCEEDED": "#bf8700", "FAILED": "#c92a2a",
    "TIMED_OUT": "#7a1f5c", "ABORTED": "#5c4033", "CANCELED": "#848d97",
    "IN_PROGRESS": "#3596cc", "SCHEDULED": "#6b7580", "OTHER": "#2b8a6e",
}
DARK = {
    "surface": "#1a212b", "page": "#10151c", "text": "#e8edf3", "muted": "#9eabb9",
    "line": "#2c3744", "strong": "#66758a",
    "SUCCESS": "#4a9fe8", "PARTIALLY_SUCCEEDED": "#e3b341", "FAILED": "#ff7b6b",
    "TIMED_OUT": "#ffb3d9", "ABORTED": "#b08968", "CANCELED": "#8b96a3",
    "IN_PROGRESS": "#8fd3ff", "SCHEDULED": "#a7b3c0", "OTHER": "#5fd0ab",
}
# Lines over the colour in a tile of 6 by 6, and matplotlib's name for a similar pattern.
PATTERNS = {
    "SUCCESS": ("", ""),
    "PARTIALLY_SUCCEEDED": ("M1.5 1.5h1.4v1.4h-1.4zM4.5 4.5h1.4v1.4h-1.4z", "..."),
    "FAILED": ("M-1.5 1.5l3-3M0 6l6-6M4.5 7.5l3-3", "////"),
    "TIMED_OUT": ("M-1.5 4.5l3 3M0 0l6 6M4.5-1.5l3 3", "\\\\\\\\"),
    "ABORTED": ("M0 0l6 6M0 6l6-6", "xxxx"),
    "CANCELED": ("M1.5 0v6M4.5 0v6", "||||"),
    "IN_PROGRESS": ("M0 1.5h6M0 4.5h6", "----"),
    "SCHEDULED": ("", ""),
    "OTHER": ("M0 3h6M3 0v6", "++++"),
}
HOLLOW = ("SCHEDULED",)  # an outline: nothing has happened yet


def label(kind: str) -> str:
    return kind.replace("_", " ").capitalize()


def runs_text(count: int) -> str:
    return "1 run" if count == 1 else f"{count:,} runs"
