// Compiled against the types of the packed package, in an app that declares no types.
import type { AccessTokenClaims, Principal, User } from 'nestjs-social-auth';

export const email = (user: User): unknown => user['email'];
export const tenant = ({ claims }: Principal): unknown => claims['tenant'];
export const claims: AccessTokenClaims = () => ({ anything: { nested: true } });

// @ts-expect-error -- the type of the field is not known
export const unknownField = (user: User): string => user['email'];
// @ts-expect-error -- the type of the claim is not known
export const unknownClaim = ({ claims }: Principal): string => claims['tenant'];
