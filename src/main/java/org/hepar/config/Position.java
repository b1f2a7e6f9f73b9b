package org.hepar.config;

/** A place in a source: line and column from 1, or 0 and 0 for the source as a whole. */
record Position(Source source, int line, int column) {

    /** Of a tree that was made from a record, not read. */
    static final Position NONE = Source.NONE.whole();
}
