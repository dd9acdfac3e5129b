import { type Page } from '@playwright/test';

/** Keeps requests from the store until the test lets them go. */
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
