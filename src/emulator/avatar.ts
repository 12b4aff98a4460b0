import { createHash } from 'node:crypto';

import type { EmulatorResponse } from './http.js';
import { html } from './html.js';
import type { Persona } from './persona.js';

/** Where a persona's picture is on the stand-in's origin. */
export const AVATAR_PATH = /^\/avatars\/([a-z0-9-]+)\.svg$/;

/** A small picture of a persona: the first letter on a colour of their own. */
export function avatar({ id, name }: Persona): EmulatorResponse {
  const hue = createHash('sha256').update(id).digest().readUInt16BE(4) % 360;
  const letter = Array.from(name ?? '?')[0]?.toUpperCase() ?? '?';
  const { text } = html`<svg
    xmlns="http://www.w3.org/2000/svg"
    viewBox="0 0 96 96"
    width="96"
    height="96"
  >
    <rect width="96" height="96" fill="hsl(${hue.toString()} 42% 42%)" />
    <text
      x="48"
      y="50"
      fill="#fff"
      font-family="system-ui, sans-serif"
      font-size="44"
      text-anchor="middle"
      dominant-baseline="central"
    >
      ${letter}
    </text>
  </svg> `;
  return {
    status: 200,
    headers: {
      'content-type': 'image/svg+xml; charset=utf-8',
      'content-security-policy': "default-src 'none'",
      'cross-origin-resource-policy': 'cross-origin',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-cache',
    },
    body: text,
  };
}
