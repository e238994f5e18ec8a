"""Recognise a citizen who asked to be recognised: find the face, judge the picture, compare templates."""
