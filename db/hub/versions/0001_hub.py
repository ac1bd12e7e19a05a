"""The hub: its tills, what they wrote, the ledger, the feeds, records by field, and shares.

Instants are whole microseconds since 1970 in UTC (``*_us``), hashes are bytes, JSON is text: a
name may hold what PostgreSQL's own JSON refuses. Ids compare by their bytes, as everywhere else
in the program. No order comes from a sequence: a place in a feed is given out under the lock of
the feed's row.

What was taken in is only ever added. Two fences keep it so. Triggers refuse every change of an
event or an entry, whoever asks: in a small shop the hub runs as the owner of its tables. Where it
does not, it runs in the role that ``roles.sql`` makes, which may not even ask. No trigger fires on
the way in.
"""

from alembic import op
from alembic.util import CommandError

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

HUB = (
    """
CREATE TABLE hub_meta (
    only_row integer NOT NULL,
    incarnation bigint NOT NULL,
    is_recovering boolean NOT NULL,
    key_version bigint NOT NULL,
    CONSTRAINT pk_hub_meta PRIMARY KEY (only_row),
    CONSTRAINT ck_hub_meta_only_row CHECK (only_row = 1),
    CONSTRAINT ck_hub_meta_numbers CHECK (incarnation >= 1 AND key_version >= 0)
)
""",
    """
INSERT INTO hub_meta (only_row, incarnation, is_recovering, key_version)
VALUES (1, 1, false, 0)
""",
    """
CREATE TABLE hub_secret (
    name text COLLATE "C" NOT NULL,
    value bytea NOT NULL,
    CONSTRAINT pk_hub_secret PRIMARY KEY (name)
)
""",
    """
CREATE TABLE pairing_code (
    hash bytea NOT NULL,
    store text COLLATE "C" NOT NULL,
    created_us bigint NOT NULL,
    expires_us bigint NOT NULL,
    used_by text COLLATE "C",
    used_us bigint,
    CONSTRAINT pk_pairing_code PRIMARY KEY (hash),
    CONSTRAINT ck_pairing_code_hash CHECK (length(hash) = 32),
    CONSTRAINT ck_pairing_code_used CHECK ((used_by IS NULL) = (used_us IS NULL))
)
""",
)

TILLS = (
    # A till's row is written with each push: room for the next copy of it on the same page.
    """
CREATE TABLE device (
    device text COLLATE "C" NOT NULL,
    public_key bytea NOT NULL,
    store text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    status text COLLATE "C" NOT NULL,
    epoch bigint NOT NULL,
    seq bigint NOT NULL,
    tip_hash bytea NOT NULL,
    version integer NOT NULL,
    app text COLLATE "C" NOT NULL,
    schema_revision text COLLATE "C" NOT NULL,
    backlog bigint NOT NULL,
    clock_offset_ms bigint NOT NULL,
    cursors text COLLATE "C" NOT NULL,
    enrolled_us bigint NOT NULL,
    seen_us bigint NOT NULL,
    hello_incarnation bigint NOT NULL,
    CONSTRAINT pk_device PRIMARY KEY (device),
    CONSTRAINT ck_device_status CHECK (status IN ('active', 'twin', 'revoked', 'gone')),
    CONSTRAINT ck_device_place CHECK (epoch >= 1 AND seq >= 0),
    CONSTRAINT ck_device_tip_hash CHECK (length(tip_hash) = 32)
) WITH (fillfactor = 50)
""",
    # What each till brought, counted as it comes: the ledger of the whole shop is the sum.
    """
CREATE TABLE tally (
    device text COLLATE "C" NOT NULL,
    events bigint NOT NULL,
    entries bigint NOT NULL,
    points numeric(40) NOT NULL,
    entry_sum numeric(78) NOT NULL,
    CONSTRAINT pk_tally PRIMARY KEY (device),
    CONSTRAINT ck_tally_counts CHECK (events >= 0 AND entries >= 0 AND entry_sum >= 0)
) WITH (fillfactor = 50)
""",
)

