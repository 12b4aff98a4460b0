import type { Environment } from '../environment.js';
import { fail, pass, warn, type CheckResult } from './check-result.js';
import { describeProbeError, probeOptions } from './probe.js';

/** The body of `GET /health`. */
const HEALTH_BODY = JSON.stringify({ status: 'ok' });

type PublicUrlEnvironment = Pick<Environment, 'PUBLIC_URL' | 'production'>;

/** Checks the public URL without sending requests. Skips an invalid URL, which the check of the options reports. */
export function checkPublicUrl({
  PUBLIC_URL,
  production,
  TRUSTED_PROXIES,
  RESPONSE_HEADER_LIMIT,
}: PublicUrlEnvironment &
  Pick<Environment, 'TRUSTED_PROXIES' | 'RESPONSE_HEADER_LIMIT'>): CheckResult[] {
  if (!URL.canParse(PUBLIC_URL)) return [];
  const { protocol, origin } = new URL(PUBLIC_URL);
  if (protocol === 'https:') {
    const results = [pass('cookies', `Cookies are Secure and limited to ${origin}.`)];
    if (!production) results.push(notInProduction(origin));
    if (TRUSTED_PROXIES.length === 0) results.push(noTrustedProxies());
    if (RESPONSE_HEADER_LIMIT > NGINX_HEADER_LIMIT) {
      results.push(largeHeaders(RESPONSE_HEADER_LIMIT));
    }
    return results;
  }
  if (production) return [];
  return [
    pass(
      'public URL',
      `PUBLIC_URL is ${origin}, which phones and other machines cannot reach. To sign in from another device, set it to an https address, such as a tunnel.`,
    ),
    pass('cookies', 'Cookies are not Secure, because PUBLIC_URL is plain http on localhost.'),
  ];
}

/** Default of `proxy_buffer_size` in nginx, in bytes. */
const NGINX_HEADER_LIMIT = 4096;

function largeHeaders(limit: number): CheckResult {
  return warn(
    'public URL',
    `Responses can have ${limit} bytes of headers. A proxy with smaller buffers returns 502 at the end of such a login.`,
    `Set the buffers of the proxy to at least ${limit} bytes (nginx: proxy_buffer_size), or unset RESPONSE_HEADER_LIMIT.`,
  );
}

function noTrustedProxies(): CheckResult {
  return warn(
    'public URL',
    'TRUSTED_PROXIES is not set. All clients behind the proxy that terminates TLS share one rate limit.',
    'Set TRUSTED_PROXIES to the address or range of the proxy, such as loopback or 10.0.0.0/8.',
  );
}

function notInProduction(origin: string): CheckResult {
  return warn(
    'environment',
    `NODE_ENV is not production although PUBLIC_URL is ${origin}. The app accepts insecure settings.`,
    'Set NODE_ENV=production where other people sign in.',
  );
}

/**
 * Requests /health at the public URL, along the same path as a browser.
 *
 * Outside production, every failure is only a warning. An unreachable URL is always only a warning, because the app
 * need not be running during the check.
 */
export async function probePublicUrl(
  { PUBLIC_URL, production }: PublicUrlEnvironment,
  request: typeof fetch,
): Promise<CheckResult[]> {
  if (!URL.canParse(PUBLIC_URL)) return [];
  const { origin, pathname } = new URL(PUBLIC_URL);
  const result = await probe(origin + pathname.replace(/\/$/, ''), request);
  return [result.status === 'fail' && !production ? { ...result, status: 'warn' } : result];
}

async function probe(origin: string, request: typeof fetch): Promise<CheckResult> {
  try {
    return await checkResponse(origin, await request(`${origin}/health`, probeOptions()));
  } catch (error) {
    return unreachable(origin, describeProbeError(error));
  }
}

async function checkResponse(origin: string, response: Response): Promise<CheckResult> {
  const { status, headers } = response;
  if (status >= 300 && status < 400) return redirected(origin, headers.get('location') ?? '');
  if (status >= 502 && status <= 504) {
    return warn(
      'public URL',
      `A proxy at ${origin} returned HTTP ${status}. It cannot reach the app.`,
      'Start the app. If it is running, check that the proxy forwards to its HOST and PORT.',
    );
  }
  if (status === 200 && (await response.text()) === HEALTH_BODY) {
    return pass('public URL', `The app is reachable at ${origin}.`);
  }
  return fail(
    'public URL',
    `Another server responds at ${origin}: HTTP ${status} for /health, not the response of this app.`,
    'Set PUBLIC_URL to the address of this app, or configure the proxy to forward every path to it.',
  );
}

function redirected(origin: string, location: string): CheckResult {
  const target = URL.canParse(location, origin)
    ? new URL(location, origin).origin
    : new URL(origin).origin;
  return fail(
    'public URL',
    `${origin}/health redirects to ${target}. Logins fail unless the app itself is at the public URL.`,
    target === new URL(origin).origin
      ? 'Configure the proxy to forward every path to the app unchanged.'
      : `Set PUBLIC_URL to ${target}, and register its callback URLs at the providers.`,
  );
}

/** Node's error codes for untrusted certificates and for servers without TLS. */
const TLS_ERROR = /CERT|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|ERR_TLS|ERR_SSL|EPROTO/;

function unreachable(origin: string, reason: string): CheckResult {
  if (TLS_ERROR.test(reason)) {
    return fail(
      'public URL',
      `${origin} has no certificate that browsers trust (${reason}).`,
      'Check the host name, the expiry date and the chain of the certificate.',
    );
  }
  return warn(
    'public URL',
    `${origin} is not reachable from this machine (${reason}).`,
    'Ignore this if the app is not running or a firewall blocks this machine. Otherwise check DNS and proxy.',
  );
}
