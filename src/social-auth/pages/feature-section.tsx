import type { AccountPageRow } from '../core/feature.js';
import type { PageProvider } from '../core/options.js';
import { Confirmation } from './confirmation.js';
import { LinkIcon } from './icons.js';
import { ProviderLogo } from './logos.js';
import { Row, Rows, Section } from './section.js';

/** A section of an optional feature, as the account page shows it. */
export interface AccountPageFeature {
  readonly id: string;
  readonly title: string;
  readonly rows: readonly (Omit<AccountPageRow, 'provider'> & {
    readonly provider?: PageProvider;
  })[];
}

/** A section of an optional feature: rows with an action that the user confirms. */
export function FeatureSection({ section: { id, title, rows } }: { section: AccountPageFeature }) {
  return (
    <Section id={id} title={title}>
      <Rows>
        {rows.map((row) => (
          <FeatureRow key={row.id} row={row} />
        ))}
      </Rows>
    </Section>
  );
}

function FeatureRow({ row }: { row: AccountPageFeature['rows'][number] }) {
  const { id, provider, title, details, action } = row;
  return (
    <Row
      icon={provider === undefined ? <LinkIcon /> : <ProviderLogo provider={provider} />}
      title={title}
      details={
        <div id={id}>
          {details.map((detail) => (
            <p key={detail}>
              <bdi>{detail}</bdi>
            </p>
          ))}
        </div>
      }
      action={
        action !== undefined && (
          <Confirmation
            label={action.label}
            accessibleName={action.confirmLabel}
            describedBy={id}
            warning={action.warning}
            action={action.url}
            confirmLabel={action.confirmLabel}
          />
        )
      }
    />
  );
}
