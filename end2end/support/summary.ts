import { type FullConfig, type FullResult, type Reporter, type Suite, type TestCase, type TestError } from '@playwright/test/reporter';

/** As much of an error as it takes to know what happened; the list and the HTML report have the rest. */
const LINES = 24;

/** How many of the slowest tests are named. */
const SLOWEST = 10;

/**
 * How many tests may take a second try before the run fails, where `CI` is set. A test that passes at the second try is either wrong
 * or has found a race, and has to be mended; it is named either way. But a machine that is busy with something else can make one or two
 * late, and a change that is right must not be refused for that.
 */
const FLAKY = 2;

/** Says last of all what the run took, what failed, if only at the first try, and why. Of a long log, often only the end is kept. */
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
      console.log(['\nTests, and how long browsers were busy with them:', ...times].join('\n'));
      console.log(['\nThe slowest tests:', ...slowest.map((test) => `${inSeconds([test])}  ${nameOf(test)}`)].join('\n'));
    }

    const flaky = this.having('flaky');
    const failures = [...flaky, ...this.having('unexpected')].map((test) => {
      const outcome = test.outcome() === 'flaky' ? 'Passed at the second try' : 'Failed';
      return `${outcome}: ${nameOf(test)}\n${test.results.flatMap(({ errors }) => errors).map(inShort).join('\n')}`;
    });
    const others = this.outsideOfTests.map((error) => `Failed: ${inShort(error)}`);
    for (const failure of [...failures, ...others]) console.log(`\n${failure}`);
    if (flaky.length > FLAKY) {
      const verdict = process.env.CI ? 'the run has failed' : 'where CI is set, the run would have failed';
      console.log(`\n${flaky.length} tests passed only at the second try, and ${FLAKY} may: ${verdict}.`);
    }
  }

  private having(outcome: 'flaky' | 'unexpected'): TestCase[] {
    return this.suite?.allTests().filter((test) => test.outcome() === outcome) ?? [];
  }
}

/** All tries of the tests together. */
const seconds = (tests: TestCase[]) => tests.flatMap(({ results }) => results).reduce((sum, { duration }) => sum + Math.max(duration, 0), 0) / 1000;

const inSeconds = (tests: TestCase[]) => `${seconds(tests).toFixed(1).padStart(8)} s`;

const row = (tests: TestCase[]) => `${inSeconds(tests)}  ${String(tests.filter((test) => test.outcome() !== 'skipped').length).padStart(3)} tests`;

function nameOf(test: TestCase): string {
  const [, project, ...title] = test.titlePath();
  return `[${project}] ${title.join(' › ')}`;
}

function inShort({ message, value }: TestError): string {
  // Without the colours of a terminal.
  const lines = (message ?? value ?? '').replace(/\x1b\[[0-9;]*m/g, '').split('\n');
  return lines.slice(0, LINES).map((line) => `  ${line}`).join('\n');
}
