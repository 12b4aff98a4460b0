import { oidc } from '../../../src/social-auth/index.js';

export const acme = (issuer: string, clientId: string, clientSecret: string) =>
  oidc({ name: 'acme', label: 'Acme', issuer, clientId, clientSecret });
