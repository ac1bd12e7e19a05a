"""The first till: log, ledger, sales, members, program, projections and print queue.

Instants are whole microseconds since 1970 in UTC (``*_us``), money is minor units, days are
ISO dates. What happened is only ever added; triggers refuse to change it.
"""

from alembic import op
from alembic.util import CommandError

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

DEVICE = """
CREATE TABLE device_state (
    only_row INTEGER NOT NULL,
    device_id TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    next_seq INTEGER NOT NULL,
    next_number INTEGER NOT NULL,
    tip_hash BLOB NOT NULL,
    last_effective_us INTEGER NOT NULL,
    last_hlc INTEGER NOT NULL,
    acked_seq INTEGER NOT NULL,
    durable_seq INTEGER NOT NULL,
    hub_incarnation INTEGER,
    CONSTRAINT pk_device_state PRIMARY KEY (only_row),
    CONSTRAINT ck_device_state_only_row CHECK (only_row = 1),
    CONSTRAINT ck_device_state_epoch CHECK (epoch >= 1),
    CONSTRAINT ck_device_state_next_seq CHECK (next_seq >= 1),
    CONSTRAINT ck_device_state_next_number CHECK (next_number >= 1),
    CONSTRAINT ck_device_state_tip_hash CHECK (length(tip_hash) = 32),
    CONSTRAINT ck_device_state_acked CHECK (durable_seq <= acked_seq AND acked_seq < next_seq)
) STRICT
"""

OUTBOX = """
CREATE TABLE outbox (
    seq INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    id TEXT NOT NULL,
    type TEXT NOT NULL,
    ver INTEGER NOT NULL,
    member_id TEXT,
    effective_us INTEGER NOT NULL,
    occurred_wall_us INTEGER NOT NULL,
    boot_id TEXT NOT NULL,
    mono_ms INTEGER NOT NULL,
    body BLOB NOT NULL,
    prev_hash BLOB NOT NULL,
    hash BLOB NOT NULL,
    CONSTRAINT pk_outbox PRIMARY KEY (seq),
    CONSTRAINT uq_outbox_id UNIQUE (id),
    CONSTRAINT ck_outbox_seq CHECK (seq >= 1 AND epoch >= 1),
    CONSTRAINT ck_outbox_hash CHECK (length(prev_hash) = 32 AND length(hash) = 32)
) STRICT;
CREATE INDEX ix_outbox_member ON outbox (member_id, effective_us, seq) WHERE member_id IS NOT NULL
"""

LEDGER = """
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
    CONSTRAINT pk_entry PRIMARY KEY (epoch, seq, line),
    CONSTRAINT ck_entry_points CHECK (points > 0),
    CONSTRAINT ck_entry_accounts CHECK (debit_account <> credit_account),
    CONSTRAINT ck_entry_kind CHECK (kind IN ('earn', 'burn', 'credit', 'credit-taken-back',
        'reversed', 'restored', 'adjusted', 'debited')),
    CONSTRAINT ck_entry_member CHECK ('member:' || member_id IN (debit_account, credit_account)),
    CONSTRAINT ck_entry_business_day CHECK (length(business_day) = 10)
) STRICT, WITHOUT ROWID;
CREATE INDEX ix_entry_member ON entry (member_id, effective_us);
CREATE INDEX ix_entry_business_day ON entry (business_day)
"""

