"""2D-Doc: one attested entry as a visible digital seal of the French State, a DataMatrix that official readers check.

An optional module: it takes a key and a certificate of an authority that France Titres lists. Source: France Titres,
« Spécifications techniques 2D-Doc », version 3.3.9 (format C40, version 4 of the code, perimeter 01).
"""

from passeport_publishing.two_d_doc.maker import TwoDDocMaker
from passeport_publishing.two_d_doc.seal import TwoDDocSeal
from passeport_publishing.two_d_doc.settings import TwoDDocSettings

__all__ = ["TwoDDocMaker", "TwoDDocSeal", "TwoDDocSettings"]
