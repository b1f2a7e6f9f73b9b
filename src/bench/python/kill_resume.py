"""Kills and resumes runs of a small cascade; run by src/bench/kill_resume.sh COUNT SEED THREADS [MLFLOW] from the repository's root.

Each of COUNT runs has a runs folder and a cache of its own, so that preparing is disturbed, too. It is killed two to five times, each
time in a way drawn from the seed:
  any         after a random time of the length of the undisturbed run
  preparing   soon after the first prepared case lies in the cache
  training    soon after a random epoch is recorded
  checkpoint  while a checkpoint is being written (its file set aside is there)
  stage       while a stage ends: its last epoch, its weights, the next one's start
  scoring     soon after the lesion network is done, when the test cases are segmented and scored
  report      soon after the last number, while the run's end is told and its report is written
and is then resumed, by `hepar run` or `hepar resume latest`, until it is done. When it is done, the bits are compared.
A run that came to its end before its first moment came is not counted. With the address of an MLflow server, the runs show themselves there; after
some of the kills and at the end a run is pushed, and the server must then show what the journal says, value for value. Exit code 0 when every run came out equal.
"""
import collections
import hashlib
import json
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

EXPERIMENT = """base: {root}/configs/cascade.yaml
name: killed
threads: {threads}
question: Does a run that is killed again and again come out as one that is left alone?
cohort: {{type: phantom, cases: 5, seed: 3, slices: 12, in_plane_size: 64, in_plane_spacing_mm: 5, slice_spacing_mm: 8}}
split: split.yaml
cascade:
  liver:
    preprocessing:
      - {{type: hu_window, lower_hu: -100, upper_hu: 250}}
      - {{type: resize_in_plane, height: 32, width: 32}}
    training:
      network: {{type: unet, slices: 1, depth: 2, base_channels: 4, norm: batch, dropout: 0.1}}
      sampling: {{batch_size: 4, foreground_share: 0.5, both_classes: true, cases: by_slices}}
      epochs: 3
      steps_per_epoch: 8
      keep: best
  lesion:
    preprocessing:
      - {{type: hu_window, lower_hu: 0, upper_hu: 200}}
      - {{type: resize_in_plane, height: 32, width: 32}}
    training:
      network: {{type: unet, slices: 1, depth: 2, base_channels: 4, norm: batch, dropout: 0.1}}
      optimiser: {{type: sgd, learning_rate: 0.02, momentum: 0.8, nesterov: true, weight_decay: 0.0001, decay_norms_and_biases: false}}
      sampling: {{batch_size: 4, foreground_share: 0.75, both_classes: true, cases: by_slices}}
      epochs: 3
      steps_per_epoch: 8
      keep: last
"""
SPLIT = """name: killed
folds:
  - {name: "0", training: [phantom-00, phantom-01], validation: [phantom-02], test: [phantom-03, phantom-04]}
"""
KINDS = ("any", "any", "preparing", "training", "training", "checkpoint", "checkpoint", "checkpoint", "stage", "stage", "scoring", "scoring", "report", "report")
EPOCHS = 3
# Record that a kind waits for, and the longest time that may then pass before the kill.
WAITS = {"training": ("epoch", 0.3), "stage": ("epoch", 0.3), "scoring": ("stage_finished", 1.0), "report": ("summary", 3.0)}
ONCE = ("run_started", "cohort", "fold_started", "stage_started", "epoch", "stage_finished", "case_scored")
DIFFERS = ("seconds", "run_id", "command", "prediction", "slices_per_second", "waiting_seconds", "ready_batches", "resident_mb", "cpu_percent")
LONGEST = 3600  # seconds for one attempt: a machine may be busy


class Wrong(Exception):
    pass


def environment_for(mlflow):
    environment = {name: value for name, value in os.environ.items() if name != "MLFLOW_TRACKING_URI"}
    if mlflow:
        environment["MLFLOW_TRACKING_URI"] = mlflow
    # A process lives for seconds: the quick compiler alone is done sooner.
    environment["HEPAR_JAVA_OPTS"] = "-XX:TieredStopAtLevel=1 " + environment.get("HEPAR_JAVA_OPTS", "")
    return environment


