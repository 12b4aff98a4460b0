import type { ComponentChildren } from 'preact';
import type { ENGLISH, MessageKey } from '../core/messages/english.js';
import type { MessageValues } from '../core/messages/message-catalog.js';
import { useLocalization } from './localization-context.js';
import { TemplateText } from './template-text.js';

/** Props of {@link RichText}. */
export interface RichTextProps<K extends MessageKey> {
  readonly message: K;
  /** An element for each placeholder. */
  readonly values: Readonly<Record<keyof MessageValues<(typeof ENGLISH)[K]>, ComponentChildren>>;
}

/** A message of the module with elements at its placeholders. */
export function RichText<K extends MessageKey>({ message, values }: RichTextProps<K>) {
  return <TemplateText template={useLocalization().template(message)} values={values} />;
}
