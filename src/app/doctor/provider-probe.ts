import type { Provider } from '../../social-auth/index.js';
import { fail, pass, warn, type CheckResult } from './check-result.js';
import type { ClockReading } from './clock.check.js';
import { errorCode, PROBE_TIMEOUT_MS } from './public-url-probe.js';

/** What asking a provider's token endpoint has shown. */
export interface ProviderProbe {
  finding: CheckResult;
  /** What time it is there, when it says so. */
  reading: ClockReading | undefined;
}

/**
 * Knocks at a provider's token endpoint, sending nothing of ours; whatever it answers, it is there.
 *
 * @param production whether silence is a fault: logins would fail
 */
export async function probeProvider(
  { label, name, tokenUrl }: Provider,
  production: boolean,
  request: typeof fetch,
): Promise<ProviderProbe> {
  const { host } = new URL(tokenUrl);
  const begun = Date.now();
  try {
    const { status, headers } = await request(tokenUrl, {
      method: 'HEAD',
      redirect: 'manual',
      signal: AbortSignal.timeout(PROBE_TIMEOUT_MS),
    });
    const finding =
      status < 500
        ? pass('providers', `${label} answers at ${host}.`)
        : warn('providers', `${label} is unwell: ${host} answers ${status}.`);
    return { finding, reading: readingOf(host, headers.get('date'), begun) };
  } catch (error) {
    const says = `${label} does not answer at ${host} from here (${errorCode(error)}).`;
    const mend = `Let this machine reach it, or mend ${name.toUpperCase()}_TOKEN_URL where it is set.`;
    const level = production ? fail : warn;
    return { finding: level('providers', says, mend), reading: undefined };
  }
}

/** The header has whole seconds: what it means lies half a second later, on average. */
function readingOf(source: string, date: string | null, begun: number): ClockReading | undefined {
  const time = Date.parse(date ?? '');
  if (Number.isNaN(time)) return undefined;
  return { source, skewMs: (begun + Date.now()) / 2 - (time + 500) };
}
