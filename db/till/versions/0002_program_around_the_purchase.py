"""Where points came from in a coalition, labels of members, and prize draws."""

from alembic import op
from alembic.util import CommandError

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

STATEMENTS = (
    "ALTER TABLE entry ADD COLUMN partner TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE member ADD COLUMN segments BLOB NOT NULL DEFAULT X'5B5D'",
    "ALTER TABLE member ADD COLUMN reference TEXT",
    "CREATE UNIQUE INDEX ix_member_reference ON member (reference) WHERE reference IS NOT NULL",
    """
CREATE TABLE draw (
    draw_id TEXT NOT NULL,
    commitment TEXT,
    held_us INTEGER,
    seed TEXT,
    tickets_digest TEXT,
    winners BLOB,
    CONSTRAINT pk_draw PRIMARY KEY (draw_id),
    CONSTRAINT ck_draw_commitment CHECK (commitment IS NULL OR length(commitment) = 64),
    CONSTRAINT ck_draw_held CHECK ((held_us IS NULL) = (seed IS NULL)
        AND (held_us IS NULL) = (tickets_digest IS NULL) AND (held_us IS NULL) = (winners IS NULL))
) STRICT
""",
    # Whose kept state to look into for tickets; a member without any left may stand here too.
    """
CREATE TABLE ticket_holder (
    draw_id TEXT NOT NULL,
    member_id TEXT NOT NULL,
    CONSTRAINT pk_ticket_holder PRIMARY KEY (draw_id, member_id),
    CONSTRAINT fk_ticket_holder_member FOREIGN KEY (member_id) REFERENCES member (id)
) STRICT, WITHOUT ROWID
""",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    """Refused for good: tables, columns and rows of a ledger that is only added to would go."""
    raise CommandError("a ledger is not taken back; restore the backup made before")
