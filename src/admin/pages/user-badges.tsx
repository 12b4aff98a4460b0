import type { UserProfile } from '../../social-auth/index.js';
import type { AdminLocalization } from '../messages/admin-localizations.js';

/** Props of {@link UserBadges}. */
export interface UserBadgesProps {
  readonly user: UserProfile;
  /** Whether the user is the administrator who requests the page. */
  readonly isSelf: boolean;
  readonly messages: AdminLocalization;
}

/** The badges of a user. They show the roles, and whether the user is disabled or will be deleted. */
export function UserBadges({ user, isSelf, messages }: UserBadgesProps) {
  return (
    <>
      {user.isDisabled && <span class="badge badge-warning">{messages.text('user.disabled')}</span>}
      {user.deleteAfter !== null && (
        <span class="badge badge-warning">{messages.text('user.deletion_scheduled')}</span>
      )}
      {isSelf && <span class="badge">{messages.text('user.you')}</span>}
      {user.roles.map((role) => (
        <span key={role} class="badge" translate={false}>
          <bdi>{role}</bdi>
        </span>
      ))}
    </>
  );
}
