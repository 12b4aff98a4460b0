import { apple, keycloak, microsoft, oidc, type Provider } from '../../../src/social-auth/index.js';

export const createProviders = (env: Record<string, string>): Provider[] => [
  microsoft({
    tenant: 'contoso.onmicrosoft.com',
    clientId: env['MICROSOFT_CLIENT_ID'] ?? '',
    clientSecret: env['MICROSOFT_CLIENT_SECRET'] ?? '',
  }),
  apple({
    clientId: 'com.example.web',
    teamId: env['APPLE_TEAM_ID'] ?? '',
    keyId: env['APPLE_KEY_ID'] ?? '',
    privateKey: env['APPLE_PRIVATE_KEY'] ?? '',
  }),
  keycloak({
    name: 'staff',
    label: 'Staff',
    url: 'https://sso.example.com',
    realm: 'staff',
    clientId: 'app',
    clientSecret: env['STAFF_CLIENT_SECRET'] ?? '',
  }),
  oidc({
    name: 'bank',
    label: 'Bank',
    issuer: 'https://id.bank.example',
    clientId: 'app',
    privateKey: env['BANK_PRIVATE_KEY'] ?? '',
    keyId: 'app-2026',
    scope: ['email', 'profile', 'phone'],
    toProfile: (claims) => ({ emailVerified: claims['email_status'] === 'confirmed' }),
  }),
];
