"""Where every table of this service is registered, whatever module it stands in."""

from __future__ import annotations

import sqlalchemy as sa

__all__ = ["metadata"]

metadata = sa.MetaData()
