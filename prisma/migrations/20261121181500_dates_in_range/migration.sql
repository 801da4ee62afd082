-- The years that we keep: 2000 to 2199 and a day more on each side, so that every zone has all of them (isDateInRange in
-- lib/core/time.ts). Rows that are out of range must neither stop this migration nor stay: their pages answered 500, and a row
-- that breaks a constraint can no longer be updated at all. They are moved to the nearest edge, where of two times the earlier
-- stays the earlier. The constraints come first: they take the tables' locks, so that nobody writes another such row meanwhile.
ALTER TABLE events ADD CONSTRAINT events_dates CHECK (
  starts_at BETWEEN '1999-12-31 00:00+00' AND '2200-01-02 00:00+00' AND
  ends_at BETWEEN '1999-12-31 00:00+00' AND '2200-01-02 00:00+00' AND
  doors_open_at BETWEEN '1999-12-31 00:00+00' AND '2200-01-02 00:00+00' AND
  doors_close_at BETWEEN '1999-12-31 00:00+00' AND '2200-01-02 00:00+00') NOT VALID;
ALTER TABLE ticket_types ADD CONSTRAINT ticket_types_dates CHECK (
  valid_from BETWEEN '1999-12-31 00:00+00' AND '2200-01-02 00:00+00' AND
  valid_until BETWEEN '1999-12-31 00:00+00' AND '2200-01-02 00:00+00') NOT VALID;

UPDATE events SET revision = revision + 1,
  starts_at = CASE WHEN starts_at IS NOT NULL THEN least(greatest(starts_at, '1999-12-31 00:00+00'), '2200-01-01 23:59+00') END,
  ends_at = CASE WHEN ends_at IS NOT NULL THEN least(greatest(ends_at, '1999-12-31 00:01+00'), '2200-01-02 00:00+00') END,
  doors_open_at = CASE WHEN doors_open_at IS NOT NULL THEN least(greatest(doors_open_at, '1999-12-31 00:00+00'), '2200-01-01 23:59+00') END,
  doors_close_at = CASE WHEN doors_close_at IS NOT NULL THEN least(greatest(doors_close_at, '1999-12-31 00:01+00'), '2200-01-02 00:00+00') END
WHERE least(starts_at, ends_at, doors_open_at, doors_close_at) < '1999-12-31 00:00+00'
  OR greatest(starts_at, ends_at, doors_open_at, doors_close_at) > '2200-01-02 00:00+00';
UPDATE ticket_types SET revision = revision + 1,
  valid_from = CASE WHEN valid_from IS NOT NULL THEN least(greatest(valid_from, '1999-12-31 00:00+00'), '2200-01-01 23:59+00') END,
  valid_until = CASE WHEN valid_until IS NOT NULL THEN least(greatest(valid_until, '1999-12-31 00:01+00'), '2200-01-02 00:00+00') END
WHERE least(valid_from, valid_until) < '1999-12-31 00:00+00' OR greatest(valid_from, valid_until) > '2200-01-02 00:00+00';

ALTER TABLE events VALIDATE CONSTRAINT events_dates;
ALTER TABLE ticket_types VALIDATE CONSTRAINT ticket_types_dates;
