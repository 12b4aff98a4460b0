import { z } from 'zod';

/**
 * Notifies the instances of an app of revoked sessions, for example over Redis. Notifications are only hints, because an
 * instance that misses one reads the revocation from the database within about 300 ms.
 *
 * The app opens the connection of its notifier, and closes the connection after the app has stopped.
 *
 * @publicApi
 */
export interface RevocationNotifier {
  /** Notifies all instances. The module does not wait for a promise, and logs errors. */
  notify(): unknown;
  /**
   * Subscribes to the notifications of all instances. Called once, at start. The module does not wait for a promise, and
   * logs errors.
   *
   * @param listener called for each notification
   */
  subscribe(listener: () => void): unknown;
}

/**
 * How instances are notified of revoked sessions: over a direct PostgreSQL connection, or by a notifier of the app.
 *
 * @publicApi
 */
export type RevocationOptions =
  | {
      /**
       * The URL of a direct connection to the database for LISTEN and NOTIFY. It must not lead to a connection pooler in
       * transaction mode.
       */
      readonly connectionString: string;
    }
  | { readonly notifier: RevocationNotifier };

const notifier = z.custom<RevocationNotifier>((value) => {
  const { notify, subscribe } = (value ?? {}) as Partial<RevocationNotifier>;
  return typeof notify === 'function' && typeof subscribe === 'function';
});

/** Validates the option `revocations`. */
export const revocationsSchema = z
  .union(
    [z.strictObject({ connectionString: z.string().min(1) }), z.strictObject({ notifier })],
    'must be { connectionString } with a PostgreSQL URL, or { notifier } with the methods notify() and subscribe()',
  )
  .optional();
