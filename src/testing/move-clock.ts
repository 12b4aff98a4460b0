import type { INestApplicationContext } from '@nestjs/common';
import { Clock } from '../social-auth/index.js';
import { parseDuration, type Duration } from '../time/duration.js';

/**
 * Sets the clock of an app to the current time plus a duration, for example to let access tokens expire. A second call
 * replaces the duration of the first one.
 *
 * Access tokens, login transactions and signing keys expire by this clock. Sessions expire by the clock of the
 * database. While the two clocks differ by more than a minute, `SocialAuthModule` logs an error and checks the session
 * of each request in the database.
 *
 * @param offset how far to move the clock into the future. `0` sets the clock to the current time again.
 * @throws TypeError when the duration is invalid
 * @example
 * ```ts
 * const vera = await signInAs(app, 'vera');
 * moveClock(app, '6m');
 * await vera.bearer.get('/orders').expect(401);
 * ```
 */
export function moveClock(app: INestApplicationContext, offset: Duration): void {
  const milliseconds = parseDuration(offset);
  app.get(Clock, { strict: false }).milliseconds = () => Date.now() + milliseconds;
}
