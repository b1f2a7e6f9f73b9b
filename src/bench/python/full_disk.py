"""Runs a small cascade on disks that are too small for it; run by src/bench/full_disk.sh COUNT SEED from the repository's root.

Each of COUNT runs has its folder on a file system in memory of its own, of a size drawn between a twentieth and nineteen twentieths of what the undisturbed
run needs. It must stop with exit code 1 and one line that says so; when the file system has been made larger, the same command must go on and
end with the bits and the journal of the undisturbed run. Exit code 0 when every run did.
"""
import collections
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile

from kill_resume import EXPERIMENT, SPLIT, Wrong, attempt, bits, compare, events, journal, run_folder


def mount(folder, kilobytes, again=False):
    options = ("remount," if again else "") + f"size={kilobytes}k"
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], check=True)


def highest_kilobytes(where):
    """What the run takes when it is done, in whole pages; checkpoints that are gone by then need less than its report."""
    return sum((file.stat().st_size + 8191) // 4096 * 4 for file in (where / "runs").rglob("*"))


def stopped_line(where, before):
    lines = (where / "out").read_text()[before:].splitlines()
    said = [line for line in lines if line.startswith("hepar: ")]
    if len(said) != 1 or "No space left on device" not in said[0]:
        raise Wrong(f"it said {said or lines[-3:]}")
    if any(line.startswith(("\tat ", "Exception in thread", "Caused by:")) for line in lines):
        raise Wrong("it showed a stack trace")
    return said[0].replace(str(where), "")


def main():
    count, seed = int(sys.argv[1]), int(sys.argv[2])
    root = pathlib.Path.cwd()
    place = pathlib.Path(tempfile.mkdtemp(prefix="hepar-full-"))
    (place / "experiment.yaml").write_text(EXPERIMENT.format(root=root, threads=1))
    (place / "split.yaml").write_text(SPLIT)
    undisturbed = place / "undisturbed"
    undisturbed.mkdir()
    if attempt(root, undisturbed, "run", 10, lambda: False, "") != 0:
        sys.exit((undisturbed / "out").read_text())
    whole = highest_kilobytes(undisturbed)
    expected_bits, expected_events = bits(run_folder(undisturbed)), events(journal(run_folder(undisturbed)))
    print(f"undisturbed: {whole} KB", flush=True)
    failed, places = 0, collections.Counter()
    for number in range(1, count + 1):
        where = place / f"run-{number}"
        (where / "runs").mkdir(parents=True)
        size = int(whole * random.Random(f"{seed}/{number}").uniform(0.05, 0.95))
        mount(where / "runs", size)
        try:
            code = attempt(root, where, "run", 0.0005, lambda: False, "")
            if code != 1:
                raise Wrong(f"ended with {code}: {(where / 'out').read_text()[-400:]}")
            line = stopped_line(where, 0)
            kind = (journal(run_folder(where)) if whole_journal(where) else [{"kind": "half a line"}])[-1]["kind"]
            places[kind] += 1
            mount(where / "runs", 4 * whole, again=True)
            before = len((where / "out").read_text())
            if attempt(root, where, "run", 0.0005, lambda: False, "") != 0:
                raise Wrong(f"does not go on: {(where / 'out').read_text()[before:][-400:]}")
            compare(run_folder(where), expected_bits, expected_events)
            print(f"run {number}: {size} KB, stopped after {kind} ({line[:160]}), went on, equal", flush=True)
        except Wrong as wrong:
            failed += 1
            shutil.copytree(where / "runs", where / "kept")
            print(f"run {number}: {size} KB, WRONG: {wrong}; kept in {where}/kept", flush=True)
        subprocess.run(["umount", str(where / "runs")], check=True)
    print(f"full_disk: {count - failed} of {count} runs stopped with one line and went on to equal bits, seed {seed} (last journal line: "
          + ", ".join(f"{name} {times}" for name, times in places.most_common()) + ")")
    if failed == 0:
        shutil.rmtree(place)
    sys.exit(1 if failed else 0)


def whole_journal(where):
    return (run_folder(where) / "journal.jsonl").read_bytes().endswith(b"\n")


if __name__ == "__main__":
    main()
