package org.hepar.train;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/** The tensor engine (DJL on PyTorch): started once in a process, on one device and with a fixed number of threads. */
public final class Engine {

    /** The names of devices, as an experiment gives them. */
    public static final String DEVICES = "cpu, gpu:N with N from 0, or auto";

    private static final String CPU = "cpu";
    private static final String AUTO = "auto";
    private static final String GPU = "gpu:";
    private static final String THREADS = "ai.djl.pytorch.num_threads";
    private static final String INTEROP_THREADS = "ai.djl.pytorch.num_interop_threads";
    /** By this variable the engine is given another libtorch than the one that it brings along. */
    private static final String LIBRARY_PATH = "PYTORCH_LIBRARY_PATH";

    private static final long LONGEST_STEP_SECONDS = 60;
    /** Read by whoever computes, written when the process ends. */
    private static final ReentrantReadWriteLock IN_USE = new ReentrantReadWriteLock();

    private static int started;
    private static Device device = Device.cpu();

    private Engine() {
    }

    /** Whether a text names a device: {@code cpu}, {@code auto}, {@code gpu:0} and so on. */
    public static boolean isDevice(String name) {
        return name.equals(CPU) || name.equals(AUTO) || name.matches(GPU + "(0|[1-9][0-9]?)");
    }

    /** Starts the engine on the CPU, see {@link #start(int, String)}. */
    public static void start(int threads) {
        start(threads, CPU);
    }

    /**
     * Starts the engine, or does nothing when it runs already in this way. Device and number of threads are part of a
     * result's identity: sums in another order differ in their last bits.
     *
     * @param on {@code cpu}, {@code gpu:N}, or {@code auto}: the first GPU where one can be used, the CPU otherwise
     * @return why the CPU is used, where the choice was left open
     * @throws IllegalArgumentException when the engine does not start, or a GPU is asked for that cannot be used
     * @throws IllegalStateException when it runs already with another number of threads or on another device
     */
    public static synchronized Optional<String> start(int threads, String on) {
        if (started != 0 && started != threads) {
            throw new IllegalStateException("the engine runs with " + started + " threads and cannot change to " + threads + " in one process");
        }
        if (started == 0) {
            requireEngine(threads);
            Runtime.getRuntime().addShutdownHook(new Thread(Engine::awaitEndOfStep, "end-of-step"));
        }
        Choice choice = choose(threads, on);
        Device wanted = choice.gpu() ? gpu(on) : Device.cpu();
        if (started != 0 && !wanted.equals(device)) {
            throw new IllegalStateException("the engine runs on " + name(device) + " and cannot change to " + name(wanted) + " in one process");
        }
        started = threads;
        device = wanted;
        return choice.note();
    }

    /**
     * What a device that an experiment names comes to on this machine.
     *
     * @param note why it is the CPU, where that was left open
     */
    public record Choice(boolean gpu, Optional<String> note) {
    }

    /**
     * Looks whether a device can be used, as {@link #start(int, String)} does, and leaves the engine free to be started. The CPU always can: it is not
     * looked at.
     *
     * @throws IllegalArgumentException when a GPU is asked for that cannot be used, or the engine that would use it does not start
     */
    public static synchronized Choice choose(int threads, String on) {
        if (on.equals(CPU)) {
            return new Choice(false, Optional.empty());
        }
        requireEngine(threads);
        Optional<String> absent = problemOf(gpu(on));
        if (absent.isPresent() && !on.equals(AUTO)) {
            throw new IllegalArgumentException("device (=" + on + ") cannot be used: " + absent.get() + "; set device: cpu, or see docs/gpu.md for what a GPU needs");
        }
        return new Choice(absent.isEmpty(), absent.map(problem -> "device: auto takes the cpu, since " + problem));
    }

    /** The engine with a number of threads, which it takes when it is loaded. */
    private static void requireEngine(int threads) {
        if (started == 0) {
            System.setProperty(THREADS, Integer.toString(threads));
            System.setProperty(INTEROP_THREADS, "1");
            System.setProperty("ai.djl.offline", "true");
            System.setProperty("OPT_OUT_TRACKING", "true");
        }
        requireEngine();
    }

