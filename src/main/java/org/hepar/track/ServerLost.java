package org.hepar.track;

/** A tracking server did not do what it was asked; the message is the reason in a few words. */
class ServerLost extends Exception {

    private static final long serialVersionUID = 1;

    ServerLost(String reason) {
        super(reason);
    }

    /** It answered that it never will: asking again gives the same answer. */
    static final class Refused extends ServerLost {

        private static final long serialVersionUID = 1;

        Refused(String reason) {
            super(reason);
        }
    }
}
