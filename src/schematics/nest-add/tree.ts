/**
 * The part of a schematic's tree of files that the schematic uses. The Nest CLI provides the implementation
 * (`@angular-devkit/schematics`), so the package does not depend on it.
 */
export interface Tree {
  exists(path: string): boolean;
  readText(path: string): string;
  create(path: string, content: string): void;
  overwrite(path: string, content: string): void;
}

/** The part of a schematic's context that the schematic uses. */
export interface SchematicContext {
  readonly logger: { info(message: string): void; warn(message: string): void };
  addTask(task: { toConfiguration(): { name: string; options: object } }): unknown;
}
