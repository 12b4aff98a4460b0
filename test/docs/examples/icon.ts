import type { Provider } from '../../../src/social-auth/index.js';

const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 20">
  <style>@media (prefers-color-scheme: dark) { path { fill: #fff } }</style>
  <path d="M10 1l8 4.5v9L10 19l-8-4.5v-9z"/>
</svg>`;

export const withIcon = (provider: Provider): Provider => ({
  ...provider,
  iconUrl: `data:image/svg+xml,${encodeURIComponent(ICON)}`,
});
