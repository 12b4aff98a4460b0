import { createHmac, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { deriveKey } from '../../crypto/aead.js';
import { decodeBase64url } from '../../crypto/base64url.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../core/options.js';

/** Maximum number of users per browser. A further one replaces the user whose login is the oldest. */
const MAX_LOGINS = 4;

/** Size of the id of a session, in bytes. */
const ID_BYTES = 16;

/** Size of the id with its authentication code, in bytes. */
const LOGIN_BYTES = ID_BYTES + 12;

/**
 * Lists the last login of each user in one browser, as the value of a cookie.
 *
 * Each login is the id of its session and an HMAC of this id and the user. A browser can therefore prove its own logins
 * only, each for one user, and the cookie does not reveal who has signed in.
 */
@Injectable()
export class DeviceLogins {
  readonly #keys: readonly Buffer[];

  constructor(@Inject(RESOLVED_OPTIONS) { secrets }: ResolvedOptions) {
    this.#keys = secrets.map((secret) => deriveKey(secret, 'device-logins'));
  }

  /**
   * Returns the session of the user's last login in a browser, or null when the browser proves none.
   *
   * @param cookie untrusted
   */
  find(cookie: string | undefined, userId: string): string | null {
    const login = parse(cookie).find((bytes) => this.#isLoginOf(bytes, userId));
    return login === undefined ? null : toUuid(login.subarray(0, ID_BYTES));
  }

  /** Returns the value of the cookie after a login, which replaces the previous login of the user. */
  add(cookie: string | undefined, userId: string, sessionId: string): string {
    const id = Buffer.from(sessionId.replaceAll('-', ''), 'hex');
    const others = parse(cookie).filter((bytes) => !this.#isLoginOf(bytes, userId));
    const login = Buffer.concat([id, authenticate(id, userId, this.#keys[0] as Buffer)]);
    return Buffer.concat([login, ...others.slice(0, MAX_LOGINS - 1)]).toString('base64url');
  }

  #isLoginOf(login: Buffer, userId: string): boolean {
    const [id, code] = [login.subarray(0, ID_BYTES), login.subarray(ID_BYTES)];
    return this.#keys.some((key) => timingSafeEqual(authenticate(id, userId, key), code));
  }
}

/** Returns the logins of a cookie, newest first. None if the cookie is malformed. */
function parse(cookie: string | undefined): Buffer[] {
  const bytes = decodeBase64url(cookie ?? '') ?? Buffer.alloc(0);
  if (bytes.length % LOGIN_BYTES !== 0) return [];
  const count = Math.min(bytes.length / LOGIN_BYTES, MAX_LOGINS);
  return Array.from({ length: count }, (_, index) =>
    bytes.subarray(index * LOGIN_BYTES, (index + 1) * LOGIN_BYTES),
  );
}

/** Returns an HMAC-SHA-256, truncated to 96 bits (RFC 2104 §5). The id has a fixed length, so that the text is unambiguous. */
function authenticate(id: Buffer, userId: string, key: Buffer): Buffer {
  const code = createHmac('sha256', key).update(id).update(userId).digest();
  return code.subarray(0, LOGIN_BYTES - ID_BYTES);
}

function toUuid(bytes: Buffer): string {
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
