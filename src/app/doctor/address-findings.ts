import type { Environment } from '../environment.js';
import { ok, remark, type Finding } from './finding.js';

/** What of the environment the address checks look at. */
export type Address = Pick<Environment, 'PUBLIC_URL' | 'production'>;

/** What follows from the public URL alone, without asking anybody; its faults are the options' own. */
export function addressFindings({ PUBLIC_URL, production }: Address): Finding[] {
  if (!URL.canParse(PUBLIC_URL)) return [];
  const { protocol, origin } = new URL(PUBLIC_URL);
  if (protocol === 'https:') {
    const secure = ok('cookies', `Cookies are Secure and belong to ${origin} alone.`);
    return production ? [secure] : [secure, notProduction(origin)];
  }
  if (production) return [];
  return [
    remark(
      'public URL',
      `PUBLIC_URL is ${origin}: phones and other machines cannot reach it.`,
      'Set PUBLIC_URL to an https address, such as that of a tunnel, to try it from elsewhere.',
    ),
    ok('cookies', 'Cookies are not Secure, which plain http on localhost needs.'),
  ];
}

function notProduction(origin: string): Finding {
  return remark(
    'environment',
    `NODE_ENV is not production although PUBLIC_URL is ${origin}: weak set-ups are let pass.`,
    'Set NODE_ENV=production where other people log in.',
  );
}
