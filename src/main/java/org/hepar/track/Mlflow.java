package org.hepar.track;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * The copy of a run that people look at on an MLflow server. Recording returns at once: everything is sent from a thread
 * of its own. A server that is away, slow or failing costs one warning; after it nothing more is sent, the run goes on and
 * the journal keeps all. The run appears on the server with its first event. Safe to use from any thread.
 */
public final class Mlflow implements RunLog {

    private static final String CURE = "start one with: mlflow server --host 127.0.0.1 --port 5000, then set MLFLOW_TRACKING_URI=http://127.0.0.1:5000";
    private static final int HIGHEST_PORT = 65_535;
    private static final Event END = new Event("", Instant.EPOCH, Map.of());

    private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final MlflowServer server;
    private final MlflowRun run;
    private final Patience patience;
    private final Consumer<String> warn;
    private final Thread sender = new Thread(this::send, "mlflow");

    /**
     * How the server showed the run before its process ended.
     *
     * @param runId of the server
     * @param cases that were scored
     */
    public record Earlier(String runId, long cases) {
    }

    private record Event(String kind, Instant time, Map<String, Object> fields) {
    }

    private Mlflow(MlflowServer server, MlflowRun run, Patience patience, Consumer<String> warn) {
        this.server = server;
        this.run = run;
        this.patience = patience;
        this.warn = warn;
    }

    /**
     * The address in MLFLOW_TRACKING_URI. Only servers reached by http or https can be used; a folder or a database is
     * refused here, before a run starts.
     */
    public static URI server(String trackingUri) {
        try {
            return requireServer(new URI(trackingUri.strip()));
        } catch (URISyntaxException e) {
            throw notAServer(trackingUri);
        }
    }

    /**
     * A log that will show a run of this name in an experiment of this name; it does not wait for the server.
     *
     * @param runFolder the folder that the paths of artefacts are relative to
     * @param earlier   where a run is taken up: what the server shows of it already; it goes on there if the server still has it
     * @param shown     takes the server's id of a run that is new there; called from another thread
     * @param warn      takes the one line about a server that cannot be used; called from another thread
     */
    public static Mlflow connect(URI server, String experimentName, String runName, Path runFolder, Optional<Earlier> earlier,
            Consumer<String> shown, Consumer<String> warn) {
        return connect(server, experimentName, runName, runFolder, earlier, shown, warn, System.getenv(), Patience.USUAL);
    }

    static Mlflow connect(URI address, String experimentName, String runName, Path runFolder, Optional<Earlier> earlier,
            Consumer<String> shown, Consumer<String> warn, Map<String, String> environment, Patience patience) {
        if (experimentName.isBlank() || runName.isBlank()) {
            throw new IllegalArgumentException("experiment name (=\"" + experimentName + "\") and run name (=\"" + runName
                    + "\") must not be blank; MLflow shows the run under them");
        }
        MlflowServer server = new MlflowServer(requireServer(address), environment, patience);
        MlflowRun run = new MlflowRun(server, experimentName, runName, runFolder, earlier, shown, warn);
        Mlflow log = new Mlflow(server, run, patience, warn);
        log.sender.setDaemon(true);
        log.sender.start();
        return log;
    }

    @Override
    public void record(String kind, Map<String, ?> fields) {
        if (!stopped.get()) {
            events.add(new Event(kind, Instant.now(), Fields.plain(fields)));
        }
    }

    /** Waits for what is still on its way, at most a minute; a second call does nothing. */
    @Override
    public void close() {
        events.add(END);
        boolean interrupted = false;
        long end = System.nanoTime() + patience.end().toNanos();
        while (sender.isAlive() && System.nanoTime() < end) {
            try {
                TimeUnit.NANOSECONDS.timedJoin(sender, Math.max(1, end - System.nanoTime()));
            } catch (InterruptedException e) {
                interrupted = true; // the wait is bounded: finish it, then say so
            }
        }
        if (sender.isAlive()) {
            giveUp("not everything was taken within " + patience.end().toSeconds() + " s of the run's end");
            sender.interrupt();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void send() {
        try {
            for (Event event = events.take(); event != END; event = events.take()) {
                run.tell(event.kind(), event.time(), event.fields());
                if (events.isEmpty()) {
                    run.flush();
                }
            }
            run.end();
        } catch (ServerLost e) {
            giveUp(e.getMessage());
        } catch (InterruptedException e) {
            giveUp("interrupted");
        } catch (RuntimeException | LinkageError e) {
            giveUp(e.toString().replaceAll("\\s+", " "));
        } finally {
            stopped.set(true);
            events.clear();
            server.close();
        }
    }

    private void giveUp(String reason) {
        if (stopped.getAndSet(true)) {
            return;
        }
        warn.accept(run.isShown()
                ? "MLflow at " + server.address() + " shows this run only in part (" + reason + "): the run goes on and its journal keeps everything"
                : "MLflow at " + server.address() + " does not show this run (" + reason + "): the run goes on and its journal keeps everything; "
                        + "check that the server runs, or unset MLFLOW_TRACKING_URI");
    }

    private static URI requireServer(URI address) {
        if (!"http".equalsIgnoreCase(address.getScheme()) && !"https".equalsIgnoreCase(address.getScheme())) {
            throw notAServer(address.toString());
        }
        if (address.getHost() == null) {
            throw new IllegalArgumentException("MLFLOW_TRACKING_URI (=" + shown(address.toString())
                    + ") must have a host of letters, digits, - and . only (no underscore); give http://host:port");
        }
        if (address.getPort() > HIGHEST_PORT) {
            throw new IllegalArgumentException("MLFLOW_TRACKING_URI (=" + shown(address.toString()) + ") has a port above " + HIGHEST_PORT + "; give http://host:port");
        }
        return address;
    }

    private static IllegalArgumentException notAServer(String trackingUri) {
        return new IllegalArgumentException("MLFLOW_TRACKING_URI (=" + shown(trackingUri) + ") must be the address of a server, http://host:port or https://...; " + CURE);
    }

    /** The address without what may be a password. */
    private static String shown(String trackingUri) {
        return trackingUri.replaceAll("//.*@", "//...@").replaceAll("\\s+", " ");
    }
}
