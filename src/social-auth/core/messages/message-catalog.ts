/**
 * A message whose form depends on `{count}`. The keys are the plural categories of the Unicode CLDR, as `Intl.PluralRules`
 * returns them. `other` is used for each category that is missing.
 *
 * @publicApi
 */
export interface PluralMessage {
  readonly zero?: string;
  readonly one?: string;
  readonly two?: string;
  readonly few?: string;
  readonly many?: string;
  readonly other: string;
}

/**
 * Messages by key. Placeholders are in braces: `Continue with {provider}`.
 *
 * @publicApi
 */
export type MessageCatalog = Readonly<Record<string, string | PluralMessage>>;

/**
 * The complete messages of another language.
 *
 * @publicApi
 */
export type Translation<C extends MessageCatalog> = {
  readonly [K in keyof C]: C[K] extends string ? string : PluralMessage;
};

/**
 * The values for the placeholders of a message: a number for `{count}`, and a string for every other one.
 *
 * @publicApi
 */
export type MessageValues<M extends string | PluralMessage> = {
  readonly [P in Placeholders<Template<M>>]: P extends 'count' ? number : string;
};

type Template<M> = M extends string ? M : M extends { readonly other: infer T } ? T : never;

type Placeholders<T> = T extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholders<Rest>
  : never;

/** Matches a placeholder. Its first group is the name. */
export const PLACEHOLDER = /\{(\w+)\}/g;

/** Returns the names of the placeholders of a message. */
export function placeholders(message: string | PluralMessage): Set<string> {
  const templates = typeof message === 'string' ? [message] : Object.values<string>({ ...message });
  return new Set(
    templates.flatMap((template) =>
      Array.from(template.matchAll(PLACEHOLDER), ([, name = '']) => name),
    ),
  );
}
