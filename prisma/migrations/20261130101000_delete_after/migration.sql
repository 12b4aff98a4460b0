-- AlterTable
ALTER TABLE "User" ADD COLUMN "deleteAfter" TIMESTAMPTZ(3);

-- CreateIndex
CREATE INDEX "User_deleteAfter_idx" ON "User"("deleteAfter");
