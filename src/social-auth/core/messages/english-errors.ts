/** The public text of an error: the title of its page, and one sentence that says what happened. */
export interface ErrorMessage {
  readonly title: string;
  readonly message: string;
}

/**
 * The error codes that have a message.
 *
 * @publicApi
 */
export type ErrorMessageCode = keyof typeof ERROR_MESSAGES;

/** The English message of each error code. `{provider}` is the label of the provider, `{retry}` when to try again. */
export const ERROR_MESSAGES = {
  login_canceled: {
    title: 'Sign-in canceled',
    message: 'The sign-in at {provider} was canceled, so you are not signed in.',
  },
  login_expired: {
    title: 'This sign-in is no longer valid',
    message: 'It has expired or was already used, so please start again.',
  },
  login_refused: {
    title: 'We could not confirm this sign-in',
    message: 'It does not match a sign-in that was started in this browser, so please start again.',
  },
  app_installed: {
    title: 'The app was installed',
    message: 'You are almost done: please sign in to continue.',
  },
  app_requested: {
    title: 'The installation was requested',
    message: 'An owner has to approve it at {provider}, and you can sign in in the meantime.',
  },
  provider_error: {
    title: '{provider} did not sign you in',
    message: 'It reported a problem instead, so please start again or choose another way.',
  },
  provider_unavailable: {
    title: "We couldn't reach {provider}",
    message: 'We got no usable response from {provider}, so please try again {retry}.',
  },
  provider_misconfigured: {
    title: 'Sign-in with {provider} is broken',
    message:
      '{provider} does not accept this site as it is set up, so please tell the people who run it.',
  },
  provider_not_configured: {
    title: '{provider} is not set up here',
    message:
      'Signing in with {provider} has not been set up for this site, so please choose another way.',
  },
  unknown_provider: {
    title: 'No such way to sign in',
    message: 'This site does not offer that way to sign in, so please choose one that it does.',
  },
  account_disabled: {
    title: 'This account is disabled',
    message:
      'You cannot sign in to it at the moment, and the people who run this site can tell you why.',
  },
  deletion_scheduled: {
    title: 'This account will be deleted',
    message: 'You asked to delete it, so please sign in on the start page to restore it.',
  },
  deletion_blocked: {
    title: 'The account was not deleted',
    message:
      'Something else here still needs it, so nothing was changed, and the people who run this site can help.',
  },
  account_mismatch: {
    title: 'That is another account',
    message:
      'It is not the account at {provider} that is connected here, so please choose the connected one.',
  },
  account_not_found: {
    title: 'No such account',
    message: 'It is no longer connected or is not one of yours, so nothing was changed.',
  },
  merge_expired: {
    title: 'Please look again',
    message:
      'Something has changed or it took too long, so nothing was combined and you can start again.',
  },
  merge_not_found: {
    title: 'Nothing to undo',
    message: 'It is too late to undo this, or it was undone already, so nothing was changed.',
  },
  merge_refused: {
    title: 'These accounts cannot be combined',
    message:
      'They hold data that does not fit together or one of them is not available, so nothing was changed.',
  },
  undo_refused: {
    title: 'This cannot be undone now',
    message:
      'One of the accounts would be left without a way to sign in or data has changed since, so nothing was changed.',
  },
  account_taken: {
    title: 'Already in use',
    message:
      'That account at {provider} is connected to another user here, so nothing was changed.',
  },
  last_account: {
    title: 'This is your only way to sign in',
    message: 'Without it you could not sign in again, so please connect another account first.',
  },
  link_refused: {
    title: 'The account was not connected',
    message: 'You are no longer signed in as you were when you started, so nothing was changed.',
  },
  cross_site_request: {
    title: 'Nothing was changed',
    message: 'The request came from another site, so we did not carry it out.',
  },
  navigation_required: {
    title: 'Please open this link',
    message: 'It was only checked or loaded in advance, so nothing was changed.',
  },
  unauthenticated: {
    title: 'Please sign in',
    message: 'This is only for people who are signed in.',
  },
  invalid_grant: {
    title: 'This sign-in is no longer valid',
    message: 'The code was used before or is too old, so please sign in again.',
  },
  invalid_token: {
    title: 'Please sign in again',
    message: 'You are no longer signed in.',
  },
  recent_login_required: {
    title: 'Please sign in again',
    message: 'This needs a recent sign-in, and it has been a while since yours.',
  },
  reconsent_required: {
    title: '{provider} needs your permission',
    message: 'This needs access to your account at {provider}, which you can grant there.',
  },
  forbidden: {
    title: 'You may not do that',
    message: 'Your account does not have the permission that this needs.',
  },
  insufficient_scope: {
    title: 'Not enough access',
    message: 'This needs more access than was given when you signed in.',
  },
  session_not_found: {
    title: 'No such session',
    message: 'It is already signed out or is not one of yours, so nothing was changed.',
  },
  self_lockout: {
    title: 'You would lock yourself out',
    message:
      'You cannot disable, delete or demote yourself, so please ask another administrator to do it.',
  },
  sign_in_refused: {
    title: 'You cannot sign in here',
    message: 'This site is not open to the account you chose, so please try another one.',
  },
  user_exists: {
    title: 'You already have an account',
    message: 'Please sign in the way you did before, then connect {provider} on your account page.',
  },
  user_not_found: {
    title: 'No such user',
    message: 'There is no user with this id, so nothing was changed.',
  },
  not_found: {
    title: 'Page not found',
    message: 'There is nothing at this address.',
  },
  rate_limited: {
    title: 'One moment, please',
    message: 'There were many attempts in a short time, so please try again {retry}.',
  },
  invalid_request: {
    title: 'That did not work',
    message: 'Something in the request was missing or not readable, so nothing was changed.',
  },
  method_not_allowed: {
    title: 'That does not work here',
    message: 'There is something at this address, but it cannot be used in that way.',
  },
  payload_too_large: {
    title: 'That was too much',
    message: 'More was sent than this site accepts at once, so nothing was changed.',
  },
  service_unavailable: {
    title: 'Back in a moment',
    message: 'This site cannot answer just now, so please try again in a moment.',
  },
  server_error: {
    title: 'Something went wrong',
    message: 'The problem is on our side, so please try again in a moment.',
  },
} as const satisfies Record<string, ErrorMessage>;

/** Returns whether a code has a message. The codes of an app do not. */
export function hasErrorMessage(code: string): code is ErrorMessageCode {
  return Object.hasOwn(ERROR_MESSAGES, code);
}