    /**
     * Computes something that takes long: a step, the answer for some slices. A process that is being ended waits for it; after that
     * this never returns. The libraries below take down what they hold while a thread is still computing with it, and the process
     * would crash on its way out.
     */
    static <T> T compute(Supplier<T> work) {
        IN_USE.readLock().lock();
        try {
            return work.get();
        } finally {
            IN_USE.readLock().unlock();
        }
    }

    private static void awaitEndOfStep() {
        try {
            IN_USE.writeLock().tryLock(LONGEST_STEP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Device gpu(String name) {
        return Device.gpu(name.equals(AUTO) ? 0 : Integer.parseInt(name.substring(GPU.length())));
    }

    private static String name(Device one) {
        return one.isGpu() ? GPU + one.getDeviceId() : CPU;
    }

    private static ai.djl.engine.Engine requireEngine() {
        try {
            return ai.djl.engine.Engine.getInstance();
        } catch (RuntimeException | LinkageError e) {
            throw new IllegalArgumentException(whyNot(e), e);
        }
    }

    /** The innermost reason and the cure, in one line: what lies around it only says that loading has failed. */
    private static String whyNot(Throwable failure) {
        Throwable inner = failure;
        while (inner.getCause() != null) {
            inner = inner.getCause();
        }
        String libraries = otherLibraries();
        return "the engine does not start: " + firstLine(inner) + "; " + (libraries.isEmpty() ? "build anew: mvn clean, then hepar doctor"
                : LIBRARY_PATH + " (=" + libraries + ") names another libtorch than the engine's own: see docs/gpu.md, or unset it to compute on the CPU");
    }

    private static String otherLibraries() {
        return Optional.ofNullable(System.getenv(LIBRARY_PATH)).orElse(System.getProperty(LIBRARY_PATH, ""));
    }

    private static String firstLine(Throwable failure) {
        return failure.getMessage() == null ? failure.toString() : failure.getMessage().lines().findFirst().orElse(failure.toString());
    }

    /** Why a GPU cannot be used; empty where it computes. */
    private static Optional<String> problemOf(Device gpu) {
        ai.djl.engine.Engine engine = requireEngine();
        if (!engine.hasCapability("CUDA")) {
            return Optional.of(otherLibraries().isEmpty() ? "the engine's own libtorch is for CPUs only (" + LIBRARY_PATH + " names none with CUDA)"
                    : "the libtorch in " + otherLibraries() + " finds no GPU that it can use");
        }
        try (NDManager manager = engine.newBaseManager(gpu)) {
            manager.ones(new Shape(2)).sum().getFloat();
            return Optional.empty();
        } catch (RuntimeException e) {
            return Optional.of(firstLine(e));
        }
    }

    /** Why the first GPU cannot be used; empty where it can. Starts the engine if need be. */
    public static Optional<String> problemOfGpu() {
        try {
            return problemOf(Device.gpu(0));
        } catch (IllegalArgumentException e) {
            return Optional.of(e.getMessage());
        }
    }

    /** A manager on the engine's device; close it to free all that was made with it. */
    static NDManager newManager() {
        return ai.djl.engine.Engine.getInstance().newBaseManager(device);
    }

    /** Name, version, threads and device of the engine, started if need be; an entry {@code error} says why it cannot run. */
    public static Map<String, String> describe() {
        Map<String, String> facts = new LinkedHashMap<>();
        try {
            ai.djl.engine.Engine engine = requireEngine();
            facts.put("engine", "DJL " + ai.djl.engine.Engine.getDjlVersion() + " / " + engine.getEngineName());
            facts.put("engine_version", engine.getVersion());
            facts.put("threads", System.getProperty(THREADS, "default"));
            facts.put("interop_threads", System.getProperty(INTEROP_THREADS, "default"));
            facts.put("device", name(device));
            if (device.isGpu()) {
                facts.put("gpu", Gpus.models());
                facts.put("libtorch", otherLibraries());
            }
        } catch (IllegalArgumentException e) {
            facts.put("error", e.getMessage());
        }
        return facts;
    }
}
