import type { ComponentChildren } from 'preact';
import { Confirmation, Section, type UserProfile } from '../../social-auth/index.js';
import type { AdminLocalization } from '../messages/admin-localizations.js';

/** Props of {@link UserActions}. */
export interface UserActionsProps {
  readonly user: UserProfile;
  /** The path of the page of the user. */
  readonly userUrl: string;
  readonly isSelf: boolean;
  /** Whether users can be merged. */
  readonly canMerge: boolean;
  readonly messages: AdminLocalization;
}

/** Buttons to disable or enable, merge and delete the user. */
export function UserActions({ user, userUrl, isSelf, canMerge, messages }: UserActionsProps) {
  return (
    <Section id="actions" title={messages.text('actions.title')}>
      {isSelf ? (
        <p class="section-note small muted">{messages.text('actions.self')}</p>
      ) : (
        <ul class="rows" role="list">
          {user.isDisabled ? (
            <Action hint={messages.text('actions.enable_hint')}>
              <form method="post" action={`${userUrl}/enable`}>
                <button type="submit">{messages.text('actions.enable')}</button>
              </form>
            </Action>
          ) : (
            <Action hint={messages.text('actions.disable_hint')}>
              <Confirmation
                label={messages.text('actions.disable')}
                warning={messages.text('actions.disable_warning')}
                action={`${userUrl}/disable`}
                confirmLabel={messages.text('actions.disable')}
              />
            </Action>
          )}
          {canMerge && (
            <Action hint={messages.text('actions.merge_hint')}>
              <form class="search" method="get" action={`${userUrl}/merge`}>
                <label class="small" for="merge-with">
                  {messages.text('actions.merge_with')}
                </label>
                <div class="search-fields">
                  <input id="merge-with" type="search" name="with" required autocomplete="off" />
                  <button type="submit">{messages.text('actions.merge')}</button>
                </div>
              </form>
            </Action>
          )}
          <Action hint={messages.text('actions.delete_hint')}>
            <Confirmation
              label={messages.text('actions.delete')}
              warning={messages.text('actions.delete_warning')}
              action={`${userUrl}/delete`}
              confirmLabel={messages.text('actions.delete')}
            />
          </Action>
        </ul>
      )}
    </Section>
  );
}

function Action({ hint, children }: { hint: string; children: ComponentChildren }) {
  return (
    <li class="row">
      <div class="row-content">
        <p class="row-text small muted">{hint}</p>
        {children}
      </div>
    </li>
  );
}
