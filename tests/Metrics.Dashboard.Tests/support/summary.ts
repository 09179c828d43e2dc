import type { FullConfig, FullResult, Reporter, Suite } from "@playwright/test/reporter";

/**
 * Prints how many tests ran, in the words of the .NET test runner, so that one script counts both, and which of them passed only when
 * they were run again. A test that is skipped fails the run.
 */
export default class Summary implements Reporter {
  private suite!: Suite;

  onBegin(_config: FullConfig, suite: Suite): void {
    this.suite = suite;
  }

  async onEnd(run: FullResult): Promise<{ status: FullResult["status"] }> {
    const tests = this.suite.allTests();
    const of = (outcome: string) => tests.filter((test) => test.outcome() === outcome);
    const [skipped, flaky] = [of("skipped").length, of("flaky")];
    console.log(`Browser tests: ${tests.length}`);
    console.log(`     Passed: ${of("expected").length + flaky.length}\n     Failed: ${of("unexpected").length}\n    Skipped: ${skipped}`);
    for (const test of flaky) console.log(`Passed only when it was run again: ${test.title}`);
    return { status: run.status === "passed" && skipped > 0 ? "failed" : run.status };
  }

  printsToStdio(): boolean {
    return false;
  }
}
