import { z } from 'zod';
import { describeIssue } from '../../validation/describe-issue.js';
import type { ConfigurationIssue } from './errors.js';
import { RESERVED_PARAMETERS } from './login-parameters.js';
import { imageOption } from './page-options.js';
import { strategyEndpoints } from './strategy-endpoints.js';
import {
  hasFlow,
  PROVIDER_NAME,
  type FlowProvider,
  type PassportProvider,
  type Provider,
} from './provider.js';

/** Provider names that are routes of the module: `/auth/<name>`. */
const RESERVED_NAMES = new Set(['account', 'refresh', 'token', 'logout', 'providers', 'sessions']);

const endpoint = z.url({ protocol: /^https?$/, error: 'must be an absolute http or https URL' });

const functionOf = z.custom((value) => typeof value === 'function', 'must be a function');

const base = {
  label: z.string().min(1, 'must not be empty'),
  iconUrl: imageOption.optional(),
  scope: z.array(z.string(), 'must be an array of strings'),
  idTokens: z
    .object({
      issuers: z.array(z.string().min(1)).min(1, 'must not be empty'),
      jwksUri: endpoint,
      audiences: z.array(z.string().min(1)).min(1, 'must not be empty'),
      toProfile: functionOf,
    })
    .optional(),
  responseMode: z.enum(['query', 'form_post'], "must be 'query' or 'form_post'").optional(),
  prompts: z
    .array(
      z.enum(['login', 'consent', 'select_account']),
      "must be an array of prompts, such as ['select_account']",
    )
    .optional(),
  supportsMaxAge: z.boolean('must be true or false').optional(),
  authorizationParams: z
    .record(
      z.string().refine((name) => !RESERVED_PARAMETERS.has(name)),
      z.string(),
      'must be an object of parameters that the module does not set itself',
    )
    .optional(),
  // An empty list would refuse every account. It is probably a mistake, such as an empty environment variable.
  requiredOrganizations: z
    .array(z.string().min(1), 'must be an array of strings')
    .min(1, 'must not be empty')
    .exactOptional(),
  loadOrganizations: functionOf.exactOptional(),
  tokens: z.boolean('must be true or false').optional(),
};

/** Checks the types at run time, because a provider may be written in JavaScript or contain environment variables. */
const passportSchema = z.object({
  ...base,
  authorizationUrl: endpoint,
  tokenUrl: endpoint,
  profileUrls: z
    .record(
      z.string(),
      endpoint.or(
        z.strictObject({
          url: endpoint,
          method: z.enum(['GET', 'POST'], "must be 'GET' or 'POST'").optional(),
          headers: z.record(z.string(), z.string()).optional(),
          body: z.string().optional(),
        }),
      ),
      'must be an object of URLs',
    )
    .optional(),
  toProfile: functionOf.optional(),
  dangerouslyDisablePkce: z.boolean('must be true or false').optional(),
});
const flowSchema = z.object({
  ...base,
  endpoints: z.array(endpoint, 'must be an array of URLs').min(1, 'must not be empty'),
  createFlow: functionOf,
});

/** Returns the name of a provider in the message of a `ConfigurationError`. */
export const providerOption = (name: string) => `provider "${name}"`;

/**
 * Validates providers whose types may be wrong. Returns at most one issue for each provider, and one for each repeated
 * name.
 */
export function validateProviders(providers: readonly Provider[]): ConfigurationIssue[] {
  const issues = providers.flatMap((provider, index) => {
    const issue = findIssue(provider);
    if (issue === undefined) return [];
    const name: unknown = provider.name;
    const option = typeof name === 'string' ? providerOption(name) : `providers[${index}]`;
    return [{ option, ...issue }];
  });
  const names = providers.map((provider) => provider.name);
  const repeated = names.filter((name, index) => names.indexOf(name) !== index);
  return [
    ...issues,
    ...repeated.map((name) => ({
      option: providerOption(name),
      problem: 'is listed twice',
      fix: 'Give each provider a name of its own.',
    })),
  ];
}

type Issue = Omit<ConfigurationIssue, 'option'>;

function findIssue(provider: Provider): Issue | undefined {
  const { name } = provider;
  if (typeof name !== 'string' || !PROVIDER_NAME.test(name)) {
    const problem = 'has a name that does not fit in a route';
    return {
      problem,
      fix: 'Use 1 to 32 lower-case letters, digits and hyphens, and start with a letter.',
    };
  }
  if (RESERVED_NAMES.has(name)) {
    return { problem: `has the name of the route /auth/${name}`, fix: 'Choose another name.' };
  }
  return hasFlow(provider) ? findFlowIssue(provider) : findPassportIssue(provider);
}

function findFlowIssue(provider: FlowProvider): Issue | undefined {
  if (!provider.clientId) {
    const fix = 'Copy it from the developer console of the provider.';
    return { problem: 'has no client id', fix };
  }
  return findInvalidProperty(flowSchema, provider);
}

function findPassportIssue(provider: PassportProvider): Issue | undefined {
  if (!provider.clientId || !provider.clientSecret) {
    const problem = 'has no client id or no client secret';
    return { problem, fix: 'Copy both from the developer console of the provider.' };
  }
  if (!isOAuth2Strategy(provider.strategy)) {
    const problem = 'has a strategy that is not an OAuth 2.0 strategy';
    const fix =
      'Use a class that extends the strategy of passport-oauth2. A provider with OpenID Connect is also an OAuth 2.0 provider.';
    return { problem, fix };
  }
  if (provider.profileUrls !== undefined && provider.toProfile === undefined) {
    const fix = 'Add the function that maps the responses of profileUrls.';
    return { problem: 'has profileUrls, but no toProfile', fix };
  }
  try {
    const endpoints = strategyEndpoints(provider);
    return findInvalidProperty(passportSchema, Object.assign(Object.create(provider), endpoints));
  } catch (error) {
    const problem = `has a strategy that cannot be created: ${(error as Error).message}`;
    return { problem, fix: 'Set the endpoints of the provider, or strategyOptions.' };
  }
}

function findInvalidProperty(schema: z.ZodType, provider: Provider): Issue | undefined {
  const [invalid] = schema.safeParse(provider, { error: describeIssue }).error?.issues ?? [];
  return invalid && { problem: `has a property ${invalid.path.join('.')} that ${invalid.message}` };
}

/**
 * Returns whether a class extends the strategy of passport-oauth2: `tokenParams` exists in no other strategy.
 *
 * Does not use `instanceof`, because a strategy can depend on its own copy of passport-oauth2.
 */
function isOAuth2Strategy(strategy: unknown): boolean {
  if (typeof strategy !== 'function') return false;
  const methods = strategy.prototype as Record<string, unknown> | undefined;
  return ['authenticate', 'tokenParams', 'userProfile'].every(
    (name) => typeof methods?.[name] === 'function',
  );
}