LOG = (
    """
CREATE TABLE inbox (
    device text COLLATE "C" NOT NULL,
    epoch bigint NOT NULL,
    seq bigint NOT NULL,
    id text COLLATE "C" NOT NULL,
    type text COLLATE "C" NOT NULL,
    member_id text COLLATE "C",
    subject text COLLATE "C",
    effective_us bigint NOT NULL,
    received_us bigint NOT NULL,
    status text COLLATE "C" NOT NULL,
    reason text COLLATE "C" NOT NULL,
    hash bytea NOT NULL,
    body bytea NOT NULL,
    CONSTRAINT pk_inbox PRIMARY KEY (device, epoch, seq),
    CONSTRAINT uq_inbox_id UNIQUE (id),
    CONSTRAINT ck_inbox_place CHECK (epoch >= 1 AND seq >= 1),
    CONSTRAINT ck_inbox_status CHECK (status IN ('applied', 'exception', 'refused')),
    CONSTRAINT ck_inbox_hash CHECK (length(hash) = 32)
)
""",
    """
CREATE INDEX ix_inbox_member ON inbox (member_id, effective_us, device, epoch, seq)
    WHERE member_id IS NOT NULL
""",
    # Whose a sale or a redemption is. Its id comes from whoever sold: no row of an index has room
    # for any length.
    """
CREATE INDEX ix_inbox_subject ON inbox (left(subject, 100)) WHERE subject IS NOT NULL
""",
    # What waits for a person.
    """
CREATE INDEX ix_inbox_waiting ON inbox (received_us, device, epoch, seq)
    WHERE status <> 'applied'
""",
    "CREATE INDEX ix_inbox_erasure ON inbox (member_id, device) WHERE type = 'erasure-confirmed'",
    # Places of events that are in the inbox under another one: a till that began a new epoch
    # brings them again.
    """
CREATE TABLE repeated (
    device text COLLATE "C" NOT NULL,
    epoch bigint NOT NULL,
    seq bigint NOT NULL,
    id text COLLATE "C" NOT NULL,
    hash bytea NOT NULL,
    CONSTRAINT pk_repeated PRIMARY KEY (device, epoch, seq),
    CONSTRAINT ck_repeated_place CHECK (epoch >= 1 AND seq >= 1),
    CONSTRAINT ck_repeated_hash CHECK (length(hash) = 32)
)
""",
    # Written with its event, by one statement, from the event alone. A reference to the inbox
    # would look each row up again, at a third of the speed.
    """
CREATE TABLE entry (
    device text COLLATE "C" NOT NULL,
    epoch bigint NOT NULL,
    seq bigint NOT NULL,
    line bigint NOT NULL,
    member_id text COLLATE "C" NOT NULL,
    sale_id text COLLATE "C",
    kind text COLLATE "C" NOT NULL,
    debit_account text COLLATE "C" NOT NULL,
    credit_account text COLLATE "C" NOT NULL,
    points bigint NOT NULL,
    effective_us bigint NOT NULL,
    occurred_us bigint NOT NULL,
    business_day text COLLATE "C" NOT NULL,
    program_version bigint NOT NULL,
    partner text COLLATE "C" NOT NULL,
    CONSTRAINT pk_entry PRIMARY KEY (device, epoch, seq, line),
    CONSTRAINT ck_entry_points CHECK (points > 0),
    CONSTRAINT ck_entry_accounts CHECK (debit_account <> credit_account),
    CONSTRAINT ck_entry_kind CHECK (kind IN ('earn', 'burn', 'credit', 'credit-taken-back',
        'reversed', 'restored', 'adjusted', 'debited', 'returned', 'reclaimed')),
    CONSTRAINT ck_entry_member CHECK ('member:' || member_id IN (debit_account, credit_account)),
    CONSTRAINT ck_entry_business_day CHECK (length(business_day) = 10)
)
""",
    """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $refuse$
BEGIN
    RAISE EXCEPTION '% holds what happened and is only added to', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END
$refuse$
""",
    # What became of an event may be put right by a person; what it says may not.
    """
CREATE TRIGGER tr_inbox_fixed
    BEFORE UPDATE OF device, epoch, seq, id, type, member_id, subject, effective_us, received_us,
    hash, body OR DELETE ON inbox FOR EACH ROW EXECUTE FUNCTION refuse_change()
""",
    """
CREATE TRIGGER tr_entry_fixed BEFORE UPDATE OR DELETE ON entry
    FOR EACH ROW EXECUTE FUNCTION refuse_change()
""",
    *(
        f"CREATE TRIGGER tr_{table}_kept BEFORE TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        for table in ("inbox", "entry")
    ),
)

