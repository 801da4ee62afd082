-- AlterTable
ALTER TABLE "ticket_types" ADD COLUMN "revision" INTEGER NOT NULL DEFAULT 1;

-- AlterTable
ALTER TABLE "gates" ADD COLUMN "revision" INTEGER NOT NULL DEFAULT 1;

-- AlterTable
ALTER TABLE "checkpoints" ADD COLUMN "revision" INTEGER NOT NULL DEFAULT 1;
