import type { MessageCatalog, Translation } from '../../social-auth/index.js';

/** The English messages of the pages, from which every translation takes its keys and placeholders. */
export const ENGLISH = {
  'users.title': 'Users',
  'users.search': 'Name, email address, user ID or ID at a provider',
  'users.submit': 'Search',
  'users.clear': 'Show all users',
  'users.none': 'No user matches.',
  'users.none_at_all': 'There are no users yet.',
  'users.next': 'Next page',
  'users.first': 'First page',

  'user.unnamed': 'No name',
  'user.no_email': 'No email address',
  'user.disabled': 'Disabled',
  'user.deletion_scheduled': 'Deletion scheduled',
  'user.you': 'You',
  'user.id': 'User ID',
  'user.back': 'All users',

  'accounts.title': 'Connected accounts',
  'accounts.subject': 'ID {subject}',
  'accounts.connected': 'Connected {time}',
  'accounts.none': 'No connected accounts.',

  'sessions.title': 'Sessions',
  'sessions.none': 'Not signed in anywhere.',
  'sessions.more': 'Only the {count} most recently used sessions are shown.',
  'sessions.signed_in': 'Signed in with {provider} {time}',
  'sessions.last_active': 'Last active {time}',
  'sessions.this_session': 'This session',
  'sessions.end': 'Sign out',
  'sessions.end_of': 'Sign out of {device}',
  'sessions.end_all': 'Sign out everywhere',
  'sessions.end_all_warning': 'This signs the user out on all devices.',

  'roles.title': 'Roles',
  'roles.hint': 'A change takes effect within a second.',
  'roles.other': 'Other roles: {roles}',
  'roles.save': 'Save roles',

  'activity.by': 'by {actor}',

  'actions.title': 'Account actions',
  'actions.disable': 'Disable user',
  'actions.disable_hint': 'Signs the user out everywhere and blocks further sign-ins.',
  'actions.disable_warning': 'The user is signed out everywhere and cannot sign in again.',
  'actions.enable': 'Enable user',
  'actions.enable_hint': 'Lets the user sign in again.',
  'actions.merge_hint':
    'Combines this user with another user who is the same person. You see what will change first.',
  'actions.merge_with': 'User ID of the other user',
  'actions.merge': 'Preview',
  'actions.delete': 'Delete user',
  'actions.delete_hint': 'Deletes the user with all connected accounts and sessions.',
  'actions.delete_warning': 'The user is deleted for good. This cannot be undone.',
  'actions.self':
    'This is you. You cannot disable, delete or demote yourself, so that at least one administrator remains.',

  'notice.disabled': 'The user is disabled and signed out everywhere.',
  'notice.enabled': 'The user can sign in again.',
  'notice.roles': 'The roles are saved.',
  'notice.session_ended': 'The session is signed out.',
  'notice.sessions_ended': 'The user is signed out everywhere.',
  'notice.deleted': 'The user is deleted.',
  'notice.merged': 'The users are merged.',
} as const satisfies MessageCatalog;

/**
 * The texts of the pages in one language, by key.
 *
 * @publicApi
 */
export type AdminMessages = Translation<typeof ENGLISH>;
