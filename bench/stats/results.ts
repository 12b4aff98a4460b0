import { writeFile } from 'node:fs/promises';
import type { Summary } from './statistics.js';
import { meets, TARGETS, type RatioName, type Target } from './targets.js';

/** One thing measured, with its unit. */
export interface Figure extends Summary {
  unit: string;
  /** Processor time of the server for one of it, in microseconds, where the system tells. */
  cpuMicroseconds?: number;
}

/** What a run has found out so far; prints each figure when it comes. */
export class Results {
  readonly #figures: Record<string, Figure> = {};
  readonly #ratios: Partial<Record<RatioName, number>> = {};
  readonly #notes: Record<string, string> = {};
  readonly #failures: string[] = [];

  /** @param print takes a line */
  constructor(private readonly print: (line: string) => void) {}

  heading(title: string): void {
    this.print(`\n${title}`);
  }

  add(name: string, figure: Figure): void {
    this.#figures[name] = figure;
    const { median, min, max, unit, cpuMicroseconds: cpu } = figure;
    const cost = cpu === undefined ? '' : `  ${number(cpu)} µs of CPU each`;
    const range = `(${number(min)} – ${number(max)})`;
    this.print(
      `  ${name.padEnd(46)} ${number(median).padStart(9)} ${unit}  ${range.padEnd(22)}${cost}`,
    );
  }

  note(name: string, text: string): void {
    this.#notes[name] = text;
    this.print(`  ${name.padEnd(46)} ${text}`);
  }

  /** Prints how PostgreSQL goes about a statement. */
  plan(statement: string, lines: readonly string[]): void {
    this.print(`  ${statement.length > 150 ? `${statement.slice(0, 150)}…` : statement}`);
    for (const line of lines) this.print(`      ${line}`);
  }

  /** What must not be, whatever the figures. */
  fail(sentence: string): void {
    this.#failures.push(sentence);
    this.print(`  FAILED: ${sentence}`);
  }

  get failed(): boolean {
    return this.#failures.length > 0;
  }

  ratio(name: RatioName, value: number): void {
    this.#ratios[name] = Number(value.toPrecision(4));
  }

  /** Prints the ratios beside their targets. */
  summary(): void {
    this.heading('Ratios and what they shall be');
    for (const [name, value] of Object.entries(this.#ratios)) {
      const target: Target = TARGETS[name as RatioName];
      const wanted = `${target.bound === 'least' ? '≥' : '≤'} ${target.value} ${target.unit ?? ''}`;
      const verdict = meets(target, value) ? 'met' : 'MISSED';
      this.print(
        `  ${name.padEnd(26)} ${String(value).padStart(8)}  ${wanted.padEnd(11)} ${verdict.padEnd(7)} ${target.what}`,
      );
    }
  }

  /** @param machine what it was measured on */
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

function number(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : 2;
  return value.toLocaleString('en-US', { maximumFractionDigits: digits });
}
