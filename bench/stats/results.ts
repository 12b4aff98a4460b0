import { writeFile } from 'node:fs/promises';
import type { Summary } from './statistics.js';
import { isMet, TARGETS, type RatioName, type Target } from './targets.js';

/** A measured value with its unit. */
export interface Figure extends Summary {
  unit: string;
  /** CPU time of the server per step, in microseconds. Absent on systems without /proc. */
  cpuMicroseconds?: number;
  /** CPU time of all processes of the database per step, in microseconds. Absent if it was not measured. */
  databaseCpuMicroseconds?: number;
}

/** Collects the results of a run and prints each as a line when it is added. */
export class Results {
  readonly #figures: Record<string, Figure> = {};
  readonly #ratios: Partial<Record<RatioName, number>> = {};
  readonly #notes: Record<string, string> = {};
  readonly #failures: string[] = [];

  constructor(private readonly print: (line: string) => void) {}

  heading(title: string): void {
    this.print(`\n${title}`);
  }

  add(name: string, figure: Figure): void {
    this.#figures[name] = figure;
    const { median, min, max, unit, cpuMicroseconds: cpu, databaseCpuMicroseconds } = figure;
    const database =
      databaseCpuMicroseconds === undefined
        ? ''
        : `, ${format(databaseCpuMicroseconds)} µs of the database`;
    const cost = cpu === undefined ? '' : `  ${format(cpu)} µs CPU each${database}`;
    const range = `(${format(min)} – ${format(max)})`;
    this.print(
      `  ${name.padEnd(46)} ${format(median).padStart(9)} ${unit}  ${range.padEnd(22)}${cost}`,
    );
  }

  note(name: string, text: string): void {
    this.#notes[name] = text;
    this.print(`  ${name.padEnd(46)} ${text}`);
  }

  /** Prints the execution plan of a statement. */
  plan(statement: string, lines: readonly string[]): void {
    this.print(`  ${statement.length > 150 ? `${statement.slice(0, 150)}…` : statement}`);
    for (const line of lines) this.print(`      ${line}`);
  }

  /** Adds a failure. The run then exits with code 1. */
  fail(message: string): void {
    this.#failures.push(message);
    this.print(`  FAILED: ${message}`);
  }

  get failed(): boolean {
    return this.#failures.length > 0;
  }

  ratio(name: RatioName, value: number): void {
    this.#ratios[name] = Number(value.toPrecision(4));
  }

  /** Prints each ratio with its target. */
  printTargets(): void {
    this.heading('Ratios and targets');
    for (const [name, value] of Object.entries(this.#ratios)) {
      const target: Target = TARGETS[name as RatioName];
      const bound = `${target.bound === 'least' ? '≥' : '≤'} ${target.value} ${target.unit ?? ''}`;
      const outcome = isMet(target, value) ? 'met' : 'MISSED';
      this.print(
        `  ${name.padEnd(26)} ${String(value).padStart(8)}  ${bound.padEnd(11)} ${outcome.padEnd(7)} ${target.description}`,
      );
    }
  }

  /** Writes all results as JSON. */
  async write(file: string, machine: Readonly<Record<string, unknown>>): Promise<void> {
    const all = {
      ratios: this.#ratios,
      machine,
      figures: this.#figures,
      notes: this.#notes,
      failures: this.#failures,
    };
    await writeFile(file, `${JSON.stringify(all, undefined, 2)}\n`);
  }
}

function format(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : 2;
  return value.toLocaleString('en-US', { maximumFractionDigits: digits });
}
