import type { Environment } from '../environment.js';
import { pass, warn, type CheckResult } from './check-result.js';

/** What of the environment the address checks look at. */
export type PublicUrlContext = Pick<Environment, 'PUBLIC_URL' | 'production'>;

/** The same with the proxies in front of the app. */
type Surroundings = PublicUrlContext & Pick<Environment, 'TRUSTED_PROXIES'>;

/** What follows from the public URL alone, without asking anybody; its faults are the options' own. */
export function checkPublicUrl({
  PUBLIC_URL,
  production,
  TRUSTED_PROXIES,
}: Surroundings): CheckResult[] {
  if (!URL.canParse(PUBLIC_URL)) return [];
  const { protocol, origin } = new URL(PUBLIC_URL);
  if (protocol === 'https:') {
    const secure = pass('cookies', `Cookies are Secure and belong to ${origin} alone.`);
    return [
      secure,
      ...(production ? [] : [notProduction(origin)]),
      ...(TRUSTED_PROXIES.length > 0 ? [] : [unnamedProxy()]),
    ];
  }
  if (production) return [];
  return [
    warn(
      'public URL',
      `PUBLIC_URL is ${origin}: phones and other machines cannot reach it.`,
      'Set PUBLIC_URL to an https address, such as that of a tunnel, to try it from elsewhere.',
    ),
    pass('cookies', 'Cookies are not Secure, which plain http on localhost needs.'),
  ];
}

/** The app itself speaks plain http. */
function unnamedProxy(): CheckResult {
  return warn(
    'public URL',
    'TRUSTED_PROXIES is not set: all who come through the proxy that speaks https count as one client, who may begin 60 logins a minute.',
    'Set TRUSTED_PROXIES to the address or range of that proxy, such as loopback or 10.0.0.0/8.',
  );
}

function notProduction(origin: string): CheckResult {
  return warn(
    'environment',
    `NODE_ENV is not production although PUBLIC_URL is ${origin}: weak set-ups are let pass.`,
    'Set NODE_ENV=production where other people log in.',
  );
}
