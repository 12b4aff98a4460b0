import { Strategy } from 'passport-oauth2';
import { assertJsonObject, type ProviderFactory } from '../../../src/social-auth/index.js';

export const strava: ProviderFactory = (client) => ({
  ...client,
  name: 'strava',
  label: 'Strava',
  strategy: Strategy,
  scope: ['read'],
  authorizationUrl: 'https://www.strava.com/oauth/authorize',
  tokenUrl: 'https://www.strava.com/oauth/token',
  profileUrls: {},
  toProfile: ({ tokenResponse }) => {
    const { athlete } = assertJsonObject(tokenResponse);
    const { id, username, firstname, profile } = assertJsonObject(athlete);
    return { subject: id, username, name: firstname, picture: profile };
  },
});
