"""Several tills with a hub: what others sold, what was sent, shares, and changes by field.

An entry's place names its till. What another till sold can be undone here: reversals and
redemptions no longer refer to a row of this till's own.
"""

from alembic import op
from alembic.util import CommandError

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ENTRY = """
CREATE TABLE entry (
    epoch INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    line INTEGER NOT NULL,
    device TEXT NOT NULL,
    member_id TEXT NOT NULL,
    sale_id TEXT,
    kind TEXT NOT NULL,
    debit_account TEXT NOT NULL,
    credit_account TEXT NOT NULL,
    points INTEGER NOT NULL,
    effective_us INTEGER NOT NULL,
    occurred_us INTEGER NOT NULL,
    business_day TEXT NOT NULL,
    program_version INTEGER NOT NULL,
    partner TEXT NOT NULL,
    CONSTRAINT pk_entry PRIMARY KEY (device, epoch, seq, line),
    CONSTRAINT ck_entry_points CHECK (points > 0),
    CONSTRAINT ck_entry_accounts CHECK (debit_account <> credit_account),
    CONSTRAINT ck_entry_kind CHECK (kind IN ('earn', 'burn', 'credit', 'credit-taken-back',
        'reversed', 'restored', 'adjusted', 'debited', 'returned', 'reclaimed')),
    CONSTRAINT ck_entry_member CHECK ('member:' || member_id IN (debit_account, credit_account)),
    CONSTRAINT ck_entry_business_day CHECK (length(business_day) = 10)
) STRICT, WITHOUT ROWID
"""

REVERSAL = """
CREATE TABLE reversal (
    number INTEGER NOT NULL,
    id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    kind TEXT NOT NULL,
    sale_id TEXT NOT NULL,
    member_id TEXT,
    amount_minor INTEGER NOT NULL,
    reversed_points INTEGER NOT NULL,
    restored_points INTEGER NOT NULL,
    occurred_us INTEGER NOT NULL,
    effective_us INTEGER NOT NULL,
    business_day TEXT NOT NULL,
    staff_id TEXT,
    approved_by TEXT,
    reason TEXT NOT NULL,
    program_version INTEGER NOT NULL,
    CONSTRAINT pk_reversal PRIMARY KEY (number),
    CONSTRAINT uq_reversal_id UNIQUE (id),
    CONSTRAINT fk_reversal_member FOREIGN KEY (member_id) REFERENCES member (id),
    CONSTRAINT ck_reversal_kind CHECK (kind IN ('refund', 'void')),
    CONSTRAINT ck_reversal_figures CHECK (amount_minor >= 0 AND reversed_points >= 0
        AND restored_points >= 0),
    CONSTRAINT ck_reversal_business_day CHECK (length(business_day) = 10)
) STRICT
"""

REDEMPTION = """
CREATE TABLE redemption (
    number INTEGER NOT NULL,
    id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    member_id TEXT NOT NULL,
    undoes TEXT,
    spent INTEGER NOT NULL,
    discount_minor INTEGER NOT NULL,
    rewards BLOB NOT NULL,
    occurred_us INTEGER NOT NULL,
    effective_us INTEGER NOT NULL,
    business_day TEXT NOT NULL,
    staff_id TEXT,
    approved_by TEXT,
    program_version INTEGER NOT NULL,
    CONSTRAINT pk_redemption PRIMARY KEY (number),
    CONSTRAINT uq_redemption_id UNIQUE (id),
    CONSTRAINT uq_redemption_undoes UNIQUE (undoes),
    CONSTRAINT fk_redemption_member FOREIGN KEY (member_id) REFERENCES member (id),
    CONSTRAINT ck_redemption_undoes CHECK (undoes IS NULL OR undoes <> id),
    CONSTRAINT ck_redemption_figures CHECK (spent >= 0 AND discount_minor >= 0),
    CONSTRAINT ck_redemption_business_day CHECK (length(business_day) = 10)
) STRICT
"""

REBUILT = {
    "entry": (
        ENTRY,
        (
            "epoch, seq, line, device, member_id, sale_id, kind, debit_account, credit_account,"
            " points, effective_us, occurred_us, business_day, program_version, partner"
        ),
    ),
    "reversal": (
        REVERSAL,
        (
            "number, id, seq, kind, sale_id, member_id, amount_minor, reversed_points,"
            " restored_points, occurred_us, effective_us, business_day, staff_id, approved_by,"
            " reason, program_version"
        ),
    ),
    "redemption": (
        REDEMPTION,
        (
            "number, id, seq, member_id, undoes, spent, discount_minor, rewards, occurred_us,"
            " effective_us, business_day, staff_id, approved_by, program_version"
        ),
    ),
}

