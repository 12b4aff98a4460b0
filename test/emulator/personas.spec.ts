import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ProviderEmulator } from '../../src/emulator/index.js';
import {
  authorizationUrl,
  getWithToken,
  jsonObject,
  obtainToken,
  startEmulator,
} from './oauth-client.js';

let emulator: ProviderEmulator;

beforeEach(async () => {
  emulator = await startEmulator();
});
afterEach(() => emulator.stop());

async function githubUser(persona: string): Promise<Record<string, unknown>> {
  const token = await obtainToken(emulator, 'github', { persona });
  return jsonObject(await getWithToken(emulator.github.userUrl, token));
}

describe('a persona', () => {
  it('requires only an id, and has the same accounts after a restart', async () => {
    const persona = emulator.addPersona({ id: 'zoe' });
    const restarted = await ProviderEmulator.start();
    expect(restarted.addPersona({ id: 'zoe' })).toEqual(persona);
    await restarted.stop();
    expect(persona).toMatchObject({
      name: 'zoe',
      google: { email: 'zoe@example.com', emailVerified: true },
      github: { login: 'zoe', emails: [{ email: 'zoe@example.com', verified: true }] },
    });
  });

  it('has an account at one provider only, if only that one is given', async () => {
    emulator.addPersona({ id: 'zoe', google: {} });
    await expect(emulator.approve(authorizationUrl(emulator, 'github'), 'zoe')).rejects.toThrow(
      'unknown_persona',
    );
  });

  it('has the same email address and different subjects at the two providers', () => {
    const vera = emulator.personas('google').find(({ id }) => id === 'vera');
    expect(vera?.google?.email).toBe(vera?.github?.emails[0]?.email);
    expect(vera?.google?.sub).not.toBe(String(vera?.github?.id));
  });

  it('keeps the number of its GitHub account when the user name changes', async () => {
    const { id } = await githubUser('vera');
    emulator.updatePersona('vera', { github: { login: 'vera-renamed' } });
    emulator.addPersona({ id: 'squatter', github: { login: 'vera' } });
    expect(await githubUser('vera')).toMatchObject({ id, login: 'vera-renamed' });
    expect((await githubUser('squatter'))['id']).not.toBe(id);
  });

  it('can have profile fields of any type, and lack fields', async () => {
    const responseFields = { id: '1 OR 1', login: undefined };
    emulator.updatePersona('vera', { github: { responseFields } });
    const user = await githubUser('vera');
    expect(user['id']).toBe('1 OR 1');
    expect(user).not.toHaveProperty('login');
  });

  it('is found when the login hint is its email address', async () => {
    emulator.addPersona({ id: 'zoe', google: { email: 'z@example.net' } });
    const url = await emulator.approve(authorizationUrl(emulator, 'google'), 'z@example.net');
    expect(url).toContain('code=');
  });

  it.each(['', 'Zoe', '../x', 'a b', 'x'.repeat(65)])('cannot have the id "%s"', (id) => {
    expect(() => emulator.addPersona({ id })).toThrow('Invalid persona id');
  });

  it('cannot be added twice, or updated before it is added', () => {
    expect(() => emulator.addPersona({ id: 'vera' })).toThrow('use updatePersona()');
    expect(() => emulator.updatePersona('unknown', {})).toThrow('use addPersona()');
  });
});

it('the option `personas` replaces the default personas', async () => {
  const other = await ProviderEmulator.start({ personas: [{ id: 'only' }] });
  expect(other.personas('google').map(({ id }) => id)).toEqual(['only']);
  await other.stop();
});
