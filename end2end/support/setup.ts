import { type FullConfig } from '@playwright/test';

import { assertBuilt } from './build';

/** Runs before all tests, so that a missing build is one error instead of one per test. */
export default function setup({ metadata }: FullConfig) {
  assertBuilt(metadata.app);
}
