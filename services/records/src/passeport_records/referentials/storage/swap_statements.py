"""The statements of an import.

A version holds from its day to the day of the next one of its scheme, whichever is imported first. No version begins
inside that time, so that a row which overlaps it covers it: either it says what the draft says and stays, or it ends
where the version begins and goes on where the next one does.
"""

from __future__ import annotations

import sqlalchemy as sa

__all__ = [
    "ANALYZE_DRAFT",
    "ANALYZE_ROWS",
    "COUNT",
    "COUNT_CHANGED",
    "CREATE",
    "DELETE_REPLACED",
    "DELETE_UNSAID",
    "DOUBLES",
    "END_BEFORE",
    "ENTER",
    "ENTER_HISTORY",
    "FIND_CHANGED",
    "GATHER",
    "GO_ON_AFTER",
    "LOCK",
    "NEXT",
    "TAKE_TIME",
]

# "refe"
LOCK = sa.text("SELECT pg_try_advisory_lock(x'72656665'::bigint)")
TAKE_TIME = sa.text("SELECT set_config('statement_timeout', '600000', true)")

CREATE = (
    sa.text(
        "CREATE TEMPORARY TABLE draft_row (ordinal bigint, scheme text, code text, since date, until date, label text, "
        "level smallint, facts jsonb, words text)"
    ),
    sa.text("CREATE TEMPORARY TABLE draft_part (ordinal bigint, scheme text, code text, name text, value jsonb)"),
    sa.text(
        "CREATE TEMPORARY TABLE draft (scheme text, code text, since date, until date, label text, level smallint, "
        "facts jsonb, words tsvector, PRIMARY KEY (scheme, code, since))"
    ),
    sa.text("CREATE TEMPORARY TABLE changed (code text, since date, gone boolean)"),
)

ANALYZE_ROWS = sa.text("ANALYZE draft_row, draft_part")
ANALYZE_DRAFT = sa.text("ANALYZE draft")
GATHER = sa.text(
    """
    INSERT INTO draft
    SELECT scheme, code, coalesce(since, :since), until, label, level, first.facts || coalesce(more.facts, '{}'),
        array_to_tsvector(string_to_array(words, ' '))
    FROM (SELECT DISTINCT ON (scheme, code, since) * FROM draft_row ORDER BY scheme, code, since, ordinal) AS first
    LEFT JOIN (
        SELECT scheme, code, jsonb_object_agg(name, list) AS facts
        FROM (
            SELECT scheme, code, name, jsonb_agg(value ORDER BY ordinal) AS list
            FROM draft_part GROUP BY scheme, code, name
        ) AS lists GROUP BY scheme, code
    ) AS more USING (scheme, code)
    """
).bindparams(sa.bindparam("since", type_=sa.Date))

COUNT = sa.text(
    """
    SELECT scheme, count(*) FILTER (WHERE since <= :since AND (until IS NULL OR until > :since)) AS terms, (
        SELECT count(*) FROM referential_term AS term
        WHERE term.scheme = draft.scheme AND term.since <= :since AND (term.until IS NULL OR term.until > :since)
    ) AS in_force, (
        SELECT count(*) FROM referential_term AS term
        WHERE term.scheme = draft.scheme AND term.since <= :since AND (term.until IS NULL OR term.until > :since)
        AND EXISTS (
            SELECT FROM draft AS said WHERE said.scheme = term.scheme AND said.code = term.code
            AND said.since <= :since AND (said.until IS NULL OR said.until > :since)
        )
    ) AS kept
    FROM draft GROUP BY scheme ORDER BY scheme
    """
).bindparams(sa.bindparam("since", type_=sa.Date))

DOUBLES = sa.text(
    "SELECT scheme, code FROM draft_row GROUP BY scheme, code, since HAVING count(*) > 1 ORDER BY 1, 2 LIMIT :most"
)

NEXT = sa.text("SELECT min(since) FROM referential_version WHERE scheme = :scheme AND since > :since").bindparams(
    sa.bindparam("since", type_=sa.Date)
)

_PERIOD = (sa.bindparam("since", type_=sa.Date), sa.bindparam("until", type_=sa.Date))

# Rows that hold in the time of the version and say something else than the draft, or something where it has nothing.
FIND_CHANGED = sa.text(
    """
    WITH emptied AS (DELETE FROM changed)
    INSERT INTO changed SELECT term.code, term.since, draft.code IS NULL
    FROM referential_term AS term LEFT JOIN draft USING (scheme, code)
    WHERE term.scheme = :scheme
        AND (CAST(:until AS date) IS NULL OR term.since < :until) AND (term.until IS NULL OR term.until > :since)
        AND (draft.label, draft.level, draft.facts) IS DISTINCT FROM (term.label, term.level, term.facts)
    """
).bindparams(*_PERIOD)
COUNT_CHANGED = sa.text("SELECT count(*) FILTER (WHERE gone), count(*) FILTER (WHERE NOT gone) FROM changed")

GO_ON_AFTER = sa.text(
    """
    INSERT INTO referential_term (scheme, code, since, until, label, level, facts, words)
    SELECT scheme, code, :until, term.until, label, level, facts, words
    FROM referential_term AS term JOIN changed USING (code, since)
    WHERE scheme = :scheme AND (term.until IS NULL OR term.until > :until)
    """
).bindparams(sa.bindparam("until", type_=sa.Date))

END_BEFORE = sa.text(
    """
    UPDATE referential_term AS term SET until = :since FROM changed
    WHERE term.scheme = :scheme AND term.code = changed.code AND term.since = changed.since AND term.since < :since
    """
).bindparams(sa.bindparam("since", type_=sa.Date))

DELETE_REPLACED = sa.text(
    """
    DELETE FROM referential_term AS term USING changed
    WHERE term.scheme = :scheme AND term.code = changed.code AND term.since = changed.since AND term.since = :since
    """
).bindparams(sa.bindparam("since", type_=sa.Date))

ENTER = sa.text(
    """
    INSERT INTO referential_term (scheme, code, since, until, label, level, facts, words)
    SELECT scheme, code, :since, :until, label, level, facts, words FROM draft
    WHERE scheme = :scheme AND NOT EXISTS (
        SELECT FROM referential_term AS term
        WHERE term.scheme = draft.scheme AND term.code = draft.code
            AND (CAST(:until AS date) IS NULL OR term.since < :until) AND (term.until IS NULL OR term.until > :since)
    )
    """
).bindparams(*_PERIOD)

# Of a scheme whose downloads tell all of the past: what the new one does not say in the same words is not so.
DELETE_UNSAID = sa.text(
    """
    WITH deleted AS (
        DELETE FROM referential_term AS term
        WHERE scheme = :scheme AND NOT EXISTS (
            SELECT FROM draft
            WHERE draft.scheme = term.scheme AND draft.code = term.code AND draft.since = term.since
                AND draft.until IS NOT DISTINCT FROM term.until
                AND (draft.label, draft.level, draft.facts) = (term.label, term.level, term.facts)
        ) RETURNING term.code
    )
    SELECT count(*) FILTER (WHERE NOT said), count(*) FILTER (WHERE said)
    FROM (
        SELECT EXISTS (SELECT FROM draft WHERE scheme = :scheme AND draft.code = deleted.code) AS said FROM deleted
    ) AS known
    """
)
ENTER_HISTORY = sa.text(
    """
    INSERT INTO referential_term (scheme, code, since, until, label, level, facts, words)
    SELECT scheme, code, since, until, label, level, facts, words FROM draft
    WHERE scheme = :scheme ON CONFLICT DO NOTHING
    """
)
