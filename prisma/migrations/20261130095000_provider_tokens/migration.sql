-- CreateTable
CREATE TABLE "ProviderToken" (
    "accountId" UUID NOT NULL,
    "userId" UUID NOT NULL,
    "provider" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "accessToken" TEXT NOT NULL,
    "refreshToken" TEXT,
    "scope" TEXT NOT NULL,
    "expiresAt" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,
    "leasedUntil" TIMESTAMPTZ(3),
    "retryAt" TIMESTAMPTZ(3),
    "rejectedAt" TIMESTAMPTZ(3),
    "revokeAt" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ProviderToken_pkey" PRIMARY KEY ("accountId")
);

-- CreateIndex
CREATE INDEX "ProviderToken_userId_idx" ON "ProviderToken"("userId");

-- CreateIndex
CREATE INDEX "ProviderToken_revokeAt_idx" ON "ProviderToken"("revokeAt");
