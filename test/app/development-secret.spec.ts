import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadDevelopmentSecret } from '../../src/app/development-secret.js';

describe('the app secret for development', () => {
  let parent: string;
  let directory: string;

  beforeEach(async () => {
    parent = await mkdtemp(join(tmpdir(), 'development-secret-'));
    directory = join(parent, 'data');
  });
  afterEach(() => rm(parent, { recursive: true }));

  it('is the same after a restart, and only the user can read its file', async () => {
    const secret = await loadDevelopmentSecret(directory);
    expect(secret).toMatch(/^[\w-]{64}$/);
    expect(await loadDevelopmentSecret(directory)).toBe(secret);
    expect((await stat(join(directory, 'app-secret'))).mode & 0o777).toBe(0o600);
  });

  it('is the same for all processes that start at the same time', async () => {
    const starts = Array.from({ length: 20 }, () => loadDevelopmentSecret(directory));
    const secrets = new Set(await Promise.all(starts));
    expect([...secrets]).toEqual([expect.stringMatching(/^[\w-]{64}$/)]);
    expect(await readdir(directory)).toEqual(['app-secret']);
  });
});
