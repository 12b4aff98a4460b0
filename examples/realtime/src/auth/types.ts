import type { User } from '../generated/prisma/client.js';

declare module 'nestjs-social-auth' {
  interface SocialAuthTypes {
    user: User;
  }
}
