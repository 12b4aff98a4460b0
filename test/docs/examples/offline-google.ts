import { google, type ClientIdAndSecret } from '../../../src/social-auth/index.js';

export const offlineGoogle = (client: ClientIdAndSecret) =>
  google({
    ...client,
    additionalScopes: ['https://www.googleapis.com/auth/calendar.readonly'],
    authorizationParams: { access_type: 'offline' },
  });
