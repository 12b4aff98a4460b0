import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { checkSecrets } from '../../src/app/doctor/secrets.check.js';
import { KeyRing } from '../../src/social-auth/index.js';
import { cloneBrowser, refresh } from '../support/requests.js';
import { TEST_SECRET, TestApp, type Adapter } from '../support/test-app.js';
import type { TestBrowser } from '../support/test-browser.js';

const OLD = TEST_SECRET;
const NEW = 'w7RkTz3mQpXv9LcYb2HsJd6NfGe1UaKo8iVqWxZy';
const HOUR = 3600;

let base: TestApp;
let instances: [TestApp, TestApp];

beforeAll(async () => {
  base = await TestApp.start('fastify');
});
afterEach(async () => {
  await Promise.all(instances.map((instance) => instance.stop()));
});
afterAll(() => base.stop());

const start = (adapter: Adapter, secrets: string[]) =>
  base.another(adapter, { APP_SECRET: secrets.join(',') });

/** Replaces the instances one after the other, and checks after each that both serve each other's users. */
async function deploy(browser: TestBrowser, secrets: string[], seconds = 0): Promise<TestBrowser> {
  let current = browser;
  for (const index of [0, 1] as const) {
    await instances[index].stop();
    instances[index] = await start(index === 0 ? 'fastify' : 'express', secrets);
    instances[index].skewClock(seconds);
    current = await useBoth(current);
  }
  return current;
}

/** Logs in, refreshes and calls the API with one instance started and the other one continuing. */
async function useBoth(browser: TestBrowser): Promise<TestBrowser> {
  let current = browser;
  for (const [one, other] of [instances, instances.toReversed()] as [TestApp, TestApp][]) {
    const started = one.browser();
    const callback = await base.emulator.approve(await started.begin('google'), 'una');
    expect((await cloneBrowser(other, started).request(callback)).status).toBe(303);

    const tabs = [cloneBrowser(one, current), cloneBrowser(other, current)] as const;
    const statuses = (await Promise.all(tabs.map((tab) => refresh(tab)))).map(
      ({ status }) => status,
    );
    expect(statuses).toEqual([200, 200]);
    for (const tab of tabs) {
      expect((await cloneBrowser(one, tab).request('/api/me')).status).toBe(200);
      expect((await cloneBrowser(other, tab).request('/api/me')).status).toBe(200);
    }
    current = tabs[1];
  }
  return current;
}

/** The result of the doctor for a value of APP_SECRET. */
const diagnose = async (...secrets: string[]) => {
  const [result] = await checkSecrets(base.database.url, secrets);
  return result;
};

describe('two instances', () => {
  it('serve every request while the app secret is replaced with old,new, then new,old, then new', async () => {
    instances = [await start('fastify', [OLD]), await start('express', [OLD])];
    let browser = await useBoth(await instances[0].signedIn('google'));
    expect(await diagnose(OLD)).toMatchObject({ status: 'pass' });
    expect(await diagnose(NEW)).toMatchObject({ status: 'fail', fix: expect.any(String) });

    expect(await diagnose(OLD, NEW)).toMatchObject({ status: 'pass' });
    browser = await deploy(browser, [OLD, NEW]);

    expect(await diagnose(NEW, OLD)).toMatchObject({
      status: 'warn',
      message: expect.stringContaining('Entry 1 of APP_SECRET is not in use yet.'),
    });
    browser = await deploy(browser, [NEW, OLD]);
    await instances[0].app.get(KeyRing, { strict: false }).rotate();
    expect(await diagnose(NEW, OLD)).toMatchObject({
      status: 'pass',
      message: expect.stringContaining('still in use for 1 of 2 signing keys'),
    });
    expect(await diagnose(NEW)).toMatchObject({ status: 'fail' });

    // The old signing key expires.
    await base.database.moveClock(HOUR);
    for (const instance of instances) {
      instance.skewClock(HOUR);
      await instance.app.get(KeyRing, { strict: false }).reload();
    }
    browser = await useBoth(browser);
    expect(await diagnose(NEW, OLD)).toMatchObject({
      status: 'pass',
      message: expect.stringMatching(/remove them after \d{4}-\d{2}-\d{2}/),
    });
    expect(await diagnose(NEW)).toMatchObject({ status: 'pass' });
    browser = await deploy(browser, [NEW], HOUR);
    await useBoth(browser);
  }, 120_000);
});
