import type { Reporter, TestCase, TestResult } from "@playwright/test/reporter";

/** Prints how many tests ran, in the words of the other test runner, so that one script counts both. */
export default class Summary implements Reporter {
  private readonly counts = { passed: 0, failed: 0, skipped: 0 };

  onTestEnd(_test: TestCase, result: TestResult): void {
    if (result.status === "passed") this.counts.passed++;
    else if (result.status === "skipped") this.counts.skipped++;
    else this.counts.failed++;
  }

  onEnd(): void {
    const { passed, failed, skipped } = this.counts;
    console.log(`Browser tests: ${passed + failed + skipped}`);
    console.log(`     Passed: ${passed}\n     Failed: ${failed}\n    Skipped: ${skipped}`);
  }

  printsToStdio(): boolean {
    return false;
  }
}
