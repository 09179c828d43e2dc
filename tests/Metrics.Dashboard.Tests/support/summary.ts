import type { FullResult, Reporter, TestCase, TestResult } from "@playwright/test/reporter";

/** Prints how many tests ran, in the words of the .NET test runner, so that one script counts both. A test that is skipped fails the run. */
export default class Summary implements Reporter {
  private readonly counts = { passed: 0, failed: 0, skipped: 0 };

  onTestEnd(_test: TestCase, result: TestResult): void {
    if (result.status === "passed") this.counts.passed++;
    else if (result.status === "skipped") this.counts.skipped++;
    else this.counts.failed++;
  }

  async onEnd(run: FullResult): Promise<{ status: FullResult["status"] }> {
    const { passed, failed, skipped } = this.counts;
    console.log(`Browser tests: ${passed + failed + skipped}`);
    console.log(`     Passed: ${passed}\n     Failed: ${failed}\n    Skipped: ${skipped}`);
    return { status: run.status === "passed" && skipped > 0 ? "failed" : run.status };
  }

  printsToStdio(): boolean {
    return false;
  }
}
