import * as authJs from './examples/auth-js.js';
import * as betterAuth from './examples/better-auth.js';
import type { FormerApp } from './migrated-app.js';

const RENAMED = { Account: 'SocialAccount', Session: 'SocialSession' };

/** An app with the Prisma schema of @auth/prisma-adapter 2 (authjs.dev/getting-started/adapters/prisma). */
export const AUTH_JS = {
  page: 'docs/guides/migrate-from-authjs.md',
  edits: { userId: 'String', rename: RENAMED },
  options: { models: authJs.models, userFields: authJs.userFields, ...authJs.hooks },
  models: `
model User {
  id            String    @id @default(cuid())
  name          String?
  email         String?   @unique
  emailVerified DateTime?
  image         String?
  accounts      Account[]
  sessions      Session[]
  createdAt     DateTime  @default(now())
  updatedAt     DateTime  @updatedAt
}

model Account {
  userId            String
  type              String
  provider          String
  providerAccountId String
  refresh_token     String?
  access_token      String?
  expires_at        Int?
  token_type        String?
  scope             String?
  id_token          String?
  session_state     String?
  createdAt         DateTime @default(now())
  updatedAt         DateTime @updatedAt
  user              User     @relation(fields: [userId], references: [id], onDelete: Cascade)

  @@id([provider, providerAccountId])
}

model Session {
  sessionToken String   @unique
  userId       String
  expires      DateTime
  user         User     @relation(fields: [userId], references: [id], onDelete: Cascade)
  createdAt    DateTime @default(now())
  updatedAt    DateTime @updatedAt
}`,
  data: `
INSERT INTO "User" ("id", "name", "email", "updatedAt")
VALUES ('cl-kim', 'Kim', 'kim@example.com', now()), ('cl-una', 'Una', 'una@example.com', now());
INSERT INTO "Account" ("userId", "type", "provider", "providerAccountId", "updatedAt")
VALUES ('cl-kim', 'oidc', 'google', '112233445566778899001', now()),
       ('cl-kim', 'email', 'nodemailer', 'kim@example.com', now()),
       ('cl-kim', 'oauth', 'github', '815', now()),
       ('cl-una', 'oauth', 'github', '4711', now());`,
  meanwhile: `
INSERT INTO "SocialAccount" ("id", "userId", "provider", "subject", "updatedAt")
VALUES (gen_random_uuid(), 'cl-una', 'github', '815', now());`,
  signUp: `
INSERT INTO "User" ("id", "email", "updatedAt") VALUES ('cl-late', 'late@elsewhere.example', now());
INSERT INTO "Account" ("userId", "type", "provider", "providerAccountId", "updatedAt")
VALUES ('cl-late', 'oidc', 'google', '990000000000000000009', now());`,
} satisfies FormerApp & { signUp: string };

/** An app with the Prisma schema that the command line tool of Better Auth 1 generates. */
export const BETTER_AUTH = {
  page: 'docs/guides/migrate-from-better-auth.md',
  edits: { userId: 'String', rename: RENAMED },
  options: { models: authJs.models, userFields: authJs.userFields, ...betterAuth.hooks },
  models: `
model User {
  id            String    @id
  name          String
  email         String
  emailVerified Boolean   @default(false)
  image         String?
  createdAt     DateTime  @default(now())
  updatedAt     DateTime  @default(now()) @updatedAt
  sessions      Session[]
  accounts      Account[]

  @@unique([email])
  @@map("user")
}

model Session {
  id        String   @id
  expiresAt DateTime
  token     String
  createdAt DateTime @default(now())
  updatedAt DateTime @updatedAt
  ipAddress String?
  userAgent String?
  userId    String
  user      User     @relation(fields: [userId], references: [id], onDelete: Cascade)

  @@unique([token])
  @@index([userId])
  @@map("session")
}

model Account {
  id                    String    @id
  accountId             String
  providerId            String
  userId                String
  user                  User      @relation(fields: [userId], references: [id], onDelete: Cascade)
  accessToken           String?
  refreshToken          String?
  idToken               String?
  accessTokenExpiresAt  DateTime?
  refreshTokenExpiresAt DateTime?
  scope                 String?
  password              String?
  createdAt             DateTime  @default(now())
  updatedAt             DateTime  @updatedAt

  @@index([userId])
  @@map("account")
}`,
  data: `
INSERT INTO "user" ("id", "name", "email")
VALUES ('ba-kim', 'Kim', 'kim@example.com'), ('ba-una', 'Una', 'una@example.com');
INSERT INTO "account" ("id", "userId", "providerId", "accountId", "updatedAt")
VALUES ('a1', 'ba-kim', 'google', '112233445566778899001', now()),
       ('a2', 'ba-kim', 'credential', 'ba-kim', now()),
       ('a3', 'ba-kim', 'github', '815', now()),
       ('a4', 'ba-una', 'github', '815', now()),
       ('a5', 'ba-una', 'github', '4711', now()),
       ('a6', 'ba-una', 'github', '4711', now());`,
  signUp: `
INSERT INTO "user" ("id", "name", "email") VALUES ('ba-late', 'Late', 'late@elsewhere.example');
INSERT INTO "account" ("id", "userId", "providerId", "accountId", "updatedAt")
VALUES ('a7', 'ba-late', 'google', '990000000000000000009', now());`,
} satisfies FormerApp & { signUp: string };

/** An app that stores the ids at the providers in columns of the user, as many tutorials for passport do. */
export const PASSPORT_JWT: FormerApp = {
  page: 'docs/guides/migrate-from-passport-jwt.md',
  edits: { userId: 'Int' },
  options: {},
  models: `
model User {
  id       Int     @id @default(autoincrement())
  name     String?
  email    String? @unique
  googleId String? @unique
  githubId String?
}`,
  data: `
INSERT INTO "User" ("name", "email", "googleId", "githubId")
VALUES ('Kim', 'kim@example.com', '112233445566778899001', '815'),
       ('Una', 'una@example.com', NULL, '4711'),
       ('Una', 'una@elsewhere.example', '', '815');`,
};
