import { type FullConfig, type Reporter, type Suite, type TestError } from '@playwright/test/reporter';

/** As much of an error as it takes to know what happened; the list and the HTML report have the rest. */
const LINES = 24;

/** Says last of all what failed, and why. Of a long log, often only the end is kept. */
export default class Failures implements Reporter {
  private suite?: Suite;
  private readonly outsideOfTests: TestError[] = [];

  onBegin(_config: FullConfig, suite: Suite) {
    this.suite = suite;
  }

  onError(error: TestError) {
    this.outsideOfTests.push(error);
  }

  async onExit() {
    const failed = (this.suite?.allTests() ?? []).filter((test) => test.outcome() === 'unexpected');
    const failures = failed.map((test) => {
      const [, project, ...title] = test.titlePath();
      return `[${project}] ${title.join(' › ')}\n${test.results.flatMap(({ errors }) => errors).map(inShort).join('\n')}`;
    });
    for (const failure of [...failures, ...this.outsideOfTests.map(inShort)]) console.log(`\nFailed: ${failure}`);
  }
}

function inShort({ message, value }: TestError): string {
  // Without the colours of a terminal.
  const lines = (message ?? value ?? '').replace(/\x1b\[[0-9;]*m/g, '').split('\n');
  return lines.slice(0, LINES).map((line) => `  ${line}`).join('\n');
}
