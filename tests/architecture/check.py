"""Holds the repository to its rules: prints what breaks one, with file and line.

    check.py [ROOT]
"""

import pathlib
import sys

import rules
import rules_arrows
import rules_code
import rules_deploy
import rules_documents
import rules_text
from repository import Repository

__all__ = ["rules_arrows", "rules_code", "rules_deploy", "rules_documents", "rules_text"]


def main(root):
    repository = Repository.at(root)
    broken = 0
    for name, function in rules.RULES.items():
        findings = rules.findings_of(name, repository)
        if findings:
            broken += 1
            print(f"\n{name.replace('_', ' ')}: {' '.join(function.__doc__.split())}")
            for finding in findings:
                print(f"  {finding}")
    print(f"\n{len(rules.RULES)} rules, {len(repository.paths)} files: {broken} broken")
    return bool(broken)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).resolve().parents[2]))
