CREATE VIRTUAL TABLE member_name USING fts5 (name, tokenize = 'trigram');
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
) STRICT;
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
) STRICT;
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
    hlc INTEGER NOT NULL, segments BLOB NOT NULL DEFAULT X'5B5D', reference TEXT, origin INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT pk_member PRIMARY KEY (id),
    CONSTRAINT fk_member_referrer FOREIGN KEY (referrer_id) REFERENCES member (id),
    CONSTRAINT ck_member_status CHECK (status IN ('active', 'blocked', 'erased')),
    CONSTRAINT ck_member_erased CHECK (status <> 'erased' OR coalesce(given_name, family_name,
        phone, email, birthday, language, note) IS NULL)
) STRICT;
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
CREATE TABLE till_name (
    device TEXT NOT NULL,
    name TEXT NOT NULL,
    store TEXT NOT NULL,
    status TEXT NOT NULL,
    CONSTRAINT pk_till_name PRIMARY KEY (device)
) STRICT, WITHOUT ROWID;
CREATE TABLE doubt (
    member_id TEXT NOT NULL,
    is_open INTEGER NOT NULL,
    CONSTRAINT pk_doubt PRIMARY KEY (member_id),
    CONSTRAINT ck_doubt_open CHECK (is_open IN (0, 1))
) STRICT, WITHOUT ROWID;
CREATE TABLE deferred_change (
    feed TEXT NOT NULL,
    seq INTEGER NOT NULL,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    body BLOB NOT NULL,
    device TEXT NOT NULL,
    min_version INTEGER NOT NULL,
    CONSTRAINT pk_deferred_change PRIMARY KEY (feed, seq)
) STRICT;
CREATE TABLE card (
    member_id TEXT NOT NULL,
    issue INTEGER NOT NULL,
    status TEXT NOT NULL,
    issued_us INTEGER NOT NULL, origin INTEGER NOT NULL DEFAULT 0,
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
) STRICT;
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
) STRICT;
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
) STRICT;
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
) STRICT, WITHOUT ROWID;
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
    origin TEXT, reason TEXT, moved_from TEXT,
    CONSTRAINT pk_print_job PRIMARY KEY (place),
    CONSTRAINT uq_print_job_id UNIQUE (id),
    CONSTRAINT fk_print_job_copy_of FOREIGN KEY (copy_of) REFERENCES print_job (id),
    CONSTRAINT ck_print_job_state CHECK (state IN ('queued', 'sending', 'printed', 'unconfirmed',
        'failed', 'uncertain', 'held', 'cancelled')),
    CONSTRAINT ck_print_job_counts CHECK (attempts >= 0 AND accepted_bytes >= 0)
) STRICT;
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
) STRICT;
CREATE TABLE ticket_holder (
    draw_id TEXT NOT NULL,
    member_id TEXT NOT NULL,
    CONSTRAINT pk_ticket_holder PRIMARY KEY (draw_id, member_id),
    CONSTRAINT fk_ticket_holder_member FOREIGN KEY (member_id) REFERENCES member (id)
) STRICT, WITHOUT ROWID;
CREATE TABLE card_sighting (
    place INTEGER NOT NULL,
    member_id TEXT NOT NULL,
    issue INTEGER NOT NULL,
    step INTEGER,
    device_id TEXT NOT NULL,
    site TEXT NOT NULL,
    seen_us INTEGER NOT NULL, is_told INTEGER NOT NULL DEFAULT 0
    CONSTRAINT ck_card_sighting_told CHECK (is_told IN (0, 1)),
    CONSTRAINT pk_card_sighting PRIMARY KEY (place),
    CONSTRAINT ck_card_sighting_issue CHECK (issue >= 0)
) STRICT;
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
) STRICT;
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
) STRICT;
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
) STRICT, WITHOUT ROWID;
CREATE TABLE foreign_name (
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    device TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    CONSTRAINT pk_foreign_name PRIMARY KEY (kind, name, device, epoch, seq),
    CONSTRAINT ck_foreign_name_kind CHECK (kind IN ('sale', 'receipt', 'reversal', 'redemption',
        'undoing'))
) STRICT, WITHOUT ROWID;
CREATE TABLE record_stamp (
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    fields BLOB NOT NULL,
    is_dirty INTEGER NOT NULL,
    CONSTRAINT pk_record_stamp PRIMARY KEY (kind, key),
    CONSTRAINT ck_record_stamp_kind CHECK (kind IN ('member', 'card', 'staff')),
    CONSTRAINT ck_record_stamp_dirty CHECK (is_dirty IN (0, 1))
) STRICT, WITHOUT ROWID;
CREATE TABLE overruled_field (
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    field TEXT NOT NULL,
    hlc INTEGER NOT NULL,
    stamped BLOB NOT NULL,
    CONSTRAINT pk_overruled_field PRIMARY KEY (kind, key, field, hlc),
    CONSTRAINT ck_overruled_field_kind CHECK (kind IN ('member', 'card', 'staff'))
) STRICT, WITHOUT ROWID;
CREATE TABLE stamp_origin (
    number INTEGER NOT NULL,
    device TEXT NOT NULL,
    CONSTRAINT pk_stamp_origin PRIMARY KEY (number),
    CONSTRAINT uq_stamp_origin_device UNIQUE (device),
    CONSTRAINT ck_stamp_origin_number CHECK (number >= 1)
) STRICT;
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
) STRICT;
CREATE TABLE feed_cursor (
    feed TEXT NOT NULL,
    seq INTEGER NOT NULL,
    CONSTRAINT pk_feed_cursor PRIMARY KEY (feed),
    CONSTRAINT ck_feed_cursor_seq CHECK (seq >= 0)
) STRICT, WITHOUT ROWID;
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
) STRICT;
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
) STRICT;
CREATE TABLE joining (
    only_row INTEGER NOT NULL,
    after_id TEXT NOT NULL,
    shop_seq INTEGER NOT NULL,
    events_seq INTEGER NOT NULL,
    told INTEGER NOT NULL,
    in_shop INTEGER NOT NULL,
    CONSTRAINT pk_joining PRIMARY KEY (only_row),
    CONSTRAINT ck_joining_only_row CHECK (only_row = 1)
) STRICT;
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
) STRICT;
CREATE TABLE member_word (
    kind TEXT NOT NULL,
    word TEXT NOT NULL,
    docid INTEGER NOT NULL,
    CONSTRAINT pk_member_word PRIMARY KEY (kind, word, docid),
    CONSTRAINT ck_member_word_kind CHECK (kind IN ('phone', 'phone_reversed', 'email',
        'family_first', 'given_first')),
    CONSTRAINT ck_member_word_word CHECK (word <> '')
) STRICT, WITHOUT ROWID;
CREATE TABLE search_taken (
    docid INTEGER NOT NULL,
    CONSTRAINT pk_search_taken PRIMARY KEY (docid)
) STRICT;
CREATE INDEX ix_outbox_member ON outbox (member_id, effective_us, seq) WHERE member_id IS NOT NULL;
CREATE INDEX ix_member_birthday ON member (substr(birthday, -5)) WHERE birthday IS NOT NULL;
CREATE INDEX ix_member_referrer ON member (referrer_id) WHERE referrer_id IS NOT NULL;
CREATE INDEX ix_card_sighting_untold ON card_sighting (place) WHERE is_told = 0;
CREATE INDEX ix_sale_member ON sale (member_id, number) WHERE member_id IS NOT NULL;
CREATE INDEX ix_sale_business_day ON sale (business_day);
CREATE INDEX ix_sale_receipt_number ON sale (receipt_number) WHERE receipt_number <> '';
CREATE INDEX ix_entry_member ON entry (member_id, effective_us);
CREATE INDEX ix_entry_business_day ON entry (business_day);
CREATE INDEX ix_reversal_sale ON reversal (sale_id);
CREATE INDEX ix_reversal_member ON reversal (member_id, number) WHERE member_id IS NOT NULL;
CREATE INDEX ix_reversal_business_day ON reversal (business_day);
CREATE INDEX ix_redemption_member ON redemption (member_id, number);
CREATE INDEX ix_redemption_business_day ON redemption (business_day);
CREATE INDEX ix_print_job_open ON print_job (printer, created_us, place)
    WHERE state IN ('queued', 'sending', 'failed', 'uncertain', 'held');
