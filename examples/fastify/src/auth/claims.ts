import type { AccessTokenClaims } from 'nestjs-social-auth';

declare module 'nestjs-social-auth' {
  interface SocialAuthTypes {
    claims: { tenant: string };
  }
}

export const accessTokenClaims: AccessTokenClaims = ({ roles }) => ({
  scope: roles.includes('admin') ? 'reports:read reports:write' : 'reports:read',
  tenant: 'acme',
});
