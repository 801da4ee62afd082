-- AlterTable
ALTER TABLE "messages" ADD COLUMN     "deferrals" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "next_try_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "job_requests" ADD COLUMN     "run_after" TIMESTAMPTZ(3);
