import { Strategy } from 'passport-oauth2';
import {
  sanitizeText,
  parseEmail,
  assertJsonObject,
  InvalidProfileError,
  type PassportProvider,
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
}: GitLabOptions): PassportProvider {
  return {
    name: 'gitlab',
    label: 'GitLab',
    clientId,
    clientSecret,
    scope: ['read_user'],
    strategy: Strategy,
    strategyOptions: {},
    authorizationUrl: `${origin}/oauth/authorize`,
    tokenUrl: `${origin}/oauth/token`,
    profileUrls: { user: `${origin}/api/v4/user` },
    toProfile: ({ user }) => {
      const { id, username, name, email, confirmed_at } = assertJsonObject(user);
      if (typeof id !== 'number' || !Number.isSafeInteger(id)) {
        throw new InvalidProfileError('no usable id');
      }
      const address = parseEmail(email);
      return {
        provider: 'gitlab',
        subject: String(id),
        username: sanitizeText(username),
        name: sanitizeText(name),
        email: address,
        emailVerified: address !== null && typeof confirmed_at === 'string',
        picture: null,
      };
    },
  };
}
