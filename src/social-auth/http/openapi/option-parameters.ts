import type { ResolvedOptions } from '../../core/options.js';
import type { ApiParameter } from './api-types.js';

/** The options that the documentation contains. */
let options: Pick<ResolvedOptions, 'providers' | 'secureCookies'> = {
  providers: [],
  secureCookies: true,
};

/**
 * Sets the options that the documentation contains.
 *
 * All apps of a process share the metadata of a route, because Nest stores it on the class of the controller. With several
 * apps, the documentation contains the options of the app that was created last.
 */
export function setDocumentedOptions(documented: typeof options): void {
  options = documented;
}

/** The name of the provider in a path. */
export const PROVIDER: ApiParameter = {
  name: 'provider',
  in: 'path',
  description: 'The name of a provider.',
  required: true,
  get schema() {
    const names = options.providers.map(({ name }) => name);
    return { type: 'string', ...(names.length > 0 && { enum: names }) };
  },
};

/** The cookie with the refresh token of a browser. */
export const REFRESH_COOKIE: ApiParameter = {
  get name() {
    return options.secureCookies ? '__Host-refresh' : 'refresh';
  },
  in: 'cookie',
  description: 'The refresh token of a browser. Scripts cannot read it.',
  required: false,
  schema: { type: 'string' },
};
