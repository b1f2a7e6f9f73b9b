package org.hepar.track;

/** A tracking server did not do what it was asked in time; the message is the reason in a few words. */
final class ServerLost extends Exception {

    ServerLost(String reason) {
        super(reason);
    }
}
