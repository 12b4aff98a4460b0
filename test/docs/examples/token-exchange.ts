import { ProviderTokensModule } from '../../../src/provider-tokens/index.js';
import { CALENDARS } from './calendars.controller.js';

/** Returns the module of an app whose service `reports` may exchange tokens. */
export function withExchange(reportsSecret: string) {
  const module = ProviderTokensModule.forRoot({
    tokenExchange: {
      clients: [
        { clientId: 'reports', clientSecret: reportsSecret, providers: { google: [CALENDARS] } },
      ],
    },
  });
  return module;
}

/** Sends the request of the service. */
export async function exchange(publicUrl: string, reportsSecret: string, userToken: string) {
  const response = await fetch(`${publicUrl}/auth/token`, {
    method: 'POST',
    headers: { Authorization: `Basic ${btoa(`reports:${encodeURIComponent(reportsSecret)}`)}` },
    body: new URLSearchParams({
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token: userToken,
      subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      audience: 'google',
      scope: CALENDARS,
    }),
  });
  return response;
}
