import type { User as PrismaUser } from '../generated/prisma/client.js';

// Gives `@CurrentUser()` the type of Prisma's user model. An app that installs the package writes `declare module
// 'nestjs-social-auth'` instead.
declare module '../social-auth/index.js' {
  interface SocialAuthTypes {
    user: PrismaUser;
  }
}
