import { z } from 'zod';
import { describeIssue } from '../validation/describe-issue.js';
import { ConfigurationError } from '../social-auth/index.js';
import { AdminLocalizations } from './messages/admin-localizations.js';
import type { AdminMessages } from './messages/english.js';

/**
 * Options of `SocialAuthAdminModule.forRoot()`.
 *
 * @publicApi
 */
export interface SocialAuthAdminOptions {
  /** The role of an administrator. Default: `admin`. */
  role?: string;
  /**
   * The roles that an administrator can give and take. Administrators cannot change other roles of a user. Default:
   * only the role of an administrator.
   */
  roles?: readonly string[];
  /** The path of the routes and pages, without slashes at its ends. Default: `admin`. */
  path?: string;
  /**
   * Your texts of the pages, by language. They replace the texts of the module, which has complete texts in English,
   * German and Arabic.
   */
  messages?: Readonly<Record<string, Partial<AdminMessages>>>;
}

/** The validated options. */
export interface ResolvedAdminOptions {
  readonly role: string;
  readonly roles: readonly string[];
  readonly path: string;
  readonly localizations: AdminLocalizations;
}

/** Injection token of the {@link ResolvedAdminOptions}. */
export const ADMIN_OPTIONS = Symbol('nestjs-social-auth admin options');

const role = z.string('must be a string').trim().min(1, 'must not be empty');

const schema = z.strictObject({
  role: role.default('admin'),
  roles: z.array(role, 'must be an array of strings').optional(),
  path: z
    .string('must be a string')
    .regex(
      /^[\w-]+(?:\/[\w-]+)*$/,
      "must be a path without slashes at its ends, such as 'admin' or 'back-office'",
    )
    .default('admin'),
  messages: z
    .custom<NonNullable<SocialAuthAdminOptions['messages']>>(
      (value) => typeof value === 'object' && value !== null,
      'must be an object',
    )
    .default({}),
});

/**
 * Validates the options.
 *
 * @throws ConfigurationError that lists each issue
 */
export function resolveAdminOptions(options: SocialAuthAdminOptions): ResolvedAdminOptions {
  const { data, error } = schema.safeParse(options, { error: describeIssue });
  if (data === undefined) {
    throw new ConfigurationError(
      (error?.issues ?? []).map(({ path, message }) => ({
        option: `SocialAuthAdminModule ${path.join('.')}`.trim(),
        problem: message,
      })),
    );
  }
  const { messages, ...rest } = data;
  const roles = [...new Set([data.role, ...(data.roles ?? [])])];
  return Object.freeze({ ...rest, roles, localizations: new AdminLocalizations(messages) });
}
