import type { Localization, Provider } from '../social-auth/index.js';

/** Returns the scopes, and all scopes that they include. */
function withIncluded({ tokenAccess }: Provider, scopes: readonly string[]): Set<string> {
  const included = tokenAccess?.includedScopes ?? {};
  return new Set(
    scopes.flatMap((scope) => [
      scope,
      ...(Object.hasOwn(included, scope) ? (included[scope] ?? []) : []),
    ]),
  );
}

/** Returns whether the granted scopes permit everything that the wanted scopes permit. */
export function permits(
  provider: Provider,
  granted: readonly string[],
  wanted: readonly string[],
): boolean {
  const all = withIncluded(provider, granted);
  return wanted.every((scope) => all.has(scope));
}

/** Returns the label of each scope in the language of a page, or the scope itself if it has no label. */
export function describeScopes(
  provider: Provider | undefined,
  scopes: readonly string[],
  { locale }: Localization,
): string[] {
  const byLanguage = provider?.tokenAccess?.scopeLabels ?? {};
  const labels = {
    ...byLanguage['en'],
    ...byLanguage[new Intl.Locale(locale).language],
    ...byLanguage[locale],
  };
  const texts = scopes.map((scope) =>
    Object.hasOwn(labels, scope) ? (labels[scope] ?? scope) : scope,
  );
  return [...new Set(texts)];
}
