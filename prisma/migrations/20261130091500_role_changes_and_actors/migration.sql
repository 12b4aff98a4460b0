-- The user who caused an event of another user
ALTER TABLE "AuditEvent" ADD COLUMN "actorId" UUID,
ADD COLUMN "actorSessionId" UUID;

-- CreateTable
CREATE TABLE "RoleChange" (
    "userId" UUID NOT NULL,
    "roles" JSONB NOT NULL,
    "changedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "RoleChange_pkey" PRIMARY KEY ("userId")
);

-- CreateIndex
CREATE INDEX "RoleChange_changedAt_idx" ON "RoleChange"("changedAt");

-- Records changed roles of users with sessions, for the revocation feed of every instance.

CREATE OR REPLACE FUNCTION social_auth_roles_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "RoleChange" ("userId", "roles", "changedAt")
  SELECT NEW."id", coalesce(to_jsonb(NEW."roles"), '[]'), clock_timestamp()
  WHERE EXISTS (SELECT FROM "Session" WHERE "userId" = NEW."id" AND "revokedAt" IS NULL)
  ON CONFLICT ("userId") DO UPDATE
  SET "roles" = excluded."roles", "changedAt" = excluded."changedAt";
  IF FOUND THEN
    PERFORM pg_notify('social_auth_revocations', '');
  END IF;
  RETURN NULL;
END;
$$;

CREATE OR REPLACE TRIGGER social_auth_roles_changed
AFTER UPDATE OF "roles" ON "User"
FOR EACH ROW WHEN (OLD."roles" IS DISTINCT FROM NEW."roles")
EXECUTE FUNCTION social_auth_roles_changed();