INDEXES = (
    "CREATE INDEX ix_entry_member ON entry (member_id, effective_us)",
    "CREATE INDEX ix_entry_business_day ON entry (business_day)",
    "CREATE INDEX ix_reversal_sale ON reversal (sale_id)",
    "CREATE INDEX ix_reversal_member ON reversal (member_id, number) WHERE member_id IS NOT NULL",
    "CREATE INDEX ix_reversal_business_day ON reversal (business_day)",
    "CREATE INDEX ix_redemption_member ON redemption (member_id, number)",
    "CREATE INDEX ix_redemption_business_day ON redemption (business_day)",
    # Two tills may give one reference to two members before they hear of each other.
    "DROP INDEX ix_member_reference",
    "CREATE INDEX ix_member_reference ON member (reference, id) WHERE reference IS NOT NULL",
)

STATEMENTS = (
    # What happened at other tills, and at this one in an epoch that it lost: as the hub told it,
    # with the place in its feed; none where it was asked for a single member.
    """
CREATE TABLE foreign_event (
    device TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    id TEXT NOT NULL,
    type TEXT NOT NULL,
    member_id TEXT,
    effective_us INTEGER NOT NULL,
    business_day TEXT NOT NULL,
    body BLOB NOT NULL,
    feed_seq INTEGER,
    CONSTRAINT pk_foreign_event PRIMARY KEY (device, epoch, seq),
    CONSTRAINT uq_foreign_event_id UNIQUE (id),
    CONSTRAINT ck_foreign_event_place CHECK (epoch >= 1 AND seq >= 1),
    CONSTRAINT ck_foreign_event_business_day CHECK (length(business_day) = 10)
) STRICT
""",
    """
CREATE INDEX ix_foreign_event_member ON foreign_event (member_id, effective_us, device, epoch, seq)
WHERE member_id IS NOT NULL
""",
    """
CREATE INDEX ix_foreign_event_type ON foreign_event (type, effective_us) WHERE member_id IS NULL
""",
    # Under which names such an event is asked for: a sale, its receipt, what undoes it.
    """
CREATE TABLE foreign_name (
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    device TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    CONSTRAINT pk_foreign_name PRIMARY KEY (kind, name, device, epoch, seq),
    CONSTRAINT ck_foreign_name_kind CHECK (kind IN ('sale', 'receipt', 'reversal', 'redemption',
        'undoing'))
) STRICT, WITHOUT ROWID
""",
    # `fields` is JSON: for each field when and where it was set, what it took the place of, and
    # whether the hub has not heard of it. A record without a row was never changed since pairing.
    """
CREATE TABLE record_stamp (
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    fields BLOB NOT NULL,
    is_dirty INTEGER NOT NULL,
    CONSTRAINT pk_record_stamp PRIMARY KEY (kind, key),
    CONSTRAINT ck_record_stamp_kind CHECK (kind IN ('member', 'card', 'staff')),
    CONSTRAINT ck_record_stamp_dirty CHECK (is_dirty IN (0, 1))
) STRICT, WITHOUT ROWID
""",
    "CREATE INDEX ix_record_stamp_dirty ON record_stamp (kind, key) WHERE is_dirty = 1",
    # Values of fields that gave way here to another till's before the hub had heard of them: it
    # is told all the same, for a person to see both. `stamped` is JSON.
    """
CREATE TABLE overruled_field (
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    field TEXT NOT NULL,
    hlc INTEGER NOT NULL,
    stamped BLOB NOT NULL,
    CONSTRAINT pk_overruled_field PRIMARY KEY (kind, key, field, hlc),
    CONSTRAINT ck_overruled_field_kind CHECK (kind IN ('member', 'card', 'staff'))
) STRICT, WITHOUT ROWID
""",
    # A record whose fields were all set at once by another till, and told by the hub, says in
    # `origin` which one that was; 0 is this one. A million of them need no stamps then.
    """
CREATE TABLE stamp_origin (
    number INTEGER NOT NULL,
    device TEXT NOT NULL,
    CONSTRAINT pk_stamp_origin PRIMARY KEY (number),
    CONSTRAINT uq_stamp_origin_device UNIQUE (device),
    CONSTRAINT ck_stamp_origin_number CHECK (number >= 1)
) STRICT
""",
    "ALTER TABLE member ADD COLUMN origin INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE card ADD COLUMN origin INTEGER NOT NULL DEFAULT 0",
    """
CREATE TABLE hub_link (
    only_row INTEGER NOT NULL,
    url TEXT NOT NULL,
    hub_key TEXT NOT NULL,
    store TEXT NOT NULL,
    incarnation INTEGER NOT NULL,
    sent_seq INTEGER NOT NULL,
    acked_seq INTEGER NOT NULL,
    key_version INTEGER NOT NULL,
    state TEXT NOT NULL,
    paired_us INTEGER NOT NULL,
    CONSTRAINT pk_hub_link PRIMARY KEY (only_row),
    CONSTRAINT ck_hub_link_only_row CHECK (only_row = 1),
    CONSTRAINT ck_hub_link_seqs CHECK (sent_seq >= 0 AND acked_seq >= 0),
    CONSTRAINT ck_hub_link_state CHECK (state IN ('active', 'revoked'))
) STRICT
""",
    """
CREATE TABLE feed_cursor (
    feed TEXT NOT NULL,
    seq INTEGER NOT NULL,
    CONSTRAINT pk_feed_cursor PRIMARY KEY (feed),
    CONSTRAINT ck_feed_cursor_seq CHECK (seq >= 0)
) STRICT, WITHOUT ROWID
""",
    # Points that this till may burn on its own. `parts` is JSON and is used up in its order;
    # `used` counts what was burned of it, `lapsed` what ended before it was.
    """
CREATE TABLE share (
    grant_id TEXT NOT NULL,
    member_id TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    parts BLOB NOT NULL,
    token TEXT NOT NULL,
    used INTEGER NOT NULL,
    lapsed INTEGER NOT NULL,
    state TEXT NOT NULL,
    is_recalled INTEGER NOT NULL,
    taken_us INTEGER NOT NULL,
    CONSTRAINT pk_share PRIMARY KEY (grant_id),
    CONSTRAINT ck_share_used CHECK (used >= 0 AND lapsed >= 0),
    CONSTRAINT ck_share_state CHECK (state IN ('open', 'closed', 'in-doubt')),
    CONSTRAINT ck_share_recalled CHECK (is_recalled IN (0, 1))
) STRICT
""",
    "CREATE INDEX ix_share_open ON share (member_id) WHERE state = 'open'",
    # Members known by where they stood when the till joined: `entry_sum` is the digest of the
    # entries that the state stands for, `uses` what they used of budgets and stock, `feed_seq`
    # the head of the feed then. Since one of them was met elsewhere again it `is_stale`: the
    # whole history is asked for.
    """
CREATE TABLE member_base (
    member_id TEXT NOT NULL,
    state BLOB NOT NULL,
    shape INTEGER NOT NULL,
    uses BLOB NOT NULL,
    entries INTEGER NOT NULL,
    entry_sum BLOB NOT NULL,
    points INTEGER NOT NULL,
    feed_seq INTEGER NOT NULL,
    is_stale INTEGER NOT NULL,
    CONSTRAINT pk_member_base PRIMARY KEY (member_id),
    CONSTRAINT fk_member_base_member FOREIGN KEY (member_id) REFERENCES member (id),
    CONSTRAINT ck_member_base_stale CHECK (is_stale IN (0, 1)),
    CONSTRAINT ck_member_base_entry_sum CHECK (length(entry_sum) = 32)
) STRICT
""",
    "CREATE INDEX ix_member_base_stale ON member_base (member_id) WHERE is_stale = 1",
    # How far a till has come that is told of members and not of all that ever happened: the last
    # of them, and where it goes on in the feeds afterwards.
    """
CREATE TABLE joining (
    only_row INTEGER NOT NULL,
    after_id TEXT NOT NULL,
    shop_seq INTEGER NOT NULL,
    events_seq INTEGER NOT NULL,
    told INTEGER NOT NULL,
    in_shop INTEGER NOT NULL,
    CONSTRAINT pk_joining PRIMARY KEY (only_row),
    CONSTRAINT ck_joining_only_row CHECK (only_row = 1)
) STRICT
""",
    # Members who came by thousands and cannot be searched yet: `missing` of `members` have no row
    # in `member_search`, none with an id before `from_id`; then words are put in order, kind by
    # kind, `passed` of the `stage`. Each time it gets larger is a `round` of its own, by a chance
    # number. No row: no gap.
    """
CREATE TABLE search_gap (
    only_row INTEGER NOT NULL,
    from_id TEXT NOT NULL,
    missing INTEGER NOT NULL,
    members INTEGER NOT NULL,
    stage TEXT NOT NULL,
    passed INTEGER NOT NULL,
    round INTEGER NOT NULL,
    CONSTRAINT pk_search_gap PRIMARY KEY (only_row),
    CONSTRAINT ck_search_gap_only_row CHECK (only_row = 1),
    CONSTRAINT ck_search_gap_figures CHECK (missing >= 0 AND members >= 0 AND passed >= 0),
    CONSTRAINT ck_search_gap_stage CHECK (stage IN ('rows', 'phone', 'phone_reversed', 'email',
        'family_first', 'given_first'))
) STRICT
""",
    # In the place of five indexes: a million words, written in their order, fill each page once.
    """
CREATE TABLE member_word (
    kind TEXT NOT NULL,
    word TEXT NOT NULL,
    docid INTEGER NOT NULL,
    CONSTRAINT pk_member_word PRIMARY KEY (kind, word, docid),
    CONSTRAINT ck_member_word_kind CHECK (kind IN ('phone', 'phone_reversed', 'email',
        'family_first', 'given_first')),
    CONSTRAINT ck_member_word_word CHECK (word <> '')
) STRICT, WITHOUT ROWID
""",
    # Rows of `member_search` that went away while there was a gap: their words stay away.
    """
CREATE TABLE search_taken (
    docid INTEGER NOT NULL,
    CONSTRAINT pk_search_taken PRIMARY KEY (docid)
) STRICT
""",
    """
INSERT INTO member_word (kind, word, docid)
SELECT 'phone', phone, docid FROM member_search WHERE phone <> ''
UNION ALL SELECT 'phone_reversed', phone_reversed, docid FROM member_search
    WHERE phone_reversed <> ''
UNION ALL SELECT 'email', email, docid FROM member_search WHERE email <> ''
UNION ALL SELECT 'family_first', family_first, docid FROM member_search WHERE family_first <> ''
UNION ALL SELECT 'given_first', given_first, docid FROM member_search WHERE given_first <> ''
ORDER BY 1, 2, 3
""",
    "DROP INDEX ix_member_search_given",
    "DROP INDEX ix_member_search_family",
    "DROP INDEX ix_member_search_email",
    "DROP INDEX ix_member_search_phone",
    "DROP INDEX ix_member_search_reversed",
    # Members of whom this till and another one may have taken the same back; looked at while
    # `is_open`.
    """
CREATE TABLE doubt (
    member_id TEXT NOT NULL,
    is_open INTEGER NOT NULL,
    CONSTRAINT pk_doubt PRIMARY KEY (member_id),
    CONSTRAINT ck_doubt_open CHECK (is_open IN (0, 1))
) STRICT, WITHOUT ROWID
""",
    # What only a later version understands: it takes it in.
    """
CREATE TABLE deferred_change (
    feed TEXT NOT NULL,
    seq INTEGER NOT NULL,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    body BLOB NOT NULL,
    device TEXT NOT NULL,
    min_version INTEGER NOT NULL,
    CONSTRAINT pk_deferred_change PRIMARY KEY (feed, seq)
) STRICT
""",
    # What the hub has heard of where cards were seen; what other tills saw comes from it.
    """
ALTER TABLE card_sighting ADD COLUMN is_told INTEGER NOT NULL DEFAULT 0
    CONSTRAINT ck_card_sighting_told CHECK (is_told IN (0, 1))
""",
    "CREATE INDEX ix_card_sighting_untold ON card_sighting (place) WHERE is_told = 0",
    """
CREATE TABLE till_name (
    device TEXT NOT NULL,
    name TEXT NOT NULL,
    store TEXT NOT NULL,
    status TEXT NOT NULL,
    CONSTRAINT pk_till_name PRIMARY KEY (device)
) STRICT, WITHOUT ROWID
""",
)

ONLY_ADDED_TO = ("entry", "reversal", "redemption", "foreign_event")


def upgrade() -> None:
    for table, (script, columns) in REBUILT.items():
        op.execute(f"ALTER TABLE {table} RENAME TO old_{table}")
        op.execute(script)
        # Both names are written above.
        op.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM old_{table}")  # noqa: S608
        op.execute(f"DROP TABLE old_{table}")
    for statement in (*INDEXES, *STATEMENTS):
        op.execute(statement)
    for table in ONLY_ADDED_TO:
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER tr_{table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is only added to'); END"
            )


def downgrade() -> None:
    """Refused for good: tables, columns and rows of a ledger that is only added to would go."""
    raise CommandError("a ledger is not taken back; restore the backup made before")
