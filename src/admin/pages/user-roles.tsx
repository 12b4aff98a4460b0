import { Section } from '../../social-auth/index.js';
import type { AdminLocalization } from '../messages/admin-localizations.js';

/** Props of {@link UserRoles}. */
export interface UserRolesProps {
  /** The path that the form posts to. */
  readonly action: string;
  readonly roles: readonly string[];
  /** The roles that the administrator can give and take. The first one is the role of an administrator. */
  readonly assignableRoles: readonly string[];
  readonly isSelf: boolean;
  readonly messages: AdminLocalization;
}

/** The roles of the user, as a form. */
export function UserRoles(props: UserRolesProps) {
  const { action, roles, assignableRoles, isSelf, messages } = props;
  const others = roles.filter((role) => !assignableRoles.includes(role));
  const [adminRole] = assignableRoles;
  return (
    <Section id="roles" title={messages.text('roles.title')}>
      <form class="choices" method="post" action={action}>
        <fieldset aria-labelledby="roles">
          {assignableRoles.map((role) => {
            const isFixed = isSelf && role === adminRole && roles.includes(role);
            return (
              <label key={role} class="choice">
                <input
                  type="checkbox"
                  name="roles"
                  value={role}
                  checked={roles.includes(role)}
                  disabled={isFixed}
                />
                {/* Browsers do not send disabled fields. */}
                {isFixed && <input type="hidden" name="roles" value={role} />}
                <bdi translate={false}>{role}</bdi>
              </label>
            );
          })}
        </fieldset>
        {others.length > 0 && (
          <p class="small muted">{messages.text('roles.other', { roles: others.join(', ') })}</p>
        )}
        <p class="small muted">{messages.text('roles.hint')}</p>
        <button type="submit">{messages.text('roles.save')}</button>
      </form>
    </Section>
  );
}
