import { describe, expect, it } from 'vitest';
import type { TokenExchangeOptions } from '../../src/provider-tokens/index.js';
import { validateExchange } from '../../src/provider-tokens/exchange/validate-exchange.js';
import { ConfigurationError, github, google } from '../../src/social-auth/index.js';
import { REPORTS } from './exchange-app.js';

const client = { clientId: 'x', clientSecret: 'x' };
const PROVIDERS = [google({ ...client, tokens: true }), github(client)];

/** Returns the message of the error at the start of the app. */
function messageOf(options: unknown): string {
  try {
    validateExchange(options as TokenExchangeOptions, PROVIDERS);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message;
    throw error;
  }
  return '';
}

describe('the option tokenExchange', () => {
  it('accepts services, and permits none by default', () => {
    expect(validateExchange({ clients: [REPORTS] }, PROVIDERS)).toEqual([REPORTS]);
    expect(validateExchange(undefined, PROVIDERS)).toEqual([]);
  });

  it.each([
    [{ clients: [] }, 'clients is empty', 'List the services'],
    [{}, 'clients', 'List the services'],
    [{ clients: [{ ...REPORTS, clientId: 'a b' }] }, 'clients[0].clientId', 'Choose a short name'],
    [
      { clients: [{ ...REPORTS, clientSecret: 'short' }] },
      'is shorter than 32 bytes',
      'openssl rand',
    ],
    [
      { clients: [{ ...REPORTS, clientSecret: undefined }] },
      'clientSecret is missing',
      'openssl rand',
    ],
    [{ clients: [{ ...REPORTS, providers: {} }] }, 'providers is empty', 'Set the scopes'],
    [
      { clients: [{ ...REPORTS, providers: { google: 'a' } }] },
      'must list scopes',
      'Set the scopes',
    ],
    [
      { clients: [{ ...REPORTS, providers: { google: ['a b'] } }] },
      'providers.google',
      'Set the scopes',
    ],
    [
      { clients: [{ ...REPORTS, providers: { github: [] } }] },
      'providers.github is not a provider whose tokens are kept',
      'tokens: true',
    ],
    [
      { clients: [{ ...REPORTS, providers: { gitlab: [] } }] },
      'providers.gitlab is not',
      'tokens: true',
    ],
    [
      { clients: [REPORTS, { ...REPORTS, clientId: 'other' }] },
      'clients[1].clientSecret is that of another client',
      'its own one',
    ],
    [
      { clients: [REPORTS, { ...REPORTS, clientSecret: 'y'.repeat(32) }] },
      'clients[1].clientId is that of another client',
      'its own one',
    ],
    [{ clients: [{ ...REPORTS, secret: 'x' }] }, 'clients[0]', 'List the services'],
  ])('refuses %j at the start with a fix, and without the secret', (options, problem, fix) => {
    const message = messageOf(options);
    expect(message).toContain(problem);
    expect(message).toContain(fix);
    expect(message).not.toContain(REPORTS.clientSecret);
  });
});
