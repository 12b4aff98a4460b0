import { createHash } from 'node:crypto';
import { renderToString } from 'preact-render-to-string';
import type { Persona } from '../personas/persona.js';
import type { EmulatorResponse } from '../server/http.js';

/** Returns the path of a persona's picture. */
export function avatarPath(personaId: string): string {
  return `/avatars/${personaId}.svg`;
}

/** Returns the id of the persona if the path is the path of a picture, otherwise undefined. */
export function avatarPersonaId(path: string): string | undefined {
  return /^\/avatars\/([a-z0-9-]+)\.svg$/.exec(path)?.[1];
}

/** Creates the picture of a persona. It shows the first letter of the name, on a color that is derived from the id. */
export function avatarResponse({ id, name }: Persona): EmulatorResponse {
  const hue = createHash('sha256').update(id).digest().readUInt16BE(4) % 360;
  const letter = Array.from(name ?? '?')[0]?.toUpperCase() ?? '?';
  return {
    status: 200,
    headers: {
      'content-type': 'image/svg+xml; charset=utf-8',
      'content-security-policy': "default-src 'none'",
      'cross-origin-resource-policy': 'cross-origin',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-cache',
    },
    body: renderToString(<Avatar hue={hue} letter={letter} />),
  };
}

function Avatar({ hue, letter }: { hue: number; letter: string }) {
  return (
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96" width="96" height="96">
      <rect width="96" height="96" fill={`hsl(${hue} 42% 42%)`} />
      <text
        x="48"
        y="50"
        fill="#fff"
        font-family="system-ui, sans-serif"
        font-size="44"
        text-anchor="middle"
        dominant-baseline="central"
      >
        {letter}
      </text>
    </svg>
  );
}
