import { createPublicKey, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import { sendRequest, type HttpClientResponse, type PendingRequest } from '../net/http-client.js';

/** For the whole answer, in milliseconds. */
const TIMEOUT_MS = 3_000;

/** More than any honest set of keys, in bytes. */
const MAX_BYTES = 64 * 1024;

/** Whatever the answer says, it is kept for no less and no more, in seconds. */
const MIN_AGE = 60;
const MAX_AGE = 60 * 60;

/** For an answer that does not say, in seconds. */
const USUAL_AGE = 300;

const jwksSchema = z.object({ keys: z.array(z.unknown()).max(100) });

/** The only keys that are taken; whatever else a set holds is passed over. */
const jwkSchema = z.object({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: z.string(),
  y: z.string(),
  kid: z.string().min(1).max(128),
  alg: z.literal('ES256'),
  use: z.literal('sig'),
});

/** The keys of an app, and how long they may be kept. */
export interface FetchedKeys {
  keys: ReadonlyMap<string, KeyObject>;
  /** Seconds. */
  maxAge: number;
}

/**
 * Fetches a JSON Web Key Set (RFC 7517 §5): no redirects, three seconds, 64 KiB.
 *
 * @throws Error when there is no answer in time, or one without a single key for ES256
 */
export async function fetchJwks(jwksUri: string): Promise<FetchedKeys> {
  const headers = { accept: 'application/json' };
  const call = sendRequest({ method: 'GET', url: jwksUri, headers });
  const late = new Error(`no answer within ${TIMEOUT_MS} ms`);
  const timer = setTimeout(() => call.abort(late), TIMEOUT_MS);
  const { answer, text } = await readAnswer(call).finally(() => clearTimeout(timer));
  if (answer.status !== 200) throw new Error(`the answer was ${answer.status}`);
  if (text === undefined) throw new Error(`the answer is longer than ${MAX_BYTES} bytes`);
  const keys = usableKeys(parse(text));
  if (keys.size === 0) throw new Error('the answer holds no key for ES256');
  return { keys, maxAge: maxAgeOf(answer.headers['cache-control']) };
}

async function readAnswer(
  call: PendingRequest,
): Promise<{ answer: HttpClientResponse; text: string | undefined }> {
  const answer = await call.response;
  return { answer, text: await answer.text(MAX_BYTES) };
}

function parse(text: string): z.infer<typeof jwksSchema> {
  try {
    return jwksSchema.parse(JSON.parse(text));
  } catch {
    // Their messages quote what was answered.
    throw new Error('the answer is not a key set');
  }
}

function usableKeys({ keys: entries }: z.infer<typeof jwksSchema>): Map<string, KeyObject> {
  const keys = new Map<string, KeyObject>();
  for (const entry of entries) {
    const { data: jwk } = jwkSchema.safeParse(entry);
    if (jwk === undefined) continue;
    const key = importKey(jwk);
    if (key !== undefined) keys.set(jwk.kid, key);
  }
  return keys;
}

function importKey({ kty, crv, x, y }: z.infer<typeof jwkSchema>): KeyObject | undefined {
  try {
    return createPublicKey({ key: { kty, crv, x, y }, format: 'jwk' });
  } catch {
    // Not a point of the curve.
    return undefined;
  }
}

function maxAgeOf(cacheControl = ''): number {
  if (/\bno-(?:store|cache)\b/i.test(cacheControl)) return MIN_AGE;
  const stated = /\bmax-age=(\d{1,9})\b/i.exec(cacheControl)?.[1];
  return Math.min(Math.max(Number(stated ?? USUAL_AGE), MIN_AGE), MAX_AGE);
}