FEEDS = (
    """
CREATE TABLE feed_head (
    feed text COLLATE "C" NOT NULL,
    last bigint NOT NULL,
    CONSTRAINT pk_feed_head PRIMARY KEY (feed),
    CONSTRAINT ck_feed_head_feed CHECK (feed IN ('shop', 'events')),
    CONSTRAINT ck_feed_head_last CHECK (last >= 0)
) WITH (fillfactor = 10)
""",
    "INSERT INTO feed_head (feed, last) VALUES ('shop', 0), ('events', 0)",
    # The shop feed tells each thing once, as it is now.
    """
CREATE TABLE change (
    kind text COLLATE "C" NOT NULL,
    key text COLLATE "C" NOT NULL,
    seq bigint NOT NULL,
    device text COLLATE "C" NOT NULL,
    min_version integer NOT NULL,
    body bytea NOT NULL,
    CONSTRAINT pk_change PRIMARY KEY (kind, key),
    CONSTRAINT uq_change_seq UNIQUE (seq)
)
""",
    # The feed of events is the order in which they came; they lie in the inbox.
    """
CREATE TABLE happened (
    feed_seq bigint NOT NULL,
    device text COLLATE "C" NOT NULL,
    epoch bigint NOT NULL,
    seq bigint NOT NULL,
    min_version integer NOT NULL,
    CONSTRAINT pk_happened PRIMARY KEY (feed_seq)
)
""",
)

RECORDS = (
    # All fields of one record with their stamps, as JSON: they are read, merged and told together.
    # The status stands beside them for those who count.
    """
CREATE TABLE record (
    kind text COLLATE "C" NOT NULL,
    key text COLLATE "C" NOT NULL,
    status text COLLATE "C",
    fields text COLLATE "C" NOT NULL,
    CONSTRAINT pk_record PRIMARY KEY (kind, key)
)
""",
    "CREATE INDEX ix_record_erased ON record (key) WHERE kind = 'member' AND status = 'erased'",
    """
CREATE TABLE conflict (
    kind text COLLATE "C" NOT NULL,
    key text COLLATE "C" NOT NULL,
    field text COLLATE "C" NOT NULL,
    left_hlc bigint NOT NULL,
    left_device text COLLATE "C" NOT NULL,
    taken text COLLATE "C" NOT NULL,
    "left" text COLLATE "C" NOT NULL,
    noticed_us bigint NOT NULL,
    settled_us bigint,
    CONSTRAINT pk_conflict PRIMARY KEY (kind, key, field, left_hlc, left_device)
)
""",
    "CREATE INDEX ix_conflict_open ON conflict (noticed_us) WHERE settled_us IS NULL",
)

