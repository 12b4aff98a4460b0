/** The page background in both schemes; the browser's own chrome takes it too. */
export const PAGE_BACKGROUND = { light: '#f7f7f8', dark: '#0c0c0e' } as const;

/** Colours, type and spacing; every text colour keeps 4.5:1 on every surface it is used on. */
export const tokens = `
:root {
  color-scheme: light dark;
  --page: ${PAGE_BACKGROUND.light};
  --glow: rgb(79 70 229 / 7%);
  --card: #fff;
  --text: #18181b;
  --muted: #5d5d68;
  --line: #e4e4e8;
  --strong-line: #c9c9d1;
  --wash: rgb(24 24 27 / 5%);
  --tint: #f1f1f4;
  --accent: #4f46e5;
  --primary: #18181b;
  --primary-hover: #34343a;
  --on-primary: #fff;
  --good: #12693a;
  --good-tint: #e6f5ec;
  --warn: #83480a;
  --warn-tint: #fcf1de;
  --shadow: 0 1px 2px rgb(24 24 27 / 4%), 0 12px 32px -12px rgb(24 24 27 / 10%);
  --brand-fill: #fff;
  --brand-line: #747775;
  --brand-text: #1f1f1f;
  --brand-mark: #000;
  --radius: 1rem;
  --control-radius: 0.625rem;
  --font: system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', Arial, sans-serif;
  --mono: ui-monospace, 'SF Mono', 'Cascadia Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: ${PAGE_BACKGROUND.dark};
    --glow: rgb(129 140 248 / 10%);
    --card: #151518;
    --text: #f4f4f5;
    --muted: #a3a3ad;
    --line: #2a2a2f;
    --strong-line: #45454d;
    --wash: rgb(255 255 255 / 7%);
    --tint: #222226;
    --accent: #a5b4fc;
    --primary: #f4f4f5;
    --primary-hover: #d6d6da;
    --on-primary: #18181b;
    --good: #7ddba0;
    --good-tint: #14291c;
    --warn: #f0c173;
    --warn-tint: #2d2212;
    --shadow: 0 1px 2px rgb(0 0 0 / 40%), 0 12px 32px -12px rgb(0 0 0 / 60%);
    --brand-fill: #131314;
    --brand-line: #8e918f;
    --brand-text: #e3e3e3;
    --brand-mark: #fff;
  }
}
`;
