import { z } from 'zod';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/** What `SocialAuthVerifierModule.forRoot` is given; only the issuer is needed. */
export interface VerifierOptions {
  /** The public address of the app that issues the tokens, e.g. `https://app.example.com`. */
  issuer: string;
  /** Whom the tokens must be meant for (`aud`). Default: the issuer, which is what the app issues. */
  audience?: string;
  /** Where the app shows its keys. Default: `/.well-known/jwks.json` at the issuer. */
  jwksUri?: string;
  /**
   * Permits a plain-http `jwksUri` that is not on this machine: whoever sits in between can then make
   * tokens. Default: false.
   */
  dangerouslyAllowPlainHttp?: boolean;
}

/** The options after checking: complete and frozen. */
export type ResolvedVerifierOptions = Readonly<
  Required<Omit<VerifierOptions, 'dangerouslyAllowPlainHttp'>>
>;

/** DI token of the resolved options. */
export const VERIFIER_OPTIONS = Symbol('nestjs-social-auth verifier options');

/** An option is missing or wrong; the message says how to mend it. */
export class VerifierConfigurationError extends Error {
  override readonly name = 'VerifierConfigurationError';
}

const absolute = z
  .string()
  .refine((url) => URL.canParse(url), 'must be an absolute URL such as https://app.example.com')
  .transform((url) => new URL(url));

const schema = z
  .object({
    issuer: absolute
      .refine(
        (url) =>
          url.pathname === '/' && url.search === '' && url.hash === '' && url.username === '',
        'must be an origin only, as the PUBLIC_URL of the app that issues the tokens',
      )
      .transform((url) => url.origin),
    audience: z
      .string()
      .min(1, 'must not be empty: it would let tokens for anybody pass')
      .optional(),
    jwksUri: absolute.optional(),
    dangerouslyAllowPlainHttp: z.boolean().default(false),
  })
  .transform(({ issuer, audience = issuer, jwksUri, dangerouslyAllowPlainHttp }) => ({
    issuer,
    audience,
    jwksUri: jwksUri ?? new URL('/.well-known/jwks.json', issuer),
    dangerouslyAllowPlainHttp,
  }))
  .refine(({ jwksUri, dangerouslyAllowPlainHttp }) => isFit(jwksUri, dangerouslyAllowPlainHttp), {
    path: ['jwksUri'],
    message:
      'must be an https URL without credentials; plain http is for localhost, or set dangerouslyAllowPlainHttp',
  });

/**
 * Checks the options once, at boot.
 *
 * @throws VerifierConfigurationError that lists every fault with its mend
 */
export function resolveVerifierOptions(given: VerifierOptions): ResolvedVerifierOptions {
  const parsed = schema.safeParse(given);
  if (!parsed.success) {
    const faults = parsed.error.issues.map(
      ({ path, message }) => `  - ${path.join('.')}: ${message}`,
    );
    throw new VerifierConfigurationError(
      `SocialAuthVerifierModule is not set up correctly:\n${faults.join('\n')}`,
    );
  }
  const { issuer, audience, jwksUri } = parsed.data;
  return Object.freeze({ issuer, audience, jwksUri: jwksUri.href });
}

function isFit({ protocol, hostname, username }: URL, allowPlainHttp: boolean): boolean {
  if (username !== '') return false;
  if (protocol === 'https:') return true;
  return protocol === 'http:' && (allowPlainHttp || LOOPBACK.has(hostname));
}
