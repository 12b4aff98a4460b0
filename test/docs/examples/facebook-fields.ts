import { Strategy } from 'passport-facebook';
import { assertJsonObject, type ProviderFactory } from '../../../src/social-auth/index.js';

export const facebook: ProviderFactory = (client) => ({
  ...client,
  name: 'facebook',
  label: 'Facebook',
  strategy: Strategy,
  scope: ['email'],
  profileUrls: { user: 'https://graph.facebook.com/me?fields=id,short_name,email' },
  toProfile: ({ user }) => {
    const { id, short_name, email } = assertJsonObject(user);
    return { subject: id, name: short_name, email };
  },
});
