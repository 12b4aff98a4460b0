import type { User as PrismaUser } from '../generated/prisma/client.js';

// An app that installs the package augments 'nestjs-social-auth' instead.
declare module '../social-auth/users/user.js' {
  interface SocialAuthTypes {
    user: PrismaUser;
  }
}
