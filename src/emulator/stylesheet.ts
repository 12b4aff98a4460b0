/** The one stylesheet of the stand-in's pages: system font, light and dark, no pictures, no scripts. */
export const STYLESHEET = `
:root {
  color-scheme: light dark;
  --ground: #f3f4f6; --card: #ffffff; --text: #16181d; --quiet: #565c69; --line: #dcdfe5;
  --hover: #f4f6fa; --accent: #2f55c8; --note: #fff5d9; --note-text: #5c4300; --note-line: #efd58a;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #0f1115; --card: #181b21; --text: #edeff3; --quiet: #a6adba; --line: #30353f;
    --hover: #20242c; --accent: #9db5ff; --note: #2e2710; --note-text: #f3dfa3; --note-line: #5d4e1c;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; min-height: 100vh; min-height: 100dvh; display: grid; place-items: center;
  padding: 24px 16px; background: var(--ground); color: var(--text);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
  -webkit-text-size-adjust: 100%;
}
main {
  width: 100%; max-width: 440px; min-width: 0; overflow: hidden; background: var(--card);
  border: 1px solid var(--line); border-radius: 16px; box-shadow: 0 12px 32px rgb(0 0 0 / 8%);
}
.banner {
  margin: 0; padding: 10px 24px; background: var(--note); color: var(--note-text);
  border-bottom: 1px solid var(--note-line); font-size: 14px;
}
.content { padding: 24px; }
h1 { margin: 0 0 4px; font-size: 22px; line-height: 1.25; font-weight: 650; letter-spacing: -0.01em; text-wrap: balance; }
p { margin: 0; overflow-wrap: anywhere; }
p + p { margin-top: 12px; }
.quiet { color: var(--quiet); font-size: 14px; overflow-wrap: anywhere; }
code { font: 13px/1.4 ui-monospace, SFMono-Regular, Menlo, monospace; overflow-wrap: anywhere; }
ul { list-style: none; margin: 0; padding: 0; }
form > ul { margin-top: 20px; }
ul { border: 1px solid var(--line); border-radius: 12px; overflow: hidden; }
li + li { border-top: 1px solid var(--line); }
button { font: inherit; color: inherit; cursor: pointer; }
.person {
  display: grid; grid-template-columns: 40px minmax(0, 1fr); gap: 0 14px; align-items: center;
  width: 100%; min-height: 64px; padding: 10px 14px; border: 0; background: none; text-align: start;
}
.person:hover { background: var(--hover); }
.person img { width: 40px; height: 40px; border-radius: 50%; display: block; }
.person span { display: block; overflow-wrap: anywhere; line-height: 1.35; text-align: left; }
.name {
  font-weight: 600;
  display: -webkit-box !important; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden;
}
.person .quiet { line-height: 1.4; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: -3px; border-radius: 8px; }
details { margin-top: 16px; }
summary {
  padding: 8px 4px; color: var(--accent); font-size: 15px; font-weight: 550; cursor: pointer;
}
details ul { margin-top: 8px; }
.receives { margin-top: 16px; }
.cancel {
  width: 100%; min-height: 44px; margin-top: 20px; padding: 8px 16px; background: none;
  border: 1px solid var(--line); border-radius: 10px; font-weight: 550;
}
.cancel:hover { background: var(--hover); }
@media (max-width: 480px) {
  body { place-items: start center; padding: 12px; }
  .content { padding: 20px 16px; }
  .banner { padding: 10px 16px; }
}
`;
