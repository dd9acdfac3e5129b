import { type FullConfig, type FullResult, type Reporter, type Suite, type TestCase, type TestError } from '@playwright/test/reporter';

/** The number of lines of an error that are printed; the list and the HTML report have all. */
const LINES = 24;

/** The number of slowest tests that are listed. */
const SLOWEST = 10;

/**
 * The number of flaky tests that may pass on a retry before the run fails, if `CI` is set. A flaky test is wrong or has found a race,
 * and must be fixed; it is listed either way. But a busy machine can delay one or two, which must not reject a correct change.
 */
const FLAKY = 2;

/** Prints times, failures and flaky tests at the end of the run, since often only the end of a long log is kept. */
export default class Summary implements Reporter {
  private suite?: Suite;
  private readonly outsideOfTests: TestError[] = [];

  onBegin(_config: FullConfig, suite: Suite) {
    this.suite = suite;
  }

  onError(error: TestError) {
    this.outsideOfTests.push(error);
  }

  async onEnd({ status }: FullResult) {
    const tooMany = process.env.CI && this.having('flaky').length > FLAKY;
    return { status: tooMany && status === 'passed' ? ('failed' as const) : status };
  }

  async onExit() {
    const tests = this.suite?.allTests().filter(({ results }) => results.length) ?? [];
    const times = this.suite?.suites.map((project) => `${row(project.allTests())}  ${project.title}`) ?? [];
    const slowest = tests.toSorted((a, b) => seconds([b]) - seconds([a])).slice(0, SLOWEST);
    if (tests.length) {
      console.log(['\nTests, with their total time:', ...times].join('\n'));
      console.log(['\nThe slowest tests:', ...slowest.map((test) => `${inSeconds([test])}  ${nameOf(test)}`)].join('\n'));
    }

    const flaky = this.having('flaky');
    const failures = [...flaky, ...this.having('unexpected')].map((test) => {
      const outcome = test.outcome() === 'flaky' ? 'Flaky' : 'Failed';
      return `${outcome}: ${nameOf(test)}\n${test.results.flatMap(({ errors }) => errors).map(inShort).join('\n')}`;
    });
    const others = this.outsideOfTests.map((error) => `Failed: ${inShort(error)}`);
    for (const failure of [...failures, ...others]) console.log(`\n${failure}`);
    if (flaky.length > FLAKY) {
      const verdict = process.env.CI ? 'the run fails' : 'with CI set, the run would fail';
      console.log(`\n${flaky.length} flaky tests, more than the limit of ${FLAKY}: ${verdict}.`);
    }
  }

  private having(outcome: 'flaky' | 'unexpected'): TestCase[] {
    return this.suite?.allTests().filter((test) => test.outcome() === outcome) ?? [];
  }
}

/** The time of all tries of the tests. */
const seconds = (tests: TestCase[]) => tests.flatMap(({ results }) => results).reduce((sum, { duration }) => sum + Math.max(duration, 0), 0) / 1000;

const inSeconds = (tests: TestCase[]) => `${seconds(tests).toFixed(1).padStart(8)} s`;

const row = (tests: TestCase[]) => `${inSeconds(tests)}  ${String(tests.filter((test) => test.outcome() !== 'skipped').length).padStart(3)} tests`;

function nameOf(test: TestCase): string {
  const [, project, ...title] = test.titlePath();
  return `[${project}] ${title.join(' › ')}`;
}

function inShort({ message, value }: TestError): string {
  // Strips terminal colours.
  const lines = (message ?? value ?? '').replace(/\x1b\[[0-9;]*m/g, '').split('\n');
  return lines.slice(0, LINES).map((line) => `  ${line}`).join('\n');
}
