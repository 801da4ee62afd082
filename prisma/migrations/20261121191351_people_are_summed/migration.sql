-- Who is inside is summed from what the scans say they changed (decision 24). This first step only makes room, and waits for
-- movements that began before scans said anything of the kind: the next one reckons from what has been committed.
LOCK TABLE scans IN SHARE MODE;

-- AlterTable
ALTER TABLE "event_counters" ADD COLUMN     "inside_base" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "left_base" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "people_drift" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "door_slots" ADD COLUMN     "inside_change" INTEGER,
ADD COLUMN     "left_change" INTEGER;

-- ═════ What Prisma's schema cannot say ═════

DROP INDEX event_counters_drift;
CREATE INDEX event_counters_drift ON event_counters (event_id) WHERE taken_drift <> 0 OR number_drift <> 0 OR people_drift <> 0;
