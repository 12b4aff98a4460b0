import { Strategy } from 'passport-oauth2';
import { assertJsonObject, type ProviderFactory } from '../../../src/social-auth/index.js';

export const dropbox: ProviderFactory = (client) => ({
  ...client,
  name: 'dropbox',
  label: 'Dropbox',
  strategy: Strategy,
  scope: ['account_info.read'],
  authorizationUrl: 'https://www.dropbox.com/oauth2/authorize',
  tokenUrl: 'https://api.dropboxapi.com/oauth2/token',
  profileUrls: {
    user: { method: 'POST', url: 'https://api.dropboxapi.com/2/users/get_current_account' },
  },
  toProfile: ({ user }) => {
    const { account_id: subject, name, email, email_verified } = assertJsonObject(user);
    const { display_name } = assertJsonObject(name);
    return { subject, name: display_name, email, emailVerified: email_verified };
  },
});
