import type { INestApplication } from '@nestjs/common';
import { Clock } from '../../../src/social-auth/index.js';

/** Moves the clock of an app. */
export function moveClock(app: INestApplication, seconds: number): void {
  const clock = app.get(Clock, { strict: false });
  clock.milliseconds = () => Date.now() + seconds * 1000;
}
