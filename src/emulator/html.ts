/** Markup that is safe to put into a page as it is. */
export class Html {
  constructor(readonly text: string) {}
}

type Part = Html | string | readonly Html[] | null;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Builds markup from a template; every string put into it is escaped, markup is not, null is nothing. */
export function html(template: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const pieces = template.map((text, at) => text + render(parts[at] ?? null));
  return new Html(pieces.join(''));
}

function render(part: Part): string {
  if (part === null) {
    return '';
  }
  if (typeof part === 'string') {
    return part.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? '');
  }
  return part instanceof Html ? part.text : part.map(({ text }) => text).join('\n');
}
