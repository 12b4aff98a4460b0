import { z } from 'zod';

const PATH = /^\/(?![/\\])/;
const IMAGE = /^data:image\/[a-z0-9.+-]+[;,][^#\s]*$/;

const isHttps = (url: string) => URL.canParse(url) && new URL(url).protocol === 'https:';

/** The address of a page. */
export const linkOption = z
  .string()
  .refine(
    (url) => PATH.test(url) || isHttps(url),
    "must be an https URL or a path of the app, such as '/terms'",
  );

/** The address of an image. Browsers run no scripts of an SVG in `<img>`, and its data URL needs no other check. */
export const imageOption = z
  .string()
  .refine(
    (url) => PATH.test(url) || isHttps(url) || IMAGE.test(url),
    'must be an https URL, a path of the app, or a data URL of an image (`data:image/svg+xml,${encodeURIComponent(svg)}`)',
  );