CREATE INDEX ix_print_job_copy_of ON print_job (copy_of) WHERE copy_of IS NOT NULL;
CREATE INDEX ix_print_job_origin ON print_job (origin) WHERE origin IS NOT NULL;
CREATE INDEX ix_member_reference ON member (reference, id) WHERE reference IS NOT NULL;
CREATE INDEX ix_card_sighting_member ON card_sighting (member_id, seen_us);
CREATE INDEX ix_card_sighting_seen ON card_sighting (seen_us);
CREATE INDEX ix_till_receipt_open ON till_receipt (seen_us)
WHERE state IN ('offered', 'recalled');
CREATE INDEX ix_till_receipt_number ON till_receipt (receipt);
CREATE INDEX ix_letter_queued ON letter (next_us, id) WHERE state = 'queued';
CREATE INDEX ix_letter_created ON letter (created_us, id);
CREATE INDEX ix_till_receipt_sale ON till_receipt (sale_id) WHERE sale_id IS NOT NULL;
CREATE INDEX ix_foreign_event_member ON foreign_event (member_id, effective_us, device, epoch, seq)
WHERE member_id IS NOT NULL;
CREATE INDEX ix_foreign_event_type ON foreign_event (type, effective_us) WHERE member_id IS NULL;
CREATE INDEX ix_record_stamp_dirty ON record_stamp (kind, key) WHERE is_dirty = 1;
CREATE INDEX ix_share_open ON share (member_id) WHERE state = 'open';
CREATE INDEX ix_member_base_stale ON member_base (member_id) WHERE is_stale = 1;
CREATE TRIGGER tr_entry_no_delete BEFORE DELETE ON entry BEGIN SELECT RAISE(ABORT, 'entry is only added to'); END;
CREATE TRIGGER tr_entry_no_update BEFORE UPDATE ON entry BEGIN SELECT RAISE(ABORT, 'entry is only added to'); END;
CREATE TRIGGER tr_foreign_event_no_delete BEFORE DELETE ON foreign_event BEGIN SELECT RAISE(ABORT, 'foreign_event is only added to'); END;
CREATE TRIGGER tr_foreign_event_no_update BEFORE UPDATE ON foreign_event BEGIN SELECT RAISE(ABORT, 'foreign_event is only added to'); END;
CREATE TRIGGER tr_outbox_no_delete BEFORE DELETE ON outbox BEGIN SELECT RAISE(ABORT, 'outbox is only added to'); END;
CREATE TRIGGER tr_outbox_no_update BEFORE UPDATE ON outbox BEGIN SELECT RAISE(ABORT, 'outbox is only added to'); END;
CREATE TRIGGER tr_program_version_no_delete BEFORE DELETE ON program_version BEGIN SELECT RAISE(ABORT, 'program_version is only added to'); END;
CREATE TRIGGER tr_program_version_no_update BEFORE UPDATE ON program_version BEGIN SELECT RAISE(ABORT, 'program_version is only added to'); END;
CREATE TRIGGER tr_redemption_no_delete BEFORE DELETE ON redemption BEGIN SELECT RAISE(ABORT, 'redemption is only added to'); END;
CREATE TRIGGER tr_redemption_no_update BEFORE UPDATE ON redemption BEGIN SELECT RAISE(ABORT, 'redemption is only added to'); END;
CREATE TRIGGER tr_reversal_no_delete BEFORE DELETE ON reversal BEGIN SELECT RAISE(ABORT, 'reversal is only added to'); END;
CREATE TRIGGER tr_reversal_no_update BEFORE UPDATE ON reversal BEGIN SELECT RAISE(ABORT, 'reversal is only added to'); END;
CREATE TRIGGER tr_sale_no_delete BEFORE DELETE ON sale BEGIN SELECT RAISE(ABORT, 'sale is only added to'); END;
CREATE TRIGGER tr_sale_no_update BEFORE UPDATE ON sale BEGIN SELECT RAISE(ABORT, 'sale is only added to'); END;
INSERT INTO member_name (member_name, rank) VALUES ('secure-delete', 1);
CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL,
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO alembic_version (version_num) VALUES ('0004');
