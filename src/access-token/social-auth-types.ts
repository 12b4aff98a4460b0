/**
 * Types of the app that the module cannot know. Declare yours once by module augmentation.
 *
 * - `user`: the type of `@CurrentUser()`, a row of your user model. Default: an object with unknown fields.
 * - `claims`: the type of `Principal.claims`. These are the custom claims that `accessTokenClaims` returns, without
 *   `scope`. Default: an object with unknown fields.
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
 * The type of `Principal.claims`: your `claims` of {@link SocialAuthTypes}, or unknown fields.
 *
 * @publicApi
 */
export type CustomClaims = SocialAuthTypes extends { claims: infer AppClaims }
  ? Readonly<AppClaims>
  : Readonly<Record<string, unknown>>;
