import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { ROOT } from './documents.js';

/** Parses a TypeScript file, relative to the root of the repository. */
export function parseSource(path: string): ts.SourceFile {
  const text = readFileSync(join(ROOT, path), 'utf8');
  return ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
}

/** Returns the members of an interface: their names, with `?` for optional ones, and their types as text. */
export function interfaceMembers(path: string, name: string): Map<string, string> {
  const declaration = parseSource(path)
    .statements.filter(ts.isInterfaceDeclaration)
    .find((statement) => statement.name.text === name);
  if (declaration === undefined) throw new Error(`no interface ${name} in ${path}`);
  const members = declaration.members.filter(ts.isPropertySignature).map((member) => {
    const optional = member.questionToken === undefined ? '' : '?';
    return [member.name.getText() + optional, member.type?.getText() ?? ''] as const;
  });
  return new Map(members);
}

/** Returns the specifiers that a file imports from. */
export function importSpecifiers(path: string): string[] {
  return parseSource(path).statements.flatMap((statement) =>
    (ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement)) &&
    statement.moduleSpecifier !== undefined &&
    ts.isStringLiteral(statement.moduleSpecifier)
      ? [statement.moduleSpecifier.text]
      : [],
  );
}
