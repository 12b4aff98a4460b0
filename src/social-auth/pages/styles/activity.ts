/** What happened lately on the account page: lines to skim, smaller than the rows one acts upon. */
export const activity = `
.event { padding: 0.75rem 0; }
.event + .event { border-top: 1px solid var(--line); }
.event .title { font-size: 0.875rem; }
.event .title.warn { color: var(--warn); font-weight: 500; }
.event .title .icon { margin-right: 0.375rem; vertical-align: -0.125em; }
.event .small { text-wrap: wrap; }
.event time { white-space: nowrap; }
.nothing { padding: 1rem 0; }
#activity + .card .fold summary .icon { width: 1rem; }
.fold .event:first-child { border-top: 1px solid var(--line); }
@media (min-width: 30rem) {
  .event { display: flex; flex-wrap: wrap; align-items: baseline; justify-content: space-between; gap: 0 1rem; }
  .event .advice { flex-basis: 100%; }
}
`;
