import { type FullConfig, type Reporter, type Suite, type TestError } from '@playwright/test/reporter';

/** As much of an error as it takes to know what happened; the list and the HTML report have the rest. */
const LINES = 24;

/** Says last of all what failed, if only at the first try, and why. Of a long log, often only the end is kept. */
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
    const tests = (this.suite?.allTests() ?? []).filter((test) => ['unexpected', 'flaky'].includes(test.outcome()));
    const failures = tests.map((test) => {
      const [, project, ...title] = test.titlePath();
      const outcome = test.outcome() === 'flaky' ? 'Passed at the second try' : 'Failed';
      return `${outcome}: [${project}] ${title.join(' › ')}\n${test.results.flatMap(({ errors }) => errors).map(inShort).join('\n')}`;
    });
    const others = this.outsideOfTests.map((error) => `Failed: ${inShort(error)}`);
    for (const failure of [...failures, ...others]) console.log(`\n${failure}`);
  }
}

function inShort({ message, value }: TestError): string {
  // Without the colours of a terminal.
  const lines = (message ?? value ?? '').replace(/\x1b\[[0-9;]*m/g, '').split('\n');
  return lines.slice(0, LINES).map((line) => `  ${line}`).join('\n');
}
