-- The role in which a hub runs where the database has an administrator of its own.
--
-- Run it as the owner of the tables, after the hub has made them and after each update:
--
--     psql "$DATABASE_OF_OWNER" --file roles.sql
--
-- and let `hub serve` sign in as a member of pos_loyalty_hub. What was taken in, that role can
-- neither change nor delete: it may not even ask. It cannot change tables either, so an update
-- of the hub starts once with the owner's address.

DO $make$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'pos_loyalty_hub') THEN
        CREATE ROLE pos_loyalty_hub NOLOGIN;
    END IF;
END
$make$;

GRANT USAGE ON SCHEMA public TO pos_loyalty_hub;
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM pos_loyalty_hub;

GRANT SELECT ON ALL TABLES IN SCHEMA public TO pos_loyalty_hub;
GRANT INSERT ON inbox, repeated, entry, happened, desk_act TO pos_loyalty_hub;
GRANT INSERT, UPDATE ON hub_secret, pairing_code, device, tally, change, record, conflict,
    account, share TO pos_loyalty_hub;
GRANT INSERT, UPDATE, DELETE ON transit, standing, sighting, member_part TO pos_loyalty_hub;
GRANT UPDATE ON erasure_turn TO pos_loyalty_hub;
GRANT DELETE ON pairing_code, conflict TO pos_loyalty_hub;
GRANT UPDATE ON hub_meta, feed_head TO pos_loyalty_hub;
-- A person may have an event booked that was refused; what it says stays.
GRANT UPDATE (status) ON inbox TO pos_loyalty_hub;