def push(root, where, mlflow):
    """Sends the run and has the server's values compared with the journal's."""
    folder = run_folder(where)
    if folder is None:
        return
    command = [str(root / "hepar"), "push", str(folder), "--verify"]
    done = subprocess.run(command, capture_output=True, text=True, env=environment_for(mlflow))
    with open(where / "out", "a") as out:
        out.write(done.stdout + done.stderr)
    if done.returncode != 0:
        raise Wrong(f"push ended with {done.returncode}: {(done.stdout + done.stderr)[-600:]}")


def start(root, where, verb, minutes, mlflow):
    target = ["latest"] if verb == "resume" else [str(where.parent / "experiment.yaml")]
    command = [str(root / "hepar"), verb, *target, "--runs", str(where / "runs"), "--cache", str(where / "cache"), "--checkpoint-minutes", str(minutes)]
    return subprocess.Popen(command, stdout=open(where / "out", "ab"), stderr=subprocess.STDOUT, env=environment_for(mlflow))


def run_folder(where):
    """The one folder whose run has begun; None before."""
    begun = [journal.parent for journal in sorted((where / "runs").glob("*/journal.jsonl")) if b'"kind":"run_started"' in journal.read_bytes()]
    if len(begun) > 1:
        raise Wrong(f"{len(begun)} runs instead of one: {[folder.name for folder in begun]}")
    return begun[0] if begun else None


def kinds(where):
    folder = run_folder(where)
    if folder is None:
        return []
    lines = (folder / "journal.jsonl").read_bytes().split(b"\n")
    found = []
    for line in lines:
        try:
            found.append(json.loads(line)["kind"])
        except ValueError:
            pass
    return found


def has_ended(where):
    """Whether the report was told to be written, which a run does last; a page of that name is there before."""
    folder = run_folder(where)
    return folder is not None and b'"path":"report.html"' in (folder / "journal.jsonl").read_bytes()


def moment(kind, where, chance, length):
    """A function that says whether the moment to kill has come."""
    began = time.monotonic()
    if kind == "any":
        after = chance.uniform(0.2, length)
        return lambda: time.monotonic() - began > after
    if kind == "preparing":
        count = chance.randint(1, 5)
        return lambda: len(list((where / "cache").glob("*.prepared*"))) >= count
    if kind == "checkpoint":
        count = [chance.randint(1, 4)]

        def writing():
            if list((where / "runs").glob("*/fold-0/*-checkpoint-*.part")):
                count[0] -= 1
                time.sleep(0.002 * chance.random())
            return count[0] <= 0
        return writing
    wanted, longest = WAITS[kind]
    before = kinds(where).count(wanted)
    if kind == "stage":
        count = EPOCHS if before < EPOCHS else 2 * EPOCHS
    else:
        count = {"training": before + chance.randint(1, 4), "scoring": 2, "report": 1}[kind]
    after = chance.uniform(0, longest)
    seen = [None]
    polled = [0.0]

    def recorded():
        if seen[0] is None and time.monotonic() - polled[0] > 0.01:
            polled[0] = time.monotonic()
            if kinds(where).count(wanted) >= count:
                seen[0] = time.monotonic()
        return seen[0] is not None and time.monotonic() - seen[0] > after
    return recorded


def attempt(root, where, verb, minutes, come, mlflow):
    """Runs until its end (returns the exit code) or until its moment has come (returns None)."""
    process = start(root, where, verb, minutes, mlflow)
    began = time.monotonic()
    while process.poll() is None:
        if come():
            process.send_signal(signal.SIGKILL)
            process.wait()
            return None
        if time.monotonic() - began > LONGEST:
            process.kill()
            raise Wrong(f"no end after {LONGEST} s")
        time.sleep(0.001)
    return process.returncode


def bits(folder):
    files = sorted([*folder.glob("fold-*/*.safetensors"), *folder.glob("predictions/*"), *folder.glob("*.csv"), folder / "experiment.yaml", folder / "split.yaml"])
    return {str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest() for file in files if file.is_file()}


def journal(folder):
    text = (folder / "journal.jsonl").read_bytes()
    if not text.endswith(b"\n"):
        raise Wrong("the journal ends in half a line")
    entries = []
    for number, line in enumerate(text[:-1].split(b"\n"), 1):
        entry = json.loads(line)
        tail = line.rindex(b',"sha":"')
        if entry["sha"] != hashlib.sha256(line[:tail] + b"}").hexdigest()[:16]:
            raise Wrong(f"line {number} of the journal does not match its checksum")
        if entry["seq"] != number:
            raise Wrong(f"line {number} of the journal has the number {entry['seq']}")
        entries.append(entry)
    return entries


