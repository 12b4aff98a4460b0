import { z } from 'zod';
import { describeIssue } from '../validation/describe-issue.js';
import { httpAgentOption } from '../net/http-agent-option.js';
import type { HttpAgent } from '../net/http-client.js';
import { isLoopback } from '../net/loopback.js';

/**
 * Options of `SocialAuthVerifierModule.forRoot()`. Only `issuer` is required.
 *
 * @publicApi
 */
export interface VerifierOptions {
  /** The `publicUrl` of the app that issues the tokens, for example `https://app.example.com`. */
  issuer: string;
  /** The required audience of the tokens (`aud`). Default: `issuer`, which is the audience of all issued tokens. */
  audience?: string;
  /**
   * The URL of the JSON Web Key Set of the app that issues the tokens (RFC 7517 §5). Default: the path
   * `/.well-known/jwks.json` below the issuer.
   */
  jwksUri?: string;
  /**
   * The agent of the requests to `jwksUri`, for a proxy or a private certificate authority. Default: an agent that uses
   * the proxies in `HTTPS_PROXY` and `NO_PROXY` if Node.js runs with `NODE_USE_ENV_PROXY=1`.
   */
  httpAgent?: HttpAgent;
  /**
   * Permits a plain-http `jwksUri` on another machine. An attacker in the network can then replace the keys and forge
   * tokens. Default: `false`.
   */
  dangerouslyAllowPlainHttp?: boolean;
}

/** The validated options, which are complete and frozen. */
export type ResolvedVerifierOptions = Readonly<
  Required<Omit<VerifierOptions, 'dangerouslyAllowPlainHttp' | 'httpAgent'>> & {
    httpAgent: HttpAgent | undefined;
  }
>;

/** Injection token of the {@link ResolvedVerifierOptions}. */
export const VERIFIER_OPTIONS = Symbol('nestjs-social-auth verifier options');

/**
 * One or more options are missing or invalid. The message lists each invalid option with its fix.
 *
 * @publicApi
 */
export class VerifierConfigurationError extends Error {
  override readonly name = 'VerifierConfigurationError';
}

const absoluteUrl = z
  .string('must be a URL as text, such as https://app.example.com')
  .refine((url) => URL.canParse(url), 'must be an absolute URL such as https://app.example.com')
  .transform((url) => new URL(url));

const schema = z
  .object({
    issuer: absoluteUrl
      .refine(
        (url) => url.search === '' && url.hash === '' && url.username === '',
        'must not have a query, a fragment or credentials. Use the publicUrl of the app that issues the tokens',
      )
      .transform((url) => url.origin + url.pathname.replace(/\/$/, '')),
    audience: z
      .string()
      .min(1, 'must not be empty, because then the audience of tokens would not be checked')
      .optional(),
    jwksUri: absoluteUrl.optional(),
    dangerouslyAllowPlainHttp: z.boolean().default(false),
    httpAgent: httpAgentOption,
  })
  .transform(({ issuer, audience = issuer, jwksUri, ...options }) => ({
    issuer,
    audience,
    jwksUri: jwksUri ?? new URL(`${issuer}/.well-known/jwks.json`),
    ...options,
  }))
  .refine(
    ({ jwksUri, dangerouslyAllowPlainHttp }) =>
      isAllowedJwksUri(jwksUri, dangerouslyAllowPlainHttp),
    {
      path: ['jwksUri'],
      message:
        'must be an https URL without credentials. For plain http on another machine, set dangerouslyAllowPlainHttp',
    },
  );

/**
 * Validates the options once, at start.
 *
 * @throws VerifierConfigurationError with a line for each invalid option
 */
export function resolveVerifierOptions(given: VerifierOptions): ResolvedVerifierOptions {
  const { data, error } = schema.safeParse(given, { error: describeIssue });
  if (error !== undefined) {
    const issues = error.issues.map(({ path, message }) => `  - ${path.join('.')} ${message}.`);
    throw new VerifierConfigurationError(
      `The options of SocialAuthVerifierModule are invalid:\n${issues.join('\n')}`,
    );
  }
  const { issuer, audience, jwksUri, httpAgent } = data;
  return Object.freeze({ issuer, audience, jwksUri: jwksUri.href, httpAgent });
}

function isAllowedJwksUri({ protocol, hostname, username }: URL, allowPlainHttp: boolean): boolean {
  if (username !== '') return false;
  if (protocol === 'https:') return true;
  return protocol === 'http:' && (allowPlainHttp || isLoopback(hostname));
}
