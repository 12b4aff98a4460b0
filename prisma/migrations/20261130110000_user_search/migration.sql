-- The search of administrators reads a range of these indexes. A Prisma schema cannot express them.
CREATE INDEX IF NOT EXISTS "User_email_search_idx" ON "User" ((lower("email") COLLATE "C"), "id");
CREATE INDEX IF NOT EXISTS "User_name_search_idx" ON "User" ((lower("name") COLLATE "C"), "id");
