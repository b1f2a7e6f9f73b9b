package org.hepar.config;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** A sealed interface as the list of its records, each under its name in YAML. */
final class Choice {

    /** The key that names the record. */
    static final String KEY = "type";

    private Choice() {
    }

    /**
     * The records that a sealed interface permits, directly or through a sealed interface below it, in declared order.
     *
     * @throws IllegalArgumentException when it permits something else than a record: such a thing has no YAML
     */
    static Map<String, Class<?>> records(Class<?> sealedInterface) {
        Map<String, Class<?>> records = new LinkedHashMap<>();
        for (Class<?> permitted : sealedInterface.getPermittedSubclasses()) {
            if (permitted.isRecord()) {
                records.put(Names.of(permitted), permitted);
            } else if (permitted.isInterface() && permitted.isSealed()) {
                records.putAll(records(permitted));
            } else {
                throw new IllegalArgumentException(sealedInterface.getName() + " permits " + permitted.getName()
                        + ", which is no record; only records can be written as YAML");
            }
        }
        return records;
    }

    /** Whether a record is a choice, so that its YAML starts with its {@code type}. */
    static boolean isOne(Class<?> record) {
        return Arrays.stream(record.getInterfaces()).anyMatch(Class::isSealed);
    }
}
