/** An event of the person, as far as its words depend on it. */
export interface ActivityEvent {
  /** The name of the event, such as `login_succeeded`. */
  readonly type: string;
  /** An error code, or by whom it was done. */
  readonly detail?: string;
  /** The provider's name for people, such as "GitHub". */
  readonly label?: string;
  /** Whether it was about several sessions. */
  readonly many: boolean;
}

/** What an event is called, and what to do about one that the person should look into. */
export interface ActivityLabel {
  readonly title: string;
  readonly advice?: string;
}

const UNKNOWN_PROVIDER = 'a provider';

/** Words for an event; undefined when it is not one for people, or of a later version of this module. */
export function activityLabel(event: ActivityEvent): ActivityLabel | undefined {
  const say = Object.hasOwn(WORDS, event.type) ? WORDS[event.type] : undefined;
  return say?.(event, event.label ?? UNKNOWN_PROVIDER);
}

const WORDS: Readonly<Record<string, (event: ActivityEvent, label: string) => ActivityLabel>> = {
  user_created: (_, label) => ({ title: `Account created with ${label}` }),
  login_succeeded: (_, label) => ({ title: `Signed in with ${label}` }),
  login_failed: ({ detail }) => ({
    title:
      detail === 'account_disabled'
        ? 'Sign-in refused: the account was disabled'
        : 'A sign-in was refused',
  }),
  account_linked: (_, label) => ({ title: `${label} linked` }),
  account_unlinked: (_, label) => ({ title: `${label} unlinked` }),
  logout: ({ many }) => ({ title: many ? 'Signed out everywhere else' : 'Signed out' }),
  session_replaced: () => ({ title: 'Earlier session ended by a new sign-in' }),
  session_revoked: ({ detail, many }) => {
    if (detail === 'admin') return { title: 'Signed out by the people who run this site' };
    return { title: many ? 'Signed out everywhere else' : 'A session was ended' };
  },
  refresh_token_reused: () => ({
    title: 'A session was ended to protect you',
    advice:
      'An old copy of its sign-in was used, as happens when one is stolen. To be safe, sign out everywhere and sign in again.',
  }),
  refresh_recovered: () => ({ title: 'Session continued after a lost connection' }),
  user_deleted: () => ({ title: 'The account was deleted' }),
  user_disabled: () => ({ title: 'The account was disabled' }),
  user_enabled: () => ({ title: 'The account was enabled again' }),
};