SHARES = (
    # Who gives points of a member writes here first, so that nobody else does at the same time.
    """
CREATE TABLE account (
    member_id text COLLATE "C" NOT NULL,
    turns bigint NOT NULL,
    CONSTRAINT pk_account PRIMARY KEY (member_id)
)
""",
    # Where each member stands by so many events: a new till is told this and no history. Only
    # kept; it is made anew from the inbox where it has fallen behind.
    """
CREATE TABLE standing (
    member_id text COLLATE "C" NOT NULL,
    events bigint NOT NULL,
    shape integer NOT NULL,
    versions bigint NOT NULL,
    state bytea NOT NULL,
    entries bigint NOT NULL,
    entry_sum bytea NOT NULL,
    points bigint NOT NULL,
    uses text COLLATE "C" NOT NULL,
    draws text COLLATE "C" NOT NULL,
    last_us bigint NOT NULL,
    CONSTRAINT pk_standing PRIMARY KEY (member_id),
    CONSTRAINT ck_standing_entry_sum CHECK (length(entry_sum) = 32)
)
""",
    # Members as new tills are told of them, packed, a few thousand to a row: as of a place in each
    # feed, by so many versions of the program. Nothing in it may be the only place of anything.
    """
CREATE TABLE member_part (
    after_id text COLLATE "C" NOT NULL,
    to_id text COLLATE "C" NOT NULL,
    incarnation bigint NOT NULL,
    versions bigint NOT NULL,
    shape integer NOT NULL,
    format integer NOT NULL,
    shop_seq bigint NOT NULL,
    events_seq bigint NOT NULL,
    members bigint NOT NULL,
    made_us bigint NOT NULL,
    sha256 bytea NOT NULL,
    body bytea NOT NULL,
    CONSTRAINT pk_member_part PRIMARY KEY (after_id),
    CONSTRAINT ck_member_part_ends CHECK (after_id < to_id),
    CONSTRAINT ck_member_part_sha256 CHECK (length(sha256) = 32)
)
""",
    # It is packed already.
    "ALTER TABLE member_part ALTER COLUMN body SET STORAGE EXTERNAL",
    # Moved on by each erasure: who makes a part at that time finds it so, and makes it anew.
    """
CREATE TABLE erasure_turn (
    only_row integer NOT NULL,
    turns bigint NOT NULL,
    CONSTRAINT pk_erasure_turn PRIMARY KEY (only_row),
    CONSTRAINT ck_erasure_turn_only_row CHECK (only_row = 1)
)
""",
    "INSERT INTO erasure_turn (only_row, turns) VALUES (1, 0)",
    """
CREATE TABLE share (
    id text COLLATE "C" NOT NULL,
    member_id text COLLATE "C" NOT NULL,
    device text COLLATE "C" NOT NULL,
    epoch bigint NOT NULL,
    points bigint NOT NULL,
    parts text COLLATE "C" NOT NULL,
    token text COLLATE "C" NOT NULL,
    state text COLLATE "C" NOT NULL,
    used bigint NOT NULL,
    is_recalled boolean NOT NULL,
    is_taken boolean NOT NULL,
    issued_us bigint NOT NULL,
    CONSTRAINT pk_share PRIMARY KEY (id),
    CONSTRAINT ck_share_state CHECK (state IN ('open', 'in-doubt', 'closed', 'written-off')),
    CONSTRAINT ck_share_points CHECK (points >= 0 AND used >= 0)
)
""",
    "CREATE INDEX ix_share_member ON share (member_id) WHERE state IN ('open', 'in-doubt')",
    "CREATE INDEX ix_share_device ON share (device) WHERE state IN ('open', 'in-doubt')",
    """
CREATE TABLE transit (
    member_id text COLLATE "C" NOT NULL,
    device text COLLATE "C" NOT NULL,
    points bigint NOT NULL,
    CONSTRAINT pk_transit PRIMARY KEY (member_id, device),
    CONSTRAINT ck_transit_points CHECK (points > 0)
)
""",
    "CREATE INDEX ix_transit_device ON transit (device)",
)

SIGHTINGS = (
    # Where cards were shown, until a day later; `step` is the half minute of a phone's code. A
    # place is given out under a lock of the member, and says of any two which was told first.
    """
CREATE TABLE sighting (
    member_id text COLLATE "C" NOT NULL,
    place bigint NOT NULL,
    issue bigint NOT NULL,
    step bigint,
    device text COLLATE "C" NOT NULL,
    site text COLLATE "C" NOT NULL,
    seen_us bigint NOT NULL,
    until_us bigint NOT NULL,
    CONSTRAINT pk_sighting PRIMARY KEY (member_id, place),
    CONSTRAINT ck_sighting_numbers CHECK (place >= 1 AND issue >= 0 AND step >= 0)
)
""",
    "CREATE INDEX ix_sighting_until ON sighting (until_us)",
)

DESK = (
    # What operators did, and who says so. Whether an event that waits was dealt with stands here:
    # the event itself says what it said.
    """
CREATE TABLE desk_act (
    at_us bigint NOT NULL,
    kind text COLLATE "C" NOT NULL,
    subject text COLLATE "C" NOT NULL,
    person text COLLATE "C" NOT NULL,
    note text COLLATE "C" NOT NULL,
    CONSTRAINT pk_desk_act PRIMARY KEY (subject, kind, at_us),
    CONSTRAINT ck_desk_act_kind CHECK (kind IN ('revoked', 'readmitted', 'written-off', 'booked',
        'done', 'settled', 'put-back', 'recovery-ended'))
)
""",
    "CREATE UNIQUE INDEX uq_desk_act_done ON desk_act (subject) WHERE kind = 'done'",
    """
CREATE TRIGGER tr_desk_act_fixed BEFORE UPDATE OR DELETE ON desk_act
    FOR EACH ROW EXECUTE FUNCTION refuse_change()
""",
    """
CREATE TRIGGER tr_desk_act_kept BEFORE TRUNCATE ON desk_act
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
""",
)


def upgrade() -> None:
    for statement in (*HUB, *TILLS, *LOG, *FEEDS, *RECORDS, *SHARES, *DESK, *SIGHTINGS):
        op.execute(statement)


def downgrade() -> None:
    """Refused for good: tables, columns and rows of a ledger that is only added to would go."""
    raise CommandError("a ledger is not taken back; restore the backup made before")
