/**
 * The methods of `Tree` in `@angular-devkit/schematics` that this schematic uses. The Nest CLI provides the
 * implementation, so this package does not depend on that library.
 */
export interface Tree {
  exists(path: string): boolean;
  readText(path: string): string;
  create(path: string, content: string): void;
  overwrite(path: string, content: string): void;
}

/** The members of `SchematicContext` in `@angular-devkit/schematics` that this schematic uses. */
export interface SchematicContext {
  readonly logger: { info(message: string): void; warn(message: string): void };
  addTask(task: { toConfiguration(): { name: string; options: object } }): unknown;
}
