import { z } from 'zod';
import { languageSchemas } from './messages/language-options.js';

const PATH = /^\/(?![/\\])/;
const IMAGE = /^data:image\/[a-z0-9.+-]+[;,][^#\s]*$/;

const isHttps = (url: string) => URL.canParse(url) && new URL(url).protocol === 'https:';

/** The address of a page. */
const linkOption = z
  .string()
  .refine(
    (url) => PATH.test(url) || isHttps(url),
    "must be an https URL or a path of the app, such as '/terms'",
  );

/**
 * The address of an image. A data URL of an SVG needs no further check, because browsers run no scripts of an SVG in
 * `<img>`.
 */
export const imageOption = z
  .string()
  .refine(
    (url) => PATH.test(url) || isHttps(url) || IMAGE.test(url),
    'must be an https URL, a path of the app, or a data URL of an image (`data:image/svg+xml,${encodeURIComponent(svg)}`)',
  );

const hexColor = z
  .string()
  .regex(/^#([\da-f]{3}|[\da-f]{6})$/i, "must be a hex color, such as '#4f46e5'");

/** The option `pages`. */
export const pagesSchema = z.preprocess(
  (pages) => (pages === false ? { login: false, account: false } : pages),
  z
    .strictObject(
      {
        login: z.boolean('must be true or false').default(true),
        account: z.boolean('must be true or false').default(true),
        productName: z.string().min(1).default('Social Auth'),
        logoUrl: imageOption.optional(),
        faviconUrl: imageOption.optional(),
        appUrl: linkOption.optional(),
        accentColor: hexColor.optional(),
        termsUrl: linkOption.optional(),
        privacyUrl: linkOption.optional(),
        ...languageSchemas,
      },
      {
        error: ({ code }) => (code === 'invalid_type' ? 'must be an object, or false' : undefined),
      },
    )
    .prefault({}),
);
