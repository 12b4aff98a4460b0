import { Strategy } from 'passport-facebook';
import type { ProviderFactory } from '../../../src/social-auth/index.js';

export const facebook: ProviderFactory = (client) => ({
  ...client,
  name: 'facebook',
  label: 'Facebook',
  strategy: Strategy,
  strategyOptions: { profileFields: ['id', 'displayName', 'emails', 'photos'] },
  scope: ['email'],
});
