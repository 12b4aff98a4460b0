import { useContext } from 'preact/hooks';
import { DownloadIcon, TrashIcon } from './icons.js';
import { useLocalization } from './localization-context.js';
import { RouteUrlContext } from './route-url-context.js';
import { Row, Rows, Section } from './section.js';

/** Links to download the user's data and to delete the account. */
export function DataSection() {
  const localization = useLocalization();
  const routeUrl = useContext(RouteUrlContext);
  return (
    <Section id="data" title={localization.text('data.title')}>
      <Rows>
        <Row
          icon={<DownloadIcon />}
          title={localization.text('data.download')}
          details={localization.text('data.download_details')}
          action={
            <a
              class="button"
              href={routeUrl('GET /auth/account/export')}
              aria-label={localization.text('data.download')}
            >
              {localization.text('data.download_button')}
            </a>
          }
        />
        <Row
          icon={<TrashIcon />}
          title={localization.text('data.delete')}
          details={localization.text('data.delete_details')}
          action={
            <a class="button button-caution" href={routeUrl('GET /auth/account/delete')}>
              {localization.text('data.delete_button')}
            </a>
          }
        />
      </Rows>
    </Section>
  );
}
