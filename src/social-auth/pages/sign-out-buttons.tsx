import { useContext } from 'preact/hooks';
import { Confirmation } from './confirmation.js';
import { RouteUrlContext } from './route-url-context.js';

/** Signs out of the current session. */
export function SignOutHere() {
  const routeUrl = useContext(RouteUrlContext);
  return (
    <form method="post" action={routeUrl('POST /auth/logout')}>
      <button type="submit">Sign out</button>
    </form>
  );
}

/** Props of {@link SignOutElsewhere}. */
export interface SignOutElsewhereProps {
  /** The id of the session. */
  readonly id: string;
  readonly device: string;
  /** The id of the element with the times of the session. */
  readonly detailsId: string;
}

/**
 * Signs out of another session. The name of the button contains the device, and its description the times, so that the
 * buttons of a list differ.
 */
export function SignOutElsewhere({ id, device, detailsId }: SignOutElsewhereProps) {
  const routeUrl = useContext(RouteUrlContext);
  return (
    <form method="post" action={routeUrl('POST /auth/sessions/:id/end', { id })}>
      <button type="submit" aria-describedby={detailsId}>
        Sign out <span class="visually-hidden">of {device}</span>
      </button>
    </form>
  );
}

/** Signs out of all other sessions, or of all sessions. */
export function BulkSignOut() {
  const routeUrl = useContext(RouteUrlContext);
  return (
    <>
      <form method="post" action={routeUrl('POST /auth/sessions/end-others')}>
        <button type="submit">Sign out everywhere else</button>
      </form>
      <Confirmation
        label="Sign out everywhere"
        warning="This signs you out on all your devices, including this one."
        action={routeUrl('POST /auth/logout')}
        fields={{ everywhere: 'true' }}
        confirmLabel="Sign out everywhere"
      />
    </>
  );
}
