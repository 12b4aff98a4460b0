/** On paper: what is said, not what can be pressed; last, so that it has the last word. */
export const print = `
@media print {
  body { background: none; min-height: 0; }
  .card { box-shadow: none; break-inside: avoid; }
  form, .actions, .ending:has(form) { display: none; }
}
`;
