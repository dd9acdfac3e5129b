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

/** The same with the memory in which browsers keep the pages one has left. Playwright switches it off, and the headless shell lacks it. */
export const chromiumWithMemory = {
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args,
  ignoreDefaultArgs: ['--disable-back-forward-cache'],
};

/** The headless shell, a Chromium without windows. Where one has windows, even if nobody sees them, it draws its own as well. */
export const headlessShell = { executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium-headless-shell', args };
