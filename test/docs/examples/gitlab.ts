import { Strategy } from 'passport-oauth2';
import {
  assertJsonObject,
  type ClientIdAndSecret,
  type PassportProvider,
} from '../../../src/social-auth/index.js';

export interface GitLabOptions extends ClientIdAndSecret {
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
    strategy: Strategy,
    scope: ['read_user'],
    authorizationUrl: `${origin}/oauth/authorize`,
    tokenUrl: `${origin}/oauth/token`,
    profileUrls: { user: `${origin}/api/v4/user` },
    toProfile: ({ user }) => {
      const { id, username, name, email, confirmed_at, avatar_url } = assertJsonObject(user);
      return {
        subject: id,
        username,
        name,
        email,
        emailVerified: typeof confirmed_at === 'string',
        picture: avatar_url,
      };
    },
  };
}
