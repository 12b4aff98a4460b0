import type { ProviderEmulator } from '../emulator/index.js';
import {
  checkOptions,
  github,
  google,
  type BuiltInProvider,
  type Provider,
  type SocialAuthOptions,
} from '../social-auth/index.js';
import { loadDevelopmentSecret } from './development-secret.js';
import type { Environment } from './environment.js';
import { DATA_DIRECTORY } from './paths.js';

/** The options of `SocialAuthModule`, and the emulator that replaces providers without credentials. */
export interface ProviderSetup {
  options: SocialAuthOptions;
  /** Undefined when no provider is emulated. */
  emulator: ProviderEmulator | undefined;
  /** Names of the providers that the emulator replaces. */
  emulatedProviders: readonly string[];
  /** The base URLs of the providers' APIs. */
  apiUrls: { readonly google: string; readonly github: string };
}

/** Injection token of the {@link ProviderSetup}. */
export const PROVIDER_SETUP = Symbol('provider setup');

/**
 * Configures Google and GitHub. In development the emulator replaces each provider without credentials.
 *
 * @throws ConfigurationError when an option is invalid
 */
export async function setUpProviders(env: Environment): Promise<ProviderSetup> {
  const { PROVIDER_TOKENS: tokens } = env;
  const configured = configuredProviders(env);
  const missing = (['google', 'github'] as const).filter((name) => configured[name] === undefined);
  const emulatedProviders = env.local ? missing : [];
  const emulator = emulatedProviders.length === 0 ? undefined : await startEmulator(env);
  for (const name of emulatedProviders) {
    emulator?.registerRedirectUri(name, `${env.PUBLIC_URL}/auth/${name}/callback`);
  }
  const providers = [
    configured.google ?? (emulator && google({ ...emulator.google, tokens })),
    configured.github ?? (emulator && github({ ...emulator.github, tokens })),
  ].filter((provider) => provider !== undefined);
  const secrets = env.APP_SECRET ?? [await loadDevelopmentSecret(DATA_DIRECTORY)];
  const options = moduleOptions(env, providers, secrets);
  checkOptions(options);
  return { options, emulator, emulatedProviders, apiUrls: apiUrls(env, emulator) };
}

async function startEmulator({ NODE_ENV }: Environment): Promise<ProviderEmulator> {
  const { ProviderEmulator: Emulator } = await import('../emulator/index.js');
  return Emulator.start({ environment: NODE_ENV });
}

/** Returns the providers whose client id and secret are set. */
export function configuredProviders(env: Environment): {
  google: BuiltInProvider | undefined;
  github: BuiltInProvider | undefined;
} {
  return { google: googleProvider(env), github: githubProvider(env) };
}

/** Builds the options of `SocialAuthModule` from the environment. Does not validate the options. */
export function moduleOptions(
  env: Environment,
  providers: readonly Provider[],
  secrets: readonly string[],
): SocialAuthOptions {
  return {
    providers,
    publicUrl: env.PUBLIC_URL,
    secrets,
    clients:
      env.CLIENT_REDIRECT_URIS.length === 0
        ? []
        : [{ clientId: 'app', redirectUris: env.CLIENT_REDIRECT_URIS }],
    providerTimeout: env.PROVIDER_TIMEOUT_MS,
    databaseTimeout: env.DATABASE_TIMEOUT_MS,
    trustedProxies: env.TRUSTED_PROXIES,
    responseHeaderLimit: env.RESPONSE_HEADER_LIMIT,
    ...(env.RATE_LIMITS !== undefined && { rateLimits: env.RATE_LIMITS }),
    environment: env.production ? 'production' : 'development',
  };
}

function googleProvider(env: Environment): BuiltInProvider | undefined {
  if (env.GOOGLE_CLIENT_ID === undefined || env.GOOGLE_CLIENT_SECRET === undefined) {
    return undefined;
  }
  return google({
    clientId: env.GOOGLE_CLIENT_ID,
    clientSecret: env.GOOGLE_CLIENT_SECRET,
    authorizationUrl: env.GOOGLE_AUTHORIZATION_URL,
    tokenUrl: env.GOOGLE_TOKEN_URL,
    userinfoUrl: env.GOOGLE_USERINFO_URL,
    issuer: env.GOOGLE_ISSUER,
    jwksUrl: env.GOOGLE_JWKS_URL,
    audiences: env.GOOGLE_AUDIENCES,
    revocationUrl: env.GOOGLE_REVOCATION_URL,
    tokens: env.PROVIDER_TOKENS,
  });
}

function githubProvider(env: Environment): BuiltInProvider | undefined {
  if (env.GITHUB_CLIENT_ID === undefined || env.GITHUB_CLIENT_SECRET === undefined) {
    return undefined;
  }
  return github({
    clientId: env.GITHUB_CLIENT_ID,
    clientSecret: env.GITHUB_CLIENT_SECRET,
    authorizationUrl: env.GITHUB_AUTHORIZATION_URL,
    tokenUrl: env.GITHUB_TOKEN_URL,
    userUrl: env.GITHUB_USER_URL,
    emailsUrl: env.GITHUB_EMAILS_URL,
    tokens: env.PROVIDER_TOKENS,
  });
}

/**
 * Derives the base URLs of the APIs from the profile URLs, because both have the same origin. This is also true for the
 * emulator and for a GitHub Enterprise Server.
 */
function apiUrls(env: Environment, emulator: ProviderEmulator | undefined) {
  const userinfoUrl = env.GOOGLE_USERINFO_URL ?? emulator?.google.userinfoUrl;
  const userUrl = env.GITHUB_USER_URL ?? emulator?.github.userUrl;
  return {
    google: new URL(userinfoUrl ?? 'https://www.googleapis.com').origin,
    github: (userUrl ?? 'https://api.github.com/user').replace(/\/user$/, ''),
  };
}
