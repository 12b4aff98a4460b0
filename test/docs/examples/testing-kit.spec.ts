import type { INestApplication } from '@nestjs/common';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { loginContract, providerContract } from '../../../src/testing/index.js';
import { TestApp } from '../../support/test-app.js';
import { gitlab } from './gitlab.js';

const client = { clientId: 'id', clientSecret: 'secret' };

describe('the tests of hooks and of a provider', () => {
  let base: TestApp;
  let app: INestApplication;

  beforeAll(async () => {
    base = await TestApp.start('fastify');
    ({ app } = base);
    base.emulator.addPersona({ id: 'kim' });
  });
  afterAll(() => base.stop());

  it.each(loginContract({ persona: 'kim' }))('$title', ({ run }) => run(app));

  const sample = {
    responses: { user: { id: 7, username: 'kim', email: 'kim@example.com' } },
    profile: { subject: '7', username: 'kim' },
  };
  it.each(providerContract(sample))('$title', ({ run }) => run(gitlab(client)));
});
