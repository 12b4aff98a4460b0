import { createTokenAuthClient } from 'nestjs-social-auth/client';

export const auth = createTokenAuthClient({
  baseUrl: import.meta.env.VITE_API_URL,
  redirectUri: `${location.origin}/callback`,
});
