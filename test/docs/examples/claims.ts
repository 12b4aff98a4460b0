import type { AccessTokenClaims } from '../../../src/social-auth/index.js';

export const accessTokenClaims: AccessTokenClaims = ({ roles }) => ({
  scope: roles.includes('admin') ? 'reports:read reports:write' : 'reports:read',
  tenant: 'acme',
});