SALES = """
CREATE TABLE sale (
    number INTEGER NOT NULL,
    id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    member_id TEXT,
    receipt_number TEXT NOT NULL,
    occurred_us INTEGER NOT NULL,
    effective_us INTEGER NOT NULL,
    business_day TEXT NOT NULL,
    total_minor INTEGER NOT NULL,
    discount_minor INTEGER NOT NULL,
    due_minor INTEGER NOT NULL,
    gift_card_minor INTEGER NOT NULL,
    paid_minor INTEGER NOT NULL,
    eligible_minor INTEGER NOT NULL,
    earned INTEGER NOT NULL,
    spent INTEGER NOT NULL,
    tier_used TEXT,
    staff_id TEXT,
    program_version INTEGER NOT NULL,
    detail BLOB NOT NULL,
    CONSTRAINT pk_sale PRIMARY KEY (number),
    CONSTRAINT uq_sale_id UNIQUE (id),
    CONSTRAINT fk_sale_member FOREIGN KEY (member_id) REFERENCES member (id),
    CONSTRAINT ck_sale_money CHECK (total_minor >= 0 AND discount_minor BETWEEN 0 AND total_minor
        AND due_minor >= 0 AND gift_card_minor >= 0 AND paid_minor >= 0 AND eligible_minor >= 0),
    CONSTRAINT ck_sale_points CHECK (earned >= 0 AND spent >= 0),
    CONSTRAINT ck_sale_anonymous CHECK (member_id IS NOT NULL OR (earned = 0 AND spent = 0)),
    CONSTRAINT ck_sale_business_day CHECK (length(business_day) = 10)
) STRICT;
CREATE INDEX ix_sale_member ON sale (member_id, number) WHERE member_id IS NOT NULL;
CREATE INDEX ix_sale_business_day ON sale (business_day);
CREATE INDEX ix_sale_receipt_number ON sale (receipt_number) WHERE receipt_number <> '';

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
    CONSTRAINT fk_reversal_sale FOREIGN KEY (sale_id) REFERENCES sale (id),
    CONSTRAINT fk_reversal_member FOREIGN KEY (member_id) REFERENCES member (id),
    CONSTRAINT ck_reversal_kind CHECK (kind IN ('refund', 'void')),
    CONSTRAINT ck_reversal_figures CHECK (amount_minor >= 0 AND reversed_points >= 0
        AND restored_points >= 0),
    CONSTRAINT ck_reversal_business_day CHECK (length(business_day) = 10)
) STRICT;
CREATE INDEX ix_reversal_sale ON reversal (sale_id);
CREATE INDEX ix_reversal_member ON reversal (member_id, number) WHERE member_id IS NOT NULL;
CREATE INDEX ix_reversal_business_day ON reversal (business_day);

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
    CONSTRAINT fk_redemption_undoes FOREIGN KEY (undoes) REFERENCES redemption (id),
    CONSTRAINT ck_redemption_undoes CHECK (undoes IS NULL OR undoes <> id),
    CONSTRAINT ck_redemption_figures CHECK (spent >= 0 AND discount_minor >= 0),
    CONSTRAINT ck_redemption_business_day CHECK (length(business_day) = 10)
) STRICT;
CREATE INDEX ix_redemption_member ON redemption (member_id, number);
CREATE INDEX ix_redemption_business_day ON redemption (business_day)
"""

MEMBERS = """
CREATE TABLE member (
    id TEXT NOT NULL,
    status TEXT NOT NULL,
    given_name TEXT,
    family_name TEXT,
    phone TEXT,
    email TEXT,
    birthday TEXT,
    language TEXT,
    note TEXT,
    consents BLOB NOT NULL,
    referrer_id TEXT,
    enrolled_us INTEGER NOT NULL,
    hlc INTEGER NOT NULL,
    CONSTRAINT pk_member PRIMARY KEY (id),
    CONSTRAINT fk_member_referrer FOREIGN KEY (referrer_id) REFERENCES member (id),
    CONSTRAINT ck_member_status CHECK (status IN ('active', 'blocked', 'erased')),
    CONSTRAINT ck_member_erased CHECK (status <> 'erased' OR coalesce(given_name, family_name,
        phone, email, birthday, language, note) IS NULL)
) STRICT;
CREATE INDEX ix_member_birthday ON member (substr(birthday, -5)) WHERE birthday IS NOT NULL;
CREATE INDEX ix_member_referrer ON member (referrer_id) WHERE referrer_id IS NOT NULL;

-- The docid is a column of its own, for an implicit rowid changes when the file is compacted.
CREATE TABLE member_search (
    docid INTEGER NOT NULL,
    member_id TEXT NOT NULL,
    given_first TEXT NOT NULL,
    family_first TEXT NOT NULL,
    email TEXT NOT NULL,
    phone TEXT NOT NULL,
    phone_reversed TEXT NOT NULL,
    CONSTRAINT pk_member_search PRIMARY KEY (docid),
    CONSTRAINT uq_member_search_member UNIQUE (member_id),
    CONSTRAINT fk_member_search_member FOREIGN KEY (member_id) REFERENCES member (id)
) STRICT;
CREATE INDEX ix_member_search_given ON member_search (given_first) WHERE given_first <> '';
CREATE INDEX ix_member_search_family ON member_search (family_first) WHERE family_first <> '';
CREATE INDEX ix_member_search_email ON member_search (email) WHERE email <> '';
CREATE INDEX ix_member_search_phone ON member_search (phone) WHERE phone <> '';
CREATE INDEX ix_member_search_reversed ON member_search (phone_reversed) WHERE phone_reversed <> '';

CREATE VIRTUAL TABLE member_name USING fts5 (name, tokenize = 'trigram');
INSERT INTO member_name (member_name, rank) VALUES ('secure-delete', 1);

CREATE TABLE card (
    member_id TEXT NOT NULL,
    issue INTEGER NOT NULL,
    status TEXT NOT NULL,
    issued_us INTEGER NOT NULL,
    CONSTRAINT pk_card PRIMARY KEY (member_id, issue),
    CONSTRAINT fk_card_member FOREIGN KEY (member_id) REFERENCES member (id),
    CONSTRAINT ck_card_issue CHECK (issue BETWEEN 0 AND 31),
    CONSTRAINT ck_card_status CHECK (status IN ('active', 'replaced', 'blocked'))
) STRICT, WITHOUT ROWID;

CREATE TABLE member_key (
    member_id TEXT NOT NULL,
    wrapped BLOB NOT NULL,
    CONSTRAINT pk_member_key PRIMARY KEY (member_id),
    CONSTRAINT fk_member_key_member FOREIGN KEY (member_id) REFERENCES member (id)
) STRICT
"""

