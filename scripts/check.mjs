// Runs npm scripts in parallel, and prints the output of each script that fails. Without arguments, runs all checks.
import { spawn } from 'node:child_process';

const CHECKS = ['check:format', 'check:lint', 'check:client', 'check:boundaries', 'check:package'];
const selected = process.argv.slice(2);
const scripts = selected.length > 0 ? selected : CHECKS;

const run = (script) =>
  new Promise((resolve) => {
    const child = spawn('npm', ['run', '--silent', script], {
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => (output += chunk));
    }
    child.on('error', (error) => resolve({ script, code: 1, output: String(error) }));
    child.on('close', (code) => resolve({ script, code, output }));
  });

const results = await Promise.all(scripts.map(run));
for (const { script, code, output } of results) {
  console.log(`${code === 0 ? 'passed' : 'FAILED'} ${script}`);
  if (code !== 0) console.log(output);
}
process.exitCode = results.every(({ code }) => code === 0) ? 0 : 1;
