/// <reference types="vitest/globals" />
import type { INestApplication } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { moveClock, sessionRaces, signInAs } from 'nestjs-social-auth/testing';
import request from 'supertest';
import { AppModule } from '../src/app.module.js';

describe('the app', () => {
  let app: INestApplication;

  beforeAll(async () => {
    const module = await Test.createTestingModule({ imports: [AppModule] }).compile();
    app = module.createNestApplication();
    await app.init();
  });
  afterAll(() => app.close());

  it('rejects visitors', async () => {
    await request(app.getHttpServer()).get('/me').expect(401);
  });

  it('knows who is signed in', async () => {
    const vera = await signInAs(app, 'vera');
    await vera.browser.get('/me').expect(200);
    await vera.bearer.get('/me').expect(200);
  });

  it('rejects an expired access token until it is refreshed', async () => {
    const vera = await signInAs(app, 'vera');
    moveClock(app, '6m');
    await vera.bearer.get('/me').expect(401);
    await vera.refresh().expect(200);
    await vera.bearer.get('/me').expect(200);
    moveClock(app, 0);
  });

  it.each(sessionRaces())('$title', ({ run }) => run(app));
});
