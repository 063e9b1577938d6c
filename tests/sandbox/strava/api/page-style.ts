/** Looks of the simulator's pages; one sheet so that they look alike. */
export const pageStyle = `
  :root { color-scheme: light dark; --ink: #1d2330; --paper: #fff; --ground: #eef0f4;
    --line: #d5d9e2; --strong: #b3400d; }
  @media (prefers-color-scheme: dark) { :root { --ink: #e8eaf0; --paper: #1c212b;
    --ground: #12151c; --line: #353c4a; --strong: #ff8a50; } }
  * { box-sizing: border-box; }
  body { margin: 0; padding: 2rem 1rem; background: var(--ground); color: var(--ink);
    font: 16px/1.5 system-ui, sans-serif; }
  main { max-width: 34rem; margin: 0 auto; padding: 1.5rem; background: var(--paper);
    border: 1px solid var(--line); border-radius: 0.75rem; }
  h1 { margin: 0 0 0.25rem; font-size: 1.35rem; line-height: 1.3; }
  .note { margin: 0 0 1.25rem; font-size: 0.9rem; opacity: 0.8; }
  fieldset { margin: 0 0 1.25rem; padding: 0.75rem 1rem; border: 1px solid var(--line);
    border-radius: 0.5rem; }
  legend { padding: 0 0.35rem; font-weight: 600; }
  .scope { display: flex; gap: 0.6rem; padding: 0.3rem 0; }
  .scope code { display: block; font-size: 0.8rem; opacity: 0.7; }
  select { width: 100%; padding: 0.5rem; font: inherit; }
  .buttons { display: flex; gap: 0.75rem; }
  button { flex: 1; padding: 0.65rem 1rem; border: 2px solid var(--strong); border-radius: 0.5rem;
    background: transparent; color: var(--strong); font: inherit; font-weight: 600; cursor: pointer; }
  button.yes { background: var(--strong); color: var(--paper); }
  button:focus-visible, select:focus-visible, input:focus-visible { outline: 3px solid var(--ink);
    outline-offset: 2px; }
  code, pre { font-family: ui-monospace, monospace; }
  li { margin: 0.2rem 0; overflow-wrap: anywhere; }
`;
