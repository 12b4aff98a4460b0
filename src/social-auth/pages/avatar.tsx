import { PersonIcon } from './icons.js';
import { initials, type Named } from './display-name.js';

/** A person's picture over their initials, so that a missing or broken picture needs no script. */
export function Avatar({ person, picture }: { person: Named; picture?: string | undefined }) {
  return (
    <div class="avatar" aria-hidden="true">
      {initials(person) || <PersonIcon />}
      {picture !== undefined && <img src={picture} alt="" referrerpolicy="no-referrer" />}
    </div>
  );
}
