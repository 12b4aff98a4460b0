/** The fields of an event that its label depends on. */
export interface ActivityEvent {
  /** The name of the event, such as `login_succeeded`. */
  readonly type: string;
  /** An error code, or the actor (`user` or `admin`). */
  readonly detail?: string;
  /** The display name of the provider, such as "GitHub". */
  readonly label?: string;
  /** Whether the event concerns several sessions. */
  readonly severalSessions: boolean;
}

/** The title of an event, and advice for one that may be an attack. */
export interface ActivityLabel {
  readonly title: string;
  readonly advice?: string;
}

const UNKNOWN_PROVIDER = 'a provider';

/**
 * Returns the label of an event, or undefined when the event does not concern a user or was written by a later
 * version of this module.
 */
export function activityLabel(event: ActivityEvent): ActivityLabel | undefined {
  const toLabel = Object.hasOwn(LABELS, event.type) ? LABELS[event.type] : undefined;
  return toLabel?.(event, event.label ?? UNKNOWN_PROVIDER);
}

const LABELS: Readonly<Record<string, (event: ActivityEvent, provider: string) => ActivityLabel>> =
  {
    user_created: (_, provider) => ({ title: `Account created with ${provider}` }),
    login_succeeded: (_, provider) => ({ title: `Signed in with ${provider}` }),
    login_failed: ({ detail }) => ({
      title:
        detail === 'account_disabled'
          ? 'Sign-in refused because the account was disabled'
          : 'Sign-in refused',
    }),
    account_linked: (_, provider) => ({ title: `${provider} linked` }),
    account_unlinked: (_, provider) => ({ title: `${provider} unlinked` }),
    logout: ({ severalSessions }) => ({
      title: severalSessions ? 'Signed out everywhere else' : 'Signed out',
    }),
    session_replaced: () => ({ title: 'Signed out by a new sign-in in the same browser' }),
    session_revoked: ({ detail, severalSessions }) => {
      if (detail === 'admin') return { title: 'Signed out by an administrator' };
      return {
        title: severalSessions ? 'Signed out everywhere else' : 'Signed out from another device',
      };
    },
    refresh_token_reused: () => ({
      title: 'Signed out for your safety',
      advice:
        'An old copy of this sign-in was used, which can mean that it was stolen. Please check where you are signed in, and sign out of every device that you do not recognize.',
    }),
    refresh_recovered: () => ({ title: 'Reconnected after a lost connection' }),
    user_deleted: () => ({ title: 'Account deleted' }),
    user_disabled: () => ({ title: 'Account disabled' }),
    user_enabled: () => ({ title: 'Account enabled again' }),
  };
