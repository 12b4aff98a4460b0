/**
 * The sessions on the account page: device signs, the fold of a long list, and the ways out of many.
 * A sign takes its colour from the box around it: forced colours reach that, but not an SVG.
 */
export const sessions = `
#sessions + .card .what { flex-basis: 8rem; }
#sessions + .card .small { text-wrap: wrap; }
#sessions + .card time { white-space: nowrap; }
.row .mark { color: var(--muted); }
.mark .icon { width: 1.25rem; height: 1.25rem; stroke-width: 1.25; }
.row .name .badge { margin: 0.0625rem 0; }
.row .name bdi { margin-right: 0.25rem; }
.fold { border-top: 1px solid var(--line); }
.fold summary {
  display: flex;
  align-items: center;
  gap: 0.75rem;
  min-height: 3rem;
  border-radius: var(--control-radius);
  font-size: 0.875rem;
  font-weight: 500;
  list-style: none;
  cursor: pointer;
  touch-action: manipulation;
}
.fold summary::-webkit-details-marker { display: none; }
.fold summary .icon { width: 2.5rem; }
.fold[open] summary .icon { transform: rotate(90deg); }
.fold .row:first-child { border-top: 1px solid var(--line); }
.ending { display: grid; grid-template-columns: minmax(0, 1fr); gap: 0.5rem; padding: 1rem 0; border-top: 1px solid var(--line); }
.ending button { width: 100%; }
.quiet { border-color: transparent; background-color: transparent; color: var(--muted); }
@media (min-width: 30rem) {
  .ending { display: flex; flex-wrap: wrap; justify-content: space-between; }
  .linking { justify-content: start; }
}
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
`;
