import type { ModelNames, UserFieldNames } from 'nestjs-social-auth';

export const models: ModelNames = { user: 'Member', session: 'LoginSession' };

export const userFields: UserFieldNames = { name: 'displayName', picture: 'avatarUrl' };
