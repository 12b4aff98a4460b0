import type { PublicUrlContext } from './public-url.check.js';
import { fail, pass, warn, type CheckResult } from './check-result.js';

/** How long anybody may take to answer the doctor, in milliseconds. */
export const PROBE_TIMEOUT_MS = 3000;

/** Node's codes for certificates it does not trust and for servers that do not speak TLS. */
const TLS_FAULT = /CERT|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|ERR_TLS|ERR_SSL|EPROTO/;

/**
 * Asks the public URL for its health, as a person's browser would reach it.
 *
 * Nobody there is a remark, for the app may not be running; somebody else is a fault, in production.
 */
export async function probePublicUrl(
  { PUBLIC_URL, production }: PublicUrlContext,
  request: typeof fetch,
): Promise<CheckResult[]> {
  if (!URL.canParse(PUBLIC_URL)) return [];
  const { origin } = new URL(PUBLIC_URL);
  const finding = await probe(origin, request);
  return [finding.level === 'fail' && !production ? { ...finding, level: 'warn' } : finding];
}

async function probe(origin: string, request: typeof fetch): Promise<CheckResult> {
  try {
    const answer = await request(`${origin}/health`, {
      redirect: 'manual',
      signal: AbortSignal.timeout(PROBE_TIMEOUT_MS),
    });
    return await judge(origin, answer);
  } catch (error) {
    return unanswered(origin, errorCode(error));
  }
}

async function judge(origin: string, answer: Response): Promise<CheckResult> {
  const { status } = answer;
  if (status >= 300 && status < 400) return redirected(origin, answer.headers.get('location'));
  if (status >= 502 && status <= 504) {
    return warn(
      'public URL',
      `A proxy at ${origin} answers ${status}: it does not reach the app.`,
      'Start the app; if it runs, let the proxy forward to its HOST and PORT.',
    );
  }
  if (status === 200 && isHealth(await answer.text())) {
    return pass('public URL', `The app answers at ${origin}.`);
  }
  return fail(
    'public URL',
    `Another server answers at ${origin}: its /health is not that of this app (status ${status}).`,
    'Set PUBLIC_URL to the address of this app, or let the proxy there forward every path to it.',
  );
}

function isHealth(body: string): boolean {
  try {
    return (JSON.parse(body) as { status?: unknown } | null)?.status === 'ok';
  } catch {
    return false;
  }
}

function redirected(origin: string, location: string | null): CheckResult {
  const target = URL.canParse(location ?? '', origin) ? new URL(location ?? '', origin).origin : '';
  if (target === origin || target === '') {
    return fail(
      'public URL',
      `${origin}/health is redirected within the same address: the proxy changes paths.`,
      'Let the proxy forward every path to the app as it is.',
    );
  }
  return fail(
    'public URL',
    `${origin} redirects to ${target}: cookies of one are not sent to the other, so logins fail.`,
    `Set PUBLIC_URL to ${target}, and register its callback URLs at the providers.`,
  );
}

function unanswered(origin: string, code: string): CheckResult {
  if (TLS_FAULT.test(code)) {
    return fail(
      'public URL',
      `${origin} has no certificate that browsers trust (${code}).`,
      'Mend the certificate of the proxy there: its name, its date, and its whole chain.',
    );
  }
  return warn(
    'public URL',
    `Nobody answers at ${origin} from here (${code}).`,
    'Nothing, if the app is not running yet or this machine is not let through; else see DNS and proxy.',
  );
}

/** @returns the code of whatever kept a request from being answered. */
export function errorCode(error: unknown): string {
  for (let at = error; at instanceof Error; at = at.cause) {
    const { code } = at as { code?: unknown };
    if (typeof code === 'string') return code;
    if (at.name === 'TimeoutError') return `no answer within ${PROBE_TIMEOUT_MS / 1000} s`;
  }
  return 'no connection';
}
