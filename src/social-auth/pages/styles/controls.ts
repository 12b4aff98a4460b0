/**
 * Buttons, notices and badges. The provider buttons wear the light and dark theme of Google's
 * sign-in branding guide, all of them, so that no provider is more prominent than another.
 */
export const controls = `
button, .button {
  display: inline-flex;
  align-items: center;
  justify-content: center;
  min-height: 2.75rem;
  padding: 0.5rem 1rem;
  border: 1px solid var(--strong-line);
  border-radius: var(--control-radius);
  background: var(--card);
  color: var(--text);
  font: 500 0.875rem/1.25rem var(--font);
  text-align: center;
  text-decoration: none;
  cursor: pointer;
  touch-action: manipulation;
}
button:hover, .button:hover { background-image: linear-gradient(var(--wash), var(--wash)); }
button:active, .button:active { transform: translateY(1px); }
.primary { border-color: var(--primary); background: var(--primary); color: var(--on-primary); }
.primary:hover { border-color: var(--primary-hover); background: var(--primary-hover); }
.actions { display: grid; gap: 0.625rem; }
.actions button, .actions .button { width: 100%; }
.providers { display: grid; gap: 0.875rem; }
.provider { position: relative; }
.provider button {
  display: grid;
  grid-template-columns: 1.25rem minmax(0, 1fr) 1.25rem;
  gap: 0.625rem;
  width: 100%;
  min-height: 3rem;
  padding: 0.625rem 0.75rem;
  border-color: var(--brand-line);
  background-color: var(--brand-fill);
  color: var(--brand-text);
  font-family: Roboto, var(--font);
}
.invertocat { fill: var(--brand-mark); }
.monogram {
  display: grid;
  place-items: center;
  width: 1.25rem;
  height: 1.25rem;
  border-radius: 0.3125rem;
  background: var(--brand-text);
  color: var(--brand-fill);
  font: 600 0.75rem/1 var(--font);
}
.last-used {
  position: absolute;
  top: -0.75rem;
  right: 0.625rem;
  pointer-events: none;
}
.badge {
  display: inline-flex;
  align-items: center;
  gap: 0.25rem;
  padding: 0.0625rem 0.5rem;
  border: 1px solid transparent;
  border-radius: 1rem;
  background: var(--tint);
  color: var(--muted);
  font-size: 0.75rem;
  font-weight: 500;
  line-height: 1.25rem;
  white-space: nowrap;
}
.badge.good { background: var(--good-tint); color: var(--good); }
.badge.warn { background: var(--warn-tint); color: var(--warn); }
.last-used.badge { border-color: var(--line); background: var(--card); color: var(--accent); }
.notice {
  display: flex;
  align-items: center;
  justify-content: center;
  gap: 0.5rem;
  padding: 0.625rem 0.875rem;
  border: 1px solid transparent;
  border-radius: var(--control-radius);
  background: var(--tint);
  font-size: 0.875rem;
}
.notice span { text-align: center; text-wrap: balance; }
.notice.good { background: var(--good-tint); color: var(--good); }
.support { color: var(--muted); font-size: 0.75rem; text-align: center; }
.support code { font-family: var(--mono); font-size: 0.8125rem; letter-spacing: 0.02em; color: var(--text); user-select: all; -webkit-user-select: all; }
.icon { flex: none; width: 1rem; height: 1rem; fill: none; stroke: currentcolor; stroke-width: 1.75; stroke-linecap: round; stroke-linejoin: round; }
.badge .icon { width: 0.75rem; height: 0.75rem; stroke-width: 2; }
@media (forced-colors: active) {
  .invertocat { fill: ButtonText; }
  .monogram { forced-color-adjust: none; }
}
`;
