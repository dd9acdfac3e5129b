import { type FullConfig } from '@playwright/test';

import { assertBuilt } from './build';

/** Runs before all tests: one clear error rather than one for each of them. */
export default function setup({ metadata }: FullConfig) {
  assertBuilt(metadata.app);
}
