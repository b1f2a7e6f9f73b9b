package org.hepar.train;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.util.LinkedHashMap;
import java.util.Map;

/** The tensor engine (DJL on PyTorch): started once in a process with a fixed number of threads. */
public final class Engine {

    private static final String THREADS = "ai.djl.pytorch.num_threads";
    private static final String INTEROP_THREADS = "ai.djl.pytorch.num_interop_threads";

    private static int started;

    private Engine() {
    }

    /**
     * Starts the engine on the CPU, or does nothing when it runs already with this number of threads. The number is
     * part of a result's identity: sums in another order differ in their last bits.
     *
     * @throws IllegalStateException when it runs already with another number of threads
     */
    public static synchronized void start(int threads) {
        if (started != 0 && started != threads) {
            throw new IllegalStateException("the engine runs with " + started + " threads and cannot change to " + threads + " in one process");
        }
        if (started == 0) {
            System.setProperty(THREADS, Integer.toString(threads));
            System.setProperty(INTEROP_THREADS, "1");
            System.setProperty("ai.djl.offline", "true");
            System.setProperty("OPT_OUT_TRACKING", "true");
            ai.djl.engine.Engine.getInstance();
            started = threads;
        }
    }

    /** A manager on the CPU; close it to free all that was made with it. */
    static NDManager newManager() {
        return ai.djl.engine.Engine.getInstance().newBaseManager(Device.cpu());
    }

    /** Name, version and threads of the engine, started if need be; an entry {@code error} says why it cannot run. */
    public static Map<String, String> describe() {
        Map<String, String> facts = new LinkedHashMap<>();
        try {
            ai.djl.engine.Engine engine = ai.djl.engine.Engine.getInstance();
            facts.put("engine", "DJL " + ai.djl.engine.Engine.getDjlVersion() + " / " + engine.getEngineName());
            facts.put("engine_version", engine.getVersion());
            facts.put("threads", System.getProperty(THREADS, "default"));
            facts.put("interop_threads", System.getProperty(INTEROP_THREADS, "default"));
            facts.put("device", Device.cpu().toString());
        } catch (RuntimeException | LinkageError e) {
            facts.put("error", e.getMessage() == null ? e.toString() : e.getMessage().lines().findFirst().orElse(e.toString()));
        }
        return facts;
    }
}
