// Appends the counts of each jest run to the file that MEDBOURSE_TEST_COUNTS names, so that a run of several suites can end with one sum.
const { appendFileSync } = require('node:fs');

module.exports = class CountReporter {
  onRunComplete(_contexts, results) {
    const file = process.env.MEDBOURSE_TEST_COUNTS;
    if (file)
      appendFileSync(
        file,
        `${results.numPassedTests} ${results.numFailedTests + results.numRuntimeErrorTestSuites} ${results.numPendingTests}\n`,
      );
  }
};
