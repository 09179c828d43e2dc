import type { Reporter, TestModule } from "vitest/node";

/** Prints how many tests ran, in the words of the .NET test runner, so that one script counts both. A test that is skipped fails the run. */
export default class Summary implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const of = (state: string) => tests.filter((test) => test.result().state === state);
    const skipped = of("skipped");
    for (const test of skipped) console.log(`  Skipped ${test.module.relativeModuleId} > ${test.fullName}`);
    console.log(`Unit tests of the page: ${tests.length}\n     Passed: ${of("passed").length}\n     Failed: ${of("failed").length}\n    Skipped: ${skipped.length}`);
    if (skipped.length > 0) process.exitCode = 1;
  }
}
