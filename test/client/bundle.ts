import { join } from 'node:path';
import { rolldown } from 'rolldown';

const ROOT = join(import.meta.dirname, '../..');

/**
 * Returns a module and its imports as one module.
 *
 * @param entry default: the browser client
 */
export async function bundle(entry = 'src/client/index.ts'): Promise<string> {
  const build = await rolldown({ input: join(ROOT, entry), platform: 'browser' });
  const { output } = await build.generate({ format: 'esm' });
  return output[0].code;
}
