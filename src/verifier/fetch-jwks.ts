import { createPublicKey, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import { sendRequest, type HttpAgent } from '../net/http-client.js';

/** Time limit for the complete response, in milliseconds. */
const TIMEOUT_MS = 3_000;

/** Size limit of the response body, in bytes. */
const MAX_RESPONSE_BYTES = 64 * 1024;

/**
 * Limits of the time for which a response is fresh, in seconds. Within these limits, `Cache-Control` determines the
 * time.
 */
const MIN_AGE_SECONDS = 60;
const MAX_AGE_SECONDS = 3600;

/** Time for which a response without `max-age` is fresh, in seconds. */
const DEFAULT_AGE_SECONDS = 300;

/** An ES256 key for signatures (RFC 7517 §4, RFC 7518 §6.2.1). */
const jwkSchema = z.object({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: z.string(),
  y: z.string(),
  kid: z.string().min(1).max(128),
  alg: z.literal('ES256'),
  use: z.literal('sig'),
});

type Jwk = z.infer<typeof jwkSchema>;

/**
 * A JSON Web Key Set. Replaces unsupported keys by undefined, because a set may contain keys for other uses (RFC 7517
 * §5).
 */
const jwksSchema = z.object({ keys: z.array(jwkSchema.optional().catch(undefined)).max(100) });

/** The signing keys of an issuer. */
export interface FetchedJwks {
  /** The public keys, by `kid`. Contains at least one key. */
  keys: ReadonlyMap<string, KeyObject>;
  /** Time for which the response is fresh, in seconds. */
  maxAgeSeconds: number;
}

/**
 * Fetches a JSON Web Key Set. Does not follow redirects, and limits the time and the size of the response.
 *
 * @throws Error when the server is unreachable, or when the response is late, is too large or contains no ES256 key
 */
export async function fetchJwks(jwksUri: string, httpAgent?: HttpAgent): Promise<FetchedJwks> {
  const headers = { accept: 'application/json' };
  const request = { method: 'GET', url: jwksUri, headers } as const;
  const { response, abort } = sendRequest(request, httpAgent);
  const timeout = new Error(`no response within ${TIMEOUT_MS} ms`);
  const timer = setTimeout(() => abort(timeout), TIMEOUT_MS);
  try {
    const { status, headers: responseHeaders, text } = await response;
    const body = await text(MAX_RESPONSE_BYTES);
    if (status !== 200) throw new Error(`status ${status}`);
    if (body === undefined) throw new Error(`response longer than ${MAX_RESPONSE_BYTES} bytes`);
    return { keys: parseJwks(body), maxAgeSeconds: parseMaxAge(responseHeaders['cache-control']) };
  } finally {
    clearTimeout(timer);
  }
}

function parseJwks(body: string): Map<string, KeyObject> {
  const jwks = jwksSchema.safeParse(parseJson(body)).data;
  // The messages of zod and JSON.parse are not used, because they quote the response.
  if (jwks === undefined) throw new Error('response is not a JSON Web Key Set');
  const keys = new Map<string, KeyObject>();
  for (const jwk of jwks.keys) {
    if (jwk === undefined) continue;
    const key = importKey(jwk);
    if (key !== undefined) keys.set(jwk.kid, key);
  }
  if (keys.size === 0) throw new Error('response contains no ES256 key');
  return keys;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function importKey(jwk: Jwk): KeyObject | undefined {
  try {
    return createPublicKey({ key: jwk, format: 'jwk' });
  } catch {
    // The coordinates are not a point on the curve.
    return undefined;
  }
}

function parseMaxAge(cacheControl = ''): number {
  if (/\bno-(?:store|cache)\b/i.test(cacheControl)) return MIN_AGE_SECONDS;
  const maxAge = /\bmax-age=(\d{1,9})\b/i.exec(cacheControl)?.[1];
  return Math.min(
    Math.max(Number(maxAge ?? DEFAULT_AGE_SECONDS), MIN_AGE_SECONDS),
    MAX_AGE_SECONDS,
  );
}
