import type { ProviderBehavior } from '../oauth/provider-behavior.js';

/** Props of {@link OptionalScopes}. */
export interface OptionalScopesProps {
  readonly behavior: ProviderBehavior;
  /** The requested scopes. */
  readonly scopes: readonly string[];
}

/**
 * Checkboxes for the scopes that users can refuse. All are checked at first. Renders nothing if there are no such
 * scopes.
 */
export function OptionalScopes({ behavior, scopes }: OptionalScopesProps) {
  const optional = scopes.flatMap((scope) => {
    const description = behavior.describeOptionalScope(scope);
    return description === undefined ? [] : [{ scope, description }];
  });
  if (optional.length === 0) {
    return null;
  }
  return (
    <fieldset>
      <legend>Allow the application to</legend>
      {optional.map(({ scope, description }) => (
        <label class="scope" key={scope}>
          <input type="checkbox" name="scope" value={scope} checked />
          <span>{description}</span>
        </label>
      ))}
    </fieldset>
  );
}
