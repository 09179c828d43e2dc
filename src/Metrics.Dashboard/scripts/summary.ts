import type { Reporter, TestModule } from "vitest/node";

/** Prints how many tests ran, in the words of the .NET test runner, so that one script counts both. */
export default class Summary implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const states = modules.flatMap((module) => [...module.children.allTests()].map((test) => test.result().state as string));
    const count = (wanted: string) => states.filter((state) => state === wanted).length;
    console.log(`Unit tests of the page: ${states.length}\n     Passed: ${count("passed")}\n     Failed: ${count("failed")}\n    Skipped: ${count("skipped")}`);
  }
}
