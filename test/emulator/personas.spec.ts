import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { ProviderEmulator } from '../../src/emulator/index.js';
import { authorizeUrl, CALLBACK, fields, newToken, withToken } from './application.js';

let emulator: ProviderEmulator;

beforeEach(async () => {
  emulator = await ProviderEmulator.start();
  emulator.registerRedirectUri('google', CALLBACK);
  emulator.registerRedirectUri('github', CALLBACK);
});
afterEach(() => emulator.stop());

async function me(persona: string): Promise<Response> {
  return withToken(emulator.github.userUrl, await newToken(emulator, 'github', { persona }));
}

describe('a persona', () => {
  it('needs nothing but an id, and is the same person after a restart', async () => {
    const persona = emulator.addPersona({ id: 'zoe' });
    const other = await ProviderEmulator.start();
    expect(other.addPersona({ id: 'zoe' })).toEqual(persona);
    await other.stop();
    expect(persona).toMatchObject({
      name: 'zoe',
      google: { email: 'zoe@example.com', emailVerified: true },
      github: { login: 'zoe', emails: [{ email: 'zoe@example.com', verified: true }] },
    });
  });

  it('may have an account at one provider only', async () => {
    emulator.addPersona({ id: 'zoe', google: {} });
    await expect(emulator.approve(authorizeUrl(emulator, 'github'), 'zoe')).rejects.toThrow(
      'unknown_persona',
    );
  });

  it('has the same email and different subjects at the two providers', () => {
    const vera = emulator.personas('google').find(({ id }) => id === 'vera');
    expect(vera?.google?.email).toBe(vera?.github?.emails[0]?.email);
    expect(vera?.google?.sub).not.toBe(String(vera?.github?.id));
  });

  it('may rename their GitHub login, and keeps their number', async () => {
    const before = await fields(await me('vera'));
    emulator.updatePersona('vera', { github: { login: 'vera-renamed' } });
    emulator.addPersona({ id: 'squatter', github: { login: 'vera' } });
    expect(await fields(await me('vera'))).toMatchObject({
      id: before['id'],
      login: 'vera-renamed',
    });
    expect((await fields(await me('squatter')))['id']).not.toBe(before['id']);
  });

  it('may answer in any shape', async () => {
    emulator.updatePersona('vera', {
      github: { responseFields: { id: '1 OR 1', login: undefined } },
    });
    const user = await fields(await me('vera'));
    expect(user['id']).toBe('1 OR 1');
    expect(user).not.toHaveProperty('login');
  });

  it('is found by what the provider itself takes as a hint', async () => {
    emulator.addPersona({ id: 'zoe', google: { email: 'z@example.net' } });
    const callback = await emulator.approve(authorizeUrl(emulator, 'google'), 'z@example.net');
    expect(callback).toContain('code=');
  });

  it.each(['', 'Zoe', '../x', 'a b', 'x'.repeat(65)])('cannot be called "%s"', (id) => {
    expect(() => emulator.addPersona({ id })).toThrow('cannot be a persona');
  });

  it('is neither added twice nor changed before it is there', () => {
    expect(() => emulator.addPersona({ id: 'vera' })).toThrow('use updatePersona()');
    expect(() => emulator.updatePersona('ghost', {})).toThrow('use addPersona()');
  });
});

it('the personas given at the start take the place of the invented ones', async () => {
  const own = await ProviderEmulator.start({ personas: [{ id: 'only' }] });
  expect(own.personas('google').map(({ id }) => id)).toEqual(['only']);
  await own.stop();
});
