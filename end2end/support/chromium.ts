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

/** Debian's headless shell, the browser of all tests. Unlike `chromium --headless` it renders no hidden browser window, which halves a test. */
export const chromium = { executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium-headless-shell', args };

/** The whole Chromium with the back/forward cache, which Playwright disables and the headless shell lacks. */
export const chromiumWithMemory = {
  executablePath: '/usr/bin/chromium',
  args,
  ignoreDefaultArgs: ['--disable-back-forward-cache'],
};