def events(entries):
    """What must be told exactly once, without times and paths."""
    told = []
    for entry in entries:
        if entry["kind"] in ONCE:
            fields = {name: value for name, value in entry["fields"].items() if name not in DIFFERS}
            told.append((entry["kind"], json.dumps(fields, sort_keys=True)))
    return told


def compare(folder, expected_bits, expected_events):
    found = bits(folder)
    different = sorted(name for name in expected_bits.keys() | found.keys() if expected_bits.get(name) != found.get(name))
    if different:
        raise Wrong(f"other bits in {different}")
    told = events(journal(folder))
    if told != expected_events:
        twice = [event for event, count in collections.Counter(told).items() if count > 1]
        lost = [event for event in expected_events if event not in told]
        raise Wrong(f"the journal tells otherwise: twice {twice[:2]}, lost {lost[:2]}")
    if not (folder / "report.html").is_file():
        raise Wrong("there is no report")
    left = [str(file.relative_to(folder)) for file in folder.rglob("*") if file.name.endswith((".part", ".refused")) or "-checkpoint-" in file.name]
    if left:
        raise Wrong(f"left behind: {left}")


def main():
    count, seed = int(sys.argv[1]), int(sys.argv[2])
    mlflow = sys.argv[4] if len(sys.argv) > 4 else ""
    root = pathlib.Path.cwd()
    place = pathlib.Path(tempfile.mkdtemp(prefix="hepar-kill-"))
    (place / "experiment.yaml").write_text(EXPERIMENT.format(root=root, threads=int(sys.argv[3])))
    (place / "split.yaml").write_text(SPLIT)
    undisturbed = place / "undisturbed"
    undisturbed.mkdir()
    began = time.monotonic()
    if attempt(root, undisturbed, "run", 10, lambda: False, "") != 0:
        sys.exit((undisturbed / "out").read_text() + f"\nthe undisturbed run failed, see {place}")
    length = time.monotonic() - began
    expected_bits, expected_events = bits(run_folder(undisturbed)), events(journal(run_folder(undisturbed)))
    print(f"undisturbed: {length:.0f} s, {len(expected_bits)} files, {len(expected_events)} events", flush=True)
    failed, kills, moments = 0, 0, collections.Counter()
    number, undisturbed_runs = 0, 0
    while number - undisturbed_runs < count:
        number += 1
        chance = random.Random(f"{seed}/{number}")
        where = place / f"run-{number}"
        where.mkdir()
        minutes = chance.choice((0.0005, 0.002, 0.01, 10))
        story = []
        try:
            code, left = None, chance.randint(2, 5)
            while code is None:
                verb = "resume" if run_folder(where) is not None and chance.random() < 0.5 else "run"
                kind = chance.choice(KINDS) if left > 0 else None
                come = moment(kind, where, chance, length) if kind else lambda: False
                if has_ended(where):
                    break
                code = attempt(root, where, verb, minutes, come, mlflow)
                if code is None:
                    left -= 1
                    kills += 1
                    last = kinds(where)[-1:] or ["nothing"]
                    moments[f"after {last[0]}"] += 1
                    story.append(f"{verb}, {kind} after {last[0]}")
                    if mlflow and chance.random() < 0.5:
                        push(root, where, mlflow)
                        story[-1] += ", pushed"
                elif code != 0:
                    raise Wrong(f"{verb} ended with {code}: {(where / 'out').read_text()[-400:]}")
            compare(run_folder(where), expected_bits, expected_events)
            if mlflow:
                push(root, where, mlflow)
            undisturbed_runs += not story
            print(f"run {number}: equal after {len(story)} kills ({'; '.join(story)}; checkpoints every {minutes} min)", flush=True)
            shutil.rmtree(where)
        except Wrong as wrong:
            failed += 1
            print(f"run {number}: WRONG after {len(story)} kills ({'; '.join(story)}): {wrong}; kept in {where}", flush=True)
    where_killed = ", ".join(f"{name} {times}" for name, times in moments.most_common())
    print(f"kill_resume: {count - failed} of {count} runs equal bit for bit after {kills} kills, seed {seed} (last journal line at the kill: {where_killed})")
    if failed == 0:
        shutil.rmtree(place)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
