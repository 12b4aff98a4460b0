-- CreateTable
CREATE TABLE "UserMerge" (
    "absorbedId" UUID NOT NULL,
    "survivorId" UUID NOT NULL,
    "mergedAt" TIMESTAMPTZ(3) NOT NULL,
    "undoUntil" TIMESTAMPTZ(3) NOT NULL,
    "undoneAt" TIMESTAMPTZ(3),

    CONSTRAINT "UserMerge_pkey" PRIMARY KEY ("absorbedId")
);

-- CreateTable
CREATE TABLE "UserMergeRow" (
    "absorbedId" UUID NOT NULL,
    "relation" TEXT NOT NULL,
    "rowKey" TEXT NOT NULL,

    CONSTRAINT "UserMergeRow_pkey" PRIMARY KEY ("absorbedId","relation","rowKey")
);

-- CreateTable
CREATE TABLE "UserMergeHint" (
    "userId" UUID NOT NULL,
    "dismissedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "UserMergeHint_pkey" PRIMARY KEY ("userId")
);

-- CreateIndex
CREATE INDEX "UserMerge_survivorId_idx" ON "UserMerge"("survivorId");

-- The query of the hint to combine accounts
CREATE INDEX IF NOT EXISTS "Account_verified_email_idx" ON "Account" (lower("email")) WHERE "emailVerified";
