"""How the database keeps count of a round: after every statement that writes assignments, whichever code path sent it.

The triggers see a statement's rows as they were (`gone`) and as they are (`added`), whether it wrote one row or dealt 300,000.
A unit's row is locked before its assignments are counted: two coders who finish it in the same moment wait for each other, and
the second one sees the first one's coding. Dealing holds the round, so no coding arrives meanwhile.
"""

import pgtrigger

_LOCK = """
    PERFORM 1 FROM coding_unit WHERE id = ANY (ARRAY(SELECT unit_id FROM added)) ORDER BY id FOR NO KEY UPDATE;
"""

# Before the statement there were as many as there are now, less what it brought. Units with a known answer are no overlap.
_TALLY = """
    WITH moved AS ({moved}), touched AS (
        SELECT round_id, unit_id, MIN(coder_id) AS coder_id, MIN(stratum_id) AS stratum_id,
            COALESCE(SUM(sign) FILTER (WHERE withdrawn_at IS NULL), 0) AS more,
            COALESCE(SUM(sign) FILTER (WHERE withdrawn_at IS NULL AND revision = 0), 0) AS more_open
        FROM moved WHERE attempt = 1 GROUP BY round_id, unit_id
    )
    INSERT INTO coding_tally AS kept (round_id, coder_id, stratum_id, dealt, coded, shared, complete, last_at)
    SELECT round_id, coder_id, stratum_id, SUM(dealt), SUM(coded), SUM(shared), SUM(complete), MAX(last_at)
    FROM (
        SELECT round_id, coder_id, stratum_id, sign AS dealt, sign * (revision > 0)::int AS coded,
            0 AS shared, 0 AS complete, submitted_at AS last_at
        FROM moved WHERE withdrawn_at IS NULL
        UNION ALL
        SELECT round_id, coder_id, stratum_id, 0, 0,
            (live > 1)::int - (live - more > 1)::int,
            (live > 1 AND open = 0)::int - (live - more > 1 AND open - more_open = 0)::int, NULL
        FROM touched CROSS JOIN LATERAL (
            SELECT COUNT(*) AS live, COUNT(*) FILTER (WHERE revision = 0) AS open
            FROM coding_assignment AS a
            WHERE a.unit_id = touched.unit_id AND a.attempt = 1 AND a.withdrawn_at IS NULL
        ) AS counted
        WHERE (SELECT known_id IS NULL FROM coding_unit WHERE id = touched.unit_id)
    ) AS steps
    GROUP BY round_id, coder_id, stratum_id
    ON CONFLICT (round_id, coder_id, stratum_id) DO UPDATE SET
        dealt = kept.dealt + EXCLUDED.dealt,
        coded = kept.coded + EXCLUDED.coded,
        shared = kept.shared + EXCLUDED.shared,
        complete = kept.complete + EXCLUDED.complete,
        last_at = GREATEST(kept.last_at, EXCLUDED.last_at);
"""

# What is amended was coded on the day of its first coding, and is not coded a second time.
_DAYS = """
    INSERT INTO coding_codingday AS kept (round_id, coder_id, day, coded)
    SELECT round_id, coder_id, (submitted_at AT TIME ZONE 'UTC')::date AS day, COUNT(*)
    FROM added
    WHERE revision > 0 AND submitted_at IS NOT NULL {first}
    GROUP BY round_id, coder_id, day
    ON CONFLICT (round_id, coder_id, day) DO UPDATE SET coded = kept.coded + EXCLUDED.coded;
"""

_ROW = "round_id, unit_id, coder_id, stratum_id, attempt, revision, submitted_at, withdrawn_at"
_ADDED = f"SELECT {_ROW}, 1 AS sign FROM added"  # noqa: S608 - the names stand above
_GONE = f"SELECT {_ROW}, -1 AS sign FROM gone"  # noqa: S608
_FIRST = "AND EXISTS (SELECT 1 FROM gone WHERE gone.id = added.id AND gone.revision = 0)"

TALLY_TRIGGERS = (
    pgtrigger.Trigger(
        name="tally_dealt",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        referencing=pgtrigger.Referencing(new="added"),
        func=_TALLY.format(moved=_ADDED) + _DAYS.format(first="") + "RETURN NULL;",
    ),
    pgtrigger.Trigger(
        name="tally_moved",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Update,
        referencing=pgtrigger.Referencing(old="gone", new="added"),
        func=_LOCK
        + _TALLY.format(moved=f"{_ADDED} UNION ALL {_GONE}")
        + _DAYS.format(first=_FIRST)
        + "RETURN NULL;",
    ),
    pgtrigger.Trigger(
        name="tally_deleted",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Delete,
        referencing=pgtrigger.Referencing(old="gone"),
        func=_TALLY.format(moved=_GONE) + "RETURN NULL;",
    ),
)
