"""How the test programs here end: as unittest's do, but 77 (ctest: skipped) if all was skipped."""

import sys
import unittest

SKIPPED = 77


def main():
    result = unittest.main(module="__main__", exit=False, verbosity=2).result
    if result.testsRun and len(result.skipped) == result.testsRun:
        sys.exit(SKIPPED)
    sys.exit(not result.wasSuccessful())
