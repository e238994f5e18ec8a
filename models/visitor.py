"""How a recognised person's name may appear on a screen that strangers can see."""


def masked_name(name: str) -> str:
    """`name` with every word but the given name, which comes last, cut to its initial: `N. T. Hoa`."""
    *family, given = name.split() or [""]
    return " ".join([*(f"{word[0].upper()}." for word in family), given])
