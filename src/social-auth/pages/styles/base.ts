/** Reset, page frame and type; the frame is one centred column from 320 px up. */
export const base = `
*, *::before, *::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body, h1, h2, p, ul, form { margin: 0; padding: 0; }
ul { list-style: none; }
body {
  display: flex;
  flex-direction: column;
  min-height: 100vh;
  min-height: 100svh;
  padding: 1.5rem max(1rem, env(safe-area-inset-right)) 2rem max(1rem, env(safe-area-inset-left));
  background: radial-gradient(56rem 26rem at 50% -8rem, var(--glow), transparent) no-repeat var(--page);
  color: var(--text);
  font: 400 0.9375rem/1.55 var(--font);
  -webkit-font-smoothing: antialiased;
  overflow-wrap: anywhere;
}
h1 { font-size: 1.5rem; font-weight: 600; line-height: 1.25; letter-spacing: -0.02em; text-wrap: balance; }
h2 { font-size: 0.8125rem; font-weight: 500; line-height: 1.4; color: var(--muted); }
.muted { color: var(--muted); }
.lead { color: var(--muted); text-wrap: balance; }
.small { font-size: 0.8125rem; line-height: 1.5; text-wrap: balance; }
.frame { width: 100%; max-width: 25rem; margin: auto; }
.frame.wide { max-width: 34rem; margin-block: 0 auto; }
.brand {
  display: flex;
  align-items: center;
  justify-content: center;
  gap: 0.625rem;
  padding: 0.5rem 1rem 1.5rem;
  font-weight: 600;
  letter-spacing: -0.01em;
}
.brand svg { flex: none; }
main { display: grid; grid-template-columns: minmax(0, 1fr); gap: 1.5rem; }
.card {
  padding: 1.25rem;
  background: var(--card);
  border: 1px solid var(--line);
  border-radius: var(--radius);
  box-shadow: var(--shadow);
}
.card.roomy { display: grid; grid-template-columns: minmax(0, 1fr); gap: 1.75rem; padding: 2rem 1.25rem; }
.centred { text-align: center; }
.aside { padding-top: 1.5rem; border-top: 1px solid var(--line); text-align: center; }
code { font-family: var(--mono); font-size: 0.9375em; }
.titles { display: grid; grid-template-columns: minmax(0, 1fr); gap: 0.5rem; text-align: center; }
@media (min-width: 30rem) {
  body { padding-block: 2.5rem 4rem; }
  .card.roomy { padding: 2.5rem 2rem; }
}
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
@media (prefers-reduced-motion: no-preference) {
  @view-transition { navigation: auto; }
}
`;
