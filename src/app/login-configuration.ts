import {
  checkOptions,
  github,
  google,
  type Provider,
  type SocialAuthOptions,
} from '../social-auth/index.js';
import { StandIn } from '../stand-in/index.js';
import { developmentSecret } from './development-secret.js';
import type { Environment } from './environment.js';
import { DATA_DIRECTORY } from './paths.js';

/** How people log in: the module's options, and the stand-in behind what is not configured. */
export interface LoginConfiguration {
  options: SocialAuthOptions;
  standIn: StandIn | undefined;
  /** Names of the providers that the stand-in plays. */
  standInFor: readonly string[];
}

/** DI token of the login configuration. */
export const LOGIN_CONFIGURATION = Symbol('login configuration');

/**
 * Google and GitHub as configured; in development a stand-in plays those that are not.
 *
 * @throws ConfigurationError before anything else is started
 */
export async function configureLogin(env: Environment): Promise<LoginConfiguration> {
  const configured = configuredProviders(env);
  const missing = (['google', 'github'] as const).filter((name) => configured[name] === undefined);
  const standInFor = env.local ? missing : [];
  const standIn =
    standInFor.length === 0 ? undefined : await StandIn.start({ environment: env.NODE_ENV });
  for (const name of standInFor) {
    standIn?.registerRedirectUri(name, `${env.PUBLIC_URL}/auth/${name}/callback`);
  }
  const providers = [
    configured.google ?? (standIn && google(standIn.google)),
    configured.github ?? (standIn && github(standIn.github)),
  ].filter((provider) => provider !== undefined);
  const secrets = env.APP_SECRET ?? [await developmentSecret(DATA_DIRECTORY)];
  const options = loginOptions(env, providers, secrets);
  checkOptions(options);
  return { options, standIn, standInFor };
}

/** Google and GitHub, where the environment has client id and secret. */
export function configuredProviders(env: Environment): {
  google: Provider | undefined;
  github: Provider | undefined;
} {
  return { google: googleOf(env), github: githubOf(env) };
}

/** The module's options as the environment sets them; not checked yet. */
export function loginOptions(
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
    providerTimeoutMs: env.PROVIDER_TIMEOUT_MS,
    trustedProxies: env.TRUSTED_PROXIES,
    environment: env.production ? 'production' : 'development',
  };
}

function googleOf(env: Environment): Provider | undefined {
  if (env.GOOGLE_CLIENT_ID === undefined || env.GOOGLE_CLIENT_SECRET === undefined)
    return undefined;
  return google({
    clientId: env.GOOGLE_CLIENT_ID,
    clientSecret: env.GOOGLE_CLIENT_SECRET,
    authorizationURL: env.GOOGLE_AUTHORIZATION_URL,
    tokenURL: env.GOOGLE_TOKEN_URL,
    userinfoURL: env.GOOGLE_USERINFO_URL,
  });
}

function githubOf(env: Environment): Provider | undefined {
  if (env.GITHUB_CLIENT_ID === undefined || env.GITHUB_CLIENT_SECRET === undefined)
    return undefined;
  return github({
    clientId: env.GITHUB_CLIENT_ID,
    clientSecret: env.GITHUB_CLIENT_SECRET,
    authorizationURL: env.GITHUB_AUTHORIZATION_URL,
    tokenURL: env.GITHUB_TOKEN_URL,
    userURL: env.GITHUB_USER_URL,
    emailsURL: env.GITHUB_EMAILS_URL,
  });
}
