import type { INestApplication } from '@nestjs/common';
import type { BrowserContext } from 'playwright-core';
import { signInAs } from '../../../src/testing/index.js';

/** Signs in, and continues in a browser with the session. */
export async function continueInBrowser(
  app: INestApplication,
  context: BrowserContext,
): Promise<void> {
  const vera = await signInAs(app, 'vera');
  await context.addCookies(vera.cookies());
}
