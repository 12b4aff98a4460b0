import type { User as PrismaUser } from '../generated/prisma/client.js';

// Makes Prisma's type the type of `@CurrentUser()`. An app that installs the package does this with
// `declare module 'nestjs-social-auth'`.
declare module '../social-auth/index.js' {
  interface SocialAuthTypes {
    user: PrismaUser;
  }
}
