import type { Agent } from 'supertest';

/**
 * Creates an agent of the optional package supertest. Its requests have the same headers as requests from a page of the
 * app.
 *
 * @param address the URL of the app
 * @param publicOrigin the origin of its public URL
 * @throws Error when supertest is not installed
 */
export async function createBrowser(address: string, publicOrigin: string): Promise<Agent> {
  const browser = await createAgent(address);
  browser.set('Host', new URL(publicOrigin).host).set('Origin', publicOrigin);
  return browser;
}

/**
 * Creates an agent of supertest without default headers.
 *
 * @throws Error when supertest is not installed
 */
export async function createAgent(address: string): Promise<Agent> {
  const supertest = await importSupertest();
  return supertest.agent(address);
}

async function importSupertest() {
  try {
    return (await import('supertest')).default;
  } catch (cause) {
    throw new Error(
      'signInAs() requires supertest. Run `npm install --save-dev supertest @types/supertest`.',
      { cause },
    );
  }
}
