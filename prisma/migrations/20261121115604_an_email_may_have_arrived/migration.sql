-- AlterTable
ALTER TABLE "messages" ADD COLUMN "may_have_arrived" BOOLEAN NOT NULL DEFAULT false;
