"""What NLTK and statsmodels need for the same coefficients, for tools/bench.

    agreement_peers.py unpack CODINGS.csv.gz FILE   numbered: unit, coder, labels
    agreement_peers.py measure FILE                 JSON: value and seconds of each
"""

import csv
import gzip
import json
import sys
import time


def unpack(source, target):
    numbers = {"item": {}, "coder": {}, "label": {}}

    def number(kind, name):
        return numbers[kind].setdefault(name, len(numbers[kind]))

    with gzip.open(source, "rt", newline="", encoding="utf-8") as file:
        rows = [(number("item", (row["question"], row["item_id"])), number("coder", row["coder"]),
                 [number("label", label) for label in row["labels"].split(";") if label])
                for row in csv.DictReader(file)]
    with open(target, "w", encoding="utf-8") as file:
        for item, coder, labels in sorted(rows):
            file.write(f"{item}\t{coder}\t{' '.join(map(str, labels))}\n")


def exact_masi(a, b):
    """Passonneau's thirds; NLTK 3.8 rounds them to 0.67 and 0.33, and divides by zero for two empty sets."""
    if a == b:
        return 0.0
    shared, size = len(a & b), len(a | b)
    part = 2 / 3 if shared == min(len(a), len(b)) else 1 / 3
    return 1 - shared / size * part if shared else 1.0


def timed(work):
    begin = time.perf_counter()
    value = work()
    return {"value": value, "seconds": time.perf_counter() - begin}


def measure(source):
    from nltk.metrics.agreement import AnnotationTask

    with open(source, encoding="utf-8") as file:
        rows = [line.rstrip("\n").split("\t") for line in file]
    data = [(coder, item, frozenset(labels.split())) for item, coder, labels in rows]
    result = {"nominal_alpha": timed(lambda: AnnotationTask(data).alpha()),
              "masi_alpha": timed(lambda: AnnotationTask(data, distance=exact_masi).alpha())}
    counts, places = {}, {}
    for _, item, labels in data:
        unit = counts.setdefault(item, {})
        place = places.setdefault(labels, len(places))
        unit[place] = unit.get(place, 0) + 1
    if len({sum(unit.values()) for unit in counts.values()}) == 1:  # statsmodels takes complete data alone
        import numpy
        from statsmodels.stats.inter_rater import fleiss_kappa

        table = numpy.zeros((len(counts), len(places)), dtype=int)
        for row, unit in enumerate(counts.values()):
            for place, number in unit.items():
                table[row, place] = number
        result["fleiss"] = timed(lambda: fleiss_kappa(table))
    print(json.dumps(result))


if __name__ == "__main__":
    unpack(*sys.argv[2:]) if sys.argv[1] == "unpack" else measure(sys.argv[2])
