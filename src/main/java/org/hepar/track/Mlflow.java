package org.hepar.track;

import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The copy of a run that people look at on an MLflow server. The journal is the truth: a thread of its own brings it to the server, record by record,
 * and a server that is away, slow or failing is tried again for as long as the run goes on. What it has not taken when the run ends waits in the run
 * folder for {@code hepar push}. The run itself never waits for a server, but at its end, briefly, for one that keeps up. Safe to use from any thread.
 */
public final class Mlflow implements RunLog {

    private static final String CURE = "start one with: hepar dashboard";
    private static final int HIGHEST_PORT = 65_535;
    private static final int MOST_TRIES = 5;

    private final Path runFolder;
    private final MlflowServer server;
    private final Patience patience;
    private final Consumer<String> say;
    private final Thread sender = new Thread(this::send, "mlflow");
    private final Object news = new Object();
    private boolean fresh = true;
    private boolean closing;
    /** Why the server is not sent anything at the moment; empty while it is. */
    private volatile String lost = "";
    private volatile boolean complete;
    private volatile boolean abandoned;

    private Mlflow(Path runFolder, MlflowServer server, Patience patience, Consumer<String> say) {
        this.runFolder = runFolder;
        this.server = server;
        this.patience = patience;
        this.say = say;
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
     * What the environment says of how runs are shown, checked before anything is done.
     *
     * @throws IllegalArgumentException when it says what cannot be followed
     */
    public static void requireSettings(Map<String, String> environment) {
        MlflowServer.takesWeights(environment);
        MlflowHttp.requireCredentials(environment);
    }

    /** Whether a server answers within a time, with the credentials of the environment. */
    public static Health health(URI server, Map<String, String> environment, Duration deadline) {
        MlflowServer asked = new MlflowServer(requireServer(server), environment, Patience.USUAL);
        try {
            asked.requireMlflow(deadline);
            return new Health(asked.address(), "");
        } catch (ServerLost e) {
            return new Health(asked.address(), e.getMessage());
        }
    }

    /**
     * How a server is.
     *
     * @param address without credentials
     * @param trouble why it cannot be used, in a few words; empty where it can
     */
    public record Health(URI address, String trouble) {

        public boolean isGood() {
            return trouble.isEmpty();
        }
    }

    /**
     * Shows a run whose journal is being written; does not wait for the server.
     *
     * @param say takes a line when the server is lost and when it is back; called from another thread
     */
    public static Mlflow connect(URI server, Path runFolder, Consumer<String> say) {
        return connect(server, runFolder, say, System.getenv(), Patience.USUAL);
    }

    static Mlflow connect(URI address, Path runFolder, Consumer<String> say, Map<String, String> environment, Patience patience) {
        Mlflow log = new Mlflow(runFolder, new MlflowServer(requireServer(address), environment, patience), patience, say);
        log.sender.setDaemon(true);
        log.sender.start();
        return log;
    }

    /** What is recorded is read from the journal, which has it by now. */
    @Override
    public void record(String kind, Map<String, ?> fields) {
        synchronized (news) {
            fresh = true;
            news.notifyAll();
        }
    }

    /** Waits for what is still on its way as long as the server keeps up, at most a minute; a second call does nothing. */
    @Override
    public void close() {
        synchronized (news) {
            if (closing) {
                return;
            }
            closing = true;
            news.notifyAll();
        }
        boolean interrupted = false;
        long end = System.nanoTime() + patience.end().toNanos();
        while (sender.isAlive() && lost.isEmpty() && !server.isSlow() && System.nanoTime() < end) {
            try {
                TimeUnit.MILLISECONDS.timedJoin(sender, 20);
            } catch (InterruptedException e) {
                interrupted = true; // the wait is bounded: finish it, then say so
            }
        }
        if (!complete) {
            String why = lost.isEmpty() ? "it is slow" : lost;
            abandoned = true;
            sender.interrupt();
            interrupted |= !leaves(sender);
            say.accept("MLflow at " + server.address() + " does not have the whole run yet (" + why + "); send the rest with: hepar push " + runFolder);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits a moment for a thread to end; false if interrupted meanwhile. */
    private static boolean leaves(Thread thread) {
        try {
            TimeUnit.SECONDS.timedJoin(thread, 1);
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    private void send() {
        Optional<MlflowDelivery> opened = Optional.empty();
        try {
            Duration pause = patience.firstPause();
            while (true) {
                boolean last = isLast();
                if (lost.isEmpty() || server.answers(patience.call())) {
                    try {
                        MlflowDelivery delivery = opened.isPresent() ? opened.get() : new MlflowDelivery(runFolder, server, say);
                        opened = Optional.of(delivery);
                        delivery.deliver();
                        if (!lost.isEmpty()) {
                            say.accept("MLflow at " + server.address() + " is back and has what it missed");
                        }
                        lost = "";
                        complete = last;
                        pause = patience.firstPause();
                    } catch (ServerLost | UncheckedIOException | IllegalStateException e) {
                        lost(e.getMessage());
                    }
                }
                if (last || abandoned) {
                    return;
                }
                if (lost.isEmpty()) {
                    awaitNews();
                } else {
                    pause(pause);
                    pause = patience.longer(pause);
                }
            }
        } catch (InterruptedException e) {
            lost("interrupted");
        } catch (RuntimeException | Error e) {
            lost(server.withoutSecrets(e.toString().replaceAll("\\s+", " ")));
        } finally {
            opened.ifPresent(MlflowDelivery::close);
        }
    }

    private void lost(String reason) {
        if (lost.isEmpty() && !abandoned) {
            say.accept("MLflow at " + server.address() + " cannot be used (" + reason + "): the run goes on, its journal keeps everything and is sent when the server is back");
        }
        lost = reason;
    }

    private boolean isLast() {
        synchronized (news) {
            fresh = false;
            return closing;
        }
    }

    private void awaitNews() throws InterruptedException {
        synchronized (news) {
            while (!fresh && !closing) {
                news.wait();
            }
        }
    }

    private void pause(Duration pause) throws InterruptedException {
        synchronized (news) {
            long end = System.nanoTime() + pause.toNanos();
            for (long left = pause.toMillis(); !closing && left > 0; left = (end - System.nanoTime()) / 1_000_000) {
                news.wait(left);
            }
        }
    }

    /**
     * Brings what a server has not taken yet of a run to it, and comes back when it has it.
     *
     * @param again tells it also what it is known to have, for a server that has lost or changed something
     * @param say takes a line about what cannot be shown there
     * @return what was sent, in words
     * @throws IllegalStateException when the server does not take it; the next try goes on where this one ended
     */
    public static String push(URI address, Path runFolder, boolean again, Consumer<String> say) {
        MlflowServer server = new MlflowServer(requireServer(address), System.getenv(), Patience.USUAL);
        try (MlflowDelivery delivery = new MlflowDelivery(runFolder, server, say)) {
            if (again) {
                delivery.tellAgain();
            }
            Duration pause = Patience.USUAL.firstPause();
            String before = delivery.sent().toString();
            for (int attempt = 1; ; attempt++) {
                try {
                    delivery.deliverAll();
                    return delivery.sent().toString();
                } catch (ServerLost e) {
                    if (!delivery.sent().toString().equals(before)) {
                        // A server that is busy now and then gets there: only tries in vain are counted.
                        before = delivery.sent().toString();
                        attempt = 1;
                        pause = Patience.USUAL.firstPause();
                    }
                    if (attempt == MOST_TRIES) {
                        throw new IllegalStateException("MLflow at " + server.address() + " has not taken all of " + runFolder + " (" + e.getMessage()
                                + "); what it has is kept, push again when it is well", e);
                    }
                    TimeUnit.NANOSECONDS.sleep(pause.toNanos());
                    pause = Patience.USUAL.longer(pause);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /**
     * A run beside what a server shows of it: counts in words, and a line for each difference (the first twenty).
     *
     * @throws IllegalStateException when the server does not answer
     */
    public static Verification verify(URI address, Path runFolder) {
        MlflowServer server = new MlflowServer(requireServer(address), System.getenv(), Patience.USUAL, MOST_TRIES);
        try {
            MlflowComparison comparison = MlflowComparison.of(runFolder, server);
            return new Verification(comparison.isEqual(), comparison.toString(), comparison.differences());
        } catch (ServerLost e) {
            throw new IllegalStateException("MLflow at " + server.address() + " cannot be compared with " + runFolder + " (" + e.getMessage() + ")", e);
        }
    }

    /** Web pages with the runs of each experiment that a server was sent, by the experiment's name, the one worked on last first; none where it does not answer. */
    public static Map<String, URI> views(URI address) {
        try {
            return new MlflowServer(requireServer(address), System.getenv(), Patience.USUAL).views();
        } catch (ServerLost e) {
            return Map.of();
        }
    }

    /** Whether some process is sending a run to a server right now. */
    public static boolean isSending(URI address, Path runFolder) {
        return MlflowDelivery.isUnderWay(runFolder, MlflowHttp.plain(address));
    }

    /** Records of a run that each server which was ever sent it has not taken yet, by the server's address. */
    public static Map<String, Long> pending(Path runFolder) {
        List<MlflowCursor> cursors = MlflowCursor.all(runFolder);
        if (cursors.isEmpty()) {
            return Map.of();
        }
        long records = 0;
        Set<MlflowCursor> same = new HashSet<>();
        try (JournalReader reader = new JournalReader(runFolder.resolve("journal.jsonl"))) {
            for (Optional<Entry> entry = reader.next(); entry.isPresent(); entry = reader.next()) {
                records++;
                for (MlflowCursor cursor : cursors) {
                    if (cursor.acknowledged() == entry.get().sequence() && cursor.seal().equals(MlflowDelivery.seal(entry.get()))) {
                        same.add(cursor);
                    }
                }
            }
        }
        Map<String, Long> pending = new TreeMap<>();
        for (MlflowCursor cursor : cursors) {
            // A server that was told of another journal is told all of this one.
            pending.put(cursor.server(), same.contains(cursor) ? records - cursor.acknowledged() : records);
        }
        return pending;
    }

    /** @param counts how many of each kind of thing the journal has, and how many are there as they are */
    public record Verification(boolean isEqual, String counts, List<String> differences) {
    }

    private static URI requireServer(URI address) {
        if (!"http".equalsIgnoreCase(address.getScheme()) && !"https".equalsIgnoreCase(address.getScheme())) {
            throw notAServer(address.toString());
        }
        if (address.getHost() == null) {
            throw new IllegalArgumentException("MLflow server (=" + shown(address.toString())
                    + "; MLFLOW_TRACKING_URI or --to) must have a host of letters, digits, - and . only (no underscore); give http://host:port");
        }
        if (address.getRawQuery() != null || address.getRawFragment() != null) {
            throw new IllegalArgumentException("MLflow server (=" + shown(address.toString()).replaceAll("[?#].*", "...") + "; MLFLOW_TRACKING_URI or --to) must end before ? and #; give http://host:port, "
                    + "and credentials by MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN");
        }
        if (address.getPort() > HIGHEST_PORT) {
            throw new IllegalArgumentException("MLflow server (=" + shown(address.toString()) + "; MLFLOW_TRACKING_URI or --to) has a port above " + HIGHEST_PORT + "; give http://host:port");
        }
        return address;
    }

    private static IllegalArgumentException notAServer(String trackingUri) {
        return new IllegalArgumentException("MLflow server (=" + shown(trackingUri) + "; MLFLOW_TRACKING_URI or --to) must be http://host:port or https://...; " + CURE);
    }

    /** The address without what may be a password. */
    private static String shown(String trackingUri) {
        return trackingUri.replaceAll("^([^/@]*//)?.*@", "$1...@").replaceAll("\\s+", " ");
    }
}
