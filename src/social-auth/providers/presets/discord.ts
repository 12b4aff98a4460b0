import { Strategy } from 'passport-oauth2';
import type { PassportProvider } from '../../core/provider.js';
import { assertJsonObject, InvalidProfileError } from '../../core/provider-profile.js';
import type { Preset } from './preset.js';

export const DISCORD: Preset = {
  name: 'discord',
  label: 'Discord',
  source: 'https://discord.com/developers/docs/topics/oauth2',
  readOn: '2026-11-30',
  differences: [
    'The preset uses OAuth 2.0, not the OpenID Connect of Discord. The subject is the ID of the user (a snowflake, as a string).',
    'Discord returns the hash of a picture. The module builds the address of the picture from the hash.',
  ],
};

/** Discord's ids: 64-bit numbers as strings. */
const SNOWFLAKE = /^\d{1,20}$/;

const AVATARS = 'https://cdn.discordapp.com/avatars';

/**
 * Options of `discord()`.
 *
 * @publicApi
 */
export interface DiscordOptions {
  readonly clientId: string;
  readonly clientSecret: string;
}

/**
 * Login with Discord: OAuth 2.0 with the scopes `identify` and `email`.
 *
 * @see https://discord.com/developers/docs/topics/oauth2
 * @publicApi
 * @example
 * ```ts
 * providers: [discord({ clientId, clientSecret })]
 * ```
 */
export function discord({ clientId, clientSecret }: DiscordOptions): PassportProvider {
  return {
    name: DISCORD.name,
    label: DISCORD.label,
    clientId,
    clientSecret,
    scope: ['identify', 'email'],
    prompts: ['consent'],
    strategy: Strategy,
    authorizationUrl: 'https://discord.com/oauth2/authorize',
    tokenUrl: 'https://discord.com/api/oauth2/token',
    profileUrls: { user: 'https://discord.com/api/users/@me' },
    toProfile: ({ user }) => {
      const { id, username, global_name: name, avatar, email, verified } = assertJsonObject(user);
      if (typeof id !== 'string' || !SNOWFLAKE.test(id)) {
        throw new InvalidProfileError('Discord returned no valid id');
      }
      const hasAvatar = typeof avatar === 'string' && /^\w{1,64}$/.test(avatar);
      return {
        subject: id,
        username,
        name: name ?? username,
        email,
        emailVerified: verified,
        picture: hasAvatar ? `${AVATARS}/${id}/${avatar}.png` : null,
      };
    },
  };
}
