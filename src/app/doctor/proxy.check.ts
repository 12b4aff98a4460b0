import { usedProxyVariables } from '../../net/http-client.js';
import { pass, warn, type CheckResult } from './check-result.js';

/** The variables that name the proxy for https. In production, every request to a provider uses https. */
const PROXY_VARIABLES = ['HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'all_proxy'];

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Checks whether Node.js uses the proxy that the environment names.
 *
 * @param used the variables from which Node.js reads the proxies. Undefined if Node.js uses no proxy.
 */
export function checkProxy(variables: Variables, used = usedProxyVariables): CheckResult[] {
  const name = PROXY_VARIABLES.find((variable) => Boolean(variables[variable]));
  if (name === undefined) return [];
  if (used?.[name] !== undefined && /^https_proxy$/i.test(name)) {
    return [pass('proxy', `Requests to providers go through the proxy of ${name}.`)];
  }
  return [
    warn(
      'proxy',
      `${name} is set, but requests to providers do not use it.`,
      'Set HTTPS_PROXY and NODE_USE_ENV_PROXY=1 in the environment of the process (not in .env) and use Node.js 22.21, 24.5 or newer, or pass the option httpAgent.',
    ),
  ];
}
