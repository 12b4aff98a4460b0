import type { Provider } from '../../social-auth/index.js';
import { fault, ok, remark, type Finding } from './finding.js';
import type { ClockReading } from './clock-findings.js';
import { errorCode, PATIENCE_MS } from './public-url-probe.js';

/** What asking a provider's token endpoint has shown. */
export interface ProviderProbe {
  finding: Finding;
  /** What time it is there, when it says so. */
  reading: ClockReading | undefined;
}

/**
 * Knocks at a provider's token endpoint, sending nothing of ours; whatever it answers, it is there.
 *
 * @param production whether silence is a fault: logins would fail
 */
export async function probeProvider(
  { label, name, tokenURL }: Provider,
  production: boolean,
  request: typeof fetch,
): Promise<ProviderProbe> {
  const { host } = new URL(tokenURL);
  const begun = Date.now();
  try {
    const { status, headers } = await request(tokenURL, {
      method: 'HEAD',
      redirect: 'manual',
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    const finding =
      status < 500
        ? ok('providers', `${label} answers at ${host}.`)
        : remark('providers', `${label} is unwell: ${host} answers ${status}.`);
    return { finding, reading: readingOf(host, headers.get('date'), begun) };
  } catch (error) {
    const says = `${label} does not answer at ${host} from here (${errorCode(error)}).`;
    const mend = `Let this machine reach it, or mend ${name.toUpperCase()}_TOKEN_URL where it is set.`;
    const level = production ? fault : remark;
    return { finding: level('providers', says, mend), reading: undefined };
  }
}

/** The header has whole seconds: what it means lies half a second later, on average. */
function readingOf(source: string, date: string | null, begun: number): ClockReading | undefined {
  const time = Date.parse(date ?? '');
  if (Number.isNaN(time)) return undefined;
  return { source, skewMs: (begun + Date.now()) / 2 - (time + 500) };
}
