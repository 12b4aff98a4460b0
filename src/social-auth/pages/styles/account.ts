/**
 * The account page: a centred person, then sections of rows. The picture is sized by minima and
 * maxima only: with a width and height Chromium draws a broken one as an icon over the initials.
 */
export const account = `
.person { display: grid; grid-template-columns: minmax(0, 1fr); justify-items: center; gap: 0.5rem; padding: 0.5rem 0 1rem; text-align: center; }
.person h1 { max-width: 100%; }
.facts { display: flex; flex-wrap: wrap; align-items: center; gap: 0.25rem 0.5rem; max-width: 100%; }
.person .facts { justify-content: center; }
.avatar {
  position: relative;
  display: grid;
  place-items: center;
  width: 5rem;
  height: 5rem;
  margin-bottom: 0.75rem;
  overflow: hidden;
  border-radius: 50%;
  border: 1px solid var(--strong-line);
  background: linear-gradient(var(--card), var(--tint));
  color: var(--muted);
  font-size: 1.625rem;
  font-weight: 500;
  line-height: 1;
  letter-spacing: 0.01em;
}
.avatar img { position: absolute; inset: 0; min-width: 100%; max-width: 100%; min-height: 100%; max-height: 100%; object-fit: cover; }
.avatar .icon { width: 2.25rem; height: 2.25rem; stroke-width: 1; }
.section { display: grid; grid-template-columns: minmax(0, 1fr); gap: 0.625rem; }
.section h2 { padding-inline: 0.25rem; }
.listing { padding-block: 0; }
.row { display: flex; align-items: start; gap: 0.75rem; padding: 1rem 0; }
.row + .row { border-top: 1px solid var(--line); }
.row .mark { display: grid; flex: none; place-items: center; width: 2.5rem; height: 2.5rem; border: 1px solid var(--line); border-radius: var(--control-radius); }
.row .body { display: flex; flex: 1; flex-wrap: wrap; align-items: center; gap: 0.75rem; min-width: 0; }
.row .what { flex: 1 1 9rem; min-width: 0; }
.row .name { font-weight: 500; line-height: 1.4; }
`;
