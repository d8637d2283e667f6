/** What a browser is told where the page was not built. */
export const missingPage = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>Sluice control plane</title>
    <style>body { font: 16px/1.5 system-ui, sans-serif; margin: 10vh auto; max-width: 36rem; padding: 0 1rem }</style>
  </head>
  <body>
    <h1>The control plane runs</h1>
    <p>Its API is served here, but the Gateway Manager page has not been built. To build it, run this where Sluice is
    checked out, and start the control plane again:</p>
    <pre><code>npm run build</code></pre>
  </body>
</html>
`;
