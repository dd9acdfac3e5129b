import { type Page } from '@playwright/test';

/** Holds requests back until the test releases them with `letGo`. */
export async function hold(page: Page, address: string): Promise<{ letGo: () => Promise<void> }> {
  let letGo = () => {};
  const gate = new Promise<void>((open) => (letGo = open));
  await page.route(address, async (route) => {
    await gate;
    await route.continue();
  });
  return {
    async letGo() {
      letGo();
      await page.unrouteAll({ behavior: 'wait' });
    },
  };
}
