import { displayName, type UserProfile } from '../../social-auth/index.js';
import type { AdminLocalization } from '../messages/admin-localizations.js';

/** Returns the name of a user, otherwise the email address, otherwise that there is no name. */
export const userName = (user: UserProfile, messages: AdminLocalization): string =>
  displayName(user) ?? messages.text('user.unnamed');
