import { z } from 'zod';
import { describeIssue } from '../../validation/describe-issue.js';
import {
  ConfigurationError,
  type ConfigurationIssue,
  type Provider,
} from '../../social-auth/index.js';
import type { TokenExchangeClient, TokenExchangeOptions } from './exchange-options.js';

const OPTION = 'ProviderTokensModule.forRoot({ tokenExchange })';

/** Minimum length of a secret, in bytes. */
const MIN_SECRET_BYTES = 32;

const scope = z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]{1,200}$/);

const clientSchema = z.strictObject({
  clientId: z
    .string()
    .regex(/^[\w.~-]{1,64}$/, 'must have 1 to 64 letters, digits, ".", "_", "~" or "-"'),
  clientSecret: z
    .string('is missing')
    .refine((text) => Buffer.byteLength(text) >= MIN_SECRET_BYTES, 'is shorter than 32 bytes'),
  providers: z
    .record(z.string(), z.array(scope, 'must list scopes').max(100))
    .refine((providers) => Object.keys(providers).length > 0, 'is empty'),
});

const schema = z.strictObject({ clients: z.array(clientSchema).min(1, 'is empty').max(100) });

const DEFAULT_FIX = 'List the services, or omit tokenExchange.';

/** The fix for each option, if the option is invalid. */
const FIXES: Readonly<Record<string, string>> = {
  clientId: 'Choose a short name, such as "reports".',
  clientSecret: 'Create one with: openssl rand -base64 32',
  providers: 'Set the scopes by the name of the provider, such as { google: [] }.',
};

/**
 * Validates the option `tokenExchange`.
 *
 * @returns an empty array if the option is absent
 * @throws ConfigurationError that lists all issues, without secrets
 */
export function validateExchangeOptions(
  options: TokenExchangeOptions | undefined,
  providers: readonly Provider[],
): readonly TokenExchangeClient[] {
  if (options === undefined) return [];
  const { data, error } = schema.safeParse(options, { error: describeIssue });
  const issues =
    data === undefined
      ? (error?.issues ?? []).map(toIssue)
      : [...findDuplicates(data.clients), ...findUnusable(data.clients, providers)];
  if (data === undefined || issues.length > 0) throw new ConfigurationError(issues);
  return data.clients;
}

function toIssue({ path, message }: z.core.$ZodIssue): ConfigurationIssue {
  const name = path.findLast((part) => typeof part === 'string' && part in FIXES);
  return {
    option: optionOf(path),
    problem: message,
    fix: (name && FIXES[String(name)]) || DEFAULT_FIX,
  };
}

function findDuplicates(clients: readonly TokenExchangeClient[]): ConfigurationIssue[] {
  return (['clientId', 'clientSecret'] as const).flatMap((name) =>
    clients.flatMap((client, index) =>
      clients.findIndex((other) => other[name] === client[name]) === index
        ? []
        : [
            {
              option: optionOf(['clients', index, name]),
              problem: 'is the same as that of another client',
              fix: 'Give each client its own, so that each can be revoked.',
            },
          ],
    ),
  );
}

function findUnusable(
  clients: readonly TokenExchangeClient[],
  providers: readonly Provider[],
): ConfigurationIssue[] {
  const hasTokens = (name: string) =>
    providers.some((each) => each.name === name && each.tokens === true);
  return clients.flatMap((client, index) =>
    Object.keys(client.providers)
      .filter((name) => !hasTokens(name))
      .map((name) => ({
        option: optionOf(['clients', index, 'providers', name]),
        problem: 'is not a provider whose tokens are kept',
        fix: 'Add the provider with tokens: true to SocialAuthModule, or remove it here.',
      })),
  );
}

/** @returns for example `ProviderTokensModule.forRoot({ tokenExchange }): clients[0].clientId` */
function optionOf(path: readonly PropertyKey[]): string {
  const keys = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`));
  return `${OPTION}: ${keys.join('').slice(1)}`;
}
