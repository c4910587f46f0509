"""PDF documents: made with Typst, sealed and examined with pyHanko, always in processes of their own."""

from passeport_publishing.documents.seal import SealFiles
from passeport_publishing.documents.shop import DocumentShop

__all__ = ["DocumentShop", "SealFiles"]
