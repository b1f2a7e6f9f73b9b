package org.hepar.elsewhere;

/** Lies in a package that the house does not list: breaks a rule on purpose. */
public final class Stray {

    private Stray() {
    }
}
