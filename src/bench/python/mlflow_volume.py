"""Sends as many points as VolumeBenchmark with MLflow's own client: nested runs, log_batch of 1,000 points. Usage: mlflow_volume.py ADDRESS PAGES STEPS"""
import sys
import time

import mlflow
from mlflow.entities import Metric
from mlflow.tracking import MlflowClient

CURVES = 20
address, pages, steps = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
client = MlflowClient(address)
name = f"volume-python-{time.time_ns()}"
experiment = client.create_experiment(name)
began = time.perf_counter()
parent = client.create_run(experiment).info.run_id
for page in range(pages):
    run = client.create_run(experiment, tags={"mlflow.parentRunId": parent}).info.run_id
    batch = []
    for step in range(1, steps + 1):
        now = time.time_ns() // 1_000_000
        batch += [Metric(f"training/curve {curve}", curve / (step + 1.0), now, step) for curve in range(CURVES)]
        if len(batch) >= 1000:
            client.log_batch(run, metrics=batch[:1000])
            batch = batch[1000:]
    if batch:
        client.log_batch(run, metrics=batch)
    client.set_terminated(run)
client.set_terminated(parent)
seconds = time.perf_counter() - began
print(f"Python  {pages * steps * CURVES} points in {seconds:.1f} s: {pages * steps * CURVES / seconds:.0f} points a second (MLflow {mlflow.__version__})", flush=True)
