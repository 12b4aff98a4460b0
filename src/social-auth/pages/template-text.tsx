import type { ComponentChildren } from 'preact';

/**
 * Props of {@link TemplateText}.
 *
 * @publicApi
 */
export interface TemplateTextProps {
  /** A message with placeholders in braces. */
  readonly template: string;
  /** An element for each placeholder. */
  readonly values: Readonly<Record<string, ComponentChildren>>;
}

/**
 * A message with elements at its placeholders.
 *
 * @publicApi
 */
export function TemplateText({ template, values }: TemplateTextProps) {
  const parts = template.split(/\{(\w+)\}/);
  return <>{parts.map((part, index) => (index % 2 === 0 ? part : values[part]))}</>;
}