PROJECTIONS = """
CREATE TABLE member_state (
    member_id TEXT NOT NULL,
    shape INTEGER NOT NULL,
    versions INTEGER NOT NULL,
    valid_until_us INTEGER,
    body BLOB NOT NULL,
    CONSTRAINT pk_member_state PRIMARY KEY (member_id),
    CONSTRAINT fk_member_state_member FOREIGN KEY (member_id) REFERENCES member (id)
) STRICT;

CREATE TABLE usage (
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    amount INTEGER NOT NULL,
    CONSTRAINT pk_usage PRIMARY KEY (kind, subject),
    CONSTRAINT ck_usage_kind CHECK (kind IN ('campaign', 'reward'))
) STRICT, WITHOUT ROWID
"""

SHOP = """
CREATE TABLE program_version (
    number INTEGER NOT NULL,
    valid_from_us INTEGER NOT NULL,
    document BLOB NOT NULL,
    published_us INTEGER NOT NULL,
    published_by TEXT,
    CONSTRAINT pk_program_version PRIMARY KEY (number),
    CONSTRAINT ck_program_version_number CHECK (number >= 1)
) STRICT;

CREATE TABLE staff (
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    pin_hash TEXT,
    active INTEGER NOT NULL,
    failed_pins INTEGER NOT NULL,
    last_failure_us INTEGER,
    hlc INTEGER NOT NULL,
    CONSTRAINT pk_staff PRIMARY KEY (id),
    CONSTRAINT ck_staff_active CHECK (active IN (0, 1)),
    CONSTRAINT ck_staff_failed_pins CHECK (failed_pins >= 0)
) STRICT;

CREATE TABLE request (
    key TEXT NOT NULL,
    content_hash BLOB NOT NULL,
    outcome BLOB NOT NULL,
    created_us INTEGER NOT NULL,
    CONSTRAINT pk_request PRIMARY KEY (key)
) STRICT;

CREATE TABLE print_job (
    place INTEGER NOT NULL,
    id TEXT NOT NULL,
    printer TEXT NOT NULL,
    state TEXT NOT NULL,
    facts BLOB NOT NULL,
    created_us INTEGER NOT NULL,
    waiting_since_us INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    claimed_us INTEGER,
    finished_us INTEGER,
    accepted_bytes INTEGER NOT NULL,
    problem TEXT,
    copy_of TEXT,
    origin TEXT,
    CONSTRAINT pk_print_job PRIMARY KEY (place),
    CONSTRAINT uq_print_job_id UNIQUE (id),
    CONSTRAINT fk_print_job_copy_of FOREIGN KEY (copy_of) REFERENCES print_job (id),
    CONSTRAINT ck_print_job_state CHECK (state IN ('queued', 'sending', 'printed', 'unconfirmed',
        'failed', 'uncertain', 'held', 'cancelled')),
    CONSTRAINT ck_print_job_counts CHECK (attempts >= 0 AND accepted_bytes >= 0)
) STRICT;
CREATE INDEX ix_print_job_open ON print_job (printer, created_us, place)
    WHERE state IN ('queued', 'sending', 'failed', 'uncertain', 'held');
CREATE INDEX ix_print_job_copy_of ON print_job (copy_of) WHERE copy_of IS NOT NULL;
CREATE INDEX ix_print_job_origin ON print_job (origin) WHERE origin IS NOT NULL
"""

ONLY_ADDED_TO = ("outbox", "entry", "sale", "reversal", "redemption", "program_version")


def upgrade() -> None:
    for script in (DEVICE, OUTBOX, LEDGER, MEMBERS, SALES, PROJECTIONS, SHOP):
        for statement in script.split(";"):
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
