import { displayName, type UserProfile } from '../../social-auth/index.js';
import type { AdminLocalization } from '../messages/admin-localizations.js';

/**
 * Returns the name of a user. Without a name, returns the email address, and without an address, the text "No name".
 */
export const userName = (user: UserProfile, messages: AdminLocalization): string =>
  displayName(user) ?? messages.text('user.unnamed');
