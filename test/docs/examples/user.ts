import type { User as AppUser } from '../../../src/generated/prisma/client.js';

declare module '../../../src/social-auth/index.js' {
  interface SocialAuthTypes {
    user: AppUser;
  }
}
