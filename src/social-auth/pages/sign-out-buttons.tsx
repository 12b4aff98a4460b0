import { useContext } from 'preact/hooks';
import { Confirmation } from './confirmation.js';
import { useLocalization } from './localization-context.js';
import { RouteUrlContext } from './route-url-context.js';

/** Signs out of the current session. */
export function SignOutHere() {
  const localization = useLocalization();
  const routeUrl = useContext(RouteUrlContext);
  return (
    <form method="post" action={routeUrl('POST /auth/logout')}>
      <button type="submit">{localization.text('sessions.sign_out')}</button>
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
  const localization = useLocalization();
  const routeUrl = useContext(RouteUrlContext);
  return (
    <form method="post" action={routeUrl('POST /auth/sessions/:id/end', { id })}>
      <button
        type="submit"
        aria-label={localization.text('sessions.sign_out_of', { device })}
        aria-describedby={detailsId}
      >
        {localization.text('sessions.sign_out')}
      </button>
    </form>
  );
}

/** Signs out of all other sessions, or of all sessions. */
export function BulkSignOut() {
  const localization = useLocalization();
  const routeUrl = useContext(RouteUrlContext);
  return (
    <>
      <form method="post" action={routeUrl('POST /auth/sessions/end-others')}>
        <button type="submit">{localization.text('sessions.sign_out_others')}</button>
      </form>
      <Confirmation
        label={localization.text('sessions.sign_out_everywhere')}
        warning={localization.text('sessions.sign_out_everywhere_warning')}
        action={routeUrl('POST /auth/logout')}
        fields={{ everywhere: 'true' }}
        confirmLabel={localization.text('sessions.sign_out_everywhere')}
      />
    </>
  );
}
