/**
 * Types of the app that the module cannot know. Declare yours once by module augmentation.
 *
 * - `user`: a row of your user model, the type of `@CurrentUser()`. Default: an object with unknown fields.
 * - `claims`: the custom claims that `accessTokenClaims` returns, without `scope`; the type of `Principal.claims`.
 *   Default: an object with unknown fields.
 *
 * @example
 * ```ts
 * import type { User } from './generated/prisma/client.js';
 *
 * declare module 'nestjs-social-auth' {
 *   interface SocialAuthTypes {
 *     user: User;
 *     claims: { tenant: string };
 *   }
 * }
 * ```
 *
 * @publicApi
 */
// oxlint-disable-next-line typescript/no-empty-interface, typescript/no-empty-object-type -- apps add to it
export interface SocialAuthTypes {}

/**
 * The custom claims of an access token: `claims` of {@link SocialAuthTypes}.
 *
 * @publicApi
 */
export type CustomClaims = SocialAuthTypes extends { claims: infer AppClaims }
  ? Readonly<AppClaims>
  : Readonly<Record<string, unknown>>;
