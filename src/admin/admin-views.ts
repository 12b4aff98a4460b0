import { z } from 'zod';
import { describeDevice } from '../social-auth/index.js';
import type { UserDetails } from './admin.service.js';

const email = z.string().nullable().describe('For contact only. Users are identified by `id`.');

/** A user in responses to administrators. */
const userSchema = z.object({
  id: z.string(),
  name: z.string().nullable(),
  email,
  emailVerified: z.boolean(),
  picture: z.string().nullable(),
  roles: z.array(z.string()),
  isDisabled: z.boolean(),
  deleteAfter: z
    .date()
    .nullable()
    .describe(
      'If set, the user is deleted after this time: at their own request, or because they were merged.',
    ),
});

/** A page of users. */
export const userPageSchema = z.object({
  users: z.array(userSchema),
  next: z
    .string()
    .nullable()
    .describe('The cursor of the next page, for the parameter `after`. Null on the last page.'),
});

/** A user with their accounts, sessions and events. */
export const userDetailsSchema = z.object({
  user: userSchema,
  accounts: z.array(
    z.object({
      id: z.uuid(),
      provider: z.string(),
      subject: z.string().describe('The identifier of the account at the provider.'),
      username: z.string().nullable(),
      name: z.string().nullable(),
      email,
      emailVerified: z.boolean(),
      picture: z.string().nullable(),
      createdAt: z.date(),
    }),
  ),
  sessions: z
    .array(
      z.object({
        id: z.uuid(),
        device: z.string().describe('The name of the device, such as `Firefox on Windows`.'),
        provider: z.string(),
        clientId: z.string(),
        createdAt: z.date(),
        refreshedAt: z.date(),
      }),
    )
    .describe('The active sessions, most recently used first: at most 101.'),
  events: z
    .array(
      z.object({
        id: z.uuid(),
        type: z.string(),
        at: z.date(),
        provider: z.string().nullable(),
        detail: z.string().nullable(),
        sessionId: z.uuid().nullable(),
        count: z.int(),
        actorId: z
          .string()
          .nullable()
          .describe('The user who caused the event, if it is another user.'),
        actorSessionId: z.uuid().nullable(),
      }),
    )
    .describe('The latest events, newest first: at most 50.'),
});

/**
 * Returns the JSON of a user. Contains the name of each device instead of the `User-Agent` header, which is untrusted.
 */
export function toUserDetailsView(details: UserDetails): z.infer<typeof userDetailsSchema> {
  const { user, accounts, sessions, events } = details;
  return {
    user: { ...user, roles: [...user.roles] },
    accounts: [...accounts],
    sessions: sessions.map(({ id, userAgent, provider, clientId, createdAt, refreshedAt }) => ({
      id,
      device: describeDevice(userAgent).name,
      provider,
      clientId,
      createdAt,
      refreshedAt,
    })),
    events: events.map(
      ({ id, type, at, provider, detail, sessionId, count, actorId, actorSessionId }) => ({
        id,
        type,
        at,
        provider,
        detail,
        sessionId,
        count,
        actorId,
        actorSessionId,
      }),
    ),
  };
}
