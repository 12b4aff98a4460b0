import { Strategy } from 'passport-oauth2';
import {
  displayText,
  emailAddress,
  expectObject,
  ProfileError,
  type Provider,
} from '../../../src/social-auth/index.js';

export interface GitLabOptions {
  clientId: string;
  clientSecret: string;
  origin?: string;
}

export function gitlab({
  clientId,
  clientSecret,
  origin = 'https://gitlab.com',
}: GitLabOptions): Provider {
  return {
    name: 'gitlab',
    label: 'GitLab',
    clientId,
    clientSecret,
    scope: ['read_user'],
    strategy: Strategy,
    strategyOptions: {},
    authorizationURL: `${origin}/oauth/authorize`,
    tokenURL: `${origin}/oauth/token`,
    profileURLs: { user: `${origin}/api/v4/user` },
    toProfile: ({ user }) => {
      const { id, username, name, email, confirmed_at } = expectObject(user);
      if (typeof id !== 'number' || !Number.isSafeInteger(id))
        throw new ProfileError('no usable id');
      const address = emailAddress(email);
      return {
        provider: 'gitlab',
        subject: String(id),
        username: displayText(username),
        name: displayText(name),
        email: address,
        emailVerified: address !== null && typeof confirmed_at === 'string',
        picture: null,
      };
    },
  };
}
