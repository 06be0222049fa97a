"""What the engines that are driven from Python share: reading the queries, timing, writing the answers."""

import json
import sys
import time


def documents(path):
    """The documents of `number TAB text` lines."""
    with open(path, encoding="utf-8") as file:
        for line in file:
            number, _, text = line.rstrip("\n").partition("\t")
            yield int(number), text


def query_sets(path):
    """Sets of (distinct tokens, tokens in order, raw text), by name."""
    sets = {}
    with open(path, encoding="utf-8") as file:
        for line in file:
            name, distinct, ordered, raw = line.rstrip("\n").split("\t")
            sets.setdefault(name, []).append((distinct.split(), ordered.split(), raw))
    return sets


def split_operation(operation):
    """`or10` -> ("or", 10, False); `count_and` -> ("and", 0, True)."""
    if operation.startswith("count_"):
        return operation[6:], 0, True
    verb = operation.rstrip("0123456789")
    return verb, int(operation[len(verb):]), False


def search(arguments, prepare, execute, answer):
    """Runs the sets and writes the answers.

    prepare(verb, line) -> query; execute(query, limit, counts) does the work that is timed;
    answer(query, limit, counts) -> (total, [[number, score], ...]), outside the clock.
    """
    _, queries, out, mode, operations, budget, warm, passes, dump = arguments
    budget, warm, passes, dump = float(budget), float(warm), int(passes), int(dump)
    clock = time.perf_counter_ns
    result = {}
    for name, lines in query_sets(queries).items():
        result[name] = {}
        for operation in operations.split(","):
            verb, limit, counts = split_operation(operation)
            wanted = [line for line in lines if verb != "phrase" or len(line[1]) > 1]
            if not wanted:
                continue
            prepared = [prepare(verb, line) for line in wanted]
            # Raw text is analyzed inside the clock.
            if mode == "A":
                run = lambda index: execute(prepared[index], limit, counts)
            else:
                run = lambda index: execute(prepare(verb, wanted[index]), limit, counts)
            count, warm_passes, start = len(prepared), 0, time.perf_counter()
            while True:
                for index in range(count):
                    run(index)
                    if warm_passes == 0 and time.perf_counter() - start > budget:
                        count = index + 1
                        break
                warm_passes += 1
                if time.perf_counter() - start >= warm:
                    break
            times = []
            for _ in range(passes):
                row = []
                for index in range(count):
                    before = clock()
                    run(index)
                    row.append(clock() - before)
                times.append(row)
            answers = [answer(prepared[index], limit, counts) for index in range(min(count, dump))]
            result[name][operation] = {
                "n": count, "warm_passes": warm_passes, "ns": times,
                "counts": [total for total, _ in answers], "top": [top for _, top in answers],
            }
    with open(out, "w") as file:
        json.dump({"sets": result}, file)


def write_report(path, **values):
    with open(path, "w") as file:
        json.dump(values, file)


def main(index, search_with):
    if sys.argv[1] == "index":
        index(*sys.argv[2:])
    else:
        search_with(sys.argv[2:])
