package org.hepar.track;

/** Where long work tells how far it is; the command line draws it, a test ignores it. Safe to call from any thread. */
public interface Progress {

    /** Begins a piece of work of a known number of steps. One at a time. */
    Task start(String name, long steps);

    /** One line for the user. */
    void say(String line);

    /** A piece of work under way. */
    interface Task extends AutoCloseable {

        /** One step is done; the detail (loss, Dice) replaces the one before. */
        void step(String detail);

        /** What is known only after the step that it is about, such as the Dice of an epoch: replaces that step's detail. */
        default void detail(String detail) {
        }

        @Override
        void close();
    }

    /** Draws nothing. */
    Progress SILENT = new Progress() {
        @Override
        public Task start(String name, long steps) {
            return new Task() {
                @Override
                public void step(String detail) {
                }

                @Override
                public void close() {
                }
            };
        }

        @Override
        public void say(String line) {
        }
    };
}
