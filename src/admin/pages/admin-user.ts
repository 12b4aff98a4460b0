import type { UserProfile } from '../../social-auth/index.js';
import type { AdminLocalization } from '../messages/admin-localizations.js';

/** Whether a text has a character that can be seen. */
const VISIBLE = /[\p{L}\p{N}\p{P}\p{S}]/u;

/** Returns the name of a user, otherwise the email address, otherwise that there is no name. */
export function userName({ name, email }: UserProfile, messages: AdminLocalization): string {
  if (name !== null && VISIBLE.test(name)) return name.trim();
  return email ?? messages.text('user.unnamed');
}
