import { ERROR_MESSAGES, type ErrorMessageCode } from './english-errors.js';
import type { MessageCatalog, Translation } from './message-catalog.js';

type ErrorTitles = {
  readonly [C in ErrorMessageCode as `error.${C}.title`]: (typeof ERROR_MESSAGES)[C]['title'];
};
type ErrorTexts = {
  readonly [C in ErrorMessageCode as `error.${C}.message`]: (typeof ERROR_MESSAGES)[C]['message'];
};

/** The titles and messages of all errors, by key. */
const ERRORS = Object.fromEntries(
  Object.entries(ERROR_MESSAGES).flatMap(([code, { title, message }]) => [
    [`error.${code}.title`, title],
    [`error.${code}.message`, message],
  ]),
) as ErrorTitles & ErrorTexts;

/**
 * The English messages of the pages, from which every translation takes its keys and placeholders.
 *
 * `{provider}` is the label of a provider, `{product}` the name of the product, `{device}` the name of a device, and
 * `{time}` a relative time such as "5 minutes ago".
 */
export const ENGLISH = {
  'layout.terms': 'Terms of service',
  'layout.privacy': 'Privacy policy',

  'login.title': 'Sign in',
  'login.choose': 'Choose how you want to continue.',
  'login.not_configured': 'Sign-in is not set up yet.',
  'login.setup_hint':
    'Do you run this site? Set the client ID and secret of a provider, such as {id} and {secret}, and restart it.',
  'login.continue_with': 'Continue with {provider}',
  'login.last_used': 'Last used',
  'login.other_account': 'Use another {provider} account',
  'login.password_note':
    'You sign in at the provider you choose. {product} never sees your password.',

  'redirect.title': 'Opening {provider}',
  'redirect.text': 'If it does not open, please continue here.',
  'redirect.link': 'Continue to {provider}',

  'notice.signed_out': 'You are signed out.',
  'notice.signed_out_everywhere': 'You are signed out everywhere.',
  'notice.login_canceled': 'You canceled the sign-in.',
  'notice.login_required': 'Please sign in to see that page.',
  'notice.login_again': 'It has been a while. Please sign in again to continue.',
  'notice.session_ended': 'Your session has ended. Please sign in again.',
  'notice.session_expired': 'Your session has expired. Please sign in again.',
  'notice.session_revoked_elsewhere':
    'You were signed out from another device. Please sign in again.',
  'notice.session_revoked_by_admin': 'An administrator signed you out. Please sign in again.',
  'notice.session_account_unlinked':
    'You were signed out, because the account that you signed in with was disconnected.',
  'notice.session_user_disabled': 'You were signed out, because your account is disabled.',
  'notice.session_deletion_requested':
    'You were signed out, because you asked to delete your account. Sign in again to restore it.',
  'notice.session_users_merged':
    'You were signed out, because your accounts were combined. Please sign in again.',
  'notice.session_merge_undone':
    'You were signed out, because your accounts were separated again. Please sign in again.',
  'notice.account_deleted': 'Your account is deleted.',
  'notice.deletion_requested':
    'You are signed out, and your account will be deleted. Sign in again to restore it.',
  'notice.session_reused':
    'For your safety you were signed out, because your sign-in was used in two places. Please sign in again, and check your recent activity.',
  'notice.session_revoked': 'You are signed out on that device.',
  'notice.other_sessions_revoked': 'You are signed out everywhere else.',
  'notice.account_linked': '{provider} connected.',
  'notice.account_unlinked': '{provider} disconnected. Other devices that used it were signed out.',
  'notice.access_granted': 'Access at {provider} granted.',
  'notice.access_withdrawn': 'Access at {provider} withdrawn. You can still sign in with it.',
  'notice.access_canceled': 'Access at {provider} was not granted, because you canceled.',
  'notice.link_canceled': '{provider} was not connected, because you canceled.',
  'notice.account_restored': 'Your account is restored and will not be deleted.',
  'notice.users_merged': 'Your accounts are combined.',
  'notice.merge_undone': 'Your accounts are separated again.',

  'account.title': 'Your account',
  'account.no_email': 'No email address shared',
  'account.email_verified': 'Verified',
  'account.email_not_verified': 'Not verified',

  'security.title': 'Was this you?',
  'security.new_device': 'New sign-in: {device}',
  'security.ended': 'It has been signed out since then.',
  'security.text':
    'If you do not recognize something, sign out of that session, and check your connected accounts. Entries disappear after a week.',

  'sessions.title': 'Where you are signed in',
  'sessions.this_device': 'This device',
  'sessions.last_active': 'Last active {time}',
  'sessions.signed_in': 'Signed in with {provider} {time}',
  'sessions.no_others': 'You are not signed in anywhere else.',
  'sessions.more': { one: '{count} more session', other: '{count} more sessions' },
  'sessions.sign_out': 'Sign out',
  'sessions.sign_out_of': 'Sign out of {device}',
  'sessions.sign_out_others': 'Sign out everywhere else',
  'sessions.sign_out_everywhere': 'Sign out everywhere',
  'sessions.sign_out_everywhere_warning':
    'This signs you out on all your devices, including this one.',
  'end_session.title': 'Sign out of {device}?',
  'end_session.text':
    'If you do not recognize this sign-in, sign out of it, and check your recent activity.',

  'accounts.title': 'Connected accounts',
  'accounts.connect': 'Connect {provider}',
  'accounts.disconnect': 'Disconnect',
  'accounts.disconnect_provider': 'Disconnect {provider}',
  'accounts.disconnect_warning':
    'You will not be able to sign in with this {provider} account. Other devices that signed in with it are signed out.',
  'data.title': 'Your data',
  'data.download': 'Download your data',
  'data.download_details': 'A file with your profile, connected accounts, sessions and activity.',
  'data.download_button': 'Download',
  'data.delete': 'Delete your account',
  'data.delete_details': 'Removes you and what is stored about you.',
  'data.delete_button': 'Delete account',
  'delete_account.title': 'Delete your account?',
  'delete_account.at_once':
    'Your account and what is stored about you are deleted at once, and you are signed out everywhere. This cannot be undone.',
  'delete_account.later':
    'You are signed out everywhere now. On {date} your account and what is stored about you are deleted. Until then you can restore it by signing in.',
  'delete_account.download_first': 'Download your data first',
  'delete_account.confirm': 'Yes, I want to delete my account.',
  'delete_account.submit': 'Delete account',
  'restore_account.title': 'Restore your account?',
  'restore_account.text': 'You asked to delete it. It is deleted on {date}, unless you restore it.',
  'restore_account.submit': 'Restore account',

  'access.title': 'What this app may do',
  'access.without_scopes': 'Use your account at {provider}, as you permitted there',
  'access.withdraw': 'Withdraw',
  'access.withdraw_provider': 'Withdraw access at {provider}',
  'access.withdraw_warning':
    'This app can no longer use your account at {provider}. You can still sign in with it.',

  'consent.title': '{provider} needs your permission',
  'consent.text': 'This app asks for access to your account at {provider}: {access}.',
  'consent.text_without_scopes': 'This app asks for access to your account at {provider}.',

  'confirmation.cancel': 'Cancel',

  'activity.title': 'Recent activity',
  'activity.none': 'No recent activity.',
  'activity.earlier': { one: '{count} earlier event', other: '{count} earlier events' },
  'activity.user_created': 'Account created with {provider}',
  'activity.login_succeeded': 'Signed in with {provider}',
  'activity.login_succeeded_new_device': 'Signed in with {provider} on a new device',
  'activity.login_failed': 'Sign-in refused',
  'activity.login_failed_disabled': 'Sign-in refused because the account was disabled',
  'activity.account_linked': '{provider} connected',
  'activity.account_unlinked': '{provider} disconnected',
  'activity.provider_access_granted': 'Access at {provider} granted',
  'activity.provider_access_lost': 'Access at {provider} has ended',
  'activity.provider_access_withdrawn': 'Access at {provider} withdrawn',
  'activity.logout': 'Signed out',
  'activity.signed_out_others': 'Signed out everywhere else',
  'activity.session_replaced': 'Signed out by a new sign-in in the same browser',
  'activity.session_revoked': 'Signed out from another device',
  'activity.session_revoked_by_admin': 'Signed out by an administrator',
  'activity.refresh_token_reused': 'Signed out for your safety',
  'activity.refresh_token_reused_advice':
    'An old copy of this sign-in was used, which can mean that it was stolen. Please check where you are signed in, and sign out of every device that you do not recognize.',
  'activity.refresh_recovered': 'Reconnected after a lost connection',
  'activity.users_merged': 'Accounts combined',
  'activity.merge_undone': 'Accounts separated again',
  'activity.user_deleted': 'Account deleted',
  'activity.account_deletion_requested': 'Account to be deleted',
  'activity.account_restored': 'Account restored',
  'activity.data_exported': 'Data downloaded',
  'activity.user_disabled': 'Account disabled',
  'activity.user_enabled': 'Account enabled again',
  'activity.user_roles_changed': 'Permissions changed',

  'device.browser_on_system': '{browser} on {system}',
  'device.app': 'An app',
  'device.unknown': 'Unknown device',

  'time.just_now': 'just now',
  /** Replaces `{retry}` if the number of seconds is unknown. */
  'time.in_a_moment': 'in a moment',

  /** Replace `{provider}` in an error without a known provider, at the start of a sentence and elsewhere. */
  'provider.unknown_initial': 'The provider',
  'provider.unknown': 'the provider',
  /** Replaces `{provider}` in an event without a known provider. */
  'provider.unknown_of_event': 'a provider',
  /** Replaces `{provider}` in a notice without a known provider. */
  'provider.unknown_of_notice': 'The account',

  'error_page.start_page': 'Go to the start page',
  'error_page.choose': 'Choose how to sign in',
  'error_page.back': 'Back to where you were',
  'error_page.try_again': 'Try again with {provider}',
  'error_page.sign_in': 'Sign in with {provider}',
  'error_page.continue': 'Continue to {provider}',
  'error_page.support_code': 'Support code {code}',

  /** These messages replace the message of `sign_in_refused`. They do not disclose who else may sign in. */
  'refusal.organization':
    'This site is only open to members of an organization at {provider}, so please use an account that belongs to it.',
  'refusal.email_domain':
    'This site is not open to the email address of that account, so please use another one.',
  'refusal.verified_email':
    'This site needs an email address that {provider} has verified, so please verify yours there or use another account.',
  'refusal.invitation':
    'This site is only open to people who were invited, so please use the account that you were invited with.',

  ...ERRORS,
} as const satisfies MessageCatalog;

/** The key of a message of the pages. */
export type MessageKey = keyof typeof ENGLISH;

/**
 * The texts of the pages in one language, by key. `Partial<PageMessages>` replaces only some texts.
 *
 * Each text has the same placeholders as the English one, such as `{provider}`. A message with `{count}` consists of one
 * string for each plural category of the language.
 *
 * @publicApi
 * @example
 * ```ts
 * export const french: PageMessages = { 'login.title': 'Se connecter', … };
 * ```
 */
export type PageMessages = Translation<typeof ENGLISH>;
