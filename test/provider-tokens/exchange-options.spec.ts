import { describe, expect, it } from 'vitest';
import type { TokenExchangeOptions } from '../../src/provider-tokens/index.js';
import { validateExchangeOptions } from '../../src/provider-tokens/exchange/validate-exchange-options.js';
import { ConfigurationError, github, google } from '../../src/social-auth/index.js';
import { REPORTS } from './exchange-app.js';

const client = { clientId: 'x', clientSecret: 'x' };
const PROVIDERS = [google({ ...client, tokens: true }), github(client)];

/** Returns the message of the error at the start of the app. */
function messageOf(options: unknown): string {
  try {
    validateExchangeOptions(options as TokenExchangeOptions, PROVIDERS);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message;
    throw error;
  }
  return '';
}

describe('the option tokenExchange', () => {
  it('accepts services, and permits none by default', () => {
    expect(validateExchangeOptions({ clients: [REPORTS] }, PROVIDERS)).toEqual([REPORTS]);
    expect(validateExchangeOptions(undefined, PROVIDERS)).toEqual([]);
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
      'clients[1].clientSecret is the same as that of another client',
      'its own',
    ],
    [
      { clients: [REPORTS, { ...REPORTS, clientSecret: 'y'.repeat(32) }] },
      'clients[1].clientId is the same as that of another client',
      'its own',
    ],
    [{ clients: [{ ...REPORTS, secret: 'x' }] }, 'clients[0]', 'List the services'],
  ])('refuses %j at the start with a fix, and without the secret', (options, problem, fix) => {
    const message = messageOf(options);
    expect(message).toContain(problem);
    expect(message).toContain(fix);
    expect(message).not.toContain(REPORTS.clientSecret);
  });
});
