import { initials, type Named } from './display-name.js';
import { PersonIcon } from './icons.js';

/**
 * The picture of a user on top of the initials, which stay visible when the picture fails to load.
 *
 * @publicApi
 */
export function Avatar({ user, picture }: { user: Named; picture?: string | undefined }) {
  return (
    <div class="avatar" aria-hidden="true">
      {initials(user) || <PersonIcon />}
      {picture !== undefined && <img src={picture} alt="" referrerpolicy="no-referrer" />}
    </div>
  );
}
