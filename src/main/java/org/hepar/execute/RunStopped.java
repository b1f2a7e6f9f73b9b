package org.hepar.execute;

/** A run that had begun and could not go on, for a reason that its message says whole, such as a full disk. */
public final class RunStopped extends IllegalStateException {

    private static final long serialVersionUID = 1;

    private RunStopped(String message, Throwable cause) {
        super(message, cause);
    }

    /** @param outcome what came of it, before the cause's own words */
    public static RunStopped because(String outcome, RuntimeException cause) {
        return new RunStopped(outcome + ": " + cause.getMessage(), cause);
    }
}
