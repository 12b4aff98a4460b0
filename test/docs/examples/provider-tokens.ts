import type { ProviderAccessToken, ProviderTokens } from '../../../src/provider-tokens/index.js';
import { ProviderTokensModule } from '../../../src/provider-tokens/index.js';
import {
  google,
  SocialAuthModule,
  type GoogleOptions,
  type SocialAuthModuleOptions,
} from '../../../src/social-auth/index.js';
import { CALENDARS } from './calendars.controller.js';

type Settings = Pick<SocialAuthModuleOptions, 'publicUrl' | 'secrets' | 'prisma'>;

/** Returns the modules of an app that keeps the tokens of Google. */
export function withTokens(
  { publicUrl, secrets, prisma }: Settings,
  { clientId, clientSecret }: GoogleOptions,
) {
  const imports = [
    SocialAuthModule.forRoot({
      publicUrl,
      secrets,
      prisma,
      providers: [google({ clientId, clientSecret, tokens: true })],
    }),
    ProviderTokensModule.forRoot({}),
  ];
  return imports;
}

/** Returns a token without a request. */
export async function findToken(tokens: ProviderTokens, userId: string) {
  const token = await tokens.get(userId, 'google', { scopes: [CALENDARS] });
  return token;
}

/** Replaces a token that the API rejected. */
export async function replaceToken(
  tokens: ProviderTokens,
  userId: string,
  token: ProviderAccessToken,
) {
  const other = await tokens.replace(userId, token);
  return other;
}
