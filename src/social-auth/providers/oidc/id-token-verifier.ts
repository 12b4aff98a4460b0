import {
  allowInsecureRequests,
  clockTolerance,
  Configuration,
  customFetch,
  implicitAuthentication,
  None,
  skipStateCheck,
  useIdTokenResponseType,
  type IDToken,
} from 'openid-client';
import { Clock } from '../../../time/clock.js';
import type { IdTokenSource } from '../../core/id-token-source.js';
import type { ProviderHttp } from '../../core/provider-flow.js';
import {
  checkIdToken,
  CLOCK_TOLERANCE_SECONDS,
  refuse,
  SIGNATURE_ALGORITHMS,
} from './id-token-checks.js';
import { fetchOf, withSharedKeys } from './login-fetch.js';
import { toOidcError } from './oidc-error.js';

/** Maximum age of an ID token, in seconds. SDKs issue a new one for each sign-in. */
const MAX_ID_TOKEN_AGE_SECONDS = 600;

/** The configuration for one issuer and one audience. */
interface Expectation {
  /** Keeps the keys, and sends no requests. */
  readonly shared: Configuration;
  readonly create: () => Configuration;
}

/** Verifies the ID tokens of one source. Its keys are requested when they are needed, and cached for five minutes. */
export class IdTokenVerifier {
  readonly #expectations: ReadonlyMap<string, Expectation>;

  constructor(
    private readonly source: IdTokenSource,
    private readonly clock: Clock,
  ) {
    const { issuers, audiences } = source;
    this.#expectations = new Map(
      issuers.flatMap((issuer) =>
        audiences.map((audience) => {
          const create = () => createConfiguration(issuer, audience, source.jwksUri);
          return [key(issuer, audience), { shared: create(), create }];
        }),
      ),
    );
  }

  /**
   * @param nonce the expected `nonce`
   * @throws SocialAuthError `login_refused` when the token is invalid, or older than ten minutes; ProviderHttpError when
   *   the keys are unavailable
   */
  async verify(http: ProviderHttp, idToken: string, nonce: string): Promise<IDToken> {
    const { shared, create } = this.#select(idToken);
    const own = create();
    own[customFetch] = fetchOf(http);
    // openid-client verifies the token as an authorization response, in the fragment of a URL.
    const response = new URL(`https://id-token.invalid#id_token=${idToken}`);
    let claims: IDToken;
    try {
      claims = await withSharedKeys(shared, own, (configuration) =>
        implicitAuthentication(configuration, response, nonce, { expectedState: skipStateCheck }),
      );
    } catch (error) {
      throw toOidcError(error, new URL(this.source.jwksUri).host);
    }
    const now = this.clock.seconds();
    checkIdToken(idToken, claims, { authorizedParties: this.source.audiences, now });
    if (claims.iat < now - MAX_ID_TOKEN_AGE_SECONDS - CLOCK_TOLERANCE_SECONDS) {
      throw refuse('is older than ten minutes');
    }
    return claims;
  }

  /** Selects an accepted issuer and audience by the unverified claims. The token is then verified with this selection. */
  #select(idToken: string): Expectation {
    const { iss, aud } = decodeClaims(idToken);
    const expectation =
      typeof iss === 'string' && typeof aud === 'string'
        ? this.#expectations.get(key(iss, aud))
        : undefined;
    if (expectation === undefined) throw refuse('has another issuer or audience');
    return expectation;
  }
}

const key = (issuer: string, audience: string) => JSON.stringify([issuer, audience]);

function createConfiguration(issuer: string, audience: string, jwksUri: string): Configuration {
  const server = {
    issuer,
    jwks_uri: jwksUri,
    id_token_signing_alg_values_supported: [...SIGNATURE_ALGORITHMS],
  };
  const client = { [clockTolerance]: CLOCK_TOLERANCE_SECONDS };
  const configuration = new Configuration(server, audience, client, None());
  configuration.timeout = 0;
  useIdTokenResponseType(configuration);
  // Validation permits plain http in development only.
  if (jwksUri.startsWith('http:')) allowInsecureRequests(configuration);
  return configuration;
}

function decodeClaims(idToken: string): { readonly iss?: unknown; readonly aud?: unknown } {
  try {
    const [, payload = ''] = idToken.split('.');
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString());
    return typeof claims === 'object' && claims !== null ? claims : {};
  } catch {
    return {};
  }
}
