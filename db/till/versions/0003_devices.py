"""Reasons of slips, where cards were seen, what the shop's own till printed, letters."""

from alembic import op
from alembic.util import CommandError

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

STATEMENTS = (
    # What a person said who took a slip out of the queue.
    "ALTER TABLE print_job ADD COLUMN reason TEXT",
    # The printer that it was queued for, where another one has it now.
    "ALTER TABLE print_job ADD COLUMN moved_from TEXT",
    # `step` is the time step of a phone's changing code, and nothing for a card of plastic.
    """
CREATE TABLE card_sighting (
    place INTEGER NOT NULL,
    member_id TEXT NOT NULL,
    issue INTEGER NOT NULL,
    step INTEGER,
    device_id TEXT NOT NULL,
    site TEXT NOT NULL,
    seen_us INTEGER NOT NULL,
    CONSTRAINT pk_card_sighting PRIMARY KEY (place),
    CONSTRAINT ck_card_sighting_issue CHECK (issue >= 0)
) STRICT
""",
    "CREATE INDEX ix_card_sighting_member ON card_sighting (member_id, seen_us)",
    "CREATE INDEX ix_card_sighting_seen ON card_sighting (seen_us)",
    # A receipt of the till that we stand beside, once: `key` tells a repeat from a new one.
    # `about` is the number of the receipt that this one takes back, `claim` the name of the claim
    # that was printed on it. One that was credited and then taken back at the till is `recalled`.
    """
CREATE TABLE till_receipt (
    key TEXT NOT NULL,
    source TEXT NOT NULL,
    receipt TEXT NOT NULL,
    printed_on TEXT,
    total_minor INTEGER NOT NULL,
    basket BLOB NOT NULL,
    state TEXT NOT NULL,
    about TEXT,
    claim TEXT,
    sale_id TEXT,
    seen_us INTEGER NOT NULL,
    settled_us INTEGER,
    CONSTRAINT pk_till_receipt PRIMARY KEY (key),
    CONSTRAINT ck_till_receipt_state CHECK (
        state IN ('offered', 'credited', 'dismissed', 'voided', 'recalled')
    ),
    CONSTRAINT ck_till_receipt_settled CHECK ((settled_us IS NULL) = (state = 'offered')),
    CONSTRAINT uq_till_receipt_claim UNIQUE (claim)
) STRICT
""",
    """
CREATE INDEX ix_till_receipt_open ON till_receipt (seen_us)
WHERE state IN ('offered', 'recalled')
""",
    "CREATE INDEX ix_till_receipt_number ON till_receipt (receipt)",
    # Whom a letter is for is said by the member alone: no address lies in here.
    """
CREATE TABLE letter (
    id TEXT NOT NULL,
    member_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    created_us INTEGER NOT NULL,
    next_us INTEGER NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    problem TEXT,
    finished_us INTEGER,
    CONSTRAINT pk_letter PRIMARY KEY (id),
    CONSTRAINT fk_letter_member FOREIGN KEY (member_id) REFERENCES member (id),
    CONSTRAINT ck_letter_state CHECK (state IN ('queued', 'sent', 'failed')),
    CONSTRAINT ck_letter_attempts CHECK (attempts >= 0),
    CONSTRAINT ck_letter_finished CHECK ((finished_us IS NULL) = (state = 'queued'))
) STRICT
""",
    "CREATE INDEX ix_letter_queued ON letter (next_us, id) WHERE state = 'queued'",
    "CREATE INDEX ix_letter_created ON letter (created_us, id)",
    "CREATE INDEX ix_till_receipt_sale ON till_receipt (sale_id) WHERE sale_id IS NOT NULL",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    """Refused for good: tables, columns and rows of a ledger that is only added to would go."""
    raise CommandError("a ledger is not taken back; restore the backup made before")
