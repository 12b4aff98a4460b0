import type { ModelNames, UserFieldNames } from '../../../src/social-auth/index.js';

export const models: ModelNames = { user: 'Member', account: 'SocialLogin' };

export const userFields: UserFieldNames = {
  name: 'displayName',
  picture: 'avatarUrl',
  emailVerified: false,
};
