// Compiled against the types of the packed package, in an app that declares its types.
import {
  CurrentPrincipal,
  CurrentUser,
  JwtAuthGuard,
  type AccessTokenClaims,
  type Principal,
  type User,
  type UserService,
} from 'nestjs-social-auth';
import type { ProviderEmulator } from 'nestjs-social-auth/testing';
import { AccessTokenGuard, type Principal as VerifiedPrincipal } from 'nestjs-social-auth/verifier';

interface Member {
  id: number;
  handle: string;
}

declare module 'nestjs-social-auth' {
  interface SocialAuthTypes {
    user: Member;
    claims: { tenant: string };
  }
}

type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const isTrue = <T extends true>(): T | undefined => undefined;

isTrue<Equal<User, Member>>();
isTrue<Equal<Principal['claims']['tenant'], string>>();
isTrue<Equal<VerifiedPrincipal, Principal>>();
isTrue<Equal<Awaited<ReturnType<UserService['find']>>, Member | null>>();
// @ts-expect-error -- the type of the user is not any
isTrue<Equal<User, { id: string }>>();

export const guards = [JwtAuthGuard, AccessTokenGuard];
export type Emulator = ProviderEmulator;

export class MembersController {
  show(@CurrentUser() user: User, @CurrentPrincipal() { claims }: Principal): [number, string] {
    // @ts-expect-error -- a member has no email
    user.email;
    // @ts-expect-error -- the id is a number
    user.id.toUpperCase();
    // @ts-expect-error -- not a declared claim
    claims.team;
    // @ts-expect-error -- claims are read-only
    claims.tenant = 'other';
    return [user.id, claims.tenant];
  }
}

export const claims: AccessTokenClaims = () => ({ scope: 'reports:read', tenant: 'acme' });
export const asyncClaims: AccessTokenClaims = async ({ userId }) => ({ tenant: userId });
// @ts-expect-error -- the claim is a string
export const wrongClaims: AccessTokenClaims = () => ({ tenant: 1 });
// @ts-expect-error -- the scope is a string
export const wrongScope: AccessTokenClaims = () => ({ scope: 1, tenant: 'acme' });
// @ts-expect-error -- the claim is missing
export const noClaims: AccessTokenClaims = () => ({ scope: 'reports:read' });
