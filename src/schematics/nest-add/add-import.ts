/**
 * Adds the `AuthModule` to the imports of a Nest module.
 *
 * @param source source code of the root module
 * @param isCommonJs whether the app consists of CommonJS modules
 * @returns the changed source. Returns the same source if it already imports the `AuthModule`, and undefined if it
 *   contains no `@Module({`.
 */
export function addImport(source: string, isCommonJs: boolean): string | undefined {
  if (/\bAuthModule\b/.test(source)) return source;
  const changed = /\bimports:\s*\[/.test(source)
    ? source.replace(/\bimports:\s*\[\s*(\]?)/, (_, end: string) =>
        end === '' ? 'imports: [AuthModule, ' : 'imports: [AuthModule]',
      )
    : source.replace(/@Module\(\{/, '@Module({\n  imports: [AuthModule],');
  if (changed === source) return undefined;
  const lastImport = [...changed.matchAll(/^import [^;]*;\n/gm)].at(-1);
  const position = lastImport === undefined ? 0 : lastImport.index + lastImport[0].length;
  const extension = isCommonJs ? '' : '.js';
  const statement = `import { AuthModule } from './auth/auth.module${extension}';\n`;
  return changed.slice(0, position) + statement + changed.slice(position);
}
