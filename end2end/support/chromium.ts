// Flags for a machine without a display, a GPU or a user account.
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Debian's Chromium: the browser of all tests. */
export const chromium = { executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args };

/** Chromium with the back/forward cache, which Playwright disables and the headless shell lacks. */
export const chromiumWithMemory = {
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args,
  ignoreDefaultArgs: ['--disable-back-forward-cache'],
};

/** The headless shell. Unlike `chromium --headless`, it does not render a hidden browser window. */
export const headlessShell = { executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium-headless-shell', args };
