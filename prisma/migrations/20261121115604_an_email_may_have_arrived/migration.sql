-- AlterTable
ALTER TABLE "messages" ADD COLUMN "may_have_arrived" BOOLEAN NOT NULL DEFAULT false;

-- Until now a lost connection was noted as a refusal. Too much caution costs a ticket a new code when its address is corrected.
UPDATE "messages" SET "may_have_arrived" = true
WHERE "attempts" > 0 AND "state" IN ('queued', 'failed') AND coalesce("failure", 'CUT_OFF') IN ('CUT_OFF', 'MAIL_SERVER');
